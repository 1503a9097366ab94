//! Privacy: consents, erasure, suppressions, retention.

pub(crate) mod consenting;
pub(crate) mod recalling;
pub(crate) mod refusing;
pub(crate) mod retaining;
pub(crate) mod tidying;
