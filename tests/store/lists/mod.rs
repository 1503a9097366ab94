//! Lists: subscribing and unsubscribing.

pub(crate) mod subscriptions;
