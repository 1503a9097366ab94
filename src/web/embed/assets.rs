//! Serves the bundle: each file has an address that names its content, so browsers fetch it only
//! once. `bundle.rs` lists the files.

use std::{borrow::Cow, sync::Arc};

use crate::bundle;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use headers::HeaderMapExt as _;

use super::loaders::{self, Loader};
use crate::web::{
    error::Error,
    http::{
        encoding::Encoding,
        respond::{self, CachedContent, TextHead},
    },
    state::AppState,
};

/// The loader that accepts only the bytes of one version.
pub const PINNED: &str = "pinned.js";

/// The longest lifetime that browsers honour.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// `GET /assets/{hash}/{name}`: the content at an address never changes, so browsers need not ask
/// twice.
pub(in crate::web) async fn asset(
    State(state): State<AppState>,
    Path((hash, name)): Path<(String, String)>,
    request: HeaderMap,
) -> Result<Response, Error> {
    if let Some(loader) = state.loaders().at(&hash, &name) {
        return Ok(addressed(loader, IMMUTABLE, &request).await);
    }
    if bundle::hash(&name) == Some(hash.as_str()) {
        return Ok(file(&name, IMMUTABLE, &request));
    }
    // Other people's pages name the loaders of other versions, and will keep doing so. No other
    // address is worth a database query.
    let kept = if name == PINNED && is_hash(&hash) {
        state.store().declarations().loader(&hash).await?
    } else {
        None
    };
    let Some(script) = kept else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let head = TextHead {
        content_type: content_type(PINNED),
        cache: IMMUTABLE,
        varies_by: None,
        shared: false,
    };
    let script = CachedContent::of(script.into());
    let mut response = respond::text(state.compressor(), &request, head, &script).await;
    open(&mut response, IMMUTABLE);
    Ok(response)
}

fn is_hash(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|one| one.is_ascii_hexdigit())
}

/// For a script whose tag is pasted into other sites' pages: its address never changes, so cached
/// copies must be short-lived.
pub(super) const FIVE_MINUTES: &str = "public, max-age=300";

pub(super) const NO_BUNDLE: (StatusCode, &str) = (
    StatusCode::NOT_FOUND,
    "this server was built without its bundle\n",
);

/// `GET /undersigned.js`
pub async fn loader(State(state): State<AppState>, request: HeaderMap) -> Response {
    let Some(loader) = state.loaders().named(loaders::TAG) else {
        return NO_BUNDLE.into_response();
    };
    let response = addressed(loader, FIVE_MINUTES, &request).await;
    pasted(loader.hash(), &request, response)
}

/// `GET /frame.js`
pub async fn frame_script(request: HeaderMap) -> Response {
    const NAME: &str = "frame.js";
    match bundle::hash(NAME) {
        Some(hash) => pasted(hash, &request, file(NAME, FIVE_MINUTES, &request)),
        None => NO_BUNDLE.into_response(),
    }
}

/// Answers 304 to a client that already has the script.
fn pasted(hash: &str, request: &HeaderMap, whole: Response) -> Response {
    let etag = respond::weak_etag(hash);
    let mut response = if respond::is_known(&etag, request) {
        let head = [
            (header::CACHE_CONTROL, FIVE_MINUTES),
            (header::VARY, "accept-encoding"),
        ];
        (StatusCode::NOT_MODIFIED, head).into_response()
    } else {
        whole
    };
    response.headers_mut().typed_insert(etag);
    let open = HeaderValue::from_static("*");
    response
        .headers_mut()
        .insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, open);
    response
}

/// A file of the bundle in the smallest encoding that the client accepts.
fn file(name: &str, cache: &'static str, request: &HeaderMap) -> Response {
    let chosen = Encoding::accepted(request).find_map(|encoding| {
        Some((
            encoding,
            bundle::content(&format!("{name}{}", encoding.suffix()))?,
        ))
    });
    let Some((encoding, file)) = chosen else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let response = match file {
        Cow::Borrowed(bytes) => bytes.into_response(),
        Cow::Owned(bytes) => bytes.into_response(),
    };
    dressed(response, content_type(name), encoding, cache)
}

/// A loader in the smallest encoding that the client accepts.
async fn addressed(loader: &Arc<Loader>, cache: &'static str, request: &HeaderMap) -> Response {
    let encoding = Encoding::accepted(request).next();
    let encoding = encoding.unwrap_or(Encoding::Plain);
    let response = loader.encoded(encoding).await.into_response();
    dressed(response, content_type(PINNED), encoding, cache)
}

fn dressed(
    mut response: Response,
    kind: &'static str,
    encoding: Encoding,
    cache: &'static str,
) -> Response {
    let known = response.headers_mut();
    let kind = HeaderValue::from_static(kind);
    known.insert(header::CONTENT_TYPE, kind);
    let varies = HeaderValue::from_static("accept-encoding");
    known.insert(header::VARY, varies);
    if let Some(token) = encoding.token() {
        let encoding = HeaderValue::from_static(token);
        known.insert(header::CONTENT_ENCODING, encoding);
    }
    open(&mut response, cache);
    response
}

/// Sets how long the response is cached, and that any origin may use it: modules, fonts and wasm
/// are fetched with CORS, and by cross-origin isolated pages.
fn open(response: &mut Response, cache: &'static str) {
    let policy = HeaderName::from_static("cross-origin-resource-policy");
    for (name, value) in [
        (header::CACHE_CONTROL, cache),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (policy, "cross-origin"),
    ] {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
