//! What is sealed, and the secrets of links and codes.

pub mod sealed;
pub mod source;
pub mod token;
