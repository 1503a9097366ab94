//! Attempts: storing, confirming, reminding, resending.

pub(crate) mod confirming;
pub(crate) mod reminding;
pub(crate) mod resending;
pub(crate) mod signing;
