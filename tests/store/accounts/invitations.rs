//! Tests invitations to the desk.

use undersigned::domain::accounts::{INVITATION_LIFE_MS, Right, Rights, Scope};
use undersigned::domain::keys::token::Token;
use undersigned::domain::mail::message::MessageKind;
use undersigned::domain::time::{DAY_MS, MINUTE_MS};
use undersigned::store::{AcceptOutcome, InviteOutcome, RightsOutcome, Store};

use super::{DEVICE, address, colleague, first_owner, on, session};
use crate::actions::{
    NOW, campaign, housekeep, send_queued_email, send_queued_mail, sign, token, unknown_token,
};
use crate::databases::TestDatabase;

const BO: &str = "bo@mail.example";

async fn accept(store: &Store, link: &Token, now_ms: i64) -> AcceptOutcome {
    let accounts = store.accounts();
    let accepted = accounts.accept_invitation(link, "Bo", "cy", DEVICE, now_ms);
    accepted.await.unwrap()
}

pub(crate) async fn an_invitation_is_accepted_once_and_expires_after_a_week(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let ada = first_owner(&store, "Ada", "ada@mail.example", NOW).await;
    let accounts = store.accounts();
    let rights: Rights = [(Scope::All, Right::See), (Scope::Subject(2), Right::Export)]
        .into_iter()
        .collect();
    let invited = accounts
        .invite(&ada, &address(BO), &rights, "cy", NOW)
        .await
        .unwrap();
    let InviteOutcome::Invited(id) = invited else {
        panic!("{invited:?}");
    };
    let message = send_queued_email(&store, NOW).await;
    assert_eq!(message.kind, MessageKind::Invitation);
    assert_eq!((&*message.recipient, &*message.facts.lang), (BO, "cy"));
    assert_eq!(message.facts.contact, "ada@mail.example", "whom to ask");
    let link = token(&message);
    let end = NOW + INVITATION_LIFE_MS;
    let found = accounts
        .invitation_by_link(&link, end - 1)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (found.id, &*found.invited_by, &found.rights),
        (id, "Ada", &rights)
    );
    assert_eq!(accounts.invitations().await.unwrap(), [found]);
    assert!(
        accounts
            .invitation_by_link(&link, end)
            .await
            .unwrap()
            .is_none()
    );
    for (link, at) in [(&link, end), (&unknown_token(), NOW)] {
        assert!(matches!(
            accept(&store, link, at).await,
            AcceptOutcome::Expired
        ));
    }
    let AcceptOutcome::Accepted(cookie) = accept(&store, &link, end - 1).await else {
        panic!("it is open");
    };
    let bo = session(&store, &cookie, end - 1).await;
    assert_eq!((&*bo.account.email, &*bo.account.name), (BO, "Bo"));
    assert_eq!((bo.rights, bo.only_owner), (rights, false));
    assert!(matches!(
        accept(&store, &link, NOW).await,
        AcceptOutcome::Expired
    ));
    assert!(accounts.invitations().await.unwrap().is_empty());
}

pub(crate) async fn a_newer_invitation_replaces_an_older_and_one_can_be_revoked(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let ada = first_owner(&store, "Ada", "ada@mail.example", NOW).await;
    let accounts = store.accounts();
    let mut links = Vec::new();
    for right in [Right::Export, Right::See] {
        let rights = on(1, &[right]);
        let invited = accounts
            .invite(&ada, &address(BO), &rights, "en", NOW)
            .await;
        assert!(matches!(invited.unwrap(), InviteOutcome::Invited(_)));
        links.push(token(&send_queued_email(&store, NOW).await));
    }
    let open = accounts.invitations().await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].rights, on(1, &[Right::See]));
    assert!(matches!(
        accept(&store, &links[0], NOW).await,
        AcceptOutcome::Expired
    ));
    let revoke = async || {
        let revoked = accounts.revoke_invitation(&ada, open[0].id, NOW).await;
        revoked.unwrap()
    };
    assert_eq!(revoke().await, RightsOutcome::Done);
    assert_eq!(revoke().await, RightsOutcome::Gone);
    assert!(matches!(
        accept(&store, &links[1], NOW).await,
        AcceptOutcome::Expired
    ));
}

pub(crate) async fn invitations_are_limited_and_not_sent_where_no_emails_are_wanted(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let ada = first_owner(&store, "Ada", "ada@mail.example", NOW).await;
    let accounts = store.accounts();
    let see = on(1, &[Right::See]);
    let invite = async |email: &str, at| {
        let invited = accounts.invite(&ada, &address(email), &see, "en", at).await;
        invited.unwrap()
    };
    let bo = colleague(&store, &ada, ("Bo", BO), &see, NOW).await;
    assert_eq!(
        invite("Bo+x@mail.example", NOW).await,
        InviteOutcome::HasAccount(bo.account.id)
    );
    let (other, none) = (address("a@b.example"), Rights::default());
    let nothing = accounts.invite(&ada, &other, &none, "en", NOW).await;
    assert_eq!(nothing.unwrap(), InviteOutcome::NotAllowed);
    for _ in 0..3 {
        assert!(matches!(
            invite("cleo@mail.example", NOW).await,
            InviteOutcome::Invited(_)
        ));
    }
    assert_eq!(
        invite("cleo@mail.example", NOW).await,
        InviteOutcome::Limited
    );
    let tomorrow = NOW + DAY_MS + MINUTE_MS;
    assert!(matches!(
        invite("cleo@mail.example", tomorrow).await,
        InviteOutcome::Invited(_)
    ));
    for number in 0..19 {
        let email = format!("person{number}@mail.example");
        assert!(matches!(
            invite(&email, tomorrow).await,
            InviteOutcome::Invited(_)
        ));
    }
    assert_eq!(
        invite("one.more@mail.example", tomorrow).await,
        InviteOutcome::Limited
    );
    send_queued_mail(&store, tomorrow).await;

    let later = tomorrow + 2 * DAY_MS;
    sign(&store, "Dot", "dot@mail.example", later).await;
    let link = token(&send_queued_email(&store, later).await);
    store.privacy().disown(&link, later).await.unwrap().unwrap();
    assert_eq!(
        invite("dot@mail.example", later).await,
        InviteOutcome::NoEmails
    );
}

pub(crate) async fn an_unanswered_invitation_is_deleted_a_month_after_it_expired(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let ada = first_owner(&store, "Ada", "ada@mail.example", NOW).await;
    let see = on(1, &[Right::See]);
    let invited = store
        .accounts()
        .invite(&ada, &address(BO), &see, "en", NOW)
        .await;
    assert!(matches!(invited.unwrap(), InviteOutcome::Invited(_)));
    let end = NOW + INVITATION_LIFE_MS + 30 * DAY_MS;
    housekeep(&store, end - 1).await;
    assert_eq!(database.rows("invitations").await, 1);
    housekeep(&store, end).await;
    assert_eq!(database.rows("invitations").await, 0);
}
