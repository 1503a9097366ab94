//! Credentials that prove access to a mailbox: the token of the emailed link, or the code typed
//! together with the attempt's id. Also the idempotency key, which makes a repeated request
//! harmless.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::domain::hash;
use crate::domain::id::Id;
use crate::domain::keys::token::{Code, Token};

/// A credential presented to confirm an attempt.
#[derive(Clone, Debug)]
pub enum Credential {
    Token(Token),
    Code { id: Id, code: Code },
}

impl Credential {
    /// The attempt that it confirms. Anyone can name one.
    pub const fn attempt(&self) -> Id {
        match self {
            Self::Token(token) => token.id,
            Self::Code { id, .. } => *id,
        }
    }
}

/// Route and `Idempotency-Key` of a request, with the hash of its body. Both are hashed, so that a long
/// or unusual key takes no more room than another.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct IdempotencyKey {
    pub key: [u8; 16],
    pub body_hash: [u8; 16],
}

impl IdempotencyKey {
    /// Widgets send a UUIDv7 as the key. Its time stays in front of the hash, so that keys that come
    /// one after another are neighbours in an index.
    pub fn new(route: &str, key: &str, body: &[u8]) -> Self {
        let mut hashed = Self::of_parts(&[route, key], body);
        if let Some(uuid) = Uuid::try_parse(key)
            .ok()
            .filter(|uuid| uuid.get_version_num() == 7)
        {
            hashed.key[..6].copy_from_slice(&uuid.as_bytes()[..6]);
        }
        hashed
    }

    /// The same for a key of several parts.
    pub fn of_parts(parts: &[&str], body: &[u8]) -> Self {
        Self {
            key: half(&hash::digest_of_parts(parts)),
            body_hash: half(&Sha256::digest(body).into()),
        }
    }
}

fn half(hash: &[u8; 32]) -> [u8; 16] {
    let (half, _) = hash.split_first_chunk().expect("a SHA-256 has 32 bytes");
    *half
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_differ_by_route_key_and_body_and_begin_with_the_time_of_a_uuid() {
        let uuid = Id::new(1_700_000_000_123).to_string();
        let key = IdempotencyKey::new("/a", &uuid, b"x");
        assert_eq!(key, IdempotencyKey::new("/a", &uuid, b"x"));
        assert_eq!(key.key[..6], Id::lowest_at(1_700_000_000_123).bytes()[..6]);
        assert_ne!(key.key, IdempotencyKey::new("/b", &uuid, b"x").key);
        assert_ne!(
            key.body_hash,
            IdempotencyKey::new("/a", &uuid, b"y").body_hash
        );
        let plain = IdempotencyKey::new("/a", "k", b"x");
        assert_ne!(plain.key, IdempotencyKey::new("/a", "l", b"x").key);
    }
}
