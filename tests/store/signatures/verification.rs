//! Tests organisations that sign: their verification, and what holds an unverified or duplicate
//! one.

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::mail::message::MessageKind;
use undersigned::domain::signatures::managed::SignatureState;
use undersigned::domain::signatures::verification::{HoldReason, OwnDomain, VerificationMethod};
use widgets::wire::{SignRequest, SignatoryKind, Visibility};

use crate::actions::{
    LATER, NOW, attempt, campaign, confirm, confirmed, count, form, remind, send_queued_email,
    send_queued_mail, sign_attempt, signatories, token,
};
use crate::databases::TestDatabase;
use crate::signatures::mailboxes::{DAYS, sign_and_confirm_request};

fn organisation(email: &str) -> SignRequest {
    SignRequest {
        kind: SignatoryKind::Organisation,
        organisation: Some("Rivers Union".to_owned()),
        role: Some("Chair".to_owned()),
        ..form("Ada Example", email)
    }
}

pub(crate) async fn an_organisation_is_verified_by_an_email_to_its_own_domain(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let (own, ..) =
        sign_and_confirm_request(&store, &organisation("office@Rivers-Union.example"), NOW).await;
    assert_eq!((own.count, own.held), (Some(1), None));
    let shown = signatories(&store).await.remove(0).verified.unwrap();
    assert_eq!(
        (shown.by.as_str(), shown.domain.as_deref()),
        ("letter", Some("rivers-union.example"))
    );
    // The person who signs for it is a different signatory with the same address.
    let person = form("Ada Example", "office@rivers-union.example");
    let (person, ..) = sign_and_confirm_request(&store, &person, DAYS[1]).await;
    assert_eq!((person.count, person.held), (Some(2), None));
    let ada = signatories(&store)
        .await
        .into_iter()
        .find(|one| one.name == "Ada Example");
    assert_eq!(ada.unwrap().verified, None);
}

pub(crate) async fn an_unverified_organisation_is_held_until_verified_or_approved(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let (waits, _, link) =
        sign_and_confirm_request(&store, &organisation("rivers.union@gmail.com"), NOW).await;
    assert_eq!(
        (waits.count, waits.held),
        (Some(0), Some(HoldReason::Organisation))
    );
    assert_eq!(
        send_queued_email(&store, NOW).await.kind,
        MessageKind::HeldForVerification
    );
    assert!(signatories(&store).await.is_empty());
    let own = store
        .signatures()
        .managed(&link, NOW)
        .await
        .unwrap()
        .unwrap();
    assert!(own.can_verify());
    assert_eq!(own.verification_token.len(), 32);

    let domain = OwnDomain::parse("rivers-union.example").unwrap();
    store
        .signatures()
        .verify(own.id, (VerificationMethod::Dns, &domain), LATER)
        .await
        .unwrap();
    let own = store
        .signatures()
        .managed(&link, LATER)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(own.state, SignatureState::Signed);
    assert!(!own.can_verify());
    assert_eq!(count(&store).await, 1);
    let shown = signatories(&store).await.remove(0).verified.unwrap();
    assert_eq!(
        (shown.by.as_str(), shown.domain.as_deref()),
        ("dns", Some("rivers-union.example"))
    );
    assert_eq!(
        send_queued_email(&store, LATER).await.kind,
        MessageKind::Approved
    );

    // Another one that the organisers know: approved now, verified later.
    let mut other = organisation("choir@gmail.com");
    other.organisation = Some("Lantern Street Choir".to_owned());
    let (_, _, link) = sign_and_confirm_request(&store, &other, LATER).await;
    send_queued_mail(&store, LATER).await;
    let held = store.signatures().held(10, LATER).await.unwrap();
    assert_eq!(
        held[0].organisation.as_deref(),
        Some("Lantern Street Choir")
    );
    assert!(store.signatures().approve(held[0].id, LATER).await.unwrap());
    assert_eq!(count(&store).await, 2);
    let own = store
        .signatures()
        .managed(&link, LATER)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        own.verification.as_ref().map(|one| one.method),
        Some(VerificationMethod::Organisers)
    );
    assert!(own.can_verify());
    let domain = OwnDomain::parse("choir.example").unwrap();
    store
        .signatures()
        .verify(own.id, (VerificationMethod::File, &domain), LATER)
        .await
        .unwrap();
    let own = store
        .signatures()
        .managed(&link, LATER)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        own.verification.as_ref().map(|one| one.method),
        Some(VerificationMethod::File)
    );
    assert_eq!(count(&store).await, 2);
}

pub(crate) async fn a_duplicate_organisation_is_held(database: &TestDatabase) {
    let store = campaign(database).await;
    let (info, ..) =
        sign_and_confirm_request(&store, &organisation("info@rivers.example"), NOW).await;
    assert_eq!((info.count, info.held), (Some(1), None));
    let mut other = organisation("ceo@rivers.example");
    other.organisation = Some("RIVERS-union".to_owned());
    other.public = Visibility::Hidden;
    let (waits, kind, link) = sign_and_confirm_request(&store, &other, NOW).await;
    assert_eq!(
        (waits.count, waits.held),
        (Some(1), Some(HoldReason::DuplicateOrganisation))
    );
    assert_eq!(
        kind,
        MessageKind::ConfirmSignature,
        "no message before it is answered"
    );
    assert_eq!(
        send_queued_email(&store, NOW).await.kind,
        MessageKind::HeldAsDuplicate
    );
    let own = store
        .signatures()
        .managed(&link, NOW)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        own.state,
        SignatureState::Held(HoldReason::DuplicateOrganisation)
    );

    let held = store.signatures().held(10, NOW).await.unwrap().remove(0);
    let counted = &held.duplicate_organisations[0];
    let verification = counted.verification.as_ref().unwrap();
    assert_eq!(
        (
            counted.organisation.as_str(),
            verification.domain.as_deref()
        ),
        ("Rivers Union", Some("rivers.example"))
    );
    assert!(store.signatures().approve(held.id, LATER).await.unwrap());
    assert_eq!(count(&store).await, 2);
    assert_eq!(
        send_queued_email(&store, LATER).await.kind,
        MessageKind::Approved
    );
    // It is verified by the email it answered, not by the organisers' approval alone.
    let own = store
        .signatures()
        .managed(&link, LATER)
        .await
        .unwrap()
        .unwrap();
    let known = own.verification.unwrap();
    assert_eq!((known.method, known.at), (VerificationMethod::Email, NOW));

    // A hidden organisation that counts still occupies its name; a withdrawn one no longer does.
    let third = organisation("press@rivers.example");
    let (third, ..) = sign_and_confirm_request(&store, &third, DAYS[1]).await;
    assert_eq!(
        (third.count, third.held),
        (Some(2), Some(HoldReason::DuplicateOrganisation))
    );
    send_queued_mail(&store, DAYS[1]).await;
    let mut elsewhere = organisation("info@hills.example");
    elsewhere.organisation = Some("Hills Union".to_owned());
    let (_, _, hills) = sign_and_confirm_request(&store, &elsewhere, DAYS[1]).await;
    store.signatures().withdraw(&hills, DAYS[1]).await.unwrap();
    elsewhere.email = "ceo@hills.example".to_owned();
    let (again, ..) = sign_and_confirm_request(&store, &elsewhere, DAYS[1]).await;
    assert_eq!((again.count, again.held), (Some(3), None));
}

pub(crate) async fn verification_does_not_release_a_duplicate_organisation(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let (_, _, link) =
        sign_and_confirm_request(&store, &organisation("rivers.union@gmail.com"), NOW).await;
    send_queued_mail(&store, NOW).await;
    sign_and_confirm_request(&store, &organisation("info@rivers.example"), NOW).await;
    assert_eq!(count(&store).await, 1);
    let own = store
        .signatures()
        .managed(&link, NOW)
        .await
        .unwrap()
        .unwrap();
    let domain = OwnDomain::parse("rivers.example").unwrap();
    let found = (VerificationMethod::Dns, &domain);
    store
        .signatures()
        .verify(own.id, found, LATER)
        .await
        .unwrap();
    assert_eq!(count(&store).await, 1);
    assert_eq!(
        send_queued_email(&store, LATER).await.kind,
        MessageKind::HeldAsDuplicate
    );
    let own = store
        .signatures()
        .managed(&link, LATER)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        own.state,
        SignatureState::Held(HoldReason::DuplicateOrganisation)
    );
    assert!(!own.can_verify(), "there is nothing left to prove");
    assert!(store.signatures().approve(own.id, LATER).await.unwrap());
    let own = store
        .signatures()
        .managed(&link, LATER)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(own.verification.unwrap().method, VerificationMethod::Dns);
}

pub(crate) async fn concurrent_signatures_for_one_organisation_count_once(database: &TestDatabase) {
    let one = campaign(database).await;
    // A second server on the same database; their writes are still serialised.
    let other = database.open().await;
    let mut credentials = Vec::new();
    for number in 0..24 {
        let mut request = organisation(&format!("office{number}@rivers.example"));
        request.organisation = Some(["Rivers Union", "RIVERS UNION"][number % 2].to_owned());
        sign_attempt(&one, attempt(&request), NOW).await;
    }
    for message in send_queued_mail(&one, NOW).await {
        credentials.push(Credential::Token(token(&message)));
    }
    assert_eq!(credentials.len(), 24);
    let answers: Vec<_> = credentials
        .into_iter()
        .enumerate()
        .map(|(number, credential)| {
            let store = [&one, &other][number % 2].clone();
            tokio::spawn(async move { confirmed(confirm(&store, credential, LATER).await) })
        })
        .collect();
    let mut counted = 0;
    for answer in answers {
        let answer = answer.await.unwrap();
        assert_eq!(answer.count, Some(1));
        match answer.held {
            None => counted += 1,
            Some(held) => assert_eq!(held, HoldReason::DuplicateOrganisation),
        }
    }
    assert_eq!((counted, count(&other).await), (1, 1));
    let held = one.signatures().held(100, LATER).await.unwrap();
    assert_eq!(held.len(), 23);
    for duplicate in &held {
        assert_eq!(
            duplicate.duplicate_organisations.len(),
            1,
            "the one that counts"
        );
        assert!(duplicate.beside.is_empty(), "each has a mailbox of its own");
    }
    assert_eq!(one.signatures().held_count(LATER).await.unwrap(), 23);
}

pub(crate) async fn a_held_signature_gets_no_reminder(database: &TestDatabase) {
    let store = campaign(database).await;
    let (waits, ..) =
        sign_and_confirm_request(&store, &organisation("rivers.union@gmail.com"), NOW).await;
    assert_eq!(waits.held, Some(HoldReason::Organisation));
    send_queued_mail(&store, NOW).await;
    assert_eq!(remind(&store, DAYS[3]).await, 0);
    assert!(send_queued_mail(&store, DAYS[3]).await.is_empty());
}
