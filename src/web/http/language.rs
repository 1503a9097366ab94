//! Which language a visitor reads: the one asked for, or those of `Accept-Language`.
//!
//! The header is parsed here because the crates for it misread legal ones: `fluent-langneg` ignores
//! the weights, and `accept-language` keeps languages with a weight of 0.

use axum::http::{HeaderMap, header};
use serde::Deserialize;
use widgets::text::Text;

const MAX_LANG_CHARS: usize = 35;
/// No visitor reads more languages than this.
const MAX_RANGES: usize = 20;

/// The query of a page that has several languages.
#[derive(Deserialize)]
pub(in crate::web) struct LangQuery {
    /// BCP 47.
    pub lang: Option<String>,
}

/// A language tag that has the characters of BCP 47, including one written as systems write locales
/// ("cy_GB"); English for anything else.
pub(in crate::web) fn tag(tag: &str) -> String {
    let tag = tag.trim().replace('_', "-");
    if is_tag(&tag) { tag } else { "en".to_owned() }
}

fn is_tag(tag: &str) -> bool {
    (2..=MAX_LANG_CHARS).contains(&tag.len())
        && tag
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The languages that a visitor reads, best first: the requested one, then the browser's.
pub(in crate::web) fn wanted(asked: Option<&str>, headers: &HeaderMap) -> Vec<String> {
    // A header may come in several lines, which form one list (RFC 9110, section 5.3).
    let mut ranges: Vec<(f32, &str)> = headers
        .get_all(header::ACCEPT_LANGUAGE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .take(MAX_RANGES)
        .filter_map(weighed)
        .collect();
    // The sort is stable, so languages of equal weight stay in the browser's order.
    ranges.sort_by(|one, other| other.0.total_cmp(&one.0));
    asked
        .map(|tag| tag.trim().replace('_', "-"))
        .into_iter()
        .chain(ranges.into_iter().map(|(_, tag)| tag.to_owned()))
        .filter(|tag| is_tag(tag))
        .collect()
}

/// A language range with its weight. There may be spaces around the semicolon, and the parameter's
/// name may be in capitals (RFC 9110, sections 12.4.2 and 5.6.6). `None` if the weight is 0 or
/// invalid.
fn weighed(range: &str) -> Option<(f32, &str)> {
    let mut parts = range.split(';').map(str::trim);
    let tag = parts.next()?;
    let weight = parts.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("q")
            .then_some(value.trim())
    });
    let quality = weight.map_or(Some(1.0), |weight| weight.parse().ok())?;
    (quality > 0.0 && quality <= 1.0).then_some((quality, tag))
}

/// Whether the requested language is one of ours, so that the browser's languages do not matter for
/// our own words.
pub(in crate::web) fn decides(asked: Option<&str>) -> bool {
    let wanted = wanted(asked, &HeaderMap::new());
    wanted.first().is_some_and(|tag| Text::serves(tag))
}

/// The language of our own words: the first of the visitor's languages that we have, then that of
/// the text itself.
pub(in crate::web) fn negotiate(
    asked: Option<&str>,
    headers: &HeaderMap,
    text_lang: &str,
) -> &'static str {
    let wanted = wanted(asked, headers);
    Text::of_first(wanted.iter().map(String::as_str).chain([text_lang])).lang()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_preferred_supported_language_is_chosen() {
        let headers = |accepted: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accepted));
            headers
        };
        for (asked, accepted, text, expected) in [
            (None, "", "cy", "cy"),
            (None, "ur-PK,ur;q=0.9,en;q=0.8", "cy", "ur"),
            (None, "en;q=0.3, zh, fr;q=0.7", "cy", "fr"),
            (None, "de, ja;q=0.5", "pl", "pl"),
            (None, "*;q=0.5, en;q=0", "ar", "ar"),
            (Some("bn-BD"), "en", "cy", "bn"),
            (Some("<b>"), "fr", "cy", "fr"),
            (Some("la"), "", "la", "en"),
            (None, "cy; q=0.9, en;q=0.5", "fr", "cy"),
            (None, "en;q=0.1,fr;Q=1", "cy", "fr"),
            (None, "en\t;\tq=0.1 , pl ; q=0.7", "cy", "pl"),
            (None, "en;level=1;q=0.1, ur", "cy", "ur"),
            (None, "fr;q=much, pl;q=0.2", "cy", "pl"),
            (None, ",, ,bn", "cy", "bn"),
            (Some("cy_GB"), "fr", "en", "cy"),
            (Some(" pa_Arab_PK "), "fr", "en", "ur"),
        ] {
            let spoken = negotiate(asked, &headers(accepted), text);
            assert_eq!(spoken, expected, "{asked:?} {accepted}");
        }
    }

    #[test]
    fn only_a_language_of_ours_decides_alone() {
        for (asked, decides) in [
            (None, false),
            (Some("bn-BD"), true),
            (Some("cy_GB"), true),
            (Some("tlh"), false),
            (Some("<b>"), false),
            (Some(""), false),
        ] {
            assert_eq!(super::decides(asked), decides, "{asked:?}");
        }
    }

    #[test]
    fn an_invalid_language_tag_falls_back_to_english() {
        assert_eq!(tag("pt-BR"), "pt-BR");
        assert_eq!(tag("<b>"), "en");
        assert_eq!(tag("cy_GB"), "cy-GB");
        assert_eq!(tag(""), "en");
    }
}
