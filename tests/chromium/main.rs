//! Tests that run in Chromium alone: those that need its own instruments (DevTools, layout shifts),
//! and everything beyond the visitor's path: accessibility in detail, the embed page, languages, the
//! demo, host pages, the npm package. One test of each subject runs in every browser, in
//! `tests/browser/smoke`.

#[path = "../browser/fixture.rs"]
#[allow(dead_code, reason = "the browser suite uses the rest of it")]
mod fixture;
#[path = "../support/mod.rs"]
mod support;

mod accessibility;
mod declarations;
mod demo; // the article with its widgets, and the mailbox
mod desk; // downloads
mod embed;
mod pictures; // the pictures in the documentation
