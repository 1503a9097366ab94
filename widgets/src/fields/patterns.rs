//! Patterns of JSON Schema (ECMA-262 with the flag `u`) for the API description, generated from the
//! predicates that the parsers apply to each character. They are necessary conditions: links, stacked
//! combining marks and the length after tidying are left to the parsers.

use super::Code;
use super::characters::{
    digit, hidden, is_dropped_first, is_hyphen, is_ignorable, is_number, is_symbol, is_written,
    narrow,
};
use super::codes::is_around_postcode;
use super::link::is_at;
use super::names::is_markup;

/// The name of a declaration, a list or a topic.
pub const SLUG: &str = "^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$";

/// One for each kind of field.
pub struct Patterns {
    pub person_name: String,
    pub organisation_name: String,
    pub role: String,
    pub postcode: String,
    /// At least six digits, with any text around and between them.
    pub code: String,
    /// Characters of which a line is empty after tidying.
    blank: String,
}

impl Patterns {
    /// Evaluates every character once.
    pub fn new() -> Patterns {
        let all: Vec<Judged> = characters().map(Judged::new).collect();
        let class = |holds: fn(&Judged) -> bool| class(&all, holds);
        // Programs that generate requests from a pattern enumerate the characters of each class; so the
        // larger classes are negated.
        let line = |refused: String, unwritten: String| {
            format!("^[^{refused}]*[^{unwritten}][^{refused}]*$")
        };
        let (around, outside) = (class(|c| c.around), class(|c| !c.within));
        let (no_letter, digits) = (class(|c| !c.letter), class(|c| c.digit));
        Patterns {
            person_name: line(class(|c| c.no_name), class(|c| c.no_name || !c.written)),
            organisation_name: line(class(|c| c.no_line), class(|c| c.no_line || !c.written)),
            role: line(class(|c| c.no_role), class(|c| c.no_role || !c.written)),
            postcode: format!("^[{around}]*[^{outside}]*[^{no_letter}][^{outside}]*[{around}]*$"),
            code: format!("(?:[{digits}][^{digits}]*){{{}}}", Code::DIGITS),
            blank: class(|c| c.dropped),
        }
    }

    /// The same for a line that may be empty after tidying.
    pub fn or_blank(&self, pattern: &str) -> String {
        format!("^(?:[{}]*|{})$", self.blank, inner(pattern))
    }
}

impl Default for Patterns {
    fn default() -> Patterns {
        Patterns::new()
    }
}

/// The same for text that may be empty.
pub fn or_empty(pattern: &str) -> String {
    format!("^(?:{})?$", inner(pattern))
}

fn inner(pattern: &str) -> &str {
    let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
    pattern.strip_suffix('$').unwrap_or(pattern)
}

/// The characters of the planes in between are ideographs or unassigned, and the predicates treat all of
/// them alike. The last two planes are private use and are left to the parsers.
fn characters() -> impl Iterator<Item = char> {
    ('\0'..'\u{20000}').chain('\u{e0000}'..'\u{f0000}')
}

/// The parsers' predicates for one character.
struct Judged {
    character: char,
    /// Rejected in any line; white space is converted to spaces beforehand.
    no_line: bool,
    no_role: bool,
    no_name: bool,
    /// Sufficient for a line.
    written: bool,
    /// Removed at the beginning of a line.
    dropped: bool,
    digit: bool,
    /// Allowed around a postcode, within it, and sufficient for one.
    around: bool,
    within: bool,
    letter: bool,
}

impl Judged {
    fn new(character: char) -> Judged {
        let (c, plain) = (character, narrow(character));
        let space = c.is_whitespace();
        let no_line = !space && (hidden(c).is_some() || is_markup(c) || is_symbol(c));
        let no_role = no_line || is_at(c);
        let digit = digit(c).is_some();
        let unseen = is_ignorable(c) || space;
        let letter = !unseen && is_written(plain) && hidden(plain).is_none();
        Judged {
            character,
            no_line,
            no_role,
            no_name: no_role || digit || is_number(c),
            written: !space && is_written(c),
            dropped: is_dropped_first(c),
            digit,
            around: unseen || is_around_postcode(plain),
            within: unseen || letter || is_hyphen(plain),
            letter,
        }
    }
}

/// The characters with a property, as the inside of a bracket expression.
fn class(all: &[Judged], holds: fn(&Judged) -> bool) -> String {
    let mut class = String::new();
    for run in all.chunk_by(|one, other| holds(one) == holds(other)) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            continue;
        };
        if holds(first) {
            class.push_str(&written(first.character));
            if run.len() > 1 {
                class.push('-');
                class.push_str(&written(last.character));
            }
        }
    }
    class
}

/// A character in a notation that all regular expression dialects share; above U+FFFF that is only the
/// character itself.
fn written(c: char) -> String {
    match u32::from(c) {
        _ if c.is_ascii_alphanumeric() => c.to_string(),
        code @ ..=0xffff => format!("\\u{code:04x}"),
        _ => c.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FieldError, OrganisationName, PersonName, Postcode, Role};
    use super::*;

    /// The common characters, and those at which a class begins or ends.
    fn tried() -> Vec<Judged> {
        let kind = |c: &Judged| (c.no_line, c.no_name, c.written, c.within, c.dropped);
        let all: Vec<Judged> = characters().map(Judged::new).collect();
        let runs = all.chunk_by(|one, other| kind(one) == kind(other));
        let edges = runs.flat_map(|run| [run.first(), run.last()]).flatten();
        let edges = edges.map(|one| one.character);
        let between = ['\u{20000}', '\u{2fa1d}', '\u{3ffff}', '\u{dffff}'];
        let all = ('\0'..'\u{3100}').chain(edges).chain(between);
        all.map(Judged::new).collect()
    }

    #[test]
    fn a_pattern_excludes_exactly_the_characters_that_the_parser_rejects() {
        for c in tried() {
            let beside = format!("A{}A", c.character);
            for (allowed, parsed) in [
                (!c.no_name, PersonName::parse(&beside).err()),
                (!c.no_role, Role::parse(&beside).err()),
                (!c.no_line, OrganisationName::parse(&beside).err()),
                (c.within, Postcode::parse(&beside).err()),
            ] {
                assert_eq!(allowed, parsed.is_none(), "{beside:?}: {parsed:?}");
            }
        }
    }

    #[test]
    fn a_character_that_a_pattern_requires_is_sufficient_for_the_parser() {
        for c in tried() {
            let alone = c.character.to_string();
            let name = PersonName::parse(&alone);
            let enough = c.written && !c.no_name;
            assert_eq!(enough, name.is_ok(), "{alone:?}: {name:?}");
            let empty = name == Err(FieldError::Required);
            assert!(!c.dropped || empty, "{alone:?}: {name:?}");
            let postcode = Postcode::parse(&format!(".{alone} "));
            assert_eq!(c.letter, postcode.is_ok(), "{alone:?}: {postcode:?}");
            let around = Postcode::parse(&format!("{alone}A{alone}"));
            assert_eq!(
                c.around || c.within,
                around.is_ok(),
                "{alone:?}: {around:?}"
            );
            let code = Code::parse(&alone.repeat(6));
            assert_eq!(c.digit, code.is_ok(), "{alone:?}: {code:?}");
        }
    }

    #[test]
    fn a_class_is_written_in_ranges() {
        let all: Vec<Judged> = ('\0'..='\u{1f600}').map(Judged::new).collect();
        let some = class(&all, |c| matches!(c.character, 'a'..='c' | '<' | '😀'));
        assert_eq!(some, "\\u003ca-c😀");
    }
}
