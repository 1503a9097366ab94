//! Emails as far as they mean something: which there are, whose an address is, how many it gets.

pub mod email_key;
pub mod email_limits;
pub mod letter;
pub(super) mod providers;
