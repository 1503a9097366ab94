//! Tests of the widgets in a real browser, with the real bundle, the real server, and pages of another
//! site. `UNDERSIGNED_BROWSER` chooses Chromium (the default), Firefox or WebKit. Tests
//! that only Chromium can run are in `tests/chromium`, those of the server's pages by plain HTTP in
//! `tests/api/http/native_forms.rs`.

#[path = "../support/mod.rs"]
mod support;

mod accessibility;
mod declarations;
mod demo; // the article with its widgets, and the mailbox
mod embed;
mod fixture; // the server, the proxy before it and the host site
mod signatures;
