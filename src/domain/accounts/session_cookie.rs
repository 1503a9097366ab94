//! The cookie of a browser that is signed in on the desk: the session's id and a secret, of which only a
//! hash is stored.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::SessionId;
use crate::domain::id::Id;

/// 128 bits; 64 are what OWASP asks for at least
/// (<https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html>).
const SECRET_BYTES: usize = 16;
const COOKIE_BYTES: usize = 16 + SECRET_BYTES;
const COOKIE_CHARS: usize = 43;

/// The value of the cookie.
#[derive(Clone, Eq, PartialEq)]
pub struct SessionCookie {
    pub session: SessionId,
    secret: [u8; SECRET_BYTES],
}

impl SessionCookie {
    /// A new one, with a secret that nobody knows yet.
    pub fn new(session: SessionId) -> Self {
        let mut secret = [0; SECRET_BYTES];
        getrandom::fill(&mut secret).expect("the operating system gives random bytes");
        Self { session, secret }
    }

    /// Parses the value that a browser sent; `None` if it has the wrong form.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != COOKIE_CHARS {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let bytes: [u8; COOKIE_BYTES] = bytes.try_into().ok()?;
        let (id, secret) = bytes.split_first_chunk()?;
        Some(Self {
            session: Id::from_bytes(*id),
            secret: secret.try_into().ok()?,
        })
    }

    /// The plain value, for the `Set-Cookie` header only.
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode([&self.session.bytes()[..], &self.secret].concat())
    }

    /// The SHA-256 that is stored. The secret is random, so it needs no slower hash.
    pub fn secret_hash(&self) -> [u8; 32] {
        Sha256::digest(self.secret).into()
    }
}

impl fmt::Debug for SessionCookie {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SessionCookie(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_round_trips_through_its_value_and_no_two_are_alike() {
        let cookie = SessionCookie::new(Id::new(17));
        let value = cookie.reveal();
        assert_eq!(SessionCookie::parse(&value), Some(cookie.clone()));
        assert_ne!(
            SessionCookie::new(cookie.session).secret_hash(),
            cookie.secret_hash()
        );
        assert!(!format!("{cookie:?}").contains(&value));
        for wrong in ["", "abc", &value[1..], &"é".repeat(43)] {
            assert_eq!(SessionCookie::parse(wrong), None, "{wrong}");
        }
    }
}
