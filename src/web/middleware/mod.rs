//! The middleware around every handler; `web/mod.rs` sets its order.

pub(super) mod guard;
pub(super) mod write_limit;
