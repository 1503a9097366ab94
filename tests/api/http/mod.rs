//! Requests: valid, malformed and slow ones, rate limits, and which origins are accepted.

pub(crate) mod attempt_doors; // who may resend, correct or confirm an attempt
pub(crate) mod describing; // the OpenAPI description is valid and complete
pub(crate) mod doors; // which requests may post a form, and what the others get
pub(crate) mod forms; // signing and subscribing without any script
pub(crate) mod nul; // U+0000 in every request, on both engines
pub(crate) mod rebinding; // DNS rebinding: another domain that resolves to our address
pub(crate) mod refusing; // bad input: status, message, and nothing partly written
pub(crate) mod slow_clients; // clients that send, read or wait slowly, and those that hang up
pub(crate) mod tidying; // normalising valid text that was pasted with extra characters
pub(crate) mod visitors; // how visitors are identified, and how often a network may write
