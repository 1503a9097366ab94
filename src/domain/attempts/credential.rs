//! Credentials that prove access to a mailbox: the token of the emailed link, or the code typed
//! together with the attempt's id. Also the idempotency key, which makes a repeated request
//! harmless.

use crate::domain::hash;
use crate::domain::keys::token::{Code, Token};

/// A credential presented to confirm an attempt.
#[derive(Clone, Debug)]
pub enum Credential {
    Token(Token),
    Code { id: String, code: Code },
}

/// Route and `Idempotency-Key` of a request, with the hash of its body.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IdempotencyKey {
    pub key: String,
    pub body_hash: String,
}

impl IdempotencyKey {
    /// The key is hashed with its route, so a long or unusual key takes no extra space.
    pub fn new(route: &str, key: &str, body: &[u8]) -> Self {
        Self {
            key: hash::of_parts(&[route, key]),
            body_hash: hash::of_bytes(body),
        }
    }
}
