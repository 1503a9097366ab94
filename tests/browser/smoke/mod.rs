//! One test in every browser for each subject whose other tests run in Chromium alone: a browser that
//! differs there shows it here first.

pub(crate) mod accessibility; // axe-core, the keyboard alone, landmarks
pub(crate) mod declarations; // searching for a name, Urdu, one principle, the embed page's snippet
pub(crate) mod demo; // the demo's article
pub(crate) mod embed; // our styles on the page, old libraries, the npm package
