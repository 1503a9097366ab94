//! What a site's editors set and get: attributes, events, filled-in forms, and what is shown in place of
//! a widget that their site may not have yet.

pub(crate) mod attributes;
pub(crate) mod not_allowed;
