//! Which page a request comes from, and whether that page's site may embed.

use axum::http::{HeaderMap, header};
use url::Url;
use widgets::text::Text;

use super::own_origins::OwnOrigins;
use crate::domain::declarations::sites::Sites;
use crate::domain::signatures::EmbeddingPage;
use crate::web::error::Error;

const MAX_URL_CHARS: usize = 2_000;
const MAX_LANG_CHARS: usize = 35;
/// No visitor reads more languages than this.
const MAX_RANGES: usize = 20;

/// The origin that requests a widget, empty for our own pages, or an error that names the origin
/// that the organiser must add. The browser's `Origin` header takes precedence over what the page
/// claims. `web/forms/doors.rs` decides which origins may post.
pub(in crate::web) fn embedding_site(
    headers: &HeaderMap,
    claimed: &str,
    own: &OwnOrigins,
    sites: &Sites,
) -> Result<String, Error> {
    let named = headers.get(header::ORIGIN);
    let named = named.and_then(|value| value.to_str().ok());
    let asking = match named {
        None | Some("null") => claimed.trim(),
        Some(origin) => origin,
    };
    let ours = own.holds(asking, headers);
    // Our own page names the page around it, because it may be in a frame on an allied site.
    let asking = if ours { claimed.trim() } else { asking };
    if asking.is_empty() || own.names(asking) || ours && !sites.allows(asking) {
        return Ok(String::new());
    }
    match sites.allows(asking) {
        true => Ok(serialised(asking).unwrap_or_default()),
        false => Err(not_allowed(asking)),
    }
}

/// An origin as browsers write it; `None` for `null`, an opaque origin or an invalid one.
pub(in crate::web) fn serialised(origin: &str) -> Option<String> {
    let origin = Url::parse(origin).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

/// The error that names the origin that the organiser must add.
pub(in crate::web) fn not_allowed(origin: &str) -> Error {
    Error::OriginNotAllowed {
        origin: serialised(origin).unwrap_or_else(|| "null".to_owned()),
    }
}

/// The origin of the page that a navigation came from, if the browser sends it.
pub(in crate::web) fn referring_site(headers: &HeaderMap) -> Option<String> {
    let referer = headers.get(header::REFERER)?.to_str().ok()?;
    Some(Url::parse(referer).ok()?.origin().ascii_serialization())
}

/// The page on which a form was sent. Invalid values are dropped rather than rejected, because the
/// visitor did not type them.
pub(in crate::web) fn page(lang: &str, site: String, page_url: &str) -> EmbeddingPage {
    let page_url = page_address(page_url, &site).unwrap_or_default();
    EmbeddingPage {
        lang: language(lang),
        page_url,
        site,
    }
}

/// A language tag that has the characters of BCP 47, including one written as systems write locales
/// ("cy_GB"); English for anything else.
pub(in crate::web) fn language(tag: &str) -> String {
    let tag = tag.trim().replace('_', "-");
    if is_tag(&tag) { tag } else { "en".to_owned() }
}

fn is_tag(tag: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (2..=MAX_LANG_CHARS).contains(&tag.len()) && tag.bytes().all(plain)
}

/// The languages that a visitor reads, best first: the requested one, then the browser's.
pub(in crate::web) fn wanted(asked: Option<&str>, headers: &HeaderMap) -> Vec<String> {
    // A header may come in several lines, which form one list (RFC 9110, section 5.3).
    let accepted = headers.get_all(header::ACCEPT_LANGUAGE).iter();
    let accepted = accepted.filter_map(|value| value.to_str().ok());
    let mut ranges: Vec<(f32, &str)> = accepted
        .flat_map(|line| line.split(','))
        .take(MAX_RANGES)
        .filter_map(weighed)
        .collect();
    // The sort is stable, so languages of equal weight stay in the browser's order.
    ranges.sort_by(|one, other| other.0.total_cmp(&one.0));
    let asked = asked.map(|tag| tag.trim().replace('_', "-"));
    let ranges = ranges.into_iter().map(|(_, tag)| tag.to_owned());
    let tags = asked.into_iter().chain(ranges);
    tags.filter(|tag| is_tag(tag)).collect()
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

/// The language of our own words: the first of the visitor's languages that we have, then that of
/// the text itself.
pub(in crate::web) fn speaking(
    asked: Option<&str>,
    headers: &HeaderMap,
    text_lang: &str,
) -> &'static str {
    let wanted = wanted(asked, headers);
    Text::of_first(wanted.iter().map(String::as_str).chain([text_lang])).lang()
}

fn page_address(text: &str, site: &str) -> Option<String> {
    let mut url = Url::parse(text).ok()?;
    let fits = text.len() <= MAX_URL_CHARS
        && matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none()
        && url.origin().ascii_serialization() == site;
    url.set_fragment(None);
    fits.then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::{super::own_origins, *};

    const OWN: &str = "https://act.example";

    fn ask(origin: Option<&str>, claimed: &str) -> Result<String, String> {
        let sites = Sites::parse(&["https://ally.example".to_owned()]).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("localhost:8080"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_str(origin).unwrap());
        }
        embedding_site(&headers, claimed, &own_origins::tests::at(OWN), &sites).map_err(|error| {
            match error {
                Error::OriginNotAllowed { origin } => origin,
                other => other.code().to_owned(),
            }
        })
    }

    #[test]
    fn the_origin_header_takes_precedence_over_the_claimed_origin() {
        let ally = Ok("https://ally.example".to_owned());
        let refused = |origin: &str| Err(origin.to_owned());
        for (origin, claimed, expected) in [
            (Some("https://ally.example"), "", ally.clone()),
            (
                Some("https://evil.example"),
                "https://ally.example",
                refused("https://evil.example"),
            ),
            (None, "https://ally.example", ally.clone()),
            (
                None,
                "https://evil.example/x?y",
                refused("https://evil.example"),
            ),
            (Some("null"), "https://ally.example", ally.clone()),
            (Some("null"), "nonsense", refused("null")),
            (Some(OWN), "", Ok(String::new())),
            (Some(OWN), "https://ally.example", ally),
            (Some(OWN), "https://evil.example", Ok(String::new())),
            (Some("http://localhost:8080"), "", Ok(String::new())),
            (
                Some("http://act.internal:8080"),
                "",
                refused("http://act.internal:8080"),
            ),
            (None, "", Ok(String::new())),
        ] {
            assert_eq!(ask(origin, claimed), expected, "{origin:?} {claimed}");
        }
    }

    #[test]
    fn a_page_url_is_stored_only_if_it_is_on_the_embedding_site() {
        let kept = |address: &str| page("en", "https://ally.example".to_owned(), address).page_url;
        assert_eq!(
            kept("https://ally.example/?p=7#sign"),
            "https://ally.example/?p=7"
        );
        for dropped in [
            "javascript:alert(1)",
            "https://evil.example/",
            "https://u:p@ally.example/",
            "",
        ] {
            assert_eq!(kept(dropped), "", "{dropped}");
        }
    }

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
            let spoken = speaking(asked, &headers(accepted), text);
            assert_eq!(spoken, expected, "{asked:?} {accepted}");
        }
    }

    #[test]
    fn an_invalid_language_tag_falls_back_to_english() {
        assert_eq!(language("pt-BR"), "pt-BR");
        assert_eq!(language("<b>"), "en");
        assert_eq!(language("cy_GB"), "cy-GB");
        assert_eq!(language(""), "en");
    }
}
