//! Declaration pages: searching, principle addresses, sharing, and every language.

pub(crate) mod embed_page; // the embed page: an editor's choices are shown and copied
pub(crate) mod languages; // languages: right to left, plural rules, numbers
pub(crate) mod name_search; // searching for a name with the keyboard alone
pub(crate) mod principles; // one principle by its address, and embedded on its own
pub(crate) mod share_bar; // links, copying, the share sheet, Mastodon
