//! What writes lock on PostgreSQL, where several run at the same time, on one server or on many.
//! SQLite runs one write at a time, so there these functions do nothing.
//!
//! - A **mailbox** is the lock of everything about a person: attempts, signatures, subscriptions,
//!   emails and their limits, suppression. Its row in `mailboxes` stands for the person, so somebody who
//!   is not there yet can be locked too.
//! - A **subject**, a declaration or a list, is the lock of what all of its people share: its count and
//!   tallies, the names of organisations, its chain of consents.
//!
//! A write first locks all of its mailboxes in the order of their keys, then all of its subjects in the
//! order of their numbers, and reads what it relies on after that. So no two writes wait for each other,
//! and what a write has read under a lock stays true until it commits. `docs/architecture.md` has the
//! whole list.

use std::collections::BTreeSet;

use sqlx::AnyConnection;

use super::dialect::{self, Dialect};
use super::rows::{self, Value};
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::store::Error;

/// How often a write is tried that others prevent. A try waits for a lock for four seconds at most, and a
/// request for 15.
const TRIES: u32 = 3;

/// Whether locks are needed at all, and so what has to be known for them.
pub(in crate::store) fn are_needed(connection: &AnyConnection) -> bool {
    Dialect::of(connection).has_row_locks
}

/// Locks mailboxes until the transaction ends. A row that is there for this alone has no emails, and
/// housekeeping deletes it.
pub(in crate::store) async fn mailboxes(
    connection: &mut AnyConnection,
    persons: impl IntoIterator<Item = KeyedHash>,
) -> Result<(), Error> {
    if !are_needed(connection) {
        return Ok(());
    }
    let persons: BTreeSet<KeyedHash> = persons.into_iter().collect();
    let persons = persons.into_iter();
    let persons: Vec<[Value; 3]> = persons
        .map(|person| [person.into(), Value::Bytes(Vec::new()), Value::Int(0)])
        .collect();
    let head = "insert into mailboxes (person, recent, last_at)";
    // The row is locked before the condition is tested, so it is locked and not written
    // (<https://www.postgresql.org/docs/current/sql-insert.html>).
    let tail = "on conflict (person) do update set last_at = excluded.last_at where false";
    rows::insert(connection, head, &persons, tail).await?;
    Ok(())
}

/// Locks declarations and lists until the transaction ends; after the mailboxes, and as late as is right,
/// because everybody who signs the same declaration needs it.
pub(in crate::store) async fn subjects(
    connection: &mut AnyConnection,
    subjects: impl IntoIterator<Item = i64>,
) -> Result<(), Error> {
    if !are_needed(connection) {
        return Ok(());
    }
    let sql = "select id from subjects where id in ({in}) order by id /*for no key update*/";
    rows::fetch_scalars_in::<i64>(connection, sql, None, subjects).await?;
    Ok(())
}

/// Keeps others from numbering sites until the transaction ends, which is to do nothing else.
pub(in crate::store) async fn sites(connection: &mut AnyConnection) -> Result<(), Error> {
    if are_needed(connection) {
        // Those that read numbers go on.
        sqlx::query("lock table sites in share row exclusive mode")
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// Waits until no other write runs, and keeps others from beginning until the transaction ends.
pub(super) async fn all(connection: &mut AnyConnection) -> Result<(), Error> {
    if are_needed(connection) {
        // Readers and backups go on.
        sqlx::query("lock table data_keys in exclusive mode")
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// The keys of the database other than one. Every write asks for them, and by asking holds a lock on the
/// table, not on a row, that those wait for who want to be alone.
pub(super) async fn other_keys(
    connection: &mut AnyConnection,
    key_id: &str,
) -> Result<Vec<String>, Error> {
    let sql = "select key_id from data_keys where key_id <> $1 /*for share*/";
    let sql = dialect::with_row_locks(connection, sql).into_owned();
    let query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(key_id.to_owned());
    Ok(query.fetch_all(connection).await?)
}

/// Tries a write again if other writes prevented it, a few times. Nothing of a try that failed so is
/// kept.
pub(in crate::store) async fn retried<T, Try>(mut write: impl FnMut() -> Try) -> Result<T, Error>
where
    Try: Future<Output = Result<T, Error>>,
{
    let mut tries = 1;
    loop {
        match write().await {
            Err(Error::Conflict(cause)) if tries < TRIES => {
                tracing::debug!(cause, tries, "a write is tried again");
                tries += 1;
            }
            outcome => return outcome,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_write_is_tried_again_after_a_conflict_and_after_nothing_else() {
        for (fails, error, expected) in [
            (2, Error::Conflict(String::new()), 3),
            (9, Error::Conflict(String::new()), TRIES),
            (9, Error::Unavailable(String::new()), 1),
        ] {
            let mut tries = 0;
            let outcome = retried(|| {
                tries += 1;
                let outcome = if tries > fails {
                    Ok(())
                } else {
                    Err(error.clone())
                };
                async { outcome }
            });
            let outcome = outcome.await.is_ok();
            assert_eq!((tries, outcome), (expected, expected > fails));
        }
    }
}
