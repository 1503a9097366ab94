//! Character classes, as far as parsing needs them, and the one function that tidies a typed line
//! before any other check.
//!
//! Unicode's own tables would be larger in the browser than all parsers together. Invisible
//! characters are those with Unicode's property Default_Ignorable_Code_Point; a test on the server
//! compares them with `icu_properties`. Only the server checks for stacked marks.

use super::FieldError;

/// The purpose of an invisible character.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Unseen {
    /// Not needed in any name: fillers, word joiners, line break opportunities.
    Dropped,
    /// Shapes the letters beside it, as Persian, Hindi and Japanese names need.
    Shapes,
    /// Changes the reading direction.
    Turns,
    /// Tags, shorthand and musical format, deprecated and unassigned characters: no honest use.
    Hides,
}

/// The 17 ranges of Default_Ignorable_Code_Point (Unicode 16, DerivedCoreProperties.txt).
const fn unseen(c: char) -> Option<Unseen> {
    Some(match c {
        '\u{ad}'
        | '\u{115f}'..='\u{1160}'
        | '\u{180e}'
        | '\u{200b}'
        | '\u{2060}'..='\u{2065}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}' => Unseen::Dropped,
        '\u{34f}'
        | '\u{61c}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200c}'..='\u{200f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0100}'..='\u{e01ef}' => Unseen::Shapes,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Unseen::Turns,
        '\u{206a}'..='\u{206f}'
        | '\u{fff0}'..='\u{fff8}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => Unseen::Hides,
        _ => return None,
    })
}

/// Whether a character is drawn as nothing, so it cannot tell one name from another.
pub fn is_ignorable(c: char) -> bool {
    unseen(c).is_some()
}

/// The line as it was meant: trimmed, with runs of spaces, tabs and line breaks reduced to one
/// space, and without invisible characters that shape nothing.
pub(super) fn tidied(typed: &str) -> String {
    let mut line = String::new();
    for c in typed.chars() {
        match unseen(c) {
            Some(Unseen::Dropped) => {}
            Some(Unseen::Shapes) if line.is_empty() => {}
            _ if !c.is_whitespace() => line.push(c),
            _ if line.is_empty() || line.ends_with(' ') => {}
            _ => line.push(' '),
        }
    }
    // A joiner at the end belongs to the letter before it; a direction mark was pasted by accident.
    let end = line.trim_end_matches([' ', '\u{61c}', '\u{200e}', '\u{200f}']);
    line.truncate(end.len());
    line
}

/// The same for fields where only ASCII is valid: full-width letters, digits and dashes become
/// plain ones, and all invisible characters are removed.
pub fn plain(typed: &str) -> String {
    let seen = typed.chars().filter(|c| !is_ignorable(*c));
    tidied(&seen.map(narrow).collect::<String>())
}

pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3002}' | '\u{ff61}' => '.',
        _ if is_hyphen(c) => '-',
        _ => digit(c).map_or(c, |digit| char::from(b'0' + digit)),
    }
}

/// Whether a line that consists only of such characters is empty after tidying.
#[cfg(feature = "openapi")]
pub(super) fn is_dropped_first(c: char) -> bool {
    c.is_whitespace() || matches!(unseen(c), Some(Unseen::Dropped | Unseen::Shapes))
}

/// Rejects invisible characters that have no honest use.
pub(super) fn refuse_hidden(typed: &str) -> Result<(), FieldError> {
    typed.chars().find_map(hidden).map_or(Ok(()), Err)
}

/// The error for an invisible character, if it is rejected.
pub(super) fn hidden(c: char) -> Option<FieldError> {
    match (unseen(c), c) {
        (Some(Unseen::Turns), _) => Some(FieldError::BidiOverrides),
        // Private use, annotations and replacement, non-characters.
        (Some(Unseen::Hides), _)
        | (_, '\u{e000}'..='\u{f8ff}' | '\u{fff9}'..='\u{ffff}' | '\u{f0000}'..) => {
            Some(FieldError::ControlCharacters)
        }
        _ if c.is_control() => Some(FieldError::ControlCharacters),
        _ => None,
    }
}

/// Rejects more than four marks on one letter, because they cover the lines above and below (UTS
/// #39, section 5.4). The browser leaves this check to the server.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn refuse_stacked(typed: &str) -> Result<(), FieldError> {
    use icu_properties::{CodePointMapData, props::GeneralCategory};
    const MOST: usize = 4;
    let category = CodePointMapData::<GeneralCategory>::new();
    let mut marks = 0;
    for c in typed.chars().filter(|c| !is_ignorable(*c)) {
        marks = match category.get(c) {
            GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark => marks + 1,
            _ => 0,
        };
        if marks > MOST {
            return Err(FieldError::StackedMarks);
        }
    }
    Ok(())
}

#[cfg(target_arch = "wasm32")]
pub(super) fn refuse_stacked(_: &str) -> Result<(), FieldError> {
    Ok(())
}

/// Emoji and dingbats: a list of names is read aloud and printed.
pub(super) fn is_symbol(c: char) -> bool {
    matches!(c, '\u{20e3}' | '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Numbers that are not decimal digits: superscripts, fractions, circled ones. Roman numerals and
/// the Chinese 〇 are allowed in names.
pub(super) fn is_number(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '¼'..='¾' | '\u{2070}'..='\u{209f}' | '\u{2150}'..='\u{215f}')
}

/// Whether a character is a letter or digit of any script. A wrong answer only lets through a name
/// of odd punctuation, so everything counts as a letter except invisible characters, the
/// punctuation of ASCII, Latin-1 and Unicode's general blocks, and CJK marks.
pub(super) fn is_written(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        '\u{80}'..='\u{bf}' | '×' | '÷' => matches!(c, 'ª' | 'µ' | 'º'),
        '\u{2b0}'..='\u{36f}' | '\u{2000}'..='\u{2bff}' | '\u{2e00}'..='\u{2e7f}' => false,
        '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{ff00}'..='\u{ff0f}' => false,
        _ => !is_ignorable(c),
    }
}

/// The value of a decimal digit, for scripts whose keyboards type their own digits.
pub(super) fn digit(c: char) -> Option<u8> {
    /// The zero of each script; its other nine digits follow.
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
    use icu_properties::{CodePointSetData, props::DefaultIgnorableCodePoint};

    use super::*;

    #[test]
    fn ignorable_characters_match_unicode_default_ignorable() {
        let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
        for c in '\0'..=char::MAX {
            assert_eq!(is_ignorable(c), ignorable.contains(c), "{:x}", c as u32);
        }
        assert_eq!(ignorable.iter_ranges().count(), 17);
    }

    #[test]
    fn tidying_keeps_joiners_and_variation_selectors_that_shape_text() {
        for (typed, kept) in [
            ("  Ada\t\u{a0}\r\nExample ", "Ada Example"),
            (
                "\u{feff}\u{200e}Ada\u{200b} Ex\u{ad}ample\u{200f}\u{2060}",
                "Ada Example",
            ),
            ("\u{3164}\u{200d}Ada", "Ada"),
            ("葛\u{e0100}城", "葛\u{e0100}城"),
            ("ন\u{9cd}\u{200d}", "ন\u{9cd}\u{200d}"),
            ("علی\u{200c}رضا", "علی\u{200c}رضا"),
            (" \u{1160}\u{180e} ", ""),
        ] {
            assert_eq!(tidied(typed), kept, "{typed:?}");
        }
    }

    #[test]
    fn stacked_marks_are_counted_per_base_character() {
        let marked = |marks: usize| format!("A{}da", "\u{301}".repeat(marks));
        assert_eq!(refuse_stacked(&marked(4)), Ok(()));
        for stacked in [
            marked(5),
            format!("e{}", "\u{20dd}".repeat(5)),
            format!("a{}", "\u{301}\u{34f}".repeat(5)),
        ] {
            assert_eq!(refuse_stacked(&stacked), Err(FieldError::StackedMarks));
        }
        for honest in ["မြို့", "རྒྱལ་མཚན", "Nguyễn", "שָׁלוֹם", "ক্ষ্ম্য"]
        {
            assert_eq!(refuse_stacked(honest), Ok(()), "{honest}");
        }
    }
}
