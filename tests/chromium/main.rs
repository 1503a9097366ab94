//! Tests that need Chromium's own instruments: layout shifts, DevTools. Tests that every browser
//! can run are in `tests/browser`.

#[path = "../browser/fixture.rs"]
#[allow(dead_code, reason = "the browser suite uses the rest of it")]
mod fixture;
#[path = "../support/mod.rs"]
mod support;

mod layout_shift; // nothing on the page moves
mod media_features; // forced colours and reduced motion
