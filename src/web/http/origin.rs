//! Which page a request comes from, and whether that page's site may embed.

use axum::http::{HeaderMap, header};
use url::Url;

use super::{language, own_origins::OwnOrigins};
use crate::domain::declarations::sites::Sites;
use crate::domain::signatures::EmbeddingPage;
use crate::web::error::Error;

const MAX_URL_CHARS: usize = 2_000;

/// The origin that requests a widget, empty for our own pages, or an error that names the origin
/// that the organiser must add. The browser's `Origin` header takes precedence over what the page
/// claims. `web/forms/csrf.rs` decides which origins may post.
pub(in crate::web) fn embedding_site(
    headers: &HeaderMap,
    claimed: &str,
    own: &OwnOrigins,
    sites: &Sites,
) -> Result<String, Error> {
    let named = headers
        .get(header::ORIGIN)
        .and_then(|value| value.to_str().ok());
    let sender = match named {
        None | Some("null") => claimed.trim(),
        Some(origin) => origin,
    };
    let ours = own.holds(sender, headers);
    // Our own page names the page around it, because it may be in a frame on an allied site.
    let asking = if ours { claimed.trim() } else { sender };
    if asking.is_empty() || own.names(asking) || ours && !sites.allows(asking) {
        return Ok(String::new());
    }
    if !sites.allows(asking) {
        return Err(not_allowed(asking));
    }
    Ok(serialised(asking).unwrap_or_default())
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
        lang: language::tag(lang),
        page_url,
        site,
        source: String::new(),
    }
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
}
