//! Encryption of personal data, and the secrets in links and codes.

mod derived;
pub mod keyed_hash;
pub mod sealed;
pub mod source;
pub mod token;
