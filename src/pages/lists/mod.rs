//! Pages of lists: subscribing and unsubscribing.

pub mod joining;
pub mod unsubscribing;
