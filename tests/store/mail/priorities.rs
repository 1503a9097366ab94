//! Tests in which order queued emails are sent.

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::mail::message::MessageKind;
use undersigned::domain::time::DAY_MS;
use undersigned::store::{ClaimedMail, Delivery, Store};

use crate::actions::{
    NOW, campaign, confirm, remind, send_queued_email, send_queued_mail, sign, subscribe, token,
};
use crate::databases::TestDatabase;

/// More than any server sends while somebody waits for a code.
const MAILING: i64 = 50_000;

async fn claim_one(store: &Store, now_ms: i64) -> ClaimedMail {
    let mut claimed = store.mail().claim(1, now_ms).await.unwrap();
    assert_eq!(claimed.len(), 1);
    claimed.remove(0)
}

pub(crate) async fn a_mailing_does_not_delay_a_code(database: &TestDatabase) {
    let store = campaign(database).await;
    queue_mailing(database, &store).await;
    let later = NOW + DAY_MS;
    sign(&store, "Ada Example", "ada@mail.example", later).await;
    let code = claim_one(&store, later).await;
    assert_eq!(code.kind, MessageKind::ConfirmSignature);
    assert_eq!(code.recipient, "ada@mail.example");
    assert_eq!(claim_one(&store, later).await.kind, MessageKind::Renew);
    let waiting = store.mail().queue_depth().await.unwrap().waiting;
    assert_eq!(waiting, MAILING as u64 + 1, "claimed ones are not sent yet");
}

/// Queues emails about a changed text, all due now.
async fn queue_mailing(database: &TestDatabase, store: &Store) {
    // Its contents are those of an email that the store itself wrote.
    subscribe(store, "bo@mail.example", &[], NOW).await;
    let link = token(&send_queued_email(store, NOW).await);
    confirm(store, Credential::Token(link), NOW).await;
    let random = if database.is_sqlite() {
        "randomblob(16)"
    } else {
        "uuid_send(gen_random_uuid())"
    };
    let sql = format!(
        "with recursive numbers (number) as \
            (select 1 union all select number + 1 from numbers where number < {MAILING}) \
        insert into emails (id, subject, kind, priority, recipient, payload, status, mailbox, \
            next_try_at, created_at, due_at) \
        select {random}, subject, 'renew', 3, recipient, payload, status, {random}, \
            next_try_at, created_at, due_at from numbers, emails where kind = 'welcome'"
    );
    database.change(sql).await;
    let welcome = claim_one(store, NOW).await;
    assert_eq!(welcome.kind, MessageKind::Welcome);
    let sent = [(welcome.id, Delivery::Sent)];
    store.mail().mark(&sent, NOW).await.unwrap();
}

pub(crate) async fn codes_precede_notices_and_notices_precede_reminders(database: &TestDatabase) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    send_queued_mail(&store, NOW).await;
    let later = NOW + 2 * DAY_MS;
    subscribe(&store, "bo@mail.example", &[], later).await;
    let link = token(&send_queued_email(&store, later).await);
    assert_eq!(remind(&store, later).await, 1);
    confirm(&store, Credential::Token(link), later).await;
    sign(&store, "Cleo Example", "cleo@mail.example", later).await;
    for expected in [
        MessageKind::ConfirmSignature,
        MessageKind::Welcome,
        MessageKind::RemindSignature,
    ] {
        assert_eq!(claim_one(&store, later).await.kind, expected);
    }
}

pub(crate) async fn an_email_need_not_be_about_an_attempt(database: &TestDatabase) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let link = token(&send_queued_email(&store, NOW).await);
    assert!(store.privacy().disown(&link, NOW).await.unwrap().is_some());
    let alone = "emails where status = 'waiting' and attempt is null";
    assert_eq!(database.rows(alone).await, 1);
    let receipt = send_queued_email(&store, NOW).await;
    assert_eq!(receipt.kind, MessageKind::Suppressed);
    assert_eq!(receipt.recipient, "ada@mail.example");
}
