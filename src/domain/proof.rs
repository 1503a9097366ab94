//! What proves that a mailbox is its owner's: the token of the mailed link, or the code typed beside
//! the attempt's id. And the key that makes a repeated request harmless.

use super::hash;
use super::token::{Code, Token};

/// What somebody brings to confirm.
#[derive(Clone, Debug)]
pub enum Proof {
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
    /// The key is hashed with its route, so that a long or strange key costs no room.
    pub fn new(route: &str, key: &str, body: &[u8]) -> Self {
        Self {
            key: hash::of_parts(&[route, key]),
            body_hash: hash::of_bytes(body),
        }
    }
}
