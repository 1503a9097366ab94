//! Tests a full disk: `pragma max_page_count` on the writing connection makes the engine return
//! SQLITE_FULL in the middle of a batch (<https://www.sqlite.org/pragma.html>). The engine then
//! rolls the transaction back by itself, as on a full disk. `tests/api/operating/full_disk.rs`
//! tests what visitors see.

use sqlx::AssertSqlSafe;

use crate::domain::keys::source::KeySource;
use crate::store::{Error, Share, ShareOutcome, Store};

#[derive(Debug, Eq, PartialEq, sqlx::FromRow)]
struct Shares {
    networks: i64,
    shares: i64,
}

const NOW: i64 = 1_800_000_000_000;
const SHARES: usize = 120;

/// A share by a network whose name is long enough to fill half a page.
fn of_network(number: usize) -> Share {
    Share {
        network: format!("{number:04}").repeat(500),
        ..Share::default()
    }
}

/// Limits the file to this many pages; the engine raises a limit below the current size to that
/// size.
async fn most_pages(store: &Store, most: i64) {
    let mut connection = store.db.write().await.expect("a transaction");
    let sql = AssertSqlSafe(format!("pragma max_page_count = {most}"));
    let set = sqlx::raw_sql(sql).execute(&mut *connection).await;
    set.expect("it can be said");
    connection.commit().await.expect("nothing was written");
}

/// Counts shares by these networks, all at once; returns which ones were counted.
async fn share(store: &Store, numbers: impl Iterator<Item = usize>) -> Vec<(usize, bool)> {
    let shares = numbers.map(|number| {
        let store = store.clone();
        tokio::spawn(async move {
            let shared = store
                .declarations()
                .add_share(of_network(number), None, NOW)
                .await;
            match shared {
                Ok(ShareOutcome::Counted) => (number, true),
                Err(Error::Full(_)) => (number, false),
                other => panic!("neither counted nor full: {other:?}"),
            }
        })
    });
    let mut told = Vec::new();
    for shared in shares.collect::<Vec<_>>() {
        told.push(shared.await.expect("it ends"));
    }
    told
}

#[tokio::test]
async fn writes_fail_on_a_full_database_and_succeed_once_there_is_room() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite:{}", folder.path().join("full.db").display());
    let key = KeySource::File(folder.path().join("key"));
    let store = Store::open(&url, &key).await.expect("it opens");
    most_pages(&store, 1).await;

    let mut left: Vec<usize> = Vec::new();
    for handful in 0..4 {
        let some = (handful * SHARES / 4)..((handful + 1) * SHARES / 4);
        let told = share(&store, some).await;
        let refused = told.iter().filter(|(_, counted)| !counted);
        left.extend(refused.map(|(one, _)| one));
    }
    assert!(left.len() > SHARES / 2, "{} did not fit", left.len());
    // Reads still work, and so do writes that need no space.
    let counted = store
        .declarations()
        .shares(None)
        .await
        .expect("it can be read");
    assert_eq!(counted.len(), SHARES - left.len());
    store.try_to_commit(NOW).await.expect("a row in its place");

    most_pages(&store, 1 << 20).await;
    let told = share(&store, left.iter().copied()).await;
    assert!(told.iter().all(|(_, counted)| *counted), "there is room");
    let mut connection = store.db.read().acquire().await.expect("a connection");
    let sql = "select count(*) as networks, cast(sum(count) as bigint) as shares from shares";
    let query = sqlx::query_as::<_, Shares>(sql);
    let counted = query.fetch_one(&mut *connection).await.expect("a row");
    let expected = Shares {
        networks: SHARES as i64,
        shares: SHARES as i64,
    };
    assert_eq!(counted, expected, "each once");
}
