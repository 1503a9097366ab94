//! Names of people and organisations, and roles.
//!
//! The rules for names are deliberately few: every script is welcome, and we reject only what would
//! harm a reader of the list (invisible characters, markup, links) or is clearly not a name.

use super::characters::{
    digit, is_number, is_symbol, is_written, refuse_hidden, refuse_stacked, tidied,
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

text_of!(PersonName OrganisationName Role);
masked!(PersonName OrganisationName Role);

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

/// Rejects text that a mail program would turn into a link.
fn refuse_link(line: &str) -> Result<(), FieldError> {
    if link::has_link(line) {
        Err(FieldError::Link)
    } else {
        Ok(())
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
}
