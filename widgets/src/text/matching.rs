//! Finds the language that matches a BCP 47 tag, by lookup as in RFC 4647, section 3.4, and the
//! direction it is written in.

use super::Text;

/// The tag in `offered` that best matches `wanted`, if any does: the tag itself, then the tag with
/// ever fewer subtags (`cy-GB` → `cy`), then any of the same language (`en-US` → `en-GB`).
///
/// Operating systems write locales with underscores (`cy_GB`), and pages repeat them.
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
        // A one-letter subtag only introduces the next one.
        range = match shorter.rsplit_once('-') {
            Some((before, last)) if last.len() == 1 => before,
            _ => shorter,
        };
    }
    let of_language = |offer: &&&str| primary(offer).eq_ignore_ascii_case(range);
    offered.iter().find(of_language).copied()
}

/// The language in our table that matches a tag.
pub(super) fn ours(wanted: &str) -> Option<&'static str> {
    // People who read Punjabi in Arabic script can read Urdu but not Gurmukhi.
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

/// The direction a language is written in: that of the script if the tag names one, otherwise that
/// of the language's usual script.
pub fn direction(tag: &str) -> &'static str {
    const SCRIPTS: [&str; 8] = [
        "arab", "aran", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg",
    ];
    const LANGUAGES: [&str; 13] = [
        "ar", "ckb", "dv", "fa", "he", "iw", "nqo", "pnb", "ps", "sd", "ug", "ur", "yi",
    ];
    let tag = tag.to_ascii_lowercase().replace('_', "-");
    let script = tag.split('-').skip(1).find(|subtag| {
        subtag.len() == 4
            && subtag
                .bytes()
                .all(|character| character.is_ascii_alphabetic())
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
