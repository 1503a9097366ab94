//! Tests that need Chromium's own instruments: layout shifts, DevTools. Tests that every browser
//! can run are in `tests/browser`.

#[path = "../browser/stage.rs"]
#[allow(dead_code, reason = "the browser suite uses the rest of it")]
mod stage;
#[path = "../support/mod.rs"]
mod support;

mod emulating; // forced colours and reduced motion
mod shifting; // nothing on the page moves
