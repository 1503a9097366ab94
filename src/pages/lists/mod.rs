//! Pages of lists: subscribing and unsubscribing.

pub mod subscribing;
pub mod unsubscribing;
