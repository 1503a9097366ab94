//! What people are owed: consents, erasure, refusals, retention, and what is known of them.

pub(super) mod consents;
pub(super) mod erasure_log;
pub(super) mod erasures;
pub(super) mod exported_files;
pub(super) mod people;
pub(super) mod retention;
pub(super) mod shown_words;
pub(super) mod suppressions;
