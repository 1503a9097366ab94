//! Names folded, so that one written otherwise is the same: small and large letters, accents, signs
//! between words. What counts as the same signer is `household.rs`'s, what a search finds
//! `name_search.rs`'s.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// In small letters and without accents. Keyed hashes are made of this: it never changes.
pub(super) fn plain(name: &str) -> String {
    // Accents of Latin, Greek and Cyrillic; the vowel signs of other scripts are letters to a reader.
    let accent = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    let plain: String = name.nfkd().filter(|c| !accent(c)).nfc().collect();
    plain.to_lowercase()
}

/// The words of a folded name, in their order; none in one of signs alone.
pub(super) fn words(plain: &str) -> impl Iterator<Item = &str> {
    plain.split(is_between).filter(|word| !word.is_empty())
}

/// The same where one sign parts no words that it stands between.
pub(super) fn words_with(plain: &str, sign: char) -> impl Iterator<Item = &str> {
    plain
        .split(move |c| c != sign && is_between(c))
        .map(move |word| word.trim_matches(sign))
        .filter(|word| !word.is_empty())
}

fn is_between(c: char) -> bool {
    !c.is_alphanumeric() && !is_combining_mark(c)
}
