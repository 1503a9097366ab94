//! What people are told of their data and agree to, and who holds it.

pub mod consent;
pub mod holder;
