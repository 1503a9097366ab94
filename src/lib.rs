//! The server of Undersigned, in reading order.

pub mod config;
