//! Tokens of emailed links and six-digit codes. `derived.rs` derives them from an id and a stored key,
//! so they are stored nowhere and a later email can contain the same ones.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

use crate::domain::id::Id;

const SECRET_BYTES: usize = 16;
const TOKEN_BYTES: usize = 16 + SECRET_BYTES;
const TOKEN_CHARS: usize = 43;

/// The token of an emailed link: the id of what it is about, and a secret of 128 bits that proves that
/// we issued it. URL-safe.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Token {
    pub id: Id,
    secret: [u8; SECRET_BYTES],
}

impl Token {
    /// The format of a token, for the API description. The last character encodes only four bits.
    pub const PATTERN: &str = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$";

    pub const fn new(id: Id, secret: [u8; SECRET_BYTES]) -> Self {
        Self { id, secret }
    }

    /// Parses a token from a URL; `None` if it has the wrong form.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != TOKEN_CHARS {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let bytes: [u8; TOKEN_BYTES] = bytes.try_into().ok()?;
        let (id, secret) = bytes.split_first_chunk()?;
        Some(Self::new(Id::from_bytes(*id), secret.try_into().ok()?))
    }

    /// The plain value, for the email's link only.
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode([&self.id.bytes()[..], &self.secret].concat())
    }

    /// Whether this is the genuine token; compares in constant time.
    pub fn is(&self, genuine: &Self) -> bool {
        let same = self.secret.ct_eq(&genuine.secret);
        self.id == genuine.id && bool::from(same)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

/// The six digits beside the link in an email.
#[derive(Clone, Eq, PartialEq)]
pub struct Code(String);

impl Code {
    /// From 64 unpredictable bits, so that a million codes are practically equally likely.
    pub fn of(bits: u64) -> Self {
        Self(format!("{:06}", bits % 1_000_000))
    }

    /// The plain value, for the email only.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Compares in constant time.
    pub fn is(&self, typed: &Self) -> bool {
        self.0.as_bytes().ct_eq(typed.0.as_bytes()).into()
    }
}

impl From<&widgets::fields::Code> for Code {
    fn from(typed: &widgets::fields::Code) -> Self {
        Self(typed.as_str().to_owned())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Code(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_round_trips_through_its_link_and_malformed_ones_are_rejected() {
        let token = Token::new(Id::new(17), [7; SECRET_BYTES]);
        assert_eq!(Token::parse(&token.reveal()), Some(token));
        let forged = Token::new(token.id, [8; SECRET_BYTES]);
        assert!(token.is(&token) && !forged.is(&token));
        assert!(!Token::new(Id::FIRST, [7; SECRET_BYTES]).is(&token));
        for wrong in [
            "",
            "abc",
            "../../etc/passwd",
            &"A".repeat(44),
            &"A".repeat(27),
            &"é".repeat(43),
        ] {
            assert_eq!(Token::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_pattern_of_a_token_is_what_is_parsed() {
        let (_, last) = Token::PATTERN.rsplit_once('[').expect("classes");
        let last = last.trim_end_matches("]$");
        for byte in b' '..=b'~' {
            let ending = char::from(byte);
            let parsed = Token::parse(&format!("{}{ending}", "A".repeat(42)));
            assert_eq!(parsed.is_some(), last.contains(ending), "{ending}");
        }
    }

    #[test]
    fn tokens_and_codes_are_masked_in_debug_output() {
        let token = Token::new(Id::new(17), [7; SECRET_BYTES]);
        let code = Code::of(7);
        assert!(!format!("{token:?}").contains(&token.reveal()));
        assert!(!format!("{code:?}").contains(code.reveal()));
    }

    #[test]
    fn a_code_has_six_digits_and_matches_only_itself() {
        for (bits, code) in [(7, "000007"), (u64::MAX, "551615"), (999_999, "999999")] {
            assert_eq!(Code::of(bits).reveal(), code);
        }
        assert!(Code::of(7).is(&Code::of(1_000_007)));
        assert!(!Code::of(7).is(&Code::of(8)));
    }
}
