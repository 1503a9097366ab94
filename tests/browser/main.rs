//! The visitor's path in every browser, with the real bundle, the real server, and pages of another
//! site: signing, subscribing, sharing and confirming, on pages that interfere, with and without
//! scripts. `UNDERSIGNED_BROWSER` chooses Chromium (the default), Firefox or WebKit, and `cargo xtask
//! test` runs all three. Everything else runs in Chromium alone (`tests/chromium`), with one test of
//! each subject here, in `smoke`. Tests of the server's pages by plain HTTP are in
//! `tests/api/http/native_forms.rs`.

#[path = "../support/mod.rs"]
mod support;

mod desk;
mod editors;
mod embed;
mod fixture; // the server, the proxy before it and the host site
mod signatures;
mod smoke; // one test of each subject that is otherwise tested in Chromium alone
