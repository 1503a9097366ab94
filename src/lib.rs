//! The server of Undersigned, in reading order.

pub mod config;
pub mod clock;
pub mod domain;
pub mod store;
pub mod pages;
pub mod web;
