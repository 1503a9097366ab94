//! The outbox: emails are queued, claimed and marked as rows, including those that failed.

pub(super) mod outbox;
pub(super) mod queue;
pub(super) mod signatories;
pub(super) mod subjects;
pub(super) mod trouble;

use std::sync::Arc;

use tokio::sync::Notify;

use super::Store;

impl Store {
    /// Wakes when an email was written; the outbox waits on it.
    pub fn queued_mail(&self) -> Arc<Notify> {
        Arc::clone(&self.queued_mail)
    }
}
