//! Encryption of personal data, and the secrets in links and codes.

mod derived;
pub mod sealed;
pub mod source;
pub mod token;
