//! The pages behind the links of emails about a signature or subscription: confirming, thanks,
//! asking for updates, managing, renewing, and undoing "it wasn't me".

pub(in crate::web) mod confirmations;
pub(in crate::web) mod manage;
pub(in crate::web) mod renewals;
pub(in crate::web) mod suppressions;
pub(in crate::web) mod thanks;
pub(in crate::web) mod updates;
