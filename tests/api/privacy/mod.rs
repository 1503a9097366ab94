//! What people are owed: consents, erasure, retention, and no emails to those who want none.

pub(crate) mod consents; // the consent ledger, and what a person gets from it
pub(crate) mod erasing; // erasing a person, also from a restored backup
pub(crate) mod holding; // the data holder, and where it is named
pub(crate) mod retaining; // how long addresses are kept, by the command and the daily job
pub(crate) mod stopping; // "it wasn't me" for all declarations and lists, and undoing it
