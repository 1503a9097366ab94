//! Name search: the index entries of a name, and the folded query. Both are folded by the same rule
//! (`folding.rs`) that also decides who is the same signatory: names that look alike to a reader
//! match.
//!
//! A name has an entry for each rotation of its words: "ada mary example" also as "mary example
//! ada" and "example ada mary", and without the middle name in between as "ada example mary". So
//! any words in order, even with the last one incomplete, are a prefix of one of these.
//!
//! O'Neill, O’Neill, O Neill and Oneill are one word, also found from its second half on.

use std::collections::HashSet;

use super::folding::{FoldedWord, O, stands_alone, words};

/// The most words that a name has entries for; of a longer name, the first ones and the last.
const STARTS: usize = 6;
/// Longer than names are; index keys are limited in size.
const MAX_BYTES: usize = 400;
/// The rest of a longer query is ignored.
const MAX_TYPED_CHARS: usize = 200;

/// The index entries of a name, in byte order; empty for a name of symbols alone.
pub fn entries(name: &str) -> Vec<String> {
    let words = words(name);
    let whole: Vec<&str> = words.iter().map(FoldedWord::whole).collect();
    let mut entries = rounds(&whole);
    if words.iter().any(|word| word.head().is_some()) {
        let halves: Vec<&str> = words.iter().flat_map(FoldedWord::halves).collect();
        let room = rounds(&halves).len() + 1;
        entries.extend(from_halves(&words));
        let mut seen = HashSet::new();
        entries.retain(|entry| seen.insert(entry.clone()));
        entries.truncate(room);
    }
    entries.sort_unstable();
    entries.dedup();
    entries
}

/// The extra entries of a name with two-part words, most important first: from each second half on,
/// from the last such word on with its halves separate, and once with the second halves alone in
/// place of their words.
fn from_halves(words: &[FoldedWord]) -> Vec<String> {
    let parted = || (0..words.len()).filter(|at| words[*at].head().is_some());
    let around = |at: usize, first: &str| {
        let others = words[at + 1..].iter().chain(&words[..at]);
        joined([first].into_iter().chain(others.map(FoldedWord::whole)))
    };
    let mut entries: Vec<String> = parted().map(|at| around(at, words[at].tail())).collect();
    // A separate O is already folded into the word.
    if let Some(at) = parted().rfind(|at| words[*at].head() != Some(O)) {
        entries.push(around(
            at,
            &words[at].halves().collect::<Vec<_>>().join(" "),
        ));
    }
    if words.first().is_some_and(|word| word.head().is_none()) {
        entries.push(joined(words.iter().map(FoldedWord::tail)));
    }
    entries
}

/// The rotations of the words, and the first with the last.
fn rounds(words: &[&str]) -> Vec<String> {
    let last = words.len().saturating_sub(1);
    let mut entries: Vec<String> = (0..words.len())
        .filter(|start| *start < STARTS - 1 || *start == last)
        .map(|start| joined(words[start..].iter().chain(&words[..start]).copied()))
        .collect();
    if let [first, middle @ .., last] = words
        && !middle.is_empty()
        && !words.iter().any(|word| word.chars().all(stands_alone))
    {
        entries.push(joined([first, last].into_iter().chain(middle).copied()));
    }
    entries
}

/// A visitor's query, folded.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Query(String);

impl Query {
    /// `None` if no letter was typed.
    pub fn parse(typed: &str) -> Option<Query> {
        let typed: String = typed.chars().take(MAX_TYPED_CHARS).collect();
        let words = words(&typed);
        (!words.is_empty()).then(|| Query(joined(words.iter().map(FoldedWord::whole))))
    }

    /// The prefix of all matches.
    pub fn beginning(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The first bytes after all matches.
    pub fn end(&self) -> Vec<u8> {
        let mut end = self.0.clone().into_bytes();
        if let Some(last) = end.last_mut() {
            // UTF-8 has no byte 255.
            *last += 1;
        }
        end
    }

    /// The first of a signature's entries that matches, so it is listed only once.
    pub fn finds<'a>(&self, names: impl Iterator<Item = &'a str>) -> Option<String> {
        let all = names.flat_map(entries);
        all.filter(|entry| entry.starts_with(&self.0)).min()
    }
}

fn joined<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for word in words {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    joined.truncate(joined.floor_char_boundary(MAX_BYTES));
    joined.truncate(joined.trim_end().len());
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(typed: &str, name: &str) -> bool {
        Query::parse(typed).is_some_and(|query| query.finds([name].into_iter()).is_some())
    }

    #[test]
    fn a_name_is_found_by_word_prefixes_in_order() {
        for (typed, name, found) in [
            ("ada", "Ada Mary Example", true),
            ("MARY", "Ada Mary Example", true),
            ("exam", "Ada Mary Example", true),
            ("ada mary", "Ada Mary Example", true),
            ("mary exa", "Ada Mary Example", true),
            ("example ada", "Ada Mary Example", true),
            ("Example, Ada", "Ada Mary Example", true),
            ("ada example", "Ada Mary Example", true),
            ("da", "Ada Mary Example", false),
            ("mary ada", "Ada Mary Example", false),
            ("ada  mary example jr", "Ada Mary Example", false),
            ("e", "a b c d e f g h", true),
            ("h", "a b c d e f g h", true),
        ] {
            assert_eq!(finds(typed, name), found, "{typed} in {name}");
        }
    }

    #[test]
    fn search_ignores_case_diacritics_and_punctuation_in_every_script() {
        for (typed, name) in [
            ("zoe o'neill", "Zoë O’Neill-Example"),
            ("lukasiewicz", "Anna Łukasiewicz"),
            ("strasse", "Karl Straße"),
            ("احمد", "أحمد الحسن"),
            ("احمد", "أَحْمَد"),
            ("علي", "علی"),
            ("علیرضا", "علی\u{200c}رضا"),
            ("שלום", "שָׁלוֹם"),
            ("শাহানা", "শাহানা চৌধুরী"),
            ("চৌধু", "শাহানা চৌধুরী"),
            ("ਸਿੰਘ", "ਬਲਦੇਵ ਸਿੰਘ"),
            ("小明", "王小明"),
            ("王小", "王小明"),
            ("王 小明", "王小明"),
            ("민준", "김민준"),
            ("иван", "Владимир Иванов"),
            ("ΟΔΥΣΣΕΥΣ", "Οδυσσεύς"),
            ("маряна", "Мар’яна Коваль"),
            ("saint osyths toy", "Saint Osyth’s Toy Library"),
            ("osyth's", "Saint Osyths Toy Library"),
            ("hooft", "Gerard ’t Hooft"),
        ] {
            assert!(finds(typed, name), "{typed} in {name}");
        }
        assert!(!finds("静", "林靜怡"), "another character is another name");
    }

    #[test]
    fn apostrophes_are_optional_in_a_search() {
        for name in [
            "Seán O'Neill",
            "Seán O’Neill",
            "SEAN O´NEILL",
            "Seán OʼNeill",
            "Seán Ó Neill",
            "Seán Oneill",
        ] {
            for typed in [
                "o'neill",
                "O’Neill",
                "o'",
                "oneill",
                "o neill",
                "one",
                "sean o'neill",
                "sean oneill",
                "sean o neill",
                "oneill, sean",
                "o'neill sean",
            ] {
                assert!(finds(typed, name), "{typed} in {name}");
            }
            // A word written without a gap cannot be split.
            let parted = !name.ends_with("Oneill");
            for typed in ["neill", "neill sean", "sean neill"] {
                assert_eq!(finds(typed, name), parted, "{typed} in {name}");
            }
            assert!(!finds("eill", name), "{name}");
        }
        for typed in ["d'arcy", "darcy", "d arcy", "arcy", "ana arcy", "ana d'a"] {
            assert!(finds(typed, "Ana D’Arcy"), "{typed}");
        }
        for typed in ["association d'entraide", "entraide", "lassoc", "l'assoc"] {
            assert!(finds(typed, "L’Association d’Entraide"), "{typed}");
        }
    }

    #[test]
    fn an_apostrophe_adds_at_most_one_index_entry() {
        for name in [
            "O’Neill",
            "Seán O’Neill",
            "Ana Maria D’Arcy",
            "N’Golo D’Arcy",
            "L’Association d’Entraide de l’Ouest",
            "D’A D’B’C’D E’F G’Hi",
        ] {
            let apart = entries(&name.replace('’', " & ")).len();
            assert!(
                entries(name).len() <= apart + 1,
                "{name}: {:?}",
                entries(name)
            );
        }
    }

    #[test]
    fn a_query_without_letters_is_ignored() {
        for typed in ["", "  ", "%", "_", "\0\u{1}", "★", "🌻", "--", "\u{202e}"] {
            assert_eq!(Query::parse(typed), None, "{typed:?}");
        }
        assert!(entries("★").is_empty());
        let long = Query::parse(&"ab ".repeat(4_000)).expect("letters");
        assert!(long.beginning().len() <= MAX_BYTES);
        assert!(
            entries(&"ﷺ".repeat(120))
                .iter()
                .all(|one| one.len() <= MAX_BYTES)
        );
    }

    #[test]
    fn index_entries_per_name_are_limited_and_the_first_match_is_returned() {
        assert!(entries(&"ab cd ".repeat(30)).len() <= STARTS + 1);
        let query = Query::parse("a").expect("a letter");
        assert_eq!(
            query.finds(["Ada Adams"].into_iter()),
            Some("ada adams".into())
        );
        assert!(query.end() > b"azzz".to_vec() && query.end() <= b"b".to_vec());
    }
}
