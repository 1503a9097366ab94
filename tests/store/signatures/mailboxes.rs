//! Tests how many may sign from one mailbox, and that a third person's signature is held. Why
//! organisations are held is tested in `verification.rs`.

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::keys::token::Token;
use undersigned::domain::mail::message::MessageKind;
use undersigned::domain::privacy::consent::ConsentWording;
use undersigned::domain::signatures::managed::{Correction, SignatureState};
use undersigned::domain::signatures::verification::HoldReason;
use undersigned::domain::time::DAY_MS;
use undersigned::store::{Chain, ConfirmOutcome, Confirmed, Corrected, Store};
use widgets::wire::{SignRequest, Visibility};

use crate::actions::{
    NOW, attempt, campaign, confirm, confirmed, count, form, housekeep, send_queued_email,
    send_queued_mail, sign_and_confirm, sign_attempt, signatories, token,
};
use crate::databases::TestDatabase;

const HOME: &str = "home@mail.example";
/// Far enough apart for the rate limits of one address.
pub(crate) const DAYS: [i64; 5] = [
    NOW,
    NOW + DAY_MS,
    NOW + 2 * DAY_MS,
    NOW + 3 * DAY_MS,
    NOW + 4 * DAY_MS,
];

/// Signs and confirms; returns the outcome, the email's kind, and its link.
pub(crate) async fn sign_and_confirm_request(
    store: &Store,
    request: &SignRequest,
    now_ms: i64,
) -> (Confirmed, MessageKind, Token) {
    sign_attempt(store, attempt(request), now_ms).await;
    let message = send_queued_email(store, now_ms).await;
    let link = token(&message);
    let outcome = confirm(store, Credential::Token(link), now_ms).await;
    (confirmed(outcome), message.kind, link)
}

async fn names(store: &Store) -> Vec<String> {
    let mut names: Vec<String> = signatories(store)
        .await
        .into_iter()
        .map(|one| one.name)
        .collect();
    names.sort();
    names
}

pub(crate) async fn a_third_signature_from_one_mailbox_is_held(database: &TestDatabase) {
    let store = campaign(database).await;
    let (ada, ..) = sign_and_confirm_request(&store, &form("Ada Example", HOME), DAYS[0]).await;
    assert_eq!((ada.count, ada.held), (Some(1), None));
    // The same name in another spelling is the same person.
    let (again, kind, _) =
        sign_and_confirm_request(&store, &form("example ADA", "Home+2@Mail.example"), DAYS[1])
            .await;
    assert_eq!((again.count, kind), (Some(1), MessageKind::AlreadySigned));
    let (bo, kind, _) = sign_and_confirm_request(&store, &form("Bo Example", HOME), DAYS[2]).await;
    assert_eq!((bo.count, bo.held), (Some(2), None));
    assert_eq!(kind, MessageKind::ConfirmSignature);

    let (cy, _, link) = sign_and_confirm_request(&store, &form("Cy Example", HOME), DAYS[3]).await;
    assert_eq!((cy.count, cy.held), (Some(2), Some(HoldReason::Mailbox)));
    let told = send_queued_email(&store, DAYS[3]).await;
    assert_eq!(told.kind, MessageKind::HeldForMailbox);
    assert_eq!(names(&store).await, ["Ada Example", "Bo Example"]);
    for link in [&link, &token(&told)] {
        let own = store
            .signatures()
            .managed(link, DAYS[3])
            .await
            .unwrap()
            .unwrap();
        assert_eq!(own.state, SignatureState::Held(HoldReason::Mailbox));
        assert_eq!(own.name, "Cy Example");
    }
    // Confirming again changes nothing and queues no email, and nor would it a year later without a
    // decision.
    let again = confirmed(confirm(&store, Credential::Token(link), DAYS[3]).await);
    assert_eq!(
        (again.count, again.held),
        (Some(2), Some(HoldReason::Mailbox))
    );
    assert!(send_queued_mail(&store, DAYS[3]).await.is_empty());

    let held = store.signatures().held(10, DAYS[4]).await.unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!(store.signatures().held_count(DAYS[4]).await.unwrap(), 1);
    assert_eq!(held[0].beside, ["Ada Example", "Bo Example"]);
    for expected in [true, false] {
        let approve = store
            .signatures()
            .approve(held[0].id, DAYS[4])
            .await
            .unwrap();
        assert_eq!(approve, expected, "once");
    }
    assert_eq!(count(&store).await, 3);
    assert_eq!(
        send_queued_email(&store, DAYS[4]).await.kind,
        MessageKind::Approved
    );
    let own = store
        .signatures()
        .managed(&link, DAYS[4])
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (own.state, own.name.as_str()),
        (SignatureState::Signed, "Cy Example")
    );
    assert!(matches!(
        store.privacy().check_consents().await.unwrap(),
        Chain::Whole { .. }
    ));
}

pub(crate) async fn rejected_and_expired_held_signatures_are_deleted(database: &TestDatabase) {
    let store = campaign(database).await;
    for (day, name) in ["Ada Example", "Bo Example"].into_iter().enumerate() {
        sign_and_confirm_request(&store, &form(name, HOME), DAYS[day]).await;
    }
    let (_, _, cy) = sign_and_confirm_request(&store, &form("Cy Example", HOME), DAYS[2]).await;
    send_queued_mail(&store, DAYS[2]).await;
    let held = store.signatures().held(10, DAYS[2]).await.unwrap();
    assert!(
        store
            .signatures()
            .reject(held[0].id, false, DAYS[2])
            .await
            .unwrap()
    );
    assert!(
        !store
            .signatures()
            .reject(held[0].id, false, DAYS[2])
            .await
            .unwrap()
    );
    assert!(
        store
            .signatures()
            .managed(&cy, DAYS[2])
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(count(&store).await, 2);
    let told = send_queued_email(&store, DAYS[2]).await;
    let of = (
        told.kind,
        told.recipient.as_str(),
        told.facts.name.as_deref(),
    );
    assert_eq!(of, (MessageKind::Rejected, HOME, Some("Cy Example")));
    assert!(
        store
            .signatures()
            .managed(&token(&told), DAYS[2])
            .await
            .unwrap()
            .is_none()
    );

    let (_, _, di) = sign_and_confirm_request(&store, &form("Di Example", HOME), DAYS[3]).await;
    let later = DAYS[3] + 181 * DAY_MS;
    assert!(store.signatures().held(10, later).await.unwrap().is_empty());
    assert_eq!(store.signatures().held_count(later).await.unwrap(), 0);
    housekeep(&store, later).await;
    assert!(
        store
            .signatures()
            .managed(&di, later)
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(names(&store).await, ["Ada Example", "Bo Example"]);
}

pub(crate) async fn people_in_one_mailbox_manage_only_their_own_signature(database: &TestDatabase) {
    let store = campaign(database).await;
    let (_, _, ada) = sign_and_confirm_request(&store, &form("Ada Example", HOME), DAYS[0]).await;
    // Bo has not answered the email: its link leads to Bo's attempt, not to Ada's signature.
    sign_attempt(&store, attempt(&form("Bo Example", HOME)), DAYS[1]).await;
    let bo = token(&send_queued_email(&store, DAYS[1]).await);
    let own = store
        .signatures()
        .managed(&bo, DAYS[1])
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (own.name.as_str(), own.state),
        ("Bo Example", SignatureState::Pending)
    );
    confirmed(confirm(&store, Credential::Token(bo), DAYS[1]).await);
    // A later email to Ada leads to Ada's signature.
    let (_, kind, again) =
        sign_and_confirm_request(&store, &form("Ada Example", HOME), DAYS[2]).await;
    assert_eq!(kind, MessageKind::AlreadySigned);
    let own = store
        .signatures()
        .managed(&again, DAYS[2])
        .await
        .unwrap()
        .unwrap();
    assert_eq!(own.name, "Ada Example");

    let correction = Correction {
        name: "Ada Example".to_owned(),
        postcode: None,
        role: None,
        visibility: Visibility::Full,
        updates: false,
        updates_wording: ConsentWording::new("en", "Send me updates".to_owned()),
    };
    let taken = store
        .signatures()
        .correct(&bo, &correction, DAYS[2])
        .await
        .unwrap();
    assert_eq!(taken, Corrected::NameTaken);

    store
        .signatures()
        .withdraw(&ada, DAYS[2])
        .await
        .unwrap()
        .unwrap();
    assert_eq!(names(&store).await, ["Bo Example"]);
    // The slot is free again, but Cy takes it before Ada signs again.
    let (cy, ..) = sign_and_confirm_request(&store, &form("Cy Example", HOME), DAYS[3]).await;
    assert_eq!((cy.count, cy.held), (Some(2), None));
    let (back, ..) = sign_and_confirm_request(&store, &form("Ada Example", HOME), DAYS[4]).await;
    assert_eq!(back.held, Some(HoldReason::Mailbox));
    send_queued_mail(&store, DAYS[4]).await;

    store
        .signatures()
        .erase(&bo, false, DAYS[4])
        .await
        .unwrap()
        .unwrap();
    assert!(
        store
            .signatures()
            .managed(&bo, DAYS[4])
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(names(&store).await, ["Cy Example"]);
    let held = store.signatures().held(10, DAYS[4]).await.unwrap();
    assert_eq!(
        held[0].name, "Ada Example",
        "what waits is not Bo's to erase"
    );
}

pub(crate) async fn an_old_link_still_works_after_the_name_is_corrected(database: &TestDatabase) {
    let store = campaign(database).await;
    let (_, _, link) = sign_and_confirm_request(&store, &form("Ada Example", HOME), NOW).await;
    let correction = Correction {
        name: "Ada Quillfeather".to_owned(),
        postcode: None,
        role: None,
        visibility: Visibility::Full,
        updates: false,
        updates_wording: ConsentWording::new("en", "Send me updates".to_owned()),
    };
    let corrected = store.signatures().correct(&link, &correction, NOW).await;
    assert!(matches!(corrected.unwrap(), Corrected::Written(_)));
    let again = confirmed(confirm(&store, Credential::Token(link), NOW).await);
    assert_eq!((again.count, again.held), (Some(1), None));
    assert_eq!(names(&store).await, ["Ada Quillfeather"]);
    store.signatures().withdraw(&link, NOW).await.unwrap();
    let used = confirm(&store, Credential::Token(link), NOW).await;
    assert_eq!(used, ConfirmOutcome::Expired);
}

pub(crate) async fn disowning_keeps_other_signatures_from_the_mailbox(database: &TestDatabase) {
    let store = campaign(database).await;
    for (day, name) in ["Ada Example", "Bo Example", "Cy Example"]
        .into_iter()
        .enumerate()
    {
        sign_and_confirm(&store, name, HOME, DAYS[day]).await;
        if day == 2 {
            send_queued_mail(&store, DAYS[day]).await;
        }
    }
    sign_attempt(&store, attempt(&form("Mallory Example", HOME)), DAYS[3]).await;
    let unwanted = token(&send_queued_email(&store, DAYS[3]).await);
    store
        .privacy()
        .disown(&unwanted, DAYS[3])
        .await
        .unwrap()
        .unwrap();
    assert_eq!(names(&store).await, ["Ada Example", "Bo Example"]);
    assert_eq!(
        store.signatures().held(10, DAYS[3]).await.unwrap()[0].name,
        "Cy Example"
    );
}

pub(crate) async fn people_in_one_mailbox_see_only_their_own_consents(database: &TestDatabase) {
    let store = campaign(database).await;
    let (_, _, ada) = sign_and_confirm_request(&store, &form("Ada Example", HOME), DAYS[0]).await;
    let (_, _, bo) = sign_and_confirm_request(&store, &form("Bo Example", HOME), DAYS[1]).await;
    let correction = Correction {
        name: "Beau Example".to_owned(),
        postcode: None,
        role: None,
        visibility: Visibility::Full,
        updates: true,
        updates_wording: ConsentWording::new("en", "Send me updates".to_owned()),
    };
    store
        .signatures()
        .correct(&bo, &correction, DAYS[1])
        .await
        .unwrap();
    store.signatures().withdraw(&ada, DAYS[1]).await.unwrap();
    // Ada signs again: her earlier consents are still recorded as hers.
    let (_, _, again) = sign_and_confirm_request(&store, &form("Ada Example", HOME), DAYS[2]).await;
    for (link, expected) in [
        (&ada, &["signed", "withdrawn", "signed"][..]),
        (&again, &["signed", "withdrawn", "signed"]),
        (&bo, &["signed", "corrected", "updates"]),
    ] {
        assert_eq!(consent_actions(&store, link, DAYS[2]).await, expected);
    }
    store.signatures().erase(&bo, false, DAYS[3]).await.unwrap();
    assert_eq!(
        consent_actions(&store, &ada, DAYS[3]).await,
        ["signed", "withdrawn", "signed"]
    );
    assert!(consent_actions(&store, &bo, DAYS[3]).await.is_empty());
    let whole = Chain::Whole { records: 7 };
    assert_eq!(store.privacy().check_consents().await.unwrap(), whole);
}

async fn consent_actions(store: &Store, link: &Token, now_ms: i64) -> Vec<String> {
    let told = store.signatures().consents(link, now_ms).await.unwrap();
    let events = told.iter().map(|one| one.event.as_str().to_owned());
    events.collect()
}
