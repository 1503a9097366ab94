//! Forms: who may post one, and what it carries of how it was shown.

pub(super) mod attempt_doors;
pub(super) mod doors;
pub(super) mod shown_words;
pub(super) mod tokens;
