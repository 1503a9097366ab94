//! What stands around every handler, in the order that `web/mod.rs` gives.

pub(super) mod guard;
pub(super) mod write_limit;
