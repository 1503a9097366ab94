//! The outbox: emails are queued, claimed and marked as rows, including those that failed. A sent one is
//! deleted.

pub(super) mod composition;
pub(super) mod contents;
pub(super) mod deliveries;
pub(super) mod outbox;
pub(super) mod queue;
pub(super) mod sendings;
pub(super) mod signatories;
pub(super) mod subjects;
pub(super) mod trouble;

use std::sync::Arc;

use tokio::sync::Notify;

use super::Store;

/// The outbox.
#[derive(Clone, Copy)]
pub struct Mail<'a> {
    store: &'a Store,
}

impl Store {
    /// The outbox.
    pub fn mail(&self) -> Mail<'_> {
        Mail { store: self }
    }
}

impl Mail<'_> {
    /// Wakes when an email was written; the outbox waits on it.
    pub fn queued(self) -> Arc<Notify> {
        Arc::clone(&self.store.queued_mail)
    }
}
