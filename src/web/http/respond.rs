//! Builds responses with the right cache headers. The Content-Security-Policy is in
//! `web/middleware/security_headers.rs`.

use axum::{
    Extension,
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use headers::{ETag, HeaderMapExt as _, IfNoneMatch};
use sha2::{Digest, Sha256};

use super::compression::{self, Compressor};
use super::encoding;
use crate::web::error::Error;

/// A page that is the same for all visitors.
pub(in crate::web) fn public_page(html: String) -> Response {
    page(StatusCode::OK, html, "no-cache")
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
pub fn private_page(html: String) -> Response {
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

/// A response to what a visitor typed.
pub fn page_with(status: StatusCode, html: String) -> Response {
    let mut response = page(status, html, "no-store");
    if status == StatusCode::SERVICE_UNAVAILABLE {
        let seconds = HeaderValue::from(Error::UNAVAILABLE_S);
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

fn page(status: StatusCode, html: String, cache: &'static str) -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
    ];
    (status, headers, Extension(Worded), html).into_response()
}

/// Marks a response that has its own text for any status, so that no error page replaces it: it may
/// contain what a visitor typed.
#[derive(Clone, Copy)]
pub(in crate::web) struct Worded;

/// The cache lifetime for responses that many clients request and few need up to the second.
const A_LITTLE_WHILE: &str = "public, max-age=15, stale-while-revalidate=60";

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
    checked(request, content_type, cache, &Validator::of(&body), body)
}

/// Like `cacheable`, for a body so long that its hash is not computed again for each request.
pub(in crate::web) fn cacheable_with(
    request: &HeaderMap,
    content_type: &'static str,
    validator: &Validator,
    body: Bytes,
) -> Response {
    checked(request, content_type, A_LITTLE_WHILE, validator, body)
}

fn checked(
    request: &HeaderMap,
    content_type: &'static str,
    cache: &'static str,
    validator: &Validator,
    body: Bytes,
) -> Response {
    let headers = validator.headers(content_type, cache);
    if validator.is_known(request) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, body).into_response()
}

/// Like `cacheable`, for a body that is requested so often that one compressed copy serves many
/// clients.
pub(in crate::web) async fn compressed(
    compressor: &Compressor,
    request: &HeaderMap,
    content_type: &'static str,
    body: String,
) -> Response {
    let validator = Validator::of(body.as_bytes());
    let headers = validator.headers(content_type, A_LITTLE_WHILE);
    let mut response = if validator.is_known(request) {
        (StatusCode::NOT_MODIFIED, headers).into_response()
    } else if encoding::takes_brotli(request) {
        let bytes = compressor.brotli(validator.digest, &body).await;
        (headers, [(header::CONTENT_ENCODING, "br")], bytes).into_response()
    } else {
        (headers, body).into_response()
    };
    let varies = HeaderValue::from_static("accept-encoding");
    response.headers_mut().append(header::VARY, varies);
    response
}

/// Identifies a text for conditional requests.
#[derive(Clone, Debug)]
pub(in crate::web) struct Validator {
    digest: compression::Digest,
    etag: ETag,
}

impl Validator {
    pub(in crate::web) fn of(text: &[u8]) -> Validator {
        let digest: compression::Digest = Sha256::digest(text).into();
        let etag = weak_etag(&URL_SAFE_NO_PAD.encode(&digest[..12]));
        Validator { digest, etag }
    }

    /// Whether the client already has this text.
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
