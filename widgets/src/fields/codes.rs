//! Postcodes, six-digit codes and slugs: short texts of letters and digits.

use super::FieldError;
use super::characters::{self, digit, is_written, refuse_hidden};

/// A postcode: roughly where a person lives.
#[derive(Clone, Eq, PartialEq)]
pub struct Postcode(String);

/// The six-digit code from an email.
#[derive(Clone, Eq, PartialEq)]
pub struct Code(String);

/// The name of a declaration, a list or a topic in URLs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Slug(String);

impl Postcode {
    pub const MAX_CHARS: usize = 12;

    /// Latin letters become capitals, any kind of dash a hyphen, digits of any script ASCII. Spaces
    /// are kept as typed, because their position differs by country. The Japanese postal mark
    /// before a postcode and a full stop after it are removed.
    pub fn parse(typed: &str) -> Result<Postcode, FieldError> {
        let plain = characters::plain(typed);
        let postcode = plain.trim_matches(is_around_postcode);
        if postcode.is_empty() {
            return Err(FieldError::Required);
        }
        refuse_hidden(postcode)?;
        if postcode.chars().count() > Postcode::MAX_CHARS {
            return Err(FieldError::TooLong);
        }
        let letters = postcode.chars().any(is_written);
        if letters
            && postcode
                .chars()
                .all(|c| is_written(c) || c == ' ' || c == '-')
        {
            Ok(Postcode(postcode.to_ascii_uppercase()))
        } else {
            Err(FieldError::InvalidPostcode)
        }
    }
}

impl Code {
    pub const DIGITS: usize = 6;

    /// Accepts digits from any keyboard, with spaces and hyphens between them, and ignores words
    /// pasted along with them.
    pub fn parse(typed: &str) -> Result<Code, FieldError> {
        let plain = characters::plain(typed);
        // Any character that may not occur inside a code; numbers of other kinds contain other
        // characters.
        let others = |c: char| !(c.is_ascii_digit() || c == ' ' || c == '-');
        let numbers = plain.split(others).map(Code::digits);
        let mut codes = numbers.filter(|number| number.len() == Code::DIGITS);
        match codes.next() {
            Some(code) if codes.all(|other| other == code) => Ok(Code(code)),
            None if plain.is_empty() => Err(FieldError::Required),
            _ => Err(FieldError::InvalidCode),
        }
    }

    /// The digits in what was typed, as ASCII.
    pub fn digits(typed: &str) -> String {
        let digits = typed.chars().filter_map(digit);
        digits.map(|digit| char::from(b'0' + digit)).collect()
    }
}

impl Slug {
    pub const MAX_CHARS: usize = 64;

    pub fn parse(typed: &str) -> Result<Slug, FieldError> {
        let right = !typed.is_empty()
            && typed.len() <= Slug::MAX_CHARS
            && !typed.starts_with('-')
            && !typed.ends_with('-')
            && typed
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if right {
            Ok(Slug(typed.to_owned()))
        } else {
            Err(FieldError::InvalidChoice)
        }
    }
}

text_of!(Postcode Code Slug);
masked!(Postcode Code);

/// The Japanese postal mark, and punctuation around a pasted postcode.
pub(super) fn is_around_postcode(c: char) -> bool {
    matches!(c, '〒' | '.' | ',' | ';' | ':' | ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postcodes_are_normalised_and_invalid_ones_are_rejected() {
        for (typed, kept) in [
            ("sw1a 1aa", "SW1A 1AA"),
            (" 1000-001 ", "1000-001"),
            ("75001", "75001"),
            ("1000–001", "1000-001"),
            ("〒100-0001", "100-0001"),
            ("１００−０００１", "100-0001"),
            ("SW1A 1AA.", "SW1A 1AA"),
            ("SW1A\t1AA,", "SW1A 1AA"),
            ("\u{200e}75001\u{2069}", "75001"),
            ("۱۲۳۴۵", "12345"),
        ] {
            assert_eq!(
                Postcode::parse(typed).map(|postcode| postcode.0),
                Ok(kept.to_owned())
            );
        }
        for (typed, error) in [
            ("1234567890123", FieldError::TooLong),
            ("<b>", FieldError::InvalidPostcode),
            ("a_b", FieldError::InvalidPostcode),
            ("--", FieldError::InvalidPostcode),
            ("\u{200b}.", FieldError::Required),
        ] {
            assert_eq!(Postcode::parse(typed), Err(error), "{typed:?}");
        }
    }

    #[test]
    fn a_six_digit_code_is_found_in_any_notation() {
        for typed in [
            "123456",
            " 123 456 ",
            "123-456",
            "123–456",
            "١٢٣٤٥٦",
            "१२३४५६",
            "１２３４５６",
            "\u{200e}123456",
            "123456.",
            "Your code is 123456, until 18:30.",
            "EN2: 123\u{a0}456",
            "رمزك: ١٢٣٤٥٦",
            "123456 (123456)",
        ] {
            assert_eq!(
                Code::parse(typed).map(|code| code.0),
                Ok("123456".to_owned()),
                "{typed}"
            );
        }
        for (typed, error) in [
            ("", FieldError::Required),
            ("12345", FieldError::InvalidCode),
            ("1234567", FieldError::InvalidCode),
            ("12345a", FieldError::InvalidCode),
            ("code", FieldError::InvalidCode),
            ("123456, 654321", FieldError::InvalidCode),
        ] {
            assert_eq!(Code::parse(typed), Err(error), "{typed:?}");
        }
    }

    #[test]
    fn slugs_are_lower_case_words_joined_by_hyphens() {
        assert!(Slug::parse("keep-care-public").is_ok());
        for typed in ["", "-a", "a-", "Caps", "a b", "../etc", &"a".repeat(65)] {
            assert_eq!(
                Slug::parse(typed),
                Err(FieldError::InvalidChoice),
                "{typed:?}"
            );
        }
    }
}
