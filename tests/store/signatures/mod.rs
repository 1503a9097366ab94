//! Signatures: searching, counting, holding, managing, taking down.

pub(crate) mod cursors;
pub(crate) mod mailboxes;
pub(crate) mod managed_signatures;
pub(crate) mod name_search;
pub(crate) mod paper_signatures;
pub(crate) mod takedowns;
pub(crate) mod tallies;
pub(crate) mod verification;
