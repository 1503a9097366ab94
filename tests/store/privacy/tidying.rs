//! Tests housekeeping: what is deleted on expiry.

use undersigned::domain::time::{DAY_MS, HOUR_MS};

use crate::bases::Base;
use crate::deeds::{
    NOW, attempt, campaign, count, form, key, letters, sign, sign_and_confirm, subscribe,
};

pub(crate) async fn what_nobody_answered_is_deleted_after_a_week(base: &Base) {
    let store = campaign(base).await;
    sign(&store, "Ada Example", "ada@mail.example", NOW).await;
    subscribe(&store, "ada@mail.example", &[], NOW).await;
    sign_and_confirm_only_letter(&store).await;
    assert_eq!(store.housekeep(NOW + 7 * DAY_MS - 1).await.unwrap(), 0);
    let deleted = store.housekeep(NOW + 7 * DAY_MS).await.unwrap();
    assert!(
        deleted >= 3,
        "three attempts, and the rows of their letters: {deleted}"
    );
    assert_eq!(store.housekeep(NOW + 7 * DAY_MS).await.unwrap(), 0);
    assert_eq!(count(&store).await, 1, "what was confirmed stays");
}

async fn sign_and_confirm_only_letter(store: &undersigned::store::Store) {
    letters(store, NOW).await;
    sign_and_confirm(store, "Bo Example", "bo@mail.example", NOW).await;
}

pub(crate) async fn answers_are_kept_for_two_days(base: &Base) {
    let store = campaign(base).await;
    let try_at = |now_ms| {
        store.sign(
            attempt(&form("Ada Example", "ada@mail.example")),
            key("k", "body"),
            now_ms,
        )
    };
    let first = try_at(NOW).await.unwrap();
    store.housekeep(NOW + 48 * HOUR_MS - 1).await.unwrap();
    assert_eq!(try_at(NOW + 48 * HOUR_MS - 1).await.unwrap(), first);
    assert_ne!(
        try_at(NOW + 48 * HOUR_MS).await.unwrap(),
        first,
        "forgotten, swept or not"
    );
    assert_eq!(
        store.housekeep(NOW + 48 * HOUR_MS).await.unwrap(),
        0,
        "the key is young again"
    );
}
