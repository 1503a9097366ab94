//! Tokens of emailed links and six-digit codes: encoding, hashing and comparing. An attempt's are
//! derived by `sealed.rs` from its id and a stored key, so a later email can contain the same ones;
//! the plain values are in the outbox until their email is sent.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

use crate::domain::hash;

const TOKEN_BYTES: usize = 20;
const TOKEN_CHARS: usize = 27;

/// The token of an emailed link: 160 bits, URL-safe.
#[derive(Clone, Eq, PartialEq)]
pub struct Token(String);

impl Token {
    /// The format of a token, for the API description. The last character encodes only four bits.
    pub const PATTERN: &str = "^[A-Za-z0-9_-]{26}[AEIMQUYcgkosw048]$";

    /// From 160 unpredictable bits.
    pub fn of(bytes: [u8; TOKEN_BYTES]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// A random token, from the operating system.
    pub fn random() -> Self {
        let mut bytes = [0_u8; TOKEN_BYTES];
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        Self::of(bytes)
    }

    /// Parses a token from a URL; `None` if it has the wrong form.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        (bytes.len() == TOKEN_BYTES && text.len() == TOKEN_CHARS).then(|| Self(text.to_owned()))
    }

    /// The plain value, for the email's link only.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn hash(&self) -> String {
        hash::of_parts(&["token", &self.0])
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
        let token = Token::random();
        assert_eq!(Token::parse(token.reveal()), Some(token.clone()));
        assert_ne!(token, Token::random());
        for wrong in [
            "",
            "abc",
            "../../etc/passwd",
            &"A".repeat(28),
            &"é".repeat(27),
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
            let parsed = Token::parse(&format!("{}{ending}", "A".repeat(26)));
            assert_eq!(parsed.is_some(), last.contains(ending), "{ending}");
        }
    }

    #[test]
    fn tokens_and_codes_are_masked_in_debug_output() {
        let (token, code) = (Token::random(), Code::of(7));
        assert!(!format!("{token:?}").contains(token.reveal()));
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
