//! Handling of requests and responses that is the same for every subject: the visitor and origin,
//! bodies and paths, response headers, and rate limits.

pub(super) mod compression;
pub(super) mod connections;
pub(super) mod cursor;
pub(super) mod encoding;
pub(super) mod extract;
pub(super) mod language;
pub(super) mod origin;
pub(super) mod origin_rate_limit;
pub(super) mod own_origins;
pub(super) mod rate_limit;
pub(super) mod respond;
pub(super) mod visitor;
pub(super) mod work_slots;
