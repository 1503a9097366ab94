//! Tests the audit log: what it says, who may read what of it, and for how long it is kept.

use undersigned::domain::accounts::{
    AuditAction, AuditActor, AuditDetail, AuditEntry, DeskSession, Right, Rights, Scope,
};
use undersigned::domain::mail::message::{MessageKind, OwnerNotice};
use undersigned::domain::time::DAY_MS;
use undersigned::store::{NewAudit, Store};

use super::{DEVICE, address, ask_for_code, colleague, emailed_code, first_owner, on};
use crate::actions::{NOW, campaign, housekeep, send_queued_mail};
use crate::databases::TestDatabase;

async fn log(store: &Store, rights: &Rights) -> Vec<AuditEntry> {
    let page = store.accounts().audit_page(rights, None, 100).await;
    page.unwrap()
}

fn actions(log: &[AuditEntry]) -> Vec<AuditAction> {
    log.iter().map(|entry| entry.action).collect()
}

async fn export(store: &Store, by: &DeskSession, subject: i64) {
    let act = NewAudit {
        action: AuditAction::Exported,
        subject,
        before: AuditDetail::default(),
        after: AuditDetail {
            count: Some(417),
            file: Some("subscribers.csv".to_owned()),
            ..AuditDetail::default()
        },
    };
    store.accounts().record(by, act, NOW).await.unwrap();
}

pub(crate) async fn every_act_on_accounts_is_in_the_log_before_and_after(database: &TestDatabase) {
    let store = campaign(database).await;
    let ada = first_owner(&store, "Ada", "ada@mail.example", NOW).await;
    let accounts = store.accounts();
    let see = on(1, &[Right::See]);
    let bo = colleague(&store, &ada, ("Bo", "bo@mail.example"), &see, NOW).await;
    let (id, message) = ask_for_code(&store, "bo@mail.example", NOW).await;
    let code = emailed_code(&message);
    accounts
        .sign_in_by_code(id, &code, DEVICE, NOW)
        .await
        .unwrap();
    accounts
        .rename_account(&bo, "Bo B.", "cy", NOW)
        .await
        .unwrap();
    let export = on(1, &[Right::Export]);
    accounts
        .set_rights(&ada, bo.account.id, &export, NOW)
        .await
        .unwrap();
    accounts.end_other_sessions(&bo, NOW).await.unwrap();
    let invited = address("cleo@mail.example");
    accounts
        .invite(&ada, &invited, &see, "en", NOW)
        .await
        .unwrap();
    let open = accounts.invitations().await.unwrap();
    accounts
        .revoke_invitation(&ada, open[0].id, NOW)
        .await
        .unwrap();
    accounts
        .remove_account(&ada, bo.account.id, NOW)
        .await
        .unwrap();
    let email = address("dot@mail.example");
    accounts
        .begin_console_sign_in(&email, &see, NOW)
        .await
        .unwrap();

    let log = log(&store, &Rights::owner()).await;
    use AuditAction as A;
    let mut expected = [
        A::FirstOwner,
        A::Invited,
        A::InvitationAccepted,
        A::SignedIn,
        A::Renamed,
        A::RightsChanged,
        A::SessionsEnded,
        A::Invited,
        A::InvitationRevoked,
        A::AccountRemoved,
        A::AccountAdded,
        A::LinkPrinted,
    ]
    .map(|action| action.as_str());
    let mut seen: Vec<&str> = actions(&log).iter().map(|action| action.as_str()).collect();
    // Within a millisecond, their order is random.
    expected.sort_unstable();
    seen.sort_unstable();
    assert_eq!(seen, expected);
    let of = |action| log.iter().find(|entry| entry.action == action).unwrap();
    let changed = of(A::RightsChanged);
    let actor = AuditActor::Account {
        id: ada.account.id,
        name: "Ada".to_owned(),
    };
    assert_eq!((&changed.actor, changed.at), (&actor, NOW));
    assert_eq!(changed.before.rights, Some(see));
    assert_eq!(changed.after.rights, Some(export));
    assert_eq!(changed.after.email.as_deref(), Some("bo@mail.example"));
    let subject = changed
        .subject
        .as_ref()
        .expect("it is about one declaration");
    assert_eq!(
        (subject.id, &*subject.title),
        (1, "Keep the reading room open")
    );
    assert_eq!(of(A::Renamed).before.name.as_deref(), Some("Bo"));
    assert_eq!(of(A::Renamed).after.name.as_deref(), Some("Bo B."));
    assert_eq!(of(A::AccountRemoved).after, AuditDetail::default());
    assert_eq!(of(A::LinkPrinted).actor, AuditActor::Console);
}

pub(crate) async fn an_export_is_logged_and_the_other_owners_get_an_email(database: &TestDatabase) {
    let store = campaign(database).await;
    let ada = first_owner(&store, "Ada", "ada@mail.example", NOW).await;
    let bo = ("Bo", "bo@mail.example");
    let bo = colleague(&store, &ada, bo, &on(2, &[Right::Export]), NOW).await;
    let cleo = ("Cleo", "cleo@mail.example");
    colleague(&store, &ada, cleo, &on(2, &[Right::Own]), NOW).await;
    let dot = ("Dot", "dot@mail.example");
    colleague(&store, &ada, dot, &on(1, &[Right::Own]), NOW).await;
    send_queued_mail(&store, NOW).await;
    export(&store, &bo, 2).await;
    let mut told = send_queued_mail(&store, NOW).await;
    told.sort_by(|one, next| one.recipient.cmp(&next.recipient));
    let recipients: Vec<&str> = told.iter().map(|one| one.recipient.as_str()).collect();
    assert_eq!(recipients, ["ada@mail.example", "cleo@mail.example"]);
    for message in &told {
        assert_eq!(message.kind, MessageKind::OwnerNotice);
        assert_eq!(message.facts.title, "News from the reading room");
        let desk = message.facts.desk.as_ref().expect("it is about the desk");
        assert_eq!(desk.by, "Bo");
        assert_eq!(desk.notice, Some(OwnerNotice::Exported));
    }
    export(&store, &ada, 1).await;
    let told = send_queued_mail(&store, NOW).await;
    let recipients: Vec<&str> = told.iter().map(|one| one.recipient.as_str()).collect();
    assert_eq!(recipients, ["dot@mail.example"], "not who did it");
}

pub(crate) async fn the_log_is_read_by_page_and_as_far_as_rights_go(database: &TestDatabase) {
    let store = campaign(database).await;
    let ada = first_owner(&store, "Ada", "ada@mail.example", NOW).await;
    for subject in [1, 2, 2] {
        export(&store, &ada, subject).await;
    }
    let all: Rights = [(Scope::All, Right::See)].into_iter().collect();
    let about = async |rights: Rights| {
        let log = log(&store, &rights).await.into_iter();
        let mut subjects: Vec<i64> = log
            .map(|entry| entry.subject.map_or(0, |subject| subject.id))
            .collect();
        subjects.sort_unstable();
        subjects
    };
    assert_eq!(about(Rights::owner()).await, [0, 1, 2, 2]);
    assert_eq!(
        about(all).await,
        [1, 2, 2],
        "accounts are the owners' business"
    );
    assert_eq!(about(on(2, &[Right::Moderate])).await, [2, 2]);
    assert!(about(Rights::default()).await.is_empty());

    let everything = log(&store, &Rights::owner()).await;
    let (mut paged, mut before) = (Vec::new(), None);
    loop {
        let rights = Rights::owner();
        let page = store
            .accounts()
            .audit_page(&rights, before, 3)
            .await
            .unwrap();
        before = page.last().map(|entry| entry.id);
        if page.is_empty() {
            break;
        }
        paged.extend(page);
    }
    assert_eq!(paged, everything);
}

pub(crate) async fn the_log_and_who_left_are_deleted_after_two_years(database: &TestDatabase) {
    let store = campaign(database).await;
    let ada = first_owner(&store, "Ada", "ada@mail.example", NOW).await;
    let bo = ("Bo", "bo@mail.example");
    let bo = colleague(&store, &ada, bo, &on(1, &[Right::See]), NOW).await;
    store.accounts().leave(&bo, NOW).await.unwrap();
    let end = NOW + 730 * DAY_MS;
    housekeep(&store, end - 1).await;
    assert_eq!(
        (
            database.rows("audit").await,
            database.rows("accounts").await
        ),
        (4, 2)
    );
    housekeep(&store, end).await;
    assert_eq!(
        (
            database.rows("audit").await,
            database.rows("accounts").await
        ),
        (0, 1)
    );
}
