//! Tests that the running counts stay correct through every kind of change to signatures.

use std::collections::BTreeMap;

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::keys::token::Token;
use undersigned::domain::privacy::consent::ConsentWording;
use undersigned::domain::signatures::managed::Correction;
use undersigned::domain::time::MINUTE_MS;
use undersigned::store::Store;
use widgets::wire::{ReservationNote, SignatoryKind, Visibility};

use crate::actions::{
    NOW, SLUG, at_once, attempt, campaign, confirm, count, form, link, sign_and_confirm,
    sign_attempt,
};
use crate::databases::TestDatabase;

const SHOWN: [Visibility; 3] = [Visibility::Full, Visibility::Initials, Visibility::Hidden];

/// Every count that pages show, as the store reports it: all, organisations, hidden, by version, by
/// reservation.
async fn reported_counts(store: &Store) -> [u64; 5] {
    let declaration = store.declarations().find(SLUG).await.unwrap().unwrap();
    let versions = store.signatures().signed_versions(SLUG).await.unwrap();
    let reserved = store.signatures().reserved(SLUG).await.unwrap();
    [
        declaration.count,
        declaration.organisations,
        store.signatures().hidden_count(SLUG).await.unwrap(),
        versions.iter().map(|(.., count)| count).sum(),
        reserved.iter().map(|(_, count)| count).sum(),
    ]
}

/// The same, counted row by row.
async fn counted_rows(database: &TestDatabase) -> [u64; 5] {
    let mut counts = Vec::new();
    for rows in [
        "signatures",
        "signatures where kind = 'organisation'",
        "signatures where visibility = 'hidden'",
        "signatures",
        "reservations",
    ] {
        counts.push(u64::try_from(database.rows(rows).await).unwrap());
    }
    counts.try_into().expect("five")
}

pub(crate) async fn running_counts_match_the_rows(database: &TestDatabase) {
    let store = campaign(database).await;
    at_once(&store, 4, act_at_random).await;
    let told = reported_counts(&store).await;
    assert!(
        told.iter().all(|count| *count > 0),
        "something of each: {told:?}"
    );
    assert_eq!(told, counted_rows(database).await);
    assert!(
        store.signatures().recount().await.unwrap().is_empty(),
        "nothing is astray"
    );
    database.assert_entries_agree("after all that").await;
    assert!(store.entries().recount().await.unwrap().is_empty());
}

/// Signs as a person or an organisation, with or without a reservation, corrects, withdraws,
/// erases, takes down and restores, in an order decided by a seed.
async fn act_at_random(store: Store, seed: u64) {
    let mut dice = fastrand::Rng::with_seed(seed);
    let mut links: BTreeMap<usize, Token> = BTreeMap::new();
    for step in 0..60 {
        let now_ms = NOW + step * 20 * MINUTE_MS;
        let whose = dice.usize(..12);
        match (dice.u8(..8), links.get(&whose)) {
            (0..=2, _) | (_, None) => {
                let address = format!("{whose}@signer{seed}.example");
                let mut request = form("Ada Example", &address);
                request.public = SHOWN[dice.usize(..3)];
                if whose.is_multiple_of(3) {
                    request.kind = SignatoryKind::Organisation;
                    request.organisation = Some(format!("Union {seed} of {whose}"));
                }
                if dice.bool() {
                    request.reservations = vec![1];
                    let text = "Not so".to_owned();
                    request.reservation_notes = vec![ReservationNote { principle: 1, text }];
                }
                let id = sign_attempt(&store, attempt(&request), now_ms).await;
                let token = link(&store, id);
                confirm(&store, Credential::Token(token), now_ms).await;
                links.insert(whose, token);
            }
            (3 | 4, Some(link)) => {
                let correction = Correction {
                    name: "Ada Example".to_owned(),
                    postcode: None,
                    role: None,
                    visibility: SHOWN[dice.usize(..3)],
                    updates: false,
                    updates_wording: ConsentWording::new("en", "Send me updates".to_owned()),
                };
                store
                    .signatures()
                    .correct(link, &correction, now_ms)
                    .await
                    .unwrap();
            }
            (5 | 6, Some(link)) => {
                let own = store.signatures().managed(link, now_ms).await.unwrap();
                let ids = own.map(|own| vec![own.id]).unwrap_or_default();
                let moved = if dice.bool() {
                    store
                        .signatures()
                        .take_down(&ids, "Not a person", true, now_ms)
                        .await
                } else {
                    store.signatures().put_back(&ids, true, now_ms).await
                };
                moved.unwrap();
            }
            (_, Some(link)) if dice.bool() => {
                store.signatures().withdraw(link, now_ms).await.unwrap();
            }
            (_, Some(link)) => {
                store.signatures().erase(link, false, now_ms).await.unwrap();
            }
        }
    }
}

pub(crate) async fn recounting_repairs_wrong_tallies(database: &TestDatabase) {
    let store = campaign(database).await;
    for name in ["Ada", "Bo", "Cy"] {
        let email = format!("{name}@mail.example");
        sign_and_confirm(&store, &format!("{name} Example"), &email, NOW).await;
    }
    let right = reported_counts(&store).await;
    for wrong in [
        "update signature_tallies set count = 1",
        "update signature_tallies set visibility = 'hidden', count = 9",
        "delete from signature_tallies",
        "update declarations set count = 9",
    ] {
        database.change(wrong).await;
        assert_ne!(reported_counts(&store).await, right, "{wrong}");
        assert_eq!(store.signatures().recount().await.unwrap(), [SLUG]);
        assert_eq!(reported_counts(&store).await, right, "{wrong}");
    }
    assert_eq!(count(&store).await, 3);
    assert!(store.signatures().recount().await.unwrap().is_empty());
}
