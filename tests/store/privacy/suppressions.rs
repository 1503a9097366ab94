//! Tests suppression after "it wasn't me".

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::mail::message::MessageKind;
use undersigned::domain::time::DAY_MS;
use undersigned::store::ConfirmOutcome;

use crate::actions::{
    LATER, NOW, SLUG, campaign, confirm, count, send_queued_email, send_queued_mail, sign,
    sign_and_confirm, signatories, subscribe, token, unknown_token,
};
use crate::databases::TestDatabase;

pub(crate) async fn a_suppressed_address_gets_no_more_emails(database: &TestDatabase) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let first = token(&send_queued_email(&store, NOW).await);
    // A second email is still queued when the first is answered.
    sign(&store, "Ada Example", "ada@mail.example", LATER).await;
    let refused = store
        .privacy()
        .disown(&first, LATER)
        .await
        .unwrap()
        .expect("the email is known");
    assert_eq!(
        (refused.slug.as_str(), refused.title.as_str()),
        (SLUG, "Keep the reading room open")
    );
    let receipt = send_queued_email(&store, LATER).await;
    assert_eq!(
        (receipt.kind, &receipt.facts.token),
        (MessageKind::Suppressed, &refused.way_back),
        "the waiting email is stopped, and one receipt is sent"
    );
    assert!(
        store
            .attempts()
            .pending(&first, LATER)
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        confirm(&store, Credential::Token(first), LATER).await,
        ConfirmOutcome::Expired
    );
    assert!(
        store
            .privacy()
            .disown(&first, LATER)
            .await
            .unwrap()
            .is_none()
    );
    for days in 1..4 {
        sign(
            &store,
            "Ada Example",
            "ADA+x@mail.example",
            NOW + days * DAY_MS,
        )
        .await;
        assert!(
            send_queued_mail(&store, NOW + days * DAY_MS)
                .await
                .is_empty()
        );
    }
    subscribe(&store, "ada@mail.example", &[], LATER).await;
    assert!(
        send_queued_mail(&store, LATER).await.is_empty(),
        "whatever it is about"
    );
    assert!(
        store
            .privacy()
            .disown(&unknown_token(), LATER)
            .await
            .unwrap()
            .is_none()
    );
}

pub(crate) async fn a_suppression_is_lifted_once_by_its_own_link(database: &TestDatabase) {
    let store = campaign(database).await;
    let refuse = async |at| {
        sign(&store, "Ada Example", "ada@mail.example", at).await;
        let link = token(&send_queued_email(&store, at).await);
        let refused = store.privacy().disown(&link, at).await.unwrap();
        send_queued_mail(&store, at).await;
        refused.expect("the email is known").way_back
    };
    let first = refuse(NOW).await;
    assert!(store.privacy().is_suppressed(&first).await.unwrap());
    for wrong in ["", ".", "k.k", &first[1..], &first[..first.len() - 1]] {
        assert!(
            !store
                .privacy()
                .lift_suppression(wrong, LATER)
                .await
                .unwrap(),
            "{wrong}"
        );
    }
    assert_eq!(
        store
            .privacy()
            .way_back("ADA+x@mail.example")
            .await
            .unwrap()
            .as_ref(),
        Some(&first)
    );
    assert!(
        store
            .privacy()
            .lift_suppression(&first, LATER)
            .await
            .unwrap()
    );
    assert!(
        !store
            .privacy()
            .lift_suppression(&first, LATER)
            .await
            .unwrap()
    );
    let second = refuse(NOW + DAY_MS).await;
    assert_ne!(first, second, "an epoch of its own");
    assert!(
        !store
            .privacy()
            .lift_suppression(&first, NOW + DAY_MS)
            .await
            .unwrap()
    );
    assert!(store.privacy().is_suppressed(&second).await.unwrap());
}

pub(crate) async fn disowning_an_attempt_keeps_the_confirmed_signature(database: &TestDatabase) {
    let store = campaign(database).await;
    sign_and_confirm(&store, "Ada Example", "ada@mail.example", NOW).await;
    sign(&store, "Mallory Example", "ada@mail.example", LATER).await;
    let second = token(&send_queued_email(&store, LATER).await);
    store
        .privacy()
        .disown(&second, LATER)
        .await
        .unwrap()
        .expect("the email is known");
    assert_eq!(count(&store).await, 1);
    assert_eq!(signatories(&store).await[0].name, "Ada Example");
}
