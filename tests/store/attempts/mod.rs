//! Attempts: kept, answered, reminded, sent once more.

pub(crate) mod confirming;
pub(crate) mod reminding;
pub(crate) mod resending;
pub(crate) mod signing;
