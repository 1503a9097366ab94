//! The server of Undersigned, in reading order.

pub mod config;
pub mod clock;
pub mod domain;
pub mod store;
