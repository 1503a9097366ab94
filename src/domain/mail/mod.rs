//! The rules for emails: their kinds, how urgent each is, which mailbox an address belongs to, where
//! that is read, and how many it may get.

pub mod email_key;
pub mod email_limits;
pub mod inboxes;
pub mod message;
pub mod priority;
pub(super) mod providers;
