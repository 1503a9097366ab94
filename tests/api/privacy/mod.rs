//! Privacy: consents, erasure, retention, and suppression of emails.

pub(crate) mod consents; // the consent ledger, and a person's export of it
pub(crate) mod data_holder; // the data holder, and where it is shown
pub(crate) mod erasure; // erasing a person, also from a restored backup
pub(crate) mod retention; // how long addresses are kept, by the command and the daily job
pub(crate) mod signals; // how forms were sent, without naming visitors
pub(crate) mod suppressions; // suppression ("it wasn't me") for all declarations and lists, and undoing it
