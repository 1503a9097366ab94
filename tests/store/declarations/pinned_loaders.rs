//! Tests that pinned loaders in other sites' pages still exist after every upgrade.

use undersigned::domain::{hash, time::DAY_MS};

use crate::actions::{NOW, housekeep};
use crate::databases::TestDatabase;

pub(crate) async fn a_loader_is_found_by_its_hash_after_upgrades(database: &TestDatabase) {
    let [first, second] = ["run('é')", "run(2)"];
    let store = database.open().await;
    store.declarations().keep_loader(first, NOW).await.unwrap();
    store.close().await;

    let upgraded = database.open().await;
    // Two servers of one version start on one database, and each restarts.
    for _ in 0..2 {
        let (one, other) = tokio::join!(
            upgraded.declarations().keep_loader(second, NOW + 1),
            upgraded.declarations().keep_loader(second, NOW + 1)
        );
        one.and(other).unwrap();
    }
    housekeep(&upgraded, NOW + 3_650 * DAY_MS).await;
    for script in [first, second] {
        let found = upgraded
            .declarations()
            .loader(&hash::of_asset(script.as_bytes()))
            .await;
        assert_eq!(found.unwrap().as_deref(), Some(script));
    }
    let unknown = upgraded
        .declarations()
        .loader(&hash::of_asset(b"run(3)"))
        .await;
    assert_eq!(unknown.unwrap(), None);
}
