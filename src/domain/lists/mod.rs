//! Lists: what joining one means, and the links that lead out of it.

pub mod subscription;
pub mod unsubscribe_link;
