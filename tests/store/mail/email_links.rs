//! Tests where the links in emails lead, and for how long.

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::mail::message::MessageKind;
use undersigned::domain::time::DAY_MS;
use undersigned::store::ConfirmOutcome;

use crate::actions::{
    NOW, by_emailed_code, campaign, confirm, confirmed, count, housekeep, second_token,
    send_queued_email, sign, subscribe, token, unknown_token,
};
use crate::databases::TestDatabase;

pub(crate) async fn a_signatory_gets_the_link_of_their_signature_with_every_attempt(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let own = token(&send_queued_email(&store, NOW).await);
    confirmed(confirm(&store, Credential::Token(own), NOW).await);
    let later = NOW + 3 * DAY_MS;
    let id = sign(&store, "Ada Example", "ada@mail.example", later).await;
    let again = send_queued_email(&store, later).await;
    assert_eq!(again.kind, MessageKind::AlreadySigned);
    assert_eq!(second_token(&again), own);
    // The code is the new attempt's.
    confirmed(confirm(&store, by_emailed_code(id, &again), later).await);
    assert_eq!(count(&store).await, 1);

    // Long after both attempts have been deleted.
    let late = NOW + 400 * DAY_MS;
    housekeep(&store, late).await;
    assert_eq!(database.rows("attempts").await, 0);
    let managed = store.signatures().managed(&own, late).await;
    assert_eq!(managed.unwrap().unwrap().name, "Ada Example");
    assert!(store.privacy().disown(&own, late).await.unwrap().is_some());
    assert_eq!(count(&store).await, 0);
    let managed = store.signatures().managed(&own, late).await;
    assert!(managed.unwrap().is_none(), "nothing is left to lead to");
}

pub(crate) async fn disowning_another_attempt_keeps_the_signature(database: &TestDatabase) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let own = token(&send_queued_email(&store, NOW).await);
    confirmed(confirm(&store, Credential::Token(own), NOW).await);
    // Somebody else typed Ada's name and address.
    let later = NOW + DAY_MS;
    sign(&store, "Ada Example", "ada@mail.example", later).await;
    let strange = token(&send_queued_email(&store, later).await);
    let refused = store.privacy().disown(&strange, later).await.unwrap();
    assert!(refused.is_some());
    assert_eq!(count(&store).await, 1);
    let managed = store.signatures().managed(&own, later).await;
    assert!(managed.unwrap().is_some());
}

pub(crate) async fn every_email_to_a_subscriber_has_the_same_unsubscribe_link(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let id = subscribe(&store, "ada@mail.example", &[], NOW).await;
    let asking = send_queued_email(&store, NOW).await;
    confirmed(confirm(&store, by_emailed_code(id, &asking), NOW).await);
    let way_out = token(&send_queued_email(&store, NOW).await);
    let later = NOW + 3 * DAY_MS;
    subscribe(&store, "ada@mail.example", &[], later).await;
    let again = send_queued_email(&store, later).await;
    assert_eq!(again.kind, MessageKind::AlreadySubscribed);
    assert_eq!(second_token(&again), way_out);

    let late = NOW + 400 * DAY_MS;
    housekeep(&store, late).await;
    let left = store.lists().unsubscribe(&way_out, late).await.unwrap();
    assert!(left.is_some());
    let subscribed = store.lists().subscribed(&way_out).await.unwrap();
    assert!(!subscribed.unwrap().active);
}

pub(crate) async fn a_link_serves_its_own_purpose_only(database: &TestDatabase) {
    let store = campaign(database).await;
    let id = sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let own = token(&send_queued_email(&store, NOW).await);
    confirmed(confirm(&store, Credential::Token(own), NOW).await);
    let seal = store.seal();
    for other in [
        seal.link(id, 1),
        seal.unsubscribe_link(id),
        seal.renewal_link(id, 1),
        unknown_token(),
    ] {
        let managed = store.signatures().managed(&other, NOW).await;
        assert!(managed.unwrap().is_none());
        let outcome = confirm(&store, Credential::Token(other), NOW).await;
        assert_eq!(outcome, ConfirmOutcome::Expired);
        assert!(store.privacy().disown(&other, NOW).await.unwrap().is_none());
    }
    assert!(store.lists().subscribed(&own).await.unwrap().is_none());
    assert!(
        store
            .lists()
            .unsubscribe(&own, NOW)
            .await
            .unwrap()
            .is_none()
    );
    let renewal = store.declarations().renewal(&own).await;
    assert!(renewal.unwrap().is_none());
    assert_eq!(count(&store).await, 1);
}
