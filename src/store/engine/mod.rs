//! What every noun of the store stands on: the two engines, multi-row statements, batches, answers
//! that are given again, copies of the whole, and what is tidied up by age.

pub(super) mod backup;
pub(super) mod batch;
pub(super) mod db;
#[cfg(test)]
pub(super) mod full;
pub(super) mod heartbeats;
pub(super) mod housekeeping;
pub(super) mod idempotency;
#[cfg(test)]
pub(super) mod plans;
pub(super) mod rows;
