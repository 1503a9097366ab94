//! A transaction that writes, and the metrics of how long: other writes may have to wait for it, so the
//! time shows which background job makes visitors wait.

use std::ops::{Deref, DerefMut};
use std::time::Instant;

use sqlx::{Any, AnyConnection, Transaction};

/// The label of writes that have no name of their own.
const OTHER: &str = "other";

/// A transaction that writes. It holds its locks (SQLite: the only one there is) until it is committed,
/// rolled back or dropped.
pub(in crate::store) struct WriteTransaction {
    transaction: Transaction<'static, Any>,
    hold: Hold,
}

/// How long it lasts before the commit; recorded when it is dropped.
struct Hold {
    job: &'static str,
    since: Instant,
}

impl WriteTransaction {
    /// Of a transaction that has just begun.
    pub(super) fn begun(transaction: Transaction<'static, Any>) -> Self {
        Self {
            transaction,
            hold: Hold {
                job: OTHER,
                since: Instant::now(),
            },
        }
    }

    /// Names the writer in the metrics.
    pub(in crate::store) fn of(mut self, job: &'static str) -> Self {
        self.hold.job = job;
        self
    }

    pub(in crate::store) async fn commit(self) -> Result<(), sqlx::Error> {
        let job = self.hold.job;
        drop(self.hold);
        let begun = Instant::now();
        self.transaction.commit().await?;
        record_commit(job, begun);
        Ok(())
    }

    pub(in crate::store) async fn rollback(self) -> Result<(), sqlx::Error> {
        self.transaction.rollback().await
    }
}

impl Deref for WriteTransaction {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        &self.transaction
    }
}

impl DerefMut for WriteTransaction {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        metrics::histogram!("undersigned_write_seconds", "job" => self.job)
            .record(self.since.elapsed());
    }
}

/// Records how long a commit took that began then: nearly all of it is the disk's time.
pub(super) fn record_commit(job: &'static str, begun: Instant) {
    metrics::histogram!("undersigned_commit_seconds", "job" => job).record(begun.elapsed());
}
