//! Encryption of personal data, and the secrets in links and codes.

pub mod sealed;
pub mod source;
pub mod token;
