//! Everything that works over HTTP, tested against the real program and a real mail server.
//!
//! One line for each file. Tests that need a browser are in `tests/browser`, those that only the
//! store can show (both engines, batches) in `tests/store`.

mod attempts;
mod declarations;
mod desk;
mod embed;
mod http;
mod lists;
mod mail;
mod operating;
mod privacy;
mod signatures;

#[path = "../store/postgres.rs"]
mod postgres;
#[path = "../support/mod.rs"]
mod support;
use support::process; // where `postgres` looks for it
