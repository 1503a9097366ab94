//! The outbox's rows.

pub(crate) mod sending;
