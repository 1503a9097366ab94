//! What the suites share: the program under test, the mail server, emails, people, browsers.
//!
//! Everything here uses the domain's terms ("sign", "confirm"). There are no tests here and no
//! assertions about one feature, only those that apply to every test: a server stops gracefully,
//! and logs no failure of its own and no personal data.

#![allow(
    dead_code,
    reason = "each test target compiles this folder and uses its own part of it"
)]

pub(crate) mod actions;
pub(crate) mod app;
pub(crate) mod browsers;
pub(crate) mod campaign;
pub(crate) mod clock;
pub(crate) mod database;
pub(crate) mod demo;
pub(crate) mod desk;
pub(crate) mod email;
pub(crate) mod network;
pub(crate) mod npm;
pub(crate) mod people;
pub(crate) mod per_test;
pub(crate) mod process;
pub(crate) mod response;
pub(crate) mod wait;
