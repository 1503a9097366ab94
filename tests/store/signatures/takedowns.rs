//! Tests that organisers take signatures down and restore them: each comes back complete, nothing
//! counts meanwhile, and a newer signature wins.

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::id::Id;
use undersigned::domain::mail::message::MessageKind;
use undersigned::domain::signatures::managed::SignatureState;
use undersigned::domain::signatures::verification::VerificationMethod;
use undersigned::domain::time::DAY_MS;
use undersigned::store::{Chain, ConfirmOutcome, Moved, Reached, State, Store, Wanted};
use widgets::wire::{ReservationNote, SignRequest, SignatoryKind};

use crate::actions::{
    DECLARATION, NOW, SLUG, campaign, confirm, count, form, housekeep, publish, send_queued_email,
    send_queued_mail, sign, signatories, token,
};
use crate::databases::TestDatabase;
use crate::signatures::mailboxes::sign_and_confirm_request;

const REASON: &str = "The union has not decided to sign.";

fn moved(signatures: u64, attempts: u64, emails: u64) -> Moved {
    Moved {
        signatures,
        attempts,
        emails,
    }
}

async fn find_all(store: &Store, wanted: &Wanted) -> Vec<(Id, State)> {
    let (mut all, mut reached) = (Vec::new(), Reached::default());
    loop {
        let (page, next) = store.signatures().find(wanted, &reached, 2).await.unwrap();
        all.extend(page.into_iter().map(|one| (one.id, one.state)));
        match next {
            Some(next) => reached = next,
            None => return all,
        }
    }
}

fn organisation() -> SignRequest {
    SignRequest {
        kind: SignatoryKind::Organisation,
        organisation: Some("Rivers Union".to_owned()),
        reservations: vec![1],
        reservation_notes: vec![ReservationNote {
            principle: 1,
            text: "Not on Mondays".to_owned(),
        }],
        ..form("Ada Example", "office@rivers.example")
    }
}

pub(crate) async fn a_restored_signature_is_complete(database: &TestDatabase) {
    let store = campaign(database).await;
    let (_, _, link) = sign_and_confirm_request(&store, &organisation(), NOW).await;
    sign_and_confirm_request(&store, &form("Bo Example", "bo@mail.example"), NOW).await;
    send_queued_mail(&store, NOW).await;
    let before = signatories(&store).await;
    let id = store
        .signatures()
        .managed(&link, NOW)
        .await
        .unwrap()
        .unwrap()
        .id;
    let ids = [id, Id::new(NOW)];

    let gone = store
        .signatures()
        .take_down(&ids, REASON, false, NOW + 1)
        .await
        .unwrap();
    assert_eq!(gone, moved(1, 0, 1));
    assert_eq!(
        (count(&store).await, signatories(&store).await.len()),
        (1, 1)
    );
    assert!(store.signatures().reserved(SLUG).await.unwrap().is_empty());
    let told = send_queued_email(&store, NOW + 1).await;
    assert_eq!(told.kind, MessageKind::TakenDown);
    assert_eq!(told.recipient, "office@rivers.example");
    assert_eq!(told.facts.reason.as_deref(), Some(REASON));
    for link in [&link, &token(&told)] {
        let own = store
            .signatures()
            .managed(link, NOW + 1)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(own.state, SignatureState::Withdrawn);
        assert_eq!(own.taken_down.as_deref(), Some(REASON));
        assert_eq!(own.reservations.len(), 1);
    }
    let again = store
        .signatures()
        .take_down(&ids, REASON, false, NOW + 2)
        .await
        .unwrap();
    assert_eq!(again, moved(0, 0, 0), "once, however often it is asked");

    let back = store
        .signatures()
        .put_back(&ids, false, NOW + 3)
        .await
        .unwrap();
    assert_eq!(back, moved(1, 0, 1));
    assert_eq!(
        send_queued_email(&store, NOW + 3).await.kind,
        MessageKind::Restored
    );
    assert_eq!(count(&store).await, 2);
    assert_eq!(signatories(&store).await, before, "as it was shown");
    let own = store
        .signatures()
        .managed(&link, NOW + 3)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((own.state, own.taken_down), (SignatureState::Signed, None));
    assert_eq!(
        own.verification.map(|one| one.method),
        Some(VerificationMethod::Email)
    );
    let events = store.signatures().consents(&link, NOW + 3).await.unwrap();
    let events: Vec<_> = events.iter().map(|one| one.event.as_str()).collect();
    assert_eq!(events, ["signed", "taken_down", "restored"]);
    assert!(
        store.signatures().recount().await.unwrap().is_empty(),
        "no count is astray"
    );
    let chain = store.privacy().check_consents().await.unwrap();
    assert!(matches!(chain, Chain::Whole { .. }));
}

pub(crate) async fn a_new_signature_wins_over_restoring_the_old_one(database: &TestDatabase) {
    let store = campaign(database).await;
    let ada = form("Ada Example", "ada@mail.example");
    let (_, _, link) = sign_and_confirm_request(&store, &ada, NOW).await;
    let id = store
        .signatures()
        .managed(&link, NOW)
        .await
        .unwrap()
        .unwrap()
        .id;
    let ids = [id];
    store
        .signatures()
        .take_down(&ids, REASON, true, NOW)
        .await
        .unwrap();
    assert!(send_queued_mail(&store, NOW).await.is_empty(), "silently");

    let later = NOW + DAY_MS;
    let (again, ..) = sign_and_confirm_request(&store, &ada, later).await;
    assert_eq!(again.count, Some(1));
    let back = store
        .signatures()
        .put_back(&ids, false, later)
        .await
        .unwrap();
    assert_eq!(back, moved(0, 0, 0), "it is signed already");
    assert_eq!(count(&store).await, 1);

    // Organisers cannot restore what the signatory withdrew.
    let own = store
        .signatures()
        .managed(&link, later)
        .await
        .unwrap()
        .unwrap();
    store.signatures().withdraw(&link, later).await.unwrap();
    let back = store
        .signatures()
        .put_back(&[own.id], false, later)
        .await
        .unwrap();
    assert_eq!((back, count(&store).await), (moved(0, 0, 0), 0));
}

pub(crate) async fn an_attempt_taken_down_cannot_be_confirmed_until_restored(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    let id = sign(&store, "Ada Example", "ada@bots.example", NOW).await;
    let link = token(&send_queued_email(&store, NOW).await);
    let other = sign(&store, "Bo Example", "bo@mail.example", NOW).await;
    let wanted = Wanted {
        domain: Some("bots.example".to_owned()),
        ..Wanted::default()
    };
    assert_eq!(find_all(&store, &wanted).await, [(id, State::Pending)]);

    let ids = [id];
    let gone = store
        .signatures()
        .take_down(&ids, REASON, false, NOW)
        .await
        .unwrap();
    assert_eq!(
        gone,
        moved(0, 1, 0),
        "nobody who confirmed nothing is written to"
    );
    assert_eq!(find_all(&store, &wanted).await, [(id, State::TakenDown)]);
    let credential = Credential::Token(link);
    let outcome = confirm(&store, credential.clone(), NOW).await;
    assert!(matches!(outcome, ConfirmOutcome::Expired), "{outcome:?}");
    // The other person's email is sent, and the first gets no reminder.
    let waiting = send_queued_mail(&store, NOW).await;
    assert_eq!(waiting.len(), 1);
    let all = find_all(&store, &Wanted::default()).await;
    assert!(all.contains(&(other, State::Pending)), "{all:?}");

    assert_eq!(
        store.signatures().put_back(&ids, false, NOW).await.unwrap(),
        moved(0, 1, 0)
    );
    confirm(&store, credential, NOW).await;
    assert_eq!(count(&store).await, 1);
    // It still expires while it is taken down.
    let late = sign(&store, "Cy Example", "cy@bots.example", NOW).await;
    store
        .signatures()
        .take_down(&[late], REASON, false, NOW)
        .await
        .unwrap();
    housekeep(&store, NOW + 8 * DAY_MS).await;
    let back = store
        .signatures()
        .put_back(&[late], false, NOW + 8 * DAY_MS)
        .await
        .unwrap();
    assert_eq!(back, moved(0, 0, 0));
    assert_eq!(database.contains_any(&["cy@bots"]).await, None);
}

pub(crate) async fn a_binding_to_an_earlier_version_survives_takedown(database: &TestDatabase) {
    let store = campaign(database).await;
    let (_, _, link) =
        sign_and_confirm_request(&store, &form("Ada Example", "ada@mail.example"), NOW).await;
    publish(
        &store,
        &DECLARATION.replace("It stays", "It always stays"),
        NOW,
    )
    .await;
    let step = undersigned::store::Step {
        slug: SLUG.to_owned(),
        lang: "en".to_owned(),
        from: 1,
        to: 2,
    };
    let correction = undersigned::domain::declarations::RevisionKind::Correction;
    store
        .declarations()
        .choose(&step, correction, "[]".to_owned(), NOW)
        .await
        .unwrap();
    assert_eq!(
        store
            .declarations()
            .carry_over(&step, 10, NOW)
            .await
            .unwrap(),
        1
    );
    let own = store
        .signatures()
        .managed(&link, NOW)
        .await
        .unwrap()
        .unwrap();
    store
        .signatures()
        .take_down(&[own.id], REASON, true, NOW)
        .await
        .unwrap();
    store
        .signatures()
        .put_back(&[own.id], true, NOW)
        .await
        .unwrap();
    let own = store
        .signatures()
        .managed(&link, NOW)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(own.version, 2);
    let bound = "signature_bindings where kind = 'correction'";
    assert_eq!(database.rows(bound).await, 1);
}
