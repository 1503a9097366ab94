//! Names, roles, postcodes, slugs and codes.
//!
//! The rules for names are few on purpose: every script is welcome, and what is refused is what
//! would harm a reader of the list (invisible characters, markup, links) or is plainly no name.

use std::fmt;

use super::{FieldError, link};

/// A person's name, in any script. Its `Debug` prints a mask.
#[derive(Clone, Eq, PartialEq)]
pub struct PersonName(String);

/// The name an organisation goes by; digits and dots are part of some.
#[derive(Clone, Eq, PartialEq)]
pub struct OrganisationName(String);

/// What somebody does, or who they are in an organisation.
#[derive(Clone, Eq, PartialEq)]
pub struct Role(String);

/// Letters and digits that tell roughly where somebody lives.
#[derive(Clone, Eq, PartialEq)]
pub struct Postcode(String);

/// The six digits of a letter.
#[derive(Clone, Eq, PartialEq)]
pub struct Code(String);

/// The name of a declaration, a list or a topic in addresses.
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

    /// Latin letters become capitals; spaces are kept as typed, since their place differs by
    /// country.
    pub fn parse(typed: &str) -> Result<Postcode, FieldError> {
        let typed = collapsed(typed);
        if typed.is_empty() {
            return Err(FieldError::Required);
        }
        refuse_invisible(&typed)?;
        if typed.chars().count() > Postcode::MAX_CHARS {
            return Err(FieldError::TooLong);
        }
        if typed.chars().all(|c| is_written(c) || c == ' ' || c == '-') {
            Ok(Postcode(typed.to_ascii_uppercase()))
        } else {
            Err(FieldError::InvalidPostcode)
        }
    }
}

impl Code {
    pub const DIGITS: usize = 6;

    /// Takes the digits of any keyboard, with spaces and hyphens between them.
    pub fn parse(typed: &str) -> Result<Code, FieldError> {
        let other = |c: char| !(digit(c).is_some() || c.is_whitespace() || is_hyphen(c));
        let code = Code::digits(typed);
        match code.len() {
            _ if typed.chars().any(other) => Err(FieldError::InvalidCode),
            0 => Err(FieldError::Required),
            Code::DIGITS => Ok(Code(code)),
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

/// One line of public text: trimmed, single-spaced, at least one letter, nothing that hides.
fn line(typed: &str, max_chars: usize) -> Result<String, FieldError> {
    let line = collapsed(typed);
    if line.is_empty() {
        return Err(FieldError::Required);
    }
    refuse_invisible(&line)?;
    if line.chars().count() > max_chars {
        return Err(FieldError::TooLong);
    }
    if line.contains(['<', '>']) {
        return Err(FieldError::Markup);
    }
    if line.chars().any(is_symbol) {
        return Err(FieldError::Symbols);
    }
    if line.chars().any(is_written) {
        Ok(line)
    } else {
        Err(FieldError::Required)
    }
}

/// Trims, and makes one space of several. Line breaks and tabs inside stay, to be refused.
pub(super) fn collapsed(typed: &str) -> String {
    let mut line = String::new();
    for c in typed.trim().chars() {
        let space = c.is_whitespace() && !c.is_control();
        if !space {
            line.push(c);
        } else if !line.ends_with(' ') {
            line.push(' ');
        }
    }
    line
}

/// Refuses what cannot be seen. Joiners and directional marks stay: Persian, Hindi and Hebrew
/// are written with them.
pub(super) fn refuse_invisible(typed: &str) -> Result<(), FieldError> {
    typed.chars().find_map(hidden).map_or(Ok(()), Err)
}

/// What a character that cannot be seen is refused for.
pub(super) fn hidden(c: char) -> Option<FieldError> {
    match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(FieldError::BidiOverrides),
        // Soft hyphen, zero-width space, line separators, word joiner and kin, byte order
        // mark, annotations and replacement, private use, tags, non-characters.
        '\u{ad}'
        | '\u{200b}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{feff}'
        | '\u{fff0}'..='\u{ffff}'
        | '\u{e0000}'.. => Some(FieldError::ControlCharacters),
        _ if c.is_control() => Some(FieldError::ControlCharacters),
        _ => None,
    }
}

/// Pictures and dingbats: a list of names is read aloud and printed.
fn is_symbol(c: char) -> bool {
    matches!(c,
        '\u{20e3}' | '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Numbers that are no decimal digits: superscripts, fractions, circled ones. Roman numerals and
/// the Chinese 〇 are part of names.
fn is_number(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '¼'..='¾' | '\u{2070}'..='\u{209f}' | '\u{2150}'..='\u{215f}')
}

/// Whether a character is a letter or digit of some script. Unicode's own tables would weigh more
/// in the browser than the rest of this file, and nothing worse than a name of odd punctuation
/// passes: so all is a letter but ASCII, Latin-1 and general punctuation, and the marks of CJK.
fn is_written(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        '\u{80}'..='\u{bf}' | '×' | '÷' => matches!(c, 'ª' | 'µ' | 'º'),
        '\u{2b0}'..='\u{36f}' | '\u{2000}'..='\u{2bff}' | '\u{2e00}'..='\u{2e7f}' => false,
        '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{ff00}'..='\u{ff0f}' => false,
        _ => true,
    }
}

/// Refuses what a mail program would turn into a link.
fn refuse_link(line: &str) -> Result<(), FieldError> {
    match link::has_link(line) {
        true => Err(FieldError::Link),
        false => Ok(()),
    }
}

/// The value of a decimal digit of the scripts whose keyboards type them.
fn digit(c: char) -> Option<u8> {
    /// The zero of each script; the other nine follow it.
    const ZEROS: [u32; 20] = [
        0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66,
        0xe50, 0xed0, 0xf20, 0x1040, 0x17e0, 0x1810, 0xff10,
    ];
    ZEROS.iter().find_map(|zero| {
        let value = (c as u32).checked_sub(*zero)?;
        u8::try_from(value).ok().filter(|value| *value < 10)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_script_are_taken() {
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
        ] {
            let parsed = PersonName::parse(name).map(|name| name.0);
            assert_eq!(parsed, Ok(name.to_owned()));
        }
        let spaced = PersonName::parse("  Ada \u{a0} Example ").map(|name| name.0);
        assert_eq!(spaced, Ok("Ada Example".to_owned()));
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let long = "x".repeat(81);
        for (typed, error) in [
            ("", FieldError::Required),
            (" \u{3000} ", FieldError::Required),
            ("-", FieldError::Required),
            ("\u{200d}", FieldError::Required),
            (&long, FieldError::TooLong),
            ("Ada\u{0}", FieldError::ControlCharacters),
            ("Ada\nExample", FieldError::ControlCharacters),
            ("Ada\u{200b}", FieldError::ControlCharacters),
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
    fn organisations_may_have_digits_and_dots_but_no_address() {
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
    fn a_role_may_have_digits_and_no_link() {
        assert!(Role::parse("Year 5 teacher").is_ok());
        assert_eq!(Role::parse("see spam.example"), Err(FieldError::Link));
    }

    #[test]
    fn postcodes_are_letters_digits_spaces_and_hyphens() {
        for (typed, kept) in [
            ("sw1a 1aa", "SW1A 1AA"),
            (" 1000-001 ", "1000-001"),
            ("75001", "75001"),
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
        ] {
            assert_eq!(Postcode::parse(typed), Err(error), "{typed:?}");
        }
    }

    #[test]
    fn a_code_is_six_digits_however_they_are_typed() {
        for typed in [
            "123456",
            " 123 456 ",
            "123-456",
            "123–456",
            "١٢٣٤٥٦",
            "१२३४५६",
            "１２３４５６",
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
