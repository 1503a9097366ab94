//! Handling of requests and responses that is the same for every subject: the visitor and origin,
//! bodies and paths, response headers, and rate limits.

pub(super) mod answer;
pub(super) mod body;
pub(super) mod budgets;
pub(super) mod connections;
pub(super) mod cursor;
pub(super) mod form;
pub(super) mod language;
pub(super) mod origin;
pub(super) mod origin_budgets;
pub(super) mod own_origins;
pub(super) mod packing;
pub(super) mod path;
pub(super) mod turns;
pub(super) mod visitor;
