//! Lookalike names: several scripts mixed in one word ("Аmnesty" with a Cyrillic А), or a word in
//! another script that reads like Latin. Many genuine names look like this, so none is rejected;
//! they are flagged for the organiser.

use unicode_security::{MixedScript as _, confusable_detection::skeleton};

/// Why a name is flagged.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Lookalike {
    MixedScripts,
    LooksLatin,
}

impl Lookalike {
    /// The name in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MixedScripts => "mixed_scripts",
            Self::LooksLatin => "looks_latin",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::MixedScripts, Self::LooksLatin];
        all.into_iter().find(|one| one.as_str() == word)
    }
}

/// Checks a person's name: a name in a single script is not flagged, whatever it looks like.
pub fn of_person(name: &str) -> Option<Lookalike> {
    of_words(name, false)
}

/// Checks an organisation's name: one that reads like Latin from beginning to end is flagged too.
pub fn of_organisation(name: &str) -> Option<Lookalike> {
    of_words(name, true)
}

fn of_words(name: &str, alone: bool) -> Option<Lookalike> {
    let words = || {
        name.split(|c: char| !c.is_alphanumeric() && !is_mark(c))
            .filter(|word| word.chars().any(char::is_alphabetic))
    };
    if words().any(|word| !word.is_single_script()) {
        return Some(Lookalike::MixedScripts);
    }
    let looks = words().filter(|word| looks_latin(word)).count();
    let latin = words().any(|word| word.chars().any(|c| c.is_ascii_alphabetic()));
    let all = looks == words().count();
    (looks > 0 && (latin || alone && all)).then_some(Lookalike::LooksLatin)
}

/// Combining marks and joiners belong to the word.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}')
        || (!c.is_ascii()
            && !c.is_whitespace()
            && unicode_normalization::char::is_combining_mark(c))
}

/// Whether a word of two or more letters, none of them Latin, is indistinguishable from a Latin
/// one.
fn looks_latin(word: &str) -> bool {
    let foreign = word.chars().all(|c| !c.is_ascii());
    foreign && word.chars().count() > 1 && skeleton(word).all(|c| c.is_ascii_alphabetic())
}

/// Lists the lookalike letters with their code points, because they cannot be told apart by eye.
pub fn letters(name: &str) -> String {
    let odd = name.chars().filter(|c| c.is_alphabetic() && !c.is_ascii());
    let odd = odd.filter(|c| skeleton(&c.to_string()).all(|like| like.is_ascii_alphabetic()));
    let mut told: Vec<String> = odd
        .map(|c| format!("{c} is U+{:04X}", u32::from(c)))
        .collect();
    told.dedup();
    told.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookalike_names_are_flagged_and_ordinary_mixed_scripts_are_not() {
        let (mixed, looks) = (Some(Lookalike::MixedScripts), Some(Lookalike::LooksLatin));
        for (name, person, organisation) in [
            ("Amnesty", None, None),
            ("\u{410}mnesty", mixed, mixed),
            ("Friends of the Re\u{430}ding Room", mixed, mixed),
            ("\u{0420}\u{0430}\u{0443}\u{0440}\u{0430}l", mixed, mixed),
            // All Cyrillic: normal for a person's name, doubtful for an organisation's.
            ("\u{421}\u{430}\u{440}\u{430}", None, looks),
            ("\u{421}\u{410}\u{420}\u{415} Action", looks, looks),
            ("Владимир Иванов", None, None),
            ("Владимир Smith", None, None),
            ("Союз Rivers", None, None),
            ("Ελένη Παπαδάκη", None, None),
            ("Nguyễn Thị Hồng", None, None),
            ("e\u{301}lodie D’Arcy-O’Neill", None, None),
            ("山田 太郎", None, None),
            ("さくら組 サクラ", None, None),
            ("क्षमा शर्मा", None, None),
            ("محمد علی‌زاده", None, None),
            ("שרה כהן", None, None),
            ("ਗੁਰਪ੍ਰੀਤ ਕੌਰ", None, None),
            ("Branch 12", None, None),
        ] {
            assert_eq!(of_person(name), person, "{name}");
            assert_eq!(of_organisation(name), organisation, "{name}");
        }
    }

    #[test]
    fn lookalike_characters_are_listed_with_their_code_points() {
        assert_eq!(letters("\u{410}mnesty Élan"), "\u{410} is U+0410");
        assert_eq!(letters("Amnesty"), "");
    }
}
