//! Forms: the fields of each, which origins may post one, and the token that records how it was
//! shown.

pub(super) mod attempt;
pub(super) mod attempt_doors;
pub(super) mod doors;
pub(super) mod outcome;
pub(super) mod shown_words;
pub(super) mod signature;
pub(super) mod subject;
pub(super) mod subscription;
pub(super) mod tokens;
