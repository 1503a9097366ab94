//! Emails about what is done with an address.

pub(in crate::mail::messages) mod suppressed;
