//! Tokens of mailed links and six-digit codes: made, written, hashed and compared.
//! Only hashes are stored; the clear values live in the outbox until their letter is sent.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

use super::hash;

const TOKEN_BYTES: usize = 20;
const TOKEN_CHARS: usize = 27;

/// What a mailed link carries: 160 bits from the operating system, written URL-safe.
#[derive(Clone, Eq, PartialEq)]
pub struct Token(String);

impl Token {
    pub fn random() -> Self {
        let mut bytes = [0_u8; TOKEN_BYTES];
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Takes a token out of an address; `None` for anything that was never a token.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        (bytes.len() == TOKEN_BYTES && text.len() == TOKEN_CHARS).then(|| Self(text.to_owned()))
    }

    /// The clear value, for the letter's link only.
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

/// Six digits that a letter carries beside its link.
#[derive(Clone, Eq, PartialEq)]
pub struct Code(String);

impl Code {
    pub fn random() -> Self {
        // Numbers above the largest multiple of a million are drawn again, so that every code is
        // equally likely.
        const LIMIT: u32 = u32::MAX - u32::MAX % 1_000_000;
        loop {
            let mut bytes = [0_u8; 4];
            getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
            let number = u32::from_le_bytes(bytes);
            if number < LIMIT {
                return Self(format!("{:06}", number % 1_000_000));
            }
        }
    }

    /// The clear value, for the letter only.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// A million codes are soon hashed, so the attempt's id is the salt: equal codes of two
    /// attempts do not look alike.
    pub fn hash(&self, attempt: &str) -> String {
        hash::of_parts(&["code", attempt, &self.0])
    }

    /// Compares without telling by its time how much was right.
    pub fn matches(&self, attempt: &str, hash: &str) -> bool {
        self.hash(attempt).as_bytes().ct_eq(hash.as_bytes()).into()
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
    fn a_token_survives_its_link_and_nothing_else_is_a_token() {
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
    fn secrets_are_masked_when_printed() {
        let (token, code) = (Token::random(), Code::random());
        assert!(!format!("{token:?}").contains(token.reveal()));
        assert!(!format!("{code:?}").contains(code.reveal()));
    }

    #[test]
    fn a_code_is_bound_to_its_attempt() {
        let code = Code::random();
        assert_eq!(code.reveal().len(), 6);
        assert!(code.matches("one", &code.hash("one")));
        assert!(!code.matches("two", &code.hash("one")));
    }
}
