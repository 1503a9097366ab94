//! Tests sessions: who a cookie signs in, and when it no longer does.

use undersigned::domain::accounts::{SESSION_AGE_MS, SESSION_IDLE_MS, SessionCookie};
use undersigned::domain::id::Id;
use undersigned::domain::time::{DAY_MS, MINUTE_MS};

use super::{DEVICE, ask_for_code, emailed_code, first_owner, session, signed_in};
use crate::actions::{NOW, housekeep};
use crate::databases::TestDatabase;

const ADA: &str = "ada@mail.example";

/// Signs in again, in another browser.
async fn another(store: &undersigned::store::Store, device: &str, now_ms: i64) -> SessionCookie {
    let (id, message) = ask_for_code(store, ADA, now_ms).await;
    let code = emailed_code(&message);
    let outcome = store.accounts().sign_in_by_code(id, &code, device, now_ms);
    signed_in(outcome.await.unwrap())
}

pub(crate) async fn a_session_ends_when_it_is_not_used_and_at_its_age(database: &TestDatabase) {
    let store = database.open().await;
    first_owner(&store, "Ada", ADA, NOW).await;
    let accounts = store.accounts();
    let unused = another(&store, "Unused", NOW).await;
    let used = another(&store, "Used", NOW + 2 * MINUTE_MS).await;
    let mut now_ms = NOW + 2 * MINUTE_MS;
    let end = now_ms + SESSION_AGE_MS;
    while now_ms < end {
        assert!(accounts.session(&used, now_ms).await.unwrap().is_some());
        now_ms += SESSION_IDLE_MS - DAY_MS;
    }
    let idle = NOW + SESSION_IDLE_MS;
    assert!(accounts.session(&used, end).await.unwrap().is_none());
    assert!(accounts.session(&unused, idle).await.unwrap().is_none());
    assert!(accounts.session(&unused, idle - 1).await.unwrap().is_some());
    let secret = SessionCookie::new(used.session);
    assert!(
        accounts.session(&secret, NOW).await.unwrap().is_none(),
        "another secret"
    );
    let unknown = SessionCookie::new(Id::new(NOW));
    assert!(accounts.session(&unknown, NOW).await.unwrap().is_none());
}

pub(crate) async fn the_use_of_a_session_is_noted_once_a_minute(database: &TestDatabase) {
    let store = database.open().await;
    let ada = first_owner(&store, "Ada", ADA, NOW).await;
    let cookie = another(&store, "Phone", NOW).await;
    let accounts = store.accounts();
    for (at, seen_at) in [
        (NOW + MINUTE_MS - 1, NOW),
        (NOW + MINUTE_MS, NOW + MINUTE_MS),
        (NOW + MINUTE_MS + 7, NOW + MINUTE_MS),
    ] {
        session(&store, &cookie, at).await;
        let listed = accounts.sessions_of(ada.account.id, at).await.unwrap();
        let phone = listed.iter().find(|one| one.device == "Phone");
        assert_eq!(phone.map(|one| one.seen_at), Some(seen_at), "{at}");
    }
    let listed = accounts.sessions_of(ada.account.id, NOW).await.unwrap();
    let devices: Vec<&str> = listed.iter().map(|one| one.device.as_str()).collect();
    assert_eq!(devices, ["Phone", DEVICE], "the one used last is the first");
}

pub(crate) async fn sessions_are_ended_one_by_one_or_all_others(database: &TestDatabase) {
    let store = database.open().await;
    let ada = first_owner(&store, "Ada", ADA, NOW).await;
    let accounts = store.accounts();
    let mut cookies = Vec::new();
    for number in 0..3 {
        cookies.push(another(&store, "Phone", NOW + number * 2 * MINUTE_MS).await);
    }
    let first = cookies[0].session;
    assert!(accounts.end_session(&ada, first, NOW).await.unwrap());
    assert!(!accounts.end_session(&ada, first, NOW).await.unwrap());
    assert!(!accounts.end_session(&ada, Id::new(NOW), NOW).await.unwrap());
    assert_eq!(accounts.end_other_sessions(&ada, NOW).await.unwrap(), 2);
    for cookie in &cookies {
        assert!(accounts.session(cookie, NOW).await.unwrap().is_none());
    }
    let listed = accounts.sessions_of(ada.account.id, NOW).await.unwrap();
    let ids: Vec<Id> = listed.iter().map(|one| one.id).collect();
    assert_eq!(ids, [ada.id]);
    assert!(
        accounts.end_session(&ada, ada.id, NOW).await.unwrap(),
        "signing out"
    );
}

pub(crate) async fn old_sessions_and_sign_ins_are_deleted(database: &TestDatabase) {
    let store = database.open().await;
    first_owner(&store, "Ada", ADA, NOW).await;
    another(&store, "Phone", NOW).await;
    housekeep(&store, NOW + DAY_MS).await;
    assert_eq!(database.rows("sessions").await, 2);
    housekeep(&store, NOW + 2 * DAY_MS).await;
    assert_eq!(database.rows("sign_ins").await, 0);
    housekeep(&store, NOW + SESSION_IDLE_MS).await;
    assert_eq!(database.rows("sessions").await, 0);
    assert_eq!(database.rows("accounts").await, 1);
}
