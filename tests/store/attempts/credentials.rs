//! Tests what a link and a code are worth: those of an email that was not sent, those of an attempt
//! that is gone, and the idempotency keys that attempts and corrected addresses share.

use undersigned::domain::attempts::Resend;
use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::time::DAY_MS;
use undersigned::store::{AttemptOutcome, ConfirmOutcome};
use widgets::fields::EmailAddress;

use crate::actions::{
    LATER, NOW, SLUG, accepted, attempt, by_emailed_code, campaign, confirm, confirmed, count,
    form, housekeep, key, send_queued_email, send_queued_mail, sign, sign_and_confirm, subscribe,
    token,
};
use crate::databases::TestDatabase;

pub(crate) async fn the_code_of_an_email_that_was_replaced_is_never_accepted(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    for subscribing in [false, true] {
        let email = format!("ada{subscribing}@mail.example");
        let attempt = async |now_ms| {
            if subscribing {
                subscribe(&store, &email, &[], now_ms).await
            } else {
                sign(&store, "Ada Example", &email, now_ms).await
            }
        };
        attempt(NOW).await;
        send_queued_email(&store, NOW).await;
        // Both wait for the limit of one a minute, and the newer replaces the older.
        let replaced = attempt(NOW + 1).await;
        let newest = attempt(NOW + 2).await;
        let sent = send_queued_email(&store, LATER).await;
        let code = store.seal().code(replaced, 0, 0);
        let guessed = Credential::Code { id: replaced, code };
        let outcome = confirm(&store, guessed, LATER).await;
        assert!(
            !matches!(outcome, ConfirmOutcome::Confirmed(_)),
            "{outcome:?}"
        );
        confirmed(confirm(&store, by_emailed_code(newest, &sent), LATER).await);
        send_queued_mail(&store, LATER).await;
    }
}

pub(crate) async fn a_delayed_email_that_an_answer_drops_has_no_code(database: &TestDatabase) {
    let store = campaign(database).await;
    let first = subscribe(&store, "ada@mail.example", &[], NOW).await;
    let message = send_queued_email(&store, NOW).await;
    let delayed = subscribe(&store, "ada@mail.example", &["events"], NOW + 1).await;
    confirmed(confirm(&store, by_emailed_code(first, &message), NOW + 2).await);
    let code = store.seal().code(delayed, 0, 0);
    let guessed = Credential::Code { id: delayed, code };
    let outcome = confirm(&store, guessed, LATER).await;
    assert!(
        !matches!(outcome, ConfirmOutcome::Confirmed(_)),
        "{outcome:?}"
    );
}

pub(crate) async fn a_link_outlives_its_attempt_while_its_signature_exists(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let link = token(&send_queued_email(&store, NOW).await);
    let first = confirmed(confirm(&store, Credential::Token(link), LATER).await);
    let later = NOW + 8 * DAY_MS;
    housekeep(&store, later).await;
    let view = store.attempts().pending(&link, later).await.unwrap();
    let view = view.expect("its signature exists");
    assert_eq!((view.slug.as_str(), view.answered), (SLUG, true));
    assert!(view.confirmed && !view.has_ended() && view.held.is_none());
    let again = confirmed(confirm(&store, Credential::Token(link), later).await);
    assert_eq!((again.kind, again.count), (first.kind, first.count));
    let withdrawn = store.signatures().withdraw(&link, later).await.unwrap();
    assert!(withdrawn.is_some());
    let ended = confirm(&store, Credential::Token(link), later).await;
    assert_eq!(ended, ConfirmOutcome::Expired);
    let view = store.attempts().pending(&link, later).await.unwrap();
    assert!(view.expect("it may be signed again").has_ended());
    store.signatures().erase(&link, false, later).await.unwrap();
    let view = store.attempts().pending(&link, later).await.unwrap();
    assert_eq!(view, None);
    assert_eq!(count(&store).await, 0);
}

pub(crate) async fn attempts_and_corrected_addresses_share_their_keys(database: &TestDatabase) {
    let store = campaign(database).await;
    let sign_with = async |key_text, email| {
        let attempt = attempt(&form("Ada Example", email));
        let outcome = store.attempts().sign(attempt, key(key_text, email), NOW);
        outcome.await.unwrap()
    };
    let correct_with = async |key_text, id, email| {
        let to = Some(EmailAddress::parse(email).expect("an address"));
        let resend = Resend { id, to };
        let outcome = store.attempts().resend(resend, key(key_text, email), NOW);
        outcome.await.unwrap()
    };
    let id = accepted(sign_with("first", "ada@mail.example").await);
    let used = correct_with("first", id, "bo@mail.example").await;
    assert_eq!(used, AttemptOutcome::KeyReused);
    let corrected = correct_with("second", id, "bo@mail.example").await;
    assert_eq!(accepted(corrected), id);
    let used = sign_with("second", "cy@mail.example").await;
    assert_eq!(used, AttemptOutcome::KeyReused);
    assert_eq!(send_queued_mail(&store, NOW).await.len(), 1);
}

pub(crate) async fn signing_again_deletes_what_was_withdrawn(database: &TestDatabase) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let first = token(&send_queued_email(&store, NOW).await);
    confirmed(confirm(&store, Credential::Token(first), NOW).await);
    store.signatures().withdraw(&first, NOW).await.unwrap();
    sign_and_confirm(&store, "ada EXAMPLE", "ada@mail.example", LATER).await;
    assert_eq!(count(&store).await, 1);
    let own = store.signatures().managed(&first, LATER).await.unwrap();
    assert_eq!(own.expect("of the same person").name, "ada EXAMPLE");
}
