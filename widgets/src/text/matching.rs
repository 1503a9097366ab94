//! Which language serves a BCP 47 tag: lookup as in RFC 4647, section 3.4, and how it is written.

use super::Text;

/// The tag among `offered` that serves `wanted` best, if one does: itself, then itself with ever
/// fewer subtags (`cy-GB` → `cy`), then any of the same language (`en-US` → `en-GB`).
///
/// Systems write locales with low lines (`cy_GB`), and pages repeat them.
pub fn best<'a>(wanted: &str, offered: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let offered: Vec<&str> = offered.into_iter().collect();
    let wanted = wanted.trim().replace('_', "-");
    let mut range = wanted.as_str();
    loop {
        let same = |offer: &&&str| offer.eq_ignore_ascii_case(range);
        if let Some(found) = offered.iter().find(same) {
            return Some(found);
        }
        let Some((shorter, _)) = range.rsplit_once('-') else {
            break;
        };
        // A subtag of one letter only announces the next.
        range = match shorter.rsplit_once('-') {
            Some((before, last)) if last.len() == 1 => before,
            _ => shorter,
        };
    }
    let of_language = |offer: &&&str| primary(offer).eq_ignore_ascii_case(range);
    offered.iter().find(of_language).copied()
}

/// The language of the table that serves a tag.
pub(super) fn ours(wanted: &str) -> Option<&'static str> {
    // Punjabi in Arabic script is read by people who read Urdu, and not by those who read Gurmukhi.
    let mut subtags = wanted.trim().split(['-', '_']);
    let punjabi = subtags
        .next()
        .is_some_and(|tag| tag.eq_ignore_ascii_case("pa"));
    let other_script = |tag: &str| {
        ["arab", "pk"]
            .iter()
            .any(|one| tag.eq_ignore_ascii_case(one))
    };
    if punjabi && subtags.any(other_script) {
        return Some("ur");
    }
    best(wanted, Text::LANGUAGES.iter().copied())
}

/// Which way a language is written: by its script where the tag names one, else by its usual one.
pub fn direction(tag: &str) -> &'static str {
    const SCRIPTS: [&str; 8] = [
        "arab", "aran", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg",
    ];
    const LANGUAGES: [&str; 13] = [
        "ar", "ckb", "dv", "fa", "he", "iw", "nqo", "pnb", "ps", "sd", "ug", "ur", "yi",
    ];
    let tag = tag.to_ascii_lowercase().replace('_', "-");
    let script = tag.split('-').skip(1).find(|subtag| {
        subtag.len() == 4 && subtag.bytes().all(|letter| letter.is_ascii_alphabetic())
    });
    let from_right = match script {
        Some(script) => SCRIPTS.contains(&script),
        None => LANGUAGES.contains(&primary(&tag)),
    };
    if from_right { "rtl" } else { "ltr" }
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}
