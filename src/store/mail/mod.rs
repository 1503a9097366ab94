//! Emails on their way, as rows: queued, claimed, marked, and those that the mail server did not take.

pub(super) mod outbox;
pub(super) mod queue;
pub(super) mod trouble;
