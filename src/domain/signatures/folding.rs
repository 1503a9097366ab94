//! Name folding: the single rule for when two spellings are the same name. Case, accents,
//! punctuation between words, invisible characters and commonly substituted letters make no
//! difference, in a search (`name_search.rs`), among people who share a mailbox (`mailbox.rs`)
//! and among organisations (`duplicate_organisation.rs`).

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use widgets::fields::is_ignorable;

/// Folds a person's name: the same for names that are the same to a reader, in any word order:
/// "Example, Ada".
pub(in crate::domain) fn person(name: &str) -> String {
    let words = words(name);
    let mut folded: Vec<&str> = words.iter().map(FoldedWord::whole).collect();
    let whole = |word: &&str| {
        word.chars()
            .all(|c| stands_alone(c) || is_combining_mark(c))
    };
    if folded.iter().all(whole) {
        // These scripts use no spaces, so each character is a word. A different order is a
        // different name, except that family and given name may swap places.
        let rounds = (0..folded.len()).map(|start| [&folded[start..], &folded[..start]].concat());
        folded = rounds.min().unwrap_or_default();
    } else {
        folded.sort_unstable();
    }
    or_symbols(name, folded.join(" "))
}

/// Folds an organisation's name: the same for names that are the same to a reader: "A.C.M.E." and
/// "Acme".
pub(in crate::domain) fn organisation(name: &str) -> String {
    let words = words(name);
    or_symbols(name, words.iter().map(FoldedWord::whole).collect())
}

/// A name of symbols alone is compared by them, without whitespace and invisible characters.
fn or_symbols(name: &str, folded: String) -> String {
    if !folded.is_empty() {
        return folded;
    }
    let signs = name
        .chars()
        .filter(|c| !is_ignorable(*c) && !c.is_whitespace());
    signs.nfkc().collect()
}

/// Lower case, without accents.
fn plain(name: &str) -> String {
    // Accents of Latin, Greek and Cyrillic; the vowel signs of other scripts are letters to a reader.
    let accent = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    let plain: String = name.nfkd().filter(|c| !accent(c)).nfc().collect();
    plain.to_lowercase()
}

/// Splits at punctuation; an apostrophe does not split a word.
fn between_signs(plain: &str) -> impl Iterator<Item = &str> {
    let is_between = |c: char| c != APOSTROPHE && !c.is_alphanumeric() && !is_combining_mark(c);
    plain
        .split(is_between)
        .map(|word| word.trim_matches(APOSTROPHE))
        .filter(|word| !word.is_empty())
}

/// A folded word.
pub(in crate::domain) struct FoldedWord {
    whole: String,
    /// Where its second half begins, after an apostrophe.
    tail: usize,
}

impl FoldedWord {
    fn plain(whole: String) -> Self {
        Self { whole, tail: 0 }
    }

    /// From the halves around an apostrophe. A second half of one letter, such as an English
    /// possessive, is not worth searching for.
    fn of_halves(head: &str, tail: &str) -> Self {
        let searched = tail.chars().nth(1).is_some();
        Self {
            whole: format!("{head}{tail}"),
            tail: if searched { head.len() } else { 0 },
        }
    }

    pub(in crate::domain) fn whole(&self) -> &str {
        &self.whole
    }

    pub(in crate::domain) fn head(&self) -> Option<&str> {
        (self.tail > 0).then(|| &self.whole[..self.tail])
    }

    /// The second half, or the whole word if it has no halves.
    pub(super) fn tail(&self) -> &str {
        &self.whole[self.tail..]
    }

    pub(super) fn halves(&self) -> impl Iterator<Item = &str> {
        self.head().into_iter().chain([self.tail()])
    }
}

/// The Irish Ó, which comes before a name with or without an apostrophe.
pub(super) const O: &str = "o";

/// The words of a name in order; none for a name of symbols alone.
pub(in crate::domain) fn words(name: &str) -> Vec<FoldedWord> {
    let seen = name.chars().filter(|c| !is_ignorable(*c));
    let seen: String = seen.map(straightened).collect();
    let plain = alike(&plain(&seen));
    let mut words: Vec<FoldedWord> = Vec::new();
    for word in between_signs(&plain) {
        let mut parts = word.split(APOSTROPHE).filter(|part| !part.is_empty());
        let head = parts.next().unwrap_or_default();
        let tail: String = parts.collect();
        if word.chars().any(stands_alone) {
            let characters = [head, &tail].into_iter().flat_map(characters);
            words.extend(characters.map(FoldedWord::plain));
            continue;
        }
        match words.last_mut() {
            Some(o) if o.whole == O => *o = FoldedWord::of_halves(O, &format!("{head}{tail}")),
            _ if tail.is_empty() => words.push(FoldedWord::plain(head.to_owned())),
            _ => words.push(FoldedWord::of_halves(head, &tail)),
        }
    }
    words
}

const APOSTROPHE: char = '\'';

/// Turns the characters that people type for an apostrophe into one.
const fn straightened(c: char) -> char {
    match c {
        '\u{60}'
        | '\u{b4}'
        | '\u{2b9}'..='\u{2bf}'
        | '\u{5f3}'
        | '\u{2018}'..='\u{201b}'
        | '\u{2032}'
        | '\u{ff07}' => APOSTROPHE,
        c => c,
    }
}

/// In scripts without spaces between given and family name, each character is a word.
fn characters(word: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut alone = true;
    for c in word.chars() {
        match words.last_mut() {
            Some(last) if is_combining_mark(c) || !(alone || stands_alone(c)) => last.push(c),
            _ => words.push(c.to_string()),
        }
        alone = stands_alone(c) || (alone && is_combining_mark(c));
    }
    words
}

/// Chinese characters, kana and Korean syllables.
pub(super) fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}')
}

/// Maps letters that are often typed as another, and drops vowel points that are mostly omitted.
fn alike(plain: &str) -> String {
    let mut alike = String::with_capacity(plain.len());
    for c in plain.nfd() {
        match c {
            'ł' => alike.push('l'),
            'ø' => alike.push('o'),
            'đ' | 'ð' => alike.push('d'),
            'ħ' => alike.push('h'),
            'ŧ' => alike.push('t'),
            'ı' => alike.push('i'),
            'æ' => alike.push_str("ae"),
            'œ' => alike.push_str("oe"),
            'ß' => alike.push_str("ss"),
            'þ' => alike.push_str("th"),
            'ς' => alike.push('σ'),
            // Arabic: alef maksura and the Persian and Urdu forms of yeh, kaf and heh.
            'ى' | 'ی' => alike.push('ي'),
            'ک' => alike.push('ك'),
            'ة' | 'ہ' => alike.push('ه'),
            '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' => {}
            // Hebrew points.
            '\u{591}'..='\u{5bd}'
            | '\u{5bf}'
            | '\u{5c1}'
            | '\u{5c2}'
            | '\u{5c4}'
            | '\u{5c5}'
            | '\u{5c7}' => {}
            c => alike.push(c),
        }
    }
    alike.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_variants_of_one_name_fold_to_the_same_key() {
        for same in [
            &[
                "Jürgen Großmann",
                "JÜRGEN GROSSMANN",
                "Jurgen Grossmann",
                "JÜRGEN GROẞMANN",
            ][..],
            &[
                "Paweł Łukasiewicz",
                "PAWEL LUKASIEWICZ",
                "Łukasiewicz, Paweł",
            ],
            &["Işıl Kırık", "ISIL KIRIK", "İşil Kirik"],
            &["علی رضایی", "علي رضايي", "عَلی\u{200c} رضایی"],
            &[
                "Seán O’Neill",
                "Sean O'Neill",
                "SEAN ONEILL",
                "Seán Ó Neill",
                "Seán O`Neill",
            ],
            &[
                "Ada Example",
                "Ada Exam\u{ad}ple\u{3164}",
                "Ada \u{200e}Example",
                "Ａｄａ Example",
            ],
            &["葛\u{e0100}城 太郎", "葛城太郎", "太郎 葛城"],
            &["Οδυσσεύς", "ΟΔΥΣΣΕΥΣ"],
            &["Søren Þórsson", "SOREN THORSSON"],
            &["★\u{fe0f}", "★ "],
        ] {
            for other in same {
                assert_eq!(person(same[0]), person(other), "{} {other}", same[0]);
            }
        }
    }

    #[test]
    fn names_that_readers_distinguish_fold_to_different_keys() {
        for (one, other) in [
            ("Ada Example", "Bo Example"),
            ("শাহানা চৌধুরী", "শাহিনা চৌধুরী"),
            ("林静怡", "林静宜"),
            ("김민준", "김준민"),
            ("★", "☆"),
            ("Jürgen Großmann", "Jürgen Grosman"),
        ] {
            assert_ne!(person(one), person(other), "{one}");
        }
    }
}
