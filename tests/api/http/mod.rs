//! Requests: valid, malformed and slow ones, rate limits, and which origins are accepted.

pub(crate) mod attempt_access; // who may resend, correct or confirm an attempt
pub(crate) mod cached_forms; // forms in responses that are rendered once for many
pub(crate) mod caching; // public responses that are rendered once for many
pub(crate) mod dns_rebinding; // DNS rebinding: another domain that resolves to our address
pub(crate) mod form_tokens; // which requests may post a form, and what the others get
pub(crate) mod malformed_requests; // malformed URLs, headers and bodies
pub(crate) mod native_forms; // signing and subscribing without any script
pub(crate) mod normalisation; // normalising valid text that was pasted with extra characters
pub(crate) mod nul_bytes; // U+0000 in every request, on both engines
pub(crate) mod openapi; // the OpenAPI description is valid and complete
pub(crate) mod posted_forms; // forms as a browser submits them by itself
pub(crate) mod rate_limits; // how visitors are identified, and how often a network may write
pub(crate) mod slow_clients; // clients that send, read or wait slowly, and those that hang up
pub(crate) mod validation; // bad input: status, message, and nothing partly written
