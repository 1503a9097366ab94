//! Pages of lists: joining and leaving.

pub mod joining;
pub mod unsubscribing;
