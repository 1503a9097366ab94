//! Names, roles, postcodes, slugs and codes.
//!
//! The rules for names are deliberately few: every script is welcome, and we reject only what would
//! harm a reader of the list (invisible characters, markup, links) or is clearly not a name.

use std::fmt;

use super::characters::{
    self, digit, is_number, is_symbol, is_written, refuse_hidden, refuse_stacked, tidied,
};
use super::{FieldError, link};

/// A person's name, in any script. Its `Debug` prints a mask.
#[derive(Clone, Eq, PartialEq)]
pub struct PersonName(String);

/// An organisation's name; some contain digits and dots.
#[derive(Clone, Eq, PartialEq)]
pub struct OrganisationName(String);

/// A person's occupation, or position in an organisation.
#[derive(Clone, Eq, PartialEq)]
pub struct Role(String);

/// A postcode: roughly where a person lives.
#[derive(Clone, Eq, PartialEq)]
pub struct Postcode(String);

/// The six-digit code from an email.
#[derive(Clone, Eq, PartialEq)]
pub struct Code(String);

/// The name of a declaration, a list or a topic in URLs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Slug(String);

impl PersonName {
    pub const MAX_CHARS: usize = 80;

    pub fn parse(typed: &str) -> Result<PersonName, FieldError> {
        let name = line(typed, PersonName::MAX_CHARS)?;
        refuse_link(&name)?;
        if name.chars().any(|c| digit(c).is_some() || is_number(c)) {
            return Err(FieldError::Digits);
        }
        Ok(PersonName(name))
    }
}

impl OrganisationName {
    pub const MAX_CHARS: usize = 120;

    pub fn parse(typed: &str) -> Result<OrganisationName, FieldError> {
        let name = line(typed, OrganisationName::MAX_CHARS)?;
        if link::has_spelled_address(&name) {
            return Err(FieldError::Link);
        }
        Ok(OrganisationName(name))
    }
}

impl Role {
    pub const MAX_CHARS: usize = 80;

    pub fn parse(typed: &str) -> Result<Role, FieldError> {
        let role = line(typed, Role::MAX_CHARS)?;
        refuse_link(&role)?;
        Ok(Role(role))
    }
}

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

macro_rules! text_of {
    ($($name:ident)*) => {$(
        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    )*};
}
text_of!(PersonName OrganisationName Role Postcode Code Slug);

macro_rules! masked {
    ($($name:ident)*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(***)"))
            }
        }
    )*};
}
masked!(PersonName OrganisationName Role Postcode Code);

/// One line of public text: tidied, with at least one letter and without hidden characters.
fn line(typed: &str, max_chars: usize) -> Result<String, FieldError> {
    let line = tidied(typed);
    if line.is_empty() {
        return Err(FieldError::Required);
    }
    refuse_hidden(&line)?;
    if line.chars().count() > max_chars {
        return Err(FieldError::TooLong);
    }
    if line.contains(is_markup) {
        return Err(FieldError::Markup);
    }
    if line.chars().any(is_symbol) {
        return Err(FieldError::Symbols);
    }
    refuse_stacked(&line)?;
    if line.chars().any(is_written) {
        Ok(line)
    } else {
        Err(FieldError::Required)
    }
}

pub(super) fn is_markup(c: char) -> bool {
    matches!(c, '<' | '>')
}

/// The Japanese postal mark, and punctuation around a pasted postcode.
pub(super) fn is_around_postcode(c: char) -> bool {
    matches!(c, '〒' | '.' | ',' | ';' | ':' | ' ')
}

/// Rejects text that a mail program would turn into a link.
fn refuse_link(line: &str) -> Result<(), FieldError> {
    match link::has_link(line) {
        true => Err(FieldError::Link),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_every_script_are_accepted() {
        for name in [
            "Ada Example",
            "O’Neill-Smith",
            "D'Arcy",
            "J.R.R. Tolkien",
            "Prof.Dr. Müller",
            "Nguyễn Thị Hồng",
            "Ng",
            "李〇",
            "محمد علی‌زاده",
            "क्षमा शर्मा",
            "ශ්‍රී ලංකා",
            "שרה כהן",
            "Владимир",
            "ꦱꦸꦫꦧꦪ",
            "e\u{301}lodie",
            "Mary (May) Example",
            "Iñigo Example III",
            "葛\u{e0100}城 太郎",
            "辻\u{fe00}",
            "ক\u{9cd}\u{200d}য",
            "ᠮᠣᠩ\u{180b}ᠭᠣᠯ",
        ] {
            let parsed = PersonName::parse(name).map(|name| name.0);
            assert_eq!(parsed, Ok(name.to_owned()));
        }
        for typed in [
            "  Ada \u{a0} Example ",
            "Ada\tExample",
            "Ada\r\nExample",
            "\u{feff}Ada Ex\u{ad}ample\u{200b}",
            "\u{200e}Ada Example\u{200f}",
            "Ada Example\u{3164}",
        ] {
            let tidy = PersonName::parse(typed).map(|name| name.0);
            assert_eq!(tidy, Ok("Ada Example".to_owned()), "{typed:?}");
        }
    }

    #[test]
    fn invalid_names_are_rejected() {
        let long = "x".repeat(81);
        for (typed, error) in [
            ("", FieldError::Required),
            (" \u{3000} ", FieldError::Required),
            ("-", FieldError::Required),
            ("\u{200d}", FieldError::Required),
            ("\u{3164}", FieldError::Required),
            ("\u{115f}\u{1160}", FieldError::Required),
            ("\u{180e}", FieldError::Required),
            ("\u{200e}-\u{fe0f}", FieldError::Required),
            (&long, FieldError::TooLong),
            ("Ada\u{0}", FieldError::ControlCharacters),
            ("Ada\u{e0041}", FieldError::ControlCharacters),
            ("Ada\u{206a}", FieldError::ControlCharacters),
            ("Ada\u{e000}", FieldError::ControlCharacters),
            (
                "A\u{301}\u{302}\u{303}\u{304}\u{305}da",
                FieldError::StackedMarks,
            ),
            ("Ada\u{202e}elpmaxE", FieldError::BidiOverrides),
            ("Ada\u{2066}", FieldError::BidiOverrides),
            ("<b>Ada</b>", FieldError::Markup),
            ("Ada 🌹", FieldError::Symbols),
            ("Ada ☭", FieldError::Symbols),
            ("https://spam.example/x", FieldError::Link),
            ("www.spam.example", FieldError::Link),
            ("ada@mail.example", FieldError::Link),
            ("Win at spam.example", FieldError::Link),
            ("SPAM.COM", FieldError::Link),
            ("t.co/x", FieldError::Link),
            ("Ada 2", FieldError::Digits),
            ("Ada ٣", FieldError::Digits),
        ] {
            assert_eq!(PersonName::parse(typed), Err(error), "{typed:?}");
        }
    }

    #[test]
    fn organisation_names_may_have_digits_and_dots_but_no_url() {
        for name in [
            "Branch 12",
            "Care.example",
            "R&D Workers’ Union",
            "3 Rivers",
        ] {
            assert_eq!(
                OrganisationName::parse(name).map(|name| name.0),
                Ok(name.to_owned())
            );
        }
        for (typed, error) in [
            ("https://spam.example", FieldError::Link),
            ("<script>", FieldError::Markup),
            ("--", FieldError::Required),
        ] {
            assert_eq!(OrganisationName::parse(typed), Err(error), "{typed:?}");
        }
        assert!(OrganisationName::parse(&"x".repeat(120)).is_ok());
        assert_eq!(
            OrganisationName::parse(&"x".repeat(121)),
            Err(FieldError::TooLong)
        );
    }

    #[test]
    fn a_role_may_have_digits_but_no_link() {
        assert!(Role::parse("Year 5 teacher").is_ok());
        assert_eq!(Role::parse("see spam.example"), Err(FieldError::Link));
    }

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
