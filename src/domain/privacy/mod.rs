//! Consent to data processing, the data holder who must be named, and signals of false signatures.

pub mod consent;
pub mod holder;
pub mod signals;
