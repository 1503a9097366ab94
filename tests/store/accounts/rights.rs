//! Tests who may do what, who may decide it, and that there is always an owner.

use std::sync::Arc;

use undersigned::domain::accounts::{DeskSession, Right, Rights, Scope};
use undersigned::domain::id::Id;
use undersigned::domain::mail::message::{MessageKind, OwnerNotice};
use undersigned::store::{InviteOutcome, RightsOutcome, Store};

use super::{address, colleague, first_owner, on};
use crate::actions::{NOW, campaign, send_queued_mail};
use crate::databases::TestDatabase;

/// Two owners.
async fn owners(store: &Store) -> [DeskSession; 2] {
    let ada = first_owner(store, "Ada", "ada@mail.example", NOW).await;
    let all = Rights::owner();
    let bo = colleague(store, &ada, ("Bo", "bo@mail.example"), &all, NOW).await;
    send_queued_mail(store, NOW).await;
    [ada, bo]
}

/// Who gets which notice about the owners.
async fn notices(store: &Store) -> Vec<(String, OwnerNotice)> {
    let sent = send_queued_mail(store, NOW).await.into_iter();
    let notices = sent.filter(|one| one.kind == MessageKind::OwnerNotice);
    let notices = notices.map(|one| {
        let desk = one.facts.desk.expect("it is about the desk");
        (one.recipient, desk.notice.expect("it has a notice"))
    });
    let mut notices: Vec<_> = notices.collect();
    notices.sort_by(|one, next| one.0.cmp(&next.0));
    notices
}

pub(crate) async fn rights_are_given_and_taken_one_by_one(database: &TestDatabase) {
    let store = campaign(database).await;
    let ada = first_owner(&store, "Ada", "ada@mail.example", NOW).await;
    let (accounts, see) = (store.accounts(), on(1, &[Right::See]));
    let cleo = colleague(&store, &ada, ("Cleo", "cleo@mail.example"), &see, NOW).await;
    assert!(cleo.rights.may(Right::See, 1) && !cleo.rights.may(Right::See, 2));
    let id = cleo.account.id;
    let wanted = on(2, &[Right::See, Right::Export, Right::Moderate]);
    let set = async |rights: &Rights| accounts.set_rights(&ada, id, rights, NOW).await.unwrap();
    assert_eq!(set(&wanted).await, RightsOutcome::Done);
    let after = accounts.account(id).await.unwrap().unwrap().rights;
    assert_eq!(
        after,
        on(2, &[Right::Export, Right::Moderate]),
        "the others include seeing"
    );
    assert_eq!(set(&wanted).await, RightsOutcome::Unchanged);
    let unknown = on(77, &[Right::See]);
    assert_eq!(
        set(&unknown).await,
        RightsOutcome::NotAllowed,
        "there is no such subject"
    );
    assert!(notices(&store).await.is_empty(), "no owner came or went");
    let gone = Id::new(NOW);
    let outcome = accounts.set_rights(&ada, gone, &see, NOW).await.unwrap();
    assert_eq!(outcome, RightsOutcome::Gone);
}

pub(crate) async fn who_owns_one_declaration_decides_about_that_one_only(database: &TestDatabase) {
    let store = campaign(database).await;
    let ada = first_owner(&store, "Ada", "ada@mail.example", NOW).await;
    let accounts = store.accounts();
    let own = on(1, &[Right::Own]);
    let bo = colleague(&store, &ada, ("Bo", "bo@mail.example"), &own, NOW).await;
    let see = on(2, &[Right::See]);
    let cleo = colleague(&store, &ada, ("Cleo", "cleo@mail.example"), &see, NOW).await;
    let id = cleo.account.id;
    let both: Rights = [
        (Scope::Subject(1), Right::Export),
        (Scope::Subject(2), Right::See),
    ]
    .into_iter()
    .collect();
    let outcome = accounts.set_rights(&bo, id, &both, NOW).await.unwrap();
    assert_eq!(outcome, RightsOutcome::Done);
    for rights in [on(1, &[Right::Export]), Rights::owner(), Rights::default()] {
        let outcome = accounts.set_rights(&bo, id, &rights, NOW).await.unwrap();
        assert_eq!(outcome, RightsOutcome::NotAllowed, "{rights:?}");
    }
    let outcome = accounts.remove_account(&bo, id, NOW).await.unwrap();
    assert_eq!(outcome, RightsOutcome::NotAllowed);
    let email = address("dot@mail.example");
    let invited = accounts.invite(&bo, &email, &see, "en", NOW).await.unwrap();
    assert_eq!(invited, InviteOutcome::NotAllowed);
    let invited = accounts
        .invite(&cleo, &email, &both, "en", NOW)
        .await
        .unwrap();
    assert_eq!(invited, InviteOutcome::NotAllowed);
    let invited = accounts.invite(&bo, &email, &own, "en", NOW).await.unwrap();
    assert!(matches!(invited, InviteOutcome::Invited(_)));
}

pub(crate) async fn the_last_owner_neither_leaves_nor_loses_ownership(database: &TestDatabase) {
    let store = campaign(database).await;
    let [ada, bo] = owners(&store).await;
    let accounts = store.accounts();
    let outcome = accounts.leave(&bo, NOW).await.unwrap();
    assert_eq!(outcome, RightsOutcome::Done);
    let told = vec![("ada@mail.example".to_owned(), OwnerNotice::Left)];
    assert_eq!(notices(&store).await, told);
    let see: Rights = [(Scope::All, Right::See)].into_iter().collect();
    let id = ada.account.id;
    for outcome in [
        accounts.leave(&ada, NOW).await.unwrap(),
        accounts.set_rights(&ada, id, &see, NOW).await.unwrap(),
        accounts.remove_account(&ada, id, NOW).await.unwrap(),
    ] {
        assert_eq!(outcome, RightsOutcome::LastOwner);
    }
    // Who has left decides nothing, whatever an open page shows.
    let outcome = accounts.remove_account(&bo, id, NOW).await.unwrap();
    assert_eq!(outcome, RightsOutcome::NotAllowed);
}

pub(crate) async fn of_two_owners_who_remove_each_other_at_once_one_stays(database: &TestDatabase) {
    let store = campaign(database).await;
    let sessions = Arc::new(owners(&store).await);
    let outcomes: Vec<_> = (0..2)
        .map(|number| {
            let (store, sessions) = (store.clone(), Arc::clone(&sessions));
            tokio::spawn(async move {
                let (by, of) = (&sessions[number], &sessions[1 - number]);
                let removing = store.accounts().remove_account(by, of.account.id, NOW);
                removing.await.unwrap()
            })
        })
        .collect();
    let mut seen = Vec::new();
    for outcome in outcomes {
        seen.push(outcome.await.unwrap());
    }
    seen.sort_by_key(|outcome| format!("{outcome:?}"));
    assert_eq!(seen, [RightsOutcome::Done, RightsOutcome::NotAllowed]);
    let left = store.accounts().accounts().await.unwrap();
    assert_eq!(left.len(), 1);
    assert!(left[0].rights.owns_all());
    // The one who was removed gets an email.
    let told = notices(&store).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].1, OwnerNotice::Removed);
    assert_ne!(told[0].0, left[0].account.email);
}

pub(crate) async fn a_removed_colleague_is_signed_out_and_may_come_back(database: &TestDatabase) {
    let store = campaign(database).await;
    let [ada, bo] = owners(&store).await;
    let accounts = store.accounts();
    let email = address("dot@mail.example");
    let invited = accounts
        .invite(&bo, &email, &Rights::owner(), "en", NOW)
        .await;
    assert!(matches!(invited.unwrap(), InviteOutcome::Invited(_)));
    assert_eq!(
        notices(&store).await,
        [("ada@mail.example".to_owned(), OwnerNotice::Invited)]
    );
    let id = bo.account.id;
    let outcome = accounts.remove_account(&ada, id, NOW).await.unwrap();
    assert_eq!(outcome, RightsOutcome::Done);
    assert!(accounts.sessions_of(id, NOW).await.unwrap().is_empty());
    assert!(accounts.account(id).await.unwrap().is_none());
    assert!(
        accounts.invitations().await.unwrap().is_empty(),
        "those of who was removed are revoked"
    );
    send_queued_mail(&store, NOW).await;
    let bo_email = address("bo@mail.example");
    accounts.begin_email_sign_in(&bo_email, NOW).await.unwrap();
    assert!(
        send_queued_mail(&store, NOW).await.is_empty(),
        "no account, no email"
    );
    let see = on(1, &[Right::See]);
    let again = colleague(&store, &ada, ("Bo B.", "bo@mail.example"), &see, NOW).await;
    assert_eq!(
        again.account.id, id,
        "the log goes on naming the same account"
    );
    assert_eq!((again.account.name.as_str(), again.rights), ("Bo B.", see));
}
