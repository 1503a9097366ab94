//! Tests that each act moves the entry of its signature or subscription, and the counts by day.

use std::collections::BTreeMap;

use undersigned::domain::attempts::credential::Credential;
use undersigned::domain::id::Id;
use undersigned::domain::keys::token::Token;
use undersigned::domain::privacy::consent::ConsentWording;
use undersigned::domain::signatures::managed::Correction;
use undersigned::domain::time::DAY_MS;
use undersigned::store::Store;
use widgets::wire::{SignRequest, SignatoryKind, Visibility};

use crate::actions::{
    DECLARATION, LIST, NOW, SLUG, attempt, campaign, confirm, confirmed, form, housekeep, link,
    publish, send_queued_email, sign, sign_attempt, subscribe_and_confirm, token,
};
use crate::databases::TestDatabase;

const SENT: i64 = 0;
const CONFIRMED: i64 = 1;
const HELD: i64 = 2;
const WITHDRAWN: i64 = 3;
const TAKEN_DOWN: i64 = 4;
const UNSUBSCRIBED: i64 = 5;

const REASON: &str = "Not a person";

/// Checks that entries agree with their rows, and that there are this many of each.
async fn assert_counts(database: &TestDatabase, slug: &str, when: &str, expected: &[(i64, i64)]) {
    database.assert_entries_agree(when).await;
    let expected: BTreeMap<i64, i64> = expected.iter().copied().collect();
    assert_eq!(database.counts(slug).await, expected, "{when}");
}

/// Signs and answers the email; returns the link.
async fn sign_and_answer(store: &Store, request: &SignRequest, now_ms: i64) -> (Id, Token) {
    let id = sign_attempt(store, attempt(request), now_ms).await;
    let link = link(store, id);
    confirmed(confirm(store, Credential::Token(link), now_ms).await);
    (id, link)
}

fn ada() -> SignRequest {
    SignRequest {
        postcode: Some("B29 6LS".to_owned()),
        ..form("Ada Example", "ada@mail.example")
    }
}

/// One without a verification, so that it is held.
fn union(name: &str) -> SignRequest {
    SignRequest {
        kind: SignatoryKind::Organisation,
        organisation: Some(format!("{name} Union")),
        ..form("Bo Example", &format!("{name}@gmail.com"))
    }
}

pub(crate) async fn each_act_moves_the_entry_of_a_signature(database: &TestDatabase) {
    let store = campaign(database).await;
    let signatures = || store.signatures();
    let assert = |when: &'static str, expected: &'static [(i64, i64)]| {
        assert_counts(database, SLUG, when, expected)
    };
    sign(&store, "Cy Example", "cy@mail.example", NOW).await;
    assert("sent", &[(SENT, 1)]).await;
    let (_, link) = sign_and_answer(&store, &ada(), NOW).await;
    assert("confirmed", &[(SENT, 2), (CONFIRMED, 1)]).await;
    assert_eq!(database.rows("entries where area = 'B29'").await, 1);

    signatures().withdraw(&link, NOW + DAY_MS).await.unwrap();
    assert("withdrawn", &[(SENT, 2), (WITHDRAWN, 1)]).await;
    let day = (NOW + DAY_MS) / DAY_MS;
    let today = format!("daily_tallies where measure = {WITHDRAWN} and day = {day} and count = 1");
    assert_eq!(
        database.rows(&today).await,
        1,
        "on the day of the withdrawal"
    );
    let (id, link) = sign_and_answer(&store, &ada(), NOW + DAY_MS).await;
    assert("signed again", &[(SENT, 3), (CONFIRMED, 1)]).await;

    let correction = Correction {
        name: "Ada Example".to_owned(),
        postcode: Some("CF10 1AA".to_owned()),
        role: None,
        visibility: Visibility::Full,
        updates: false,
        updates_wording: ConsentWording::new("en", "Send me updates".to_owned()),
    };
    let corrected = signatures().correct(&link, &correction, NOW + DAY_MS).await;
    corrected.unwrap();
    assert("corrected", &[(SENT, 3), (CONFIRMED, 1)]).await;
    assert_eq!(database.rows("entries where area = 'CF10'").await, 1);

    let ids = [id];
    let moved = signatures().take_down(&ids, REASON, true, NOW + DAY_MS);
    assert_eq!(moved.await.unwrap().signatures, 1);
    assert("taken down", &[(SENT, 3), (TAKEN_DOWN, 1)]).await;
    let moved = signatures().put_back(&ids, true, NOW + DAY_MS);
    assert_eq!(moved.await.unwrap().signatures, 1);
    assert("restored", &[(SENT, 3), (CONFIRMED, 1)]).await;
    signatures()
        .erase(&link, false, NOW + DAY_MS)
        .await
        .unwrap();
    assert("erased", &[(SENT, 3)]).await;
}

pub(crate) async fn each_act_moves_the_entry_of_a_held_signature(database: &TestDatabase) {
    let store = campaign(database).await;
    let signatures = || store.signatures();
    let assert = |when: &'static str, expected: &'static [(i64, i64)]| {
        assert_counts(database, SLUG, when, expected)
    };
    let (rivers, _) = sign_and_answer(&store, &union("Rivers"), NOW).await;
    assert("held", &[(SENT, 1), (HELD, 1)]).await;
    let ids = [rivers];
    let moved = signatures().take_down(&ids, REASON, true, NOW + 1);
    assert_eq!(moved.await.unwrap().attempts, 1);
    assert("taken down", &[(SENT, 1), (TAKEN_DOWN, 1)]).await;
    let moved = signatures().put_back(&ids, true, NOW + 2);
    assert_eq!(moved.await.unwrap().attempts, 1);
    assert("restored", &[(SENT, 1), (HELD, 1)]).await;
    assert!(signatures().approve(rivers, NOW + DAY_MS).await.unwrap());
    assert("approved", &[(SENT, 1), (CONFIRMED, 1)]).await;

    let (lakes, _) = sign_and_answer(&store, &union("Lakes"), NOW).await;
    assert("another held", &[(SENT, 2), (CONFIRMED, 1), (HELD, 1)]).await;
    assert!(signatures().reject(lakes, true, NOW + 1).await.unwrap());
    assert("rejected", &[(SENT, 2), (CONFIRMED, 1)]).await;
    sign_and_answer(&store, &union("Hills"), NOW).await;
    assert("a third held", &[(SENT, 3), (CONFIRMED, 1), (HELD, 1)]).await;
    housekeep(&store, NOW + 200 * DAY_MS).await;
    assert("expired", &[(SENT, 3), (CONFIRMED, 1)]).await;
}

pub(crate) async fn each_act_moves_the_entry_of_a_subscription(database: &TestDatabase) {
    let store = campaign(database).await;
    let assert = |when: &'static str, expected: &'static [(i64, i64)]| {
        assert_counts(database, LIST, when, expected)
    };
    subscribe_and_confirm(&store, "ada@mail.example", NOW).await;
    assert("subscribed", &[(SENT, 1), (CONFIRMED, 1)]).await;
    let id = database.subscription().await;
    let way_out = store.seal().unsubscribe_link(id);
    let unsubscribe = |now_ms| store.lists().unsubscribe(&way_out, now_ms);
    unsubscribe(NOW + 1).await.unwrap().expect("a way out");
    assert("unsubscribed", &[(SENT, 1), (UNSUBSCRIBED, 1)]).await;
    subscribe_and_confirm(&store, "ada@mail.example", NOW + DAY_MS).await;
    assert("subscribed again", &[(SENT, 2), (CONFIRMED, 1)]).await;
    assert_eq!(database.subscription().await, id, "the same row");
    unsubscribe(NOW + 2 * DAY_MS)
        .await
        .unwrap()
        .expect("a way out");
    let due_at = NOW + 400 * DAY_MS;
    let erased = store.lists().erase_unsubscribed(due_at, due_at).await;
    assert_eq!(erased.unwrap().len(), 1);
    assert("erased", &[(SENT, 2)]).await;
}

pub(crate) async fn retention_forgets_the_areas_of_entries(database: &TestDatabase) {
    let store = database.open().await;
    let closing = DECLARATION.replace("goal: 100", "closes: 2027-02-01\nkeep_days: 10");
    publish(&store, &closing, NOW).await;
    sign_attempt(&store, attempt(&ada()), NOW).await;
    let link = token(&send_queued_email(&store, NOW).await);
    confirmed(confirm(&store, Credential::Token(link), NOW).await);
    sign_and_answer(&store, &union("Rivers"), NOW).await;
    let other = SignRequest {
        postcode: Some("10115".to_owned()),
        ..form("Cy Example", "cy@mail.example")
    };
    let (_, withdrawn) = sign_and_answer(&store, &other, NOW).await;
    store.signatures().withdraw(&withdrawn, NOW).await.unwrap();
    assert_eq!(database.rows("entries where area is not null").await, 2);
    let due_at = NOW + 400 * DAY_MS;
    let erased = store.privacy().erase_contacts(due_at, due_at).await;
    assert_eq!(erased.unwrap().len(), 1);
    assert_counts(database, SLUG, "erased", &[(SENT, 3), (CONFIRMED, 1)]).await;
    assert_eq!(database.rows("entries where area is not null").await, 0);
    assert_eq!(database.rows("signals").await, 0);
}

impl TestDatabase {
    /// The id of the only subscription.
    async fn subscription(&self) -> Id {
        let outside = self.outside().await;
        let query = sqlx::query_scalar::<_, Vec<u8>>("select id from subscriptions");
        let id = query.fetch_one(&outside).await.expect("one subscription");
        outside.close().await;
        Id::from_bytes(id.try_into().expect("16 bytes"))
    }
}
