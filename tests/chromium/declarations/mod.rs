//! Declaration pages: principle addresses, the embed page, and every language.

pub(crate) mod embed_page; // the embed page: an editor's choices are shown and copied
pub(crate) mod languages; // languages: right to left, plural rules, numbers
pub(crate) mod principles; // one principle by its address
