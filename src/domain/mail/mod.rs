//! The rules for emails: their kinds, which mailbox an address belongs to, and how many it may get.

pub mod email_key;
pub mod email_limits;
pub mod message;
pub(super) mod providers;
