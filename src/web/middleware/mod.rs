//! The middleware around every handler; `web/mod.rs` sets its order.

pub(super) mod body_limit;
pub(super) mod former_slugs;
pub(super) mod request_log;
pub(super) mod security_headers;
pub(super) mod write_limit;
