//! Forms: the fields of each, which origins may post one, and the token that records how it was
//! shown.

pub(super) mod attempt;
pub(super) mod attempt_csrf;
pub(super) mod consent_wordings;
pub(super) mod csrf;
pub(super) mod outcome;
pub(super) mod signature;
pub(super) mod subject;
pub(super) mod submission;
pub(super) mod subscription;
pub(super) mod tokens;
