//! Privacy: consents, erasure, suppressions, retention.

pub(crate) mod consent_ledger;
pub(crate) mod erasure_log;
pub(crate) mod housekeeping;
pub(crate) mod retention;
pub(crate) mod signals;
pub(crate) mod suppressions;
