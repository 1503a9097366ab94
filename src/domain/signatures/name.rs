//! Names of people and organisations as stored and shown: NFC, initials, and the short form for
//! emails whose reader has not confirmed anything yet.

use icu_casemap::{TitlecaseMapper, options::TitlecaseOptions};
use icu_locale_core::LanguageIdentifier;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// A name in an email is kept shorter than a sentence, so that it cannot carry a message.
const EMAIL_NAME_CHARS: usize = 40;

/// More initials could spell out a word.
const FIRST_EMAIL_INITIALS: usize = 4;

/// Canonical composition, so equal names have equal bytes.
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// The first letter of each word as a reader sees it: a whole grapheme cluster.
pub fn initials(name: &str) -> String {
    let letters = name.split_whitespace().filter_map(|word| {
        word.graphemes(true)
            .find(|cluster| cluster.chars().any(char::is_alphabetic))
    });
    let initials: Vec<String> = letters
        .map(|cluster| format!("{}.", title_case(cluster)))
        .collect();
    match initials.len() {
        0 => "…".to_owned(),
        _ => initials.join(" "),
    }
}

/// Title case for a name's first letter: Georgian stays without capitals, "ß" becomes "Ss".
fn title_case(cluster: &str) -> std::borrow::Cow<'_, str> {
    let any = LanguageIdentifier::UNKNOWN;
    TitlecaseMapper::new().titlecase_segment_to_string(cluster, &any, TitlecaseOptions::default())
}

/// A name for use in an email: the form has already rejected links and digits; the rest is cut to
/// forty characters between grapheme clusters.
pub fn in_email(name: &str) -> String {
    if name.chars().count() <= EMAIL_NAME_CHARS {
        return name.to_owned();
    }
    let mut short = String::new();
    let mut chars = 0;
    for cluster in name.graphemes(true) {
        chars += cluster.chars().count();
        if chars >= EMAIL_NAME_CHARS {
            break;
        }
        short.push_str(cluster);
    }
    format!("{}…", short.trim_end())
}

/// A name for emails that anyone can cause: enough to distinguish two people who share an address,
/// and nothing that could be read as a message or turned into a link.
pub fn in_first_email(name: &str) -> String {
    let initials = initials(name);
    let initials: Vec<&str> = initials.split(' ').take(FIRST_EMAIL_INITIALS).collect();
    initials.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_formed_in_every_script() {
        for (name, shown) in [
            ("Ada Lovelace", "A. L."),
            ("  élodie  du Châtelet ", "É. D. C."),
            ("O'Brien", "O."),
            ("क्षमा शर्मा", "क्ष. श."),
            ("山田 太郎", "山. 太."),
            ("e\u{301}mile", "E\u{301}."),
            ("'''", "…"),
            ("ნინო ბერიძე", "ნ. ბ."),
            ("ßeta ǆamija", "Ss. ǅ."),
            ("ﬁona Example", "Fi. E."),
        ] {
            assert_eq!(initials(name), shown, "{name}");
        }
    }

    #[test]
    fn the_first_email_shows_at_most_four_initials() {
        for (name, shown) in [
            ("Ada Example", "A. E."),
            ("W I N A T evil", "W. I. N. A."),
            ("evil.com", "E."),
            ("山田 太郎", "山. 太."),
        ] {
            assert_eq!(in_first_email(name), shown, "{name}");
        }
    }

    #[test]
    fn a_long_name_is_truncated_in_emails() {
        let long = "ab ".repeat(30);
        let short = in_email(&long);
        assert!(short.chars().count() <= EMAIL_NAME_CHARS && short.ends_with('…'));
        assert_eq!(in_email("Ada"), "Ada");
    }
}
