//! What every other part of the store uses: the two database engines, locks, types of columns, multi-row
//! statements, batches, idempotency keys, backups and housekeeping.

pub(super) mod backup;
pub(super) mod batch;
pub(super) mod chunks;
pub(super) mod columns;
pub(super) mod db;
pub(super) mod dialect;
mod errors;
#[cfg(test)]
pub(super) mod full;
pub(super) mod heartbeats;
pub(super) mod housekeeping;
pub(super) mod idempotency;
pub(super) mod locks;
#[cfg(test)]
pub(super) mod plans;
pub(super) mod rows;
pub(super) mod write_transaction;
