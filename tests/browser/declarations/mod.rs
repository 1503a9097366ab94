//! Declaration pages: searching, principle addresses, sharing, and every language.

pub(crate) mod embed_page; // the embed page: an editor's choices are shown and copied
pub(crate) mod finding; // searching for a name with the keyboard alone
pub(crate) mod pointing; // one principle by its address, and embedded on its own
pub(crate) mod sharing; // links, copying, the share sheet, Mastodon
pub(crate) mod speaking; // languages: right to left, plural rules, numbers
