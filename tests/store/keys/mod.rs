//! Encryption at rest, and its keys.

pub(crate) mod encryption;
