//! Lists: subscribing and unsubscribing.

pub(crate) mod former_subscribers;
pub(crate) mod subscriptions;
