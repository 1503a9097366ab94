//! Attempts: storing, confirming, reminding, resending.

pub(crate) mod confirmation;
pub(crate) mod credentials;
pub(crate) mod new_attempts;
pub(crate) mod reminders;
pub(crate) mod resends;
