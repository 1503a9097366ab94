//! What the engines' errors mean to a caller: whether the same write may succeed later, or again at once.

use crate::store::Error;

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let cause = error.to_string();
        if is_full(&error) {
            Self::Full(cause)
        } else if is_conflict(&error) {
            Self::Conflict(cause)
        } else if is_passing(&error) {
            Self::Unavailable(cause)
        } else {
            Self::Internal(cause)
        }
    }
}

/// Whether the disk is full: SQLite's SQLITE_FULL, PostgreSQL's disk_full
/// (<https://www.postgresql.org/docs/current/errcodes-appendix.html>), and the system's own error kind.
fn is_full(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => error.kind() == std::io::ErrorKind::StorageFull,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| match code.len() {
            5 => code == "53100",
            _ => code.parse::<u32>().is_ok_and(|number| number & 0xff == 13),
        }),
        _ => false,
    }
}

/// Whether another write prevented this one, of which nothing is kept: a deadlock, a lock that was not to
/// be had in time, locks that were taken away, or an idempotency key that was used at the same moment.
fn is_conflict(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else {
        return false;
    };
    match error.code().as_deref() {
        Some("40001" | "40P01" | "55P03" | "25P03") => true,
        Some("23505") => error.constraint() == Some("attempts_request"),
        _ => false,
    }
}

/// Whether the same statement may succeed later: the database is unreachable, busy or stopping.
fn is_passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            // PostgreSQL's codes have five characters. SQLite's are numbers whose low byte is the
            // kind: busy, locked, out of memory, read-only, I/O, cannot open.
            match code.parse::<u32>() {
                Ok(number) if code.len() < 5 => {
                    matches!(number & 0xff, 5 | 6 | 7 | 8 | 10 | 14)
                }
                _ => ["08", "25006", "53", "57P", "58", "40"]
                    .iter()
                    .any(|class| code.starts_with(class)),
            }
        }),
        _ => false,
    }
}
