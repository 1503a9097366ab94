//! Requests of every kind: honest ones, broken ones, slow ones, and who may send them.

pub(crate) mod attempt_doors; // who may resend, correct or confirm an attempt
pub(crate) mod describing; // the OpenAPI description is valid and complete
pub(crate) mod doors; // which requests may post a form, and what happens to the others
pub(crate) mod forms; // signing and subscribing without any script
pub(crate) mod nul; // U+0000 in every request, on both engines
pub(crate) mod rebinding; // a stranger's name that leads to our address
pub(crate) mod refusing; // bad input: the status, the message, and nothing half-written
pub(crate) mod slow_clients; // clients that send, read or wait slowly, and those that hang up
pub(crate) mod tidying; // normalising honest text with what a paste added
pub(crate) mod visitors; // who counts as which visitor, and how often a network may write
