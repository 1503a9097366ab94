//! The outbox's rows.

pub(crate) mod email_links;
pub(crate) mod mail_queue;
pub(crate) mod priorities;
