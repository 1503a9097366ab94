//! Declarations as pages: found, pointed at, shared, read in every language.

pub(crate) mod embed_page; // what an editor chooses is shown and copied
pub(crate) mod finding; // searching for a name with the keyboard alone
pub(crate) mod pointing; // one principle by its address, and embedded on its own
pub(crate) mod sharing; // links, copying, the share sheet, Mastodon
pub(crate) mod speaking; // right to left, plural rules, numbers
