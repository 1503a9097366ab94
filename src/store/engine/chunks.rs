//! Long work in short transactions: a job reads what is due outside of any lock, changes a few
//! rows at a time, and lets others write in between. Each function that changes some rows checks again,
//! inside its transaction, what was read before it.

use std::time::Duration;

/// What one step of a job did; it has changed rows in one transaction at most.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Chunk {
    /// The rows that it changed.
    pub rows: u64,
    /// Whether there may be more to do.
    pub has_more: bool,
}

impl Chunk {
    pub(in crate::store) const END: Self = Self {
        rows: 0,
        has_more: false,
    };

    /// There may be more after these rows.
    pub(in crate::store) const fn of(rows: u64) -> Self {
        Self {
            rows,
            has_more: true,
        }
    }
}

/// The most rows that a step looks at. It only reads, so nobody waits for it.
pub(in crate::store) const LOOKED_AT: i64 = 1_000;

/// A command pauses after each transaction: the server that runs beside it writes meanwhile.
pub(in crate::store) async fn let_others_write() {
    tokio::time::sleep(Duration::from_millis(20)).await;
}
