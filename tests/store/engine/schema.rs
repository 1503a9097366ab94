//! Tests opening a database whose schema this program does not know.

use undersigned::store::{Error, Store};

use crate::databases::TestDatabase;

pub(crate) async fn a_database_of_a_newer_version_is_refused(database: &TestDatabase) {
    database.open().await.close().await;
    let later = "insert into _sqlx_migrations \
            (version, description, success, checksum, execution_time) \
        select version + 1, 'later', success, checksum, 0 from _sqlx_migrations";
    database.change(later).await;
    let Err(Error::Refused(reason)) = Store::open(&database.url, &database.key).await else {
        panic!("opened, or refused otherwise");
    };
    assert!(reason.contains("newer version"), "{reason}");
}
