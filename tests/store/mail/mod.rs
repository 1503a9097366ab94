//! Emails on their way, as rows.

pub(crate) mod sending;
