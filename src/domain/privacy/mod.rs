//! Consent to data processing, and the data holder who must be named.

pub mod consent;
pub mod holder;
