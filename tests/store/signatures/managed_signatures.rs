//! Tests a person's own signature: viewed, corrected, withdrawn, signed again, erased.

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::privacy::consent::ConsentWording;
use undersigned::domain::signatures::managed::{Correction, SignatureState};
use undersigned::domain::time::DAY_MS;
use undersigned::store::Corrected;
use widgets::wire::Visibility;

use crate::actions::{
    LATER, NOW, attempt, campaign, confirm, confirmed, count, form, housekeep, second_token,
    send_queued_email, send_queued_mail, sign, sign_and_confirm, sign_attempt, signatories, token,
    unknown_token,
};
use crate::databases::TestDatabase;

pub(crate) async fn a_signature_is_viewed_corrected_withdrawn_and_signed_again(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let mut typed = form("Ada Exampel", "Quillfeather@mail.example");
    typed.postcode = Some("QF7 7ZX".to_owned());
    sign_attempt(&store, attempt(&typed), NOW).await;
    let link = token(&send_queued_email(&store, NOW).await);
    let waiting = store
        .signatures()
        .managed(&link, NOW)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(waiting.state, SignatureState::Pending);
    confirmed(confirm(&store, Credential::Token(link), NOW).await);

    let own = store
        .signatures()
        .managed(&link, NOW)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(own.state, SignatureState::Signed);
    assert_eq!(own.email.as_deref(), Some("Quillfeather@mail.example"));
    assert_eq!(own.postcode.as_deref(), Some("QF7 7ZX"));

    let correction = Correction {
        name: "Ada Example".to_owned(),
        postcode: None,
        role: Some("Nurse".to_owned()),
        visibility: Visibility::Initials,
        updates: false,
        updates_wording: ConsentWording::new("en", "Send me updates".to_owned()),
    };
    let corrected = store.signatures().correct(&link, &correction, LATER).await;
    let Corrected::Written(corrected) = corrected.unwrap() else {
        panic!("it is written");
    };
    assert_eq!(
        (corrected.name.as_str(), &corrected.postcode),
        ("Ada Example", &None)
    );
    assert_eq!(signatories(&store).await[0].name, "A. E.");

    for _ in 0..2 {
        let withdrawn = store
            .signatures()
            .withdraw(&link, LATER)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(withdrawn.state, SignatureState::Withdrawn);
        assert_eq!(count(&store).await, 0, "once, however often it is asked");
    }
    assert!(signatories(&store).await.is_empty());

    let again = sign_and_confirm(&store, "Ada Example", "quillfeather@mail.example", LATER).await;
    assert_eq!(again.count, Some(1), "the email asked to confirm anew");
    let own = store
        .signatures()
        .managed(&link, LATER)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        own.state,
        SignatureState::Signed,
        "the first email's link leads there too"
    );
    assert_eq!(
        own.visibility,
        Visibility::Full,
        "as it was signed this time"
    );
}

pub(crate) async fn erasure_removes_all_personal_data(database: &TestDatabase) {
    let store = campaign(database).await;
    for (others, withdrawn_before) in [(1, false), (2, true)] {
        let email = format!("quillfeather{others}@mail.example");
        sign(&store, "Ada Quillfeather", &email, NOW).await;
        let link = token(&send_queued_email(&store, NOW).await);
        confirmed(confirm(&store, Credential::Token(link), NOW).await);
        let other = format!("other{others}@mail.example");
        sign_and_confirm(&store, "Bo Example", &other, NOW).await;
        if withdrawn_before {
            store
                .signatures()
                .withdraw(&link, LATER)
                .await
                .unwrap()
                .unwrap();
        }
        // A queued email is no longer sent.
        sign(&store, "Ada Quillfeather", &email, LATER).await;
        let before = count(&store).await;
        let erased = store
            .signatures()
            .erase(&link, false, LATER)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(erased.name, "Ada Quillfeather");
        assert_eq!(count(&store).await, before - u64::from(!withdrawn_before));
        assert!(send_queued_mail(&store, LATER).await.is_empty());
        assert_eq!(database.contains_any(&["Quillfeather"]).await, None);
        assert!(
            store
                .signatures()
                .managed(&link, LATER)
                .await
                .unwrap()
                .is_none()
        );
        assert!(
            store
                .signatures()
                .erase(&link, false, LATER)
                .await
                .unwrap()
                .is_none()
        );
        let pending = store.attempts().pending(&link, LATER).await.unwrap();
        assert!(pending.is_none(), "nor can it be confirmed any more");
        assert_eq!(signatories(&store).await.len(), others, "others stay");
    }
}

pub(crate) async fn disowning_erases_the_confirmed_signature_and_suppresses_the_address(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    sign(&store, "Mallory Example", "ada@mail.example", NOW).await;
    let link = token(&send_queued_email(&store, NOW).await);
    confirmed(confirm(&store, Credential::Token(link), NOW).await);
    store
        .signatures()
        .erase(&link, true, LATER)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(count(&store).await, 0);
    send_queued_email(&store, LATER).await;
    sign(&store, "Mallory Example", "ADA@mail.example", NOW + DAY_MS).await;
    assert!(send_queued_mail(&store, NOW + DAY_MS).await.is_empty());

    // The same through the confirmation page, if this very attempt was confirmed.
    sign(&store, "Mallory Example", "bo@mail.example", NOW).await;
    let link = token(&send_queued_email(&store, NOW).await);
    confirmed(confirm(&store, Credential::Token(link), NOW).await);
    assert_eq!(count(&store).await, 1);
    store.privacy().disown(&link, LATER).await.unwrap().unwrap();
    assert_eq!(count(&store).await, 0);
}

pub(crate) async fn a_manage_link_works_as_long_as_the_signature_exists(database: &TestDatabase) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    let first = token(&send_queued_email(&store, NOW).await);
    confirmed(confirm(&store, Credential::Token(first), NOW).await);
    sign(&store, "Ada Example", "ada@mail.example", LATER).await;
    let second = second_token(&send_queued_email(&store, LATER).await);
    sign(&store, "Bo Example", "bo@mail.example", NOW).await;
    let unanswered = token(&send_queued_email(&store, NOW).await);
    let later = NOW + 400 * DAY_MS;
    housekeep(&store, later).await;
    for link in [&first, &second] {
        let own = store.signatures().managed(link, later).await.unwrap();
        assert_eq!(own.unwrap().name, "Ada Example");
    }
    for link in [&unanswered, &unknown_token()] {
        assert!(
            store
                .signatures()
                .managed(link, later)
                .await
                .unwrap()
                .is_none()
        );
    }
}
