//! What can only be seen with Chromium's own instruments: layout shifts, DevTools. What every browser
//! can show is in `tests/browser`.

#[path = "../browser/stage.rs"]
#[allow(dead_code, reason = "the browser suite uses the rest of it")]
mod stage;
#[path = "../support/mod.rs"]
mod support;

mod emulating; // forced colours and less motion
mod shifting; // nothing on the page jumps
