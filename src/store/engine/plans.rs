//! Tests SQLite's query plans: statements that run for visitors, for each of many writes or in a job
//! must use an index and never scan. PostgreSQL's plans depend on its data; `tests/store/engine/query_cost.rs`
//! tests those.

use sqlx::{AssertSqlSafe, Row};

use crate::domain::keys::source::KeySource;
use crate::store::Store;
use crate::store::attempts::due_attempts;
use crate::store::engine::dialect::SQLITE;
use crate::store::engine::rows::{LIST, ListOf};
use crate::store::engine::{heartbeats, housekeeping};
use crate::store::entries::places;
use crate::store::lists::{former_subscribers, unsubscribed};
use crate::store::mail::{
    composition, contents, deliveries, outbox, queue, sendings, subjects, trouble,
};
use crate::store::privacy::{consents, exported_files, retention};
use crate::store::signatures::{
    duplicate_organisations, name_index, paper, reservations, signatories,
};

/// The engine's query plan.
async fn plan(store: &Store, sql: &str) -> Vec<String> {
    let explain = AssertSqlSafe(format!("explain query plan {sql}"));
    let plan = sqlx::query(explain).fetch_all(store.db.read()).await;
    let steps = plan.expect("a plan").into_iter();
    steps.map(|step| step.get("detail")).collect()
}

/// The list of a statement is read to its end.
fn walks(step: &str) -> bool {
    // A statement of subqueries alone "scans" one row.
    let scans = step.starts_with("SCAN")
        && step != "SCAN CONSTANT ROW"
        && !step.starts_with("SCAN json_each ");
    scans || step.contains("TEMP B-TREE")
}

#[tokio::test]
async fn frequent_queries_use_an_index() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite:{}", folder.path().join("plans.db").display());
    let key = KeySource::File(folder.path().join("key"));
    let store = Store::open(&url, &key).await.expect("it opens");
    let frequent = [
        signatories::NEWEST,
        signatories::NEWEST_OF,
        name_index::FOUND,
        name_index::NAMED_BY_CURSOR,
        reservations::OF,
        paper::COUNTED_LINES,
        duplicate_organisations::NAMED,
        consents::LAST,
        unsubscribed::LEFT,
        former_subscribers::UNSUBSCRIBED,
        former_subscribers::UPDATES_ENDED,
        former_subscribers::UNNAMED,
        exported_files::NEWEST,
        outbox::NEXT,
        outbox::CLAIM,
        outbox::DEPTH,
        queue::DELAYED,
        queue::DELETE,
        queue::DELETE_OF,
        sendings::RECENT,
        subjects::SUBJECTS,
        composition::OPEN_ATTEMPTS,
        contents::HOLDERS,
        contents::CHANGE,
        deliveries::SENT,
        deliveries::RETURNED,
        deliveries::CLAIMED,
        deliveries::BACKING_OFF,
        deliveries::DUE_NOW,
        trouble::TROUBLE,
        trouble::NEWEST,
        trouble::GIVEN_UP,
        trouble::HELD,
        heartbeats::STUCK,
    ];
    let jobs = due_attempts::statements().into_iter();
    let jobs = jobs.chain(retention::statements());
    let jobs = jobs.chain(places::statements());
    let jobs = jobs.chain(housekeeping::statements().map(str::to_owned));
    let list = SQLITE.list(ListOf::Bytes, "$2");
    for sql in frequent.map(str::to_owned).into_iter().chain(jobs) {
        let steps = plan(&store, &sql.replace(LIST, &list)).await;
        assert!(!steps.is_empty(), "{sql}");
        assert!(!steps.iter().any(|step| walks(step)), "{steps:?} in {sql}");
    }

    // Checks that the test recognises the engine's wording for a scan and a temporary sort.
    let walked = "select name from signatures where role = '' order by name";
    let steps = plan(&store, walked).await;
    assert_eq!(
        steps.iter().filter(|step| walks(step)).count(),
        2,
        "{steps:?}"
    );
}
