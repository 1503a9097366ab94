//! The outbox: emails are queued, claimed and marked as rows, including those that failed.

pub(super) mod outbox;
pub(super) mod queue;
pub(super) mod signatories;
pub(super) mod subjects;
pub(super) mod trouble;
