//! The widgets as visitors meet them: Chromium, the real bundle, the real server, and pages of
//! another site. The server's own pages without script are in `tests/api/forms.rs`.
//!
//! Firefox and WebKit are not reached by this suite.

#[path = "../support/mod.rs"]
mod support;

mod accessing; // axe-core and the keyboard alone, in every state
mod demo; // the article with its widgets, and the letter box
mod failing; // networks that break, sites that may not, codes that are wrong
mod framing; // frames: sandboxes, heights, links that may not open
mod hydrating; // what a visitor did before the bundle came is kept and done
mod mounting; // tags, divs, elements; late, twice, removed, moved
mod sharing; // links, copying, the share sheet, Mastodon
mod stage; // the server, the gate before it and the host site
mod standing; // foreign styles, no third party, no shift, no globals, strict policies
mod stories; // signing, joining and sharing from end to end
