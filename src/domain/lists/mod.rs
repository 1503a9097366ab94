//! Lists: subscribing, and the unsubscribe links in exported files.

pub mod subscription;
pub mod unsubscribe_link;
