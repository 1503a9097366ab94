//! Tests sending an attempt's email again, and correcting its address.

use undersigned::domain::attempts::Resend;
use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::time::MINUTE_MS;
use undersigned::store::{AttemptOutcome, AttemptStatus, ConfirmOutcome, Store};
use widgets::fields::EmailAddress;

use crate::bases::Base;
use crate::deeds::{
    LATER, NOW, accepted, by_code, campaign, confirm, confirmed, count, letter, letters, sign,
    subscribe, token, typed, wrong_code,
};

async fn ask(store: &Store, id: &str, email: Option<&str>, now_ms: i64) -> AttemptOutcome {
    let to = email.map(|email| EmailAddress::parse(email).expect("an address"));
    let resend = Resend {
        id: id.to_owned(),
        to,
    };
    store
        .resend(resend, None, now_ms)
        .await
        .expect("asking works")
}

pub(crate) async fn an_email_goes_again_and_a_void_code_is_replaced(base: &Base) {
    let store = campaign(base).await;
    let id = sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let first = letter(&store, NOW).await;
    assert_eq!(accepted(ask(&store, &id, None, LATER).await), id);
    let again = letter(&store, LATER).await;
    assert_eq!(again.facts, first.facts, "the same link and code");
    for _ in 0..5 {
        confirm(&store, by_code(&id, wrong_code(&first)), LATER).await;
    }
    let soon = LATER + MINUTE_MS;
    accepted(ask(&store, &id, None, soon).await);
    let fresh = letter(&store, soon).await;
    assert_eq!(token(&fresh), token(&first));
    confirmed(confirm(&store, typed(&id, &fresh), soon).await);
    assert_eq!(count(&store).await, 1);
    let status = store.attempt_status(&id, soon).await.unwrap();
    assert_eq!(status, AttemptStatus::Confirmed);
    accepted(ask(&store, &id, None, soon + MINUTE_MS).await);
    assert!(letters(&store, soon + MINUTE_MS).await.is_empty());
    assert_eq!(
        ask(&store, "nobody", None, soon).await,
        AttemptOutcome::Unknown
    );
}

pub(crate) async fn a_corrected_address_ends_what_went_astray(base: &Base) {
    let store = campaign(base).await;
    for joining in [false, true] {
        let id = match joining {
            false => sign(&store, "Ada Example", "astray@mail.example", NOW).await,
            true => subscribe(&store, "astray@mail.example", &[], NOW).await,
        };
        let astray = letter(&store, NOW).await;
        accepted(ask(&store, &id, Some("ada@mail.example"), NOW + 1).await);
        let right = letter(&store, NOW + 1).await;
        assert_eq!(right.recipient, "ada@mail.example");
        let old = confirm(&store, Credential::Token(token(&astray)), LATER).await;
        assert_eq!(old, ConfirmOutcome::Expired);
        confirmed(confirm(&store, typed(&id, &right), LATER).await);
        letters(&store, LATER).await;
    }
}
