//! The JSON API, which programs and the widgets use. Any origin may call it.

pub(super) mod attempts;
pub(super) mod confirmations;
pub(super) mod declarations;
pub(super) mod lists;
pub(super) mod openapi;
pub(super) mod shares;
pub(super) mod updates;
