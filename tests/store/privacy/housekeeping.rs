//! Tests housekeeping: what is deleted on expiry.

use undersigned::domain::time::{DAY_MS, HOUR_MS};
use undersigned::store::HousekeepingRun;

use crate::actions::{
    NOW, attempt, campaign, count, form, housekeep, key, send_queued_mail, sign, sign_and_confirm,
    subscribe,
};
use crate::databases::TestDatabase;

pub(crate) async fn unanswered_attempts_are_deleted_after_a_week(database: &TestDatabase) {
    let store = campaign(database).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    subscribe(&store, "ada@mail.example", &[], NOW).await;
    sign_and_confirm_after_sending_queued_mail(&store).await;
    assert_eq!(housekeep(&store, NOW + 7 * DAY_MS - 1).await, 0);
    let deleted = housekeep(&store, NOW + 7 * DAY_MS).await;
    assert!(
        deleted >= 5,
        "three attempts, and their mailboxes: {deleted}"
    );
    assert_eq!(housekeep(&store, NOW + 7 * DAY_MS).await, 0);
    assert_eq!(count(&store).await, 1, "what was confirmed stays");
}

async fn sign_and_confirm_after_sending_queued_mail(store: &undersigned::store::Store) {
    send_queued_mail(store, NOW).await;
    sign_and_confirm(store, "Bo Example", "bo@mail.example", NOW).await;
}

pub(crate) async fn stored_responses_are_deleted_after_two_days(database: &TestDatabase) {
    let store = campaign(database).await;
    let try_at = |now_ms| {
        store.attempts().sign(
            attempt(&form("Ada Example", "ada@mail.example")),
            key("k", "body"),
            now_ms,
        )
    };
    let first = try_at(NOW).await.unwrap();
    housekeep(&store, NOW + 48 * HOUR_MS - 1).await;
    assert_eq!(try_at(NOW + 48 * HOUR_MS - 1).await.unwrap(), first);
    assert_ne!(
        try_at(NOW + 48 * HOUR_MS).await.unwrap(),
        first,
        "forgotten, swept or not"
    );
    assert_eq!(
        housekeep(&store, NOW + 48 * HOUR_MS).await,
        0,
        "the key is young again"
    );
}

pub(crate) async fn expired_rows_are_deleted_some_at_a_time(database: &TestDatabase) {
    let store = campaign(database).await;
    for number in 0..120 {
        sign(
            &store,
            "Ada Example",
            &format!("{number}@mail.example"),
            NOW,
        )
        .await;
    }
    send_queued_mail(&store, NOW).await;
    let mut run = HousekeepingRun::starting(NOW + 7 * DAY_MS);
    let mut chunks = Vec::new();
    loop {
        let chunk = store.housekeep_some(&mut run).await.unwrap();
        if !chunk.has_more {
            break;
        }
        chunks.push(chunk.rows);
    }
    // Attempts, then what the limits remember of their mailboxes.
    assert_eq!(chunks, [100, 20, 100, 20]);
}
