//! Tests sending an attempt's email again, and correcting its address.

use undersigned::domain::attempts::Resend;
use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::id::Id;
use undersigned::domain::time::MINUTE_MS;
use undersigned::store::{AttemptOutcome, AttemptStatus, ConfirmOutcome, Store};
use widgets::fields::EmailAddress;

use crate::actions::{
    LATER, NOW, accepted, by_code, by_emailed_code, campaign, confirm, confirmed, count,
    send_queued_email, send_queued_mail, sign, subscribe, token, wrong_code,
};
use crate::databases::TestDatabase;

async fn request_resend(store: &Store, id: Id, email: Option<&str>, now_ms: i64) -> AttemptOutcome {
    let to = email.map(|email| EmailAddress::parse(email).expect("an address"));
    let resend = Resend { id, to };
    store
        .attempts()
        .resend(resend, None, now_ms)
        .await
        .expect("asking works")
}

pub(crate) async fn resending_repeats_the_email_and_replaces_a_void_code(database: &TestDatabase) {
    let store = campaign(database).await;
    let id = sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let first = send_queued_email(&store, NOW).await;
    assert_eq!(accepted(request_resend(&store, id, None, LATER).await), id);
    let again = send_queued_email(&store, LATER).await;
    assert_eq!(again.facts, first.facts, "the same link and code");
    for _ in 0..5 {
        confirm(&store, by_code(id, wrong_code(&first)), LATER).await;
    }
    let soon = LATER + MINUTE_MS;
    accepted(request_resend(&store, id, None, soon).await);
    let fresh = send_queued_email(&store, soon).await;
    assert_eq!(token(&fresh), token(&first));
    confirmed(confirm(&store, by_emailed_code(id, &fresh), soon).await);
    assert_eq!(count(&store).await, 1);
    let status = store.attempts().status(id, soon).await.unwrap();
    assert_eq!(status, AttemptStatus::Confirmed);
    accepted(request_resend(&store, id, None, soon + MINUTE_MS).await);
    assert!(send_queued_mail(&store, soon + MINUTE_MS).await.is_empty());
    assert_eq!(
        request_resend(&store, Id::new(NOW), None, soon).await,
        AttemptOutcome::Unknown
    );
}

pub(crate) async fn correcting_the_email_address_voids_the_earlier_link(database: &TestDatabase) {
    let store = campaign(database).await;
    for subscribing in [false, true] {
        let id = if subscribing {
            subscribe(&store, "astray@mail.example", &[], NOW).await
        } else {
            sign(&store, "Ada Example", "astray@mail.example", NOW).await
        };
        let astray = send_queued_email(&store, NOW).await;
        accepted(request_resend(&store, id, Some("ada@mail.example"), NOW + 1).await);
        let right = send_queued_email(&store, NOW + 1).await;
        assert_eq!(right.recipient, "ada@mail.example");
        let old = confirm(&store, Credential::Token(token(&astray)), LATER).await;
        assert_eq!(old, ConfirmOutcome::Expired);
        confirmed(confirm(&store, by_emailed_code(id, &right), LATER).await);
        send_queued_mail(&store, LATER).await;
    }
}
