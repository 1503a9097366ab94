//! Builds responses with the right cache headers. The Content-Security-Policy is in
//! `web/middleware/security_headers.rs`.

use axum::{
    Extension,
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use headers::{ETag, HeaderMapExt as _, IfNoneMatch};
use sha2::{Digest, Sha256};

use super::compression::{self, Compressor};
use super::encoding::Encoding;
use crate::web::error::Error;

/// A page that is the same for all visitors.
pub(in crate::web) fn public_page(html: String) -> Response {
    page(StatusCode::OK, html, REVALIDATED)
}

/// A public page in the visitor's language.
pub(in crate::web) fn page_in_language(html: String) -> Response {
    let mut response = public_page(html);
    let varies = HeaderValue::from_static("accept-language");
    response.headers_mut().append(header::VARY, varies);
    response
}

/// A page behind an emailed link: its address is a secret that must not leak to other sites as the
/// referrer.
pub fn private_page(html: impl Into<Body>) -> Response {
    let mut response = page_with(StatusCode::OK, html);
    let policy = HeaderValue::from_static("no-referrer");
    response
        .headers_mut()
        .insert(header::REFERRER_POLICY, policy);
    response
}

/// Redirects to another of our own pages behind an emailed link; `path` has no host.
pub(in crate::web) fn private_redirect(path: &str) -> Response {
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        ),
    ];
    (headers, Redirect::to(path)).into_response()
}

/// Leads for good to another of our own addresses. It is asked for each time, because the move may be
/// undone later.
pub(in crate::web) fn moved(to: HeaderValue) -> Response {
    let headers = [
        (header::LOCATION, to),
        (header::CACHE_CONTROL, HeaderValue::from_static(REVALIDATED)),
    ];
    (StatusCode::MOVED_PERMANENTLY, headers).into_response()
}

/// A response to what a visitor typed.
pub fn page_with(status: StatusCode, html: impl Into<Body>) -> Response {
    let mut response = page(status, html, "no-store");
    if status == StatusCode::SERVICE_UNAVAILABLE {
        let seconds = HeaderValue::from(Error::UNAVAILABLE_S);
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

fn page(status: StatusCode, html: impl Into<Body>, cache: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(HTML)),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
    ];
    (status, headers, Extension(Worded), html.into()).into_response()
}

/// Marks a response that has its own text for any status, so that no error page replaces it: it may
/// contain what a visitor typed.
#[derive(Clone, Copy)]
pub(in crate::web) struct Worded;

pub(in crate::web) const HTML: &str = "text/html; charset=utf-8";

/// The `Cache-Control` of what shows counts and names: a copy may be kept, but each use asks whether
/// it is still true.
pub(in crate::web) const REVALIDATED: &str = "no-cache";

/// The `Cache-Control` of what need not be true to the second: a printed document, the exact text of
/// a version.
pub(in crate::web) const A_LITTLE_WHILE: &str = "public, max-age=15, stale-while-revalidate=60";

/// What a CDN may do in spite of `Cache-Control` (RFC 9213). So a CDN may show a name for 40 seconds
/// after it was withdrawn; docs/operating.md says so.
const CDN_CACHE_CONTROL: &str = "max-age=10, stale-while-revalidate=30";

/// A response that many clients request and few need up to the second: cached briefly, then
/// revalidated cheaply.
pub(in crate::web) fn cacheable(
    request: &HeaderMap,
    content_type: &'static str,
    body: String,
) -> Response {
    kept(request, content_type, A_LITTLE_WHILE, body.into())
}

/// The same with the given `Cache-Control`.
pub(in crate::web) fn kept(
    request: &HeaderMap,
    content_type: &'static str,
    cache: &'static str,
    body: Bytes,
) -> Response {
    content(request, content_type, cache, &CachedContent::of(body))
}

/// The same for content that is cached here, so that its hash is not computed for each request.
pub(in crate::web) fn content(
    request: &HeaderMap,
    content_type: &'static str,
    cache: &'static str,
    content: &CachedContent,
) -> Response {
    let headers = content.validator.headers(content_type, cache);
    if content.validator.is_known(request) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, content.bytes.clone()).into_response()
}

/// The headers of a public text, apart from its ETag and encoding.
pub(in crate::web) struct TextHead {
    pub content_type: &'static str,
    /// For browsers, and for caches that are no CDN of the operator's.
    pub cache: &'static str,
    /// The request header that decides the text besides its address.
    pub varies_by: Option<&'static str>,
    /// Whether the operator's CDN may keep it for all visitors.
    pub shared: bool,
}

impl TextHead {
    /// A page. `by_address` says whether its address alone decides its languages, and not those of
    /// the visitor's browser; otherwise no CDN may keep it, since most ignore `Vary`.
    pub(in crate::web) fn page(by_address: bool, cdn: bool) -> TextHead {
        TextHead {
            content_type: HTML,
            cache: REVALIDATED,
            varies_by: (!by_address).then_some("accept-language"),
            shared: by_address && cdn,
        }
    }
}

/// A public text that is cached here, in the smallest encoding that the client accepts; one
/// compressed copy serves many clients.
pub(in crate::web) async fn text(
    compressor: &Compressor,
    request: &HeaderMap,
    head: TextHead,
    text: &CachedContent,
) -> Response {
    let mut headers = text.validator.headers(head.content_type, head.cache);
    let varies = [Some("accept-encoding"), head.varies_by];
    for name in varies.into_iter().flatten() {
        headers.append(header::VARY, HeaderValue::from_static(name));
    }
    if head.shared {
        let lifetime = HeaderValue::from_static(CDN_CACHE_CONTROL);
        headers.insert("cdn-cache-control", lifetime);
    }
    if text.validator.is_known(request) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let encoding = Encoding::accepted(request).next();
    let encoding = encoding.unwrap_or(Encoding::Plain);
    if let Some(token) = encoding.token() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(token));
    }
    let digest = text.validator.digest;
    let bytes = compressor.encoded(encoding, digest, &text.bytes).await;
    (headers, bytes).into_response()
}

/// What many clients get, and what identifies it.
#[derive(Clone, Debug)]
pub(in crate::web) struct CachedContent {
    bytes: Bytes,
    validator: Validator,
}

impl CachedContent {
    pub(in crate::web) fn of(bytes: Bytes) -> CachedContent {
        let validator = Validator::of(&bytes);
        CachedContent { bytes, validator }
    }

    pub(in crate::web) fn bytes(&self) -> &Bytes {
        &self.bytes
    }
}

/// Identifies content for conditional requests.
#[derive(Clone, Debug)]
struct Validator {
    digest: compression::Digest,
    etag: ETag,
}

impl Validator {
    fn of(content: &[u8]) -> Validator {
        let digest: compression::Digest = Sha256::digest(content).into();
        let etag = weak_etag(&URL_SAFE_NO_PAD.encode(&digest[..12]));
        Validator { digest, etag }
    }

    /// Whether the client already has this content.
    fn is_known(&self, request: &HeaderMap) -> bool {
        is_known(&self.etag, request)
    }

    fn headers(&self, content_type: &'static str, cache: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        headers.typed_insert(self.etag.clone());
        headers
    }
}

/// An ETag with this content, base64 or hexadecimal. It is weak, because the same text is sent in
/// several encodings.
pub(in crate::web) fn weak_etag(content: &str) -> ETag {
    let etag = format!("W/\"{content}\"").parse();
    etag.expect("letters and digits in quotes are an entity tag")
}

/// Whether `If-None-Match` names this ETag, so that the response is 304. An invalid header matches
/// nothing.
pub(in crate::web) fn is_known(etag: &ETag, request: &HeaderMap) -> bool {
    let known = request.typed_get::<IfNoneMatch>();
    known.is_some_and(|known| !known.precondition_passes(etag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_none_match_is_compared_weakly() {
        for (lines, known) in [
            (&[][..], false),
            (&["W/\"abc\""], true),
            (&["\"abc\""], true),
            (&["*"], true),
            (&["\"x\", W/\"abc\" ,\"y\""], true),
            (&["\"x\"", "\"abc\""], true),
            (&["\"x\", broken, \"abc\""], true),
            (&["\"ab\", \"abcd\""], false),
            (&["abc"], false),
            (&["w/\"abc\""], false),
            (&[""], false),
        ] {
            let mut request = HeaderMap::new();
            for line in lines {
                request.append(header::IF_NONE_MATCH, HeaderValue::from_static(line));
            }
            assert_eq!(is_known(&weak_etag("abc"), &request), known, "{lines:?}");
        }
    }
}
