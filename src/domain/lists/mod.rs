//! Lists: subscribing.

pub mod subscription;
