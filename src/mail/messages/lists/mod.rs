//! Emails to subscribers of a list.

pub(in crate::mail::messages) mod welcome;
