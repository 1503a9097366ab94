//! Middleware between the network and the handlers: the log line, the size of bodies, headers. The
//! rate limit is in `write_limit.rs`.
//!
//! Their order, with the reasons, is in `web/mod.rs`.

use std::{any::Any, time::Instant};

use axum::{
    body::{Body, Bytes},
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;
use tracing::Instrument as _;

use crate::pages::styles;
use crate::web::{error::Error, state::AppState};

/// The largest request body that is read.
pub(in crate::web) const MAX_BODY_BYTES: usize = 16 * 1024;
/// How much of a body that is too large is discarded before responding: a client that is still
/// sending would otherwise see a broken connection instead of the response.
const MAX_DISCARDED_BYTES: usize = 32 * 1024 * 1024;

/// One log line and two metrics for each request. Only the matched route is logged: the path of a
/// emailed link contains its token, and queries may contain anything.
pub(in crate::web) async fn observe(request: Request, next: Next) -> Response {
    let id = uuid::Uuid::new_v4().to_string();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "(none)".to_owned(), |path| path.as_str().to_owned());
    let began = Instant::now();
    let span = tracing::info_span!("request", id, %method, route);
    let mut response = async {
        let response = next.run(request).await;
        let status = response.status().as_u16();
        let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(status, ms, "request answered");
        response
    }
    .instrument(span)
    .await;
    let labels = [
        ("method", method_label(&method).to_owned()),
        ("route", route),
    ];
    let status = ("status", response.status().as_u16().to_string());
    metrics::histogram!("undersigned_http_request_seconds", &labels)
        .record(began.elapsed().as_secs_f64());
    let [method, route] = labels;
    metrics::counter!("undersigned_http_requests_total", &[method, route, status]).increment(1);
    let id = HeaderValue::from_str(&id).expect("a UUID is a header value");
    response
        .headers_mut()
        .insert(HeaderName::from_static("x-request-id"), id);
    response
}

/// Methods are free text in a request; as labels they would let an attacker create endless series.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Adds the headers that every response carries.
pub(in crate::web) async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // Other sites do not learn where a visitor came from; our own forms need the referrer as their
    // origin.
    headers
        .entry(header::REFERRER_POLICY)
        .or_insert(HeaderValue::from_static("same-origin"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// Adds the policy of our own pages to every page that does not set one.
pub(in crate::web) async fn confine(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let page = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if page {
        headers
            .entry(header::CONTENT_SECURITY_POLICY)
            .or_insert_with(|| state.page_policy().clone());
    }
    response
}

/// The same for frames, including their notices.
pub(in crate::web) async fn confine_frame(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        state.frame_policy().clone(),
    );
    response
}

/// Allows nothing from elsewhere, no inline script, and no frame around a page with buttons. The
/// public URL is named besides `'self'`, for visitors who came by another of our names.
pub(in crate::web) fn page_policy(public_url: &str) -> HeaderValue {
    page_policy_with(public_url, "")
}

/// The same for a page with a style sheet of its own, given in the policy's syntax.
pub(in crate::web) fn page_policy_with(public_url: &str, styles: &str) -> HeaderValue {
    let styles = format!("{} {styles}", styles::page().source);
    policy(public_url, styles.trim_end(), "; frame-ancestors 'none'")
}

/// The same for frames. It does not say who may embed them: an opaque origin, such as an editor's
/// preview, matches no list that a policy could name. The handler checks the site.
pub(in crate::web) fn frame_policy(public_url: &str) -> HeaderValue {
    policy(public_url, &styles::frame().source, "")
}

fn policy(public_url: &str, styles: &str, ancestors: &str) -> HeaderValue {
    let widgets = &styles::widgets().source;
    let policy = format!(
        "default-src 'none'; script-src 'self' {public_url} 'wasm-unsafe-eval'; style-src {styles} {widgets}; \
         font-src 'self' {public_url}; img-src 'self' data:; connect-src 'self' {public_url}; \
         form-action 'self' {public_url}; base-uri 'none'{ancestors}"
    );
    HeaderValue::from_str(&policy).expect("an origin and hashes are plain ASCII")
}

/// A panic in a handler becomes the same response as any other fault of ours.
pub(in crate::web) fn answer_panic(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Error::Internal.into_response()
}

/// Reads small bodies whole and rejects large ones, before any handler. A client that is too slow
/// gets a response too.
pub(in crate::web) async fn limit_body(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let read = tokio::time::timeout(state.patience(), read_small(body)).await;
    match read.unwrap_or(Err(Error::Malformed("the body came too slowly"))) {
        Ok(bytes) => {
            next.run(Request::from_parts(parts, Body::from(bytes)))
                .await
        }
        Err(error) => error.into_response(),
    }
}

async fn read_small(mut body: Body) -> Result<Bytes, Error> {
    let mut kept = Vec::new();
    let mut seen = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Error::Malformed("the body broke off"))?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        seen += data.len();
        if seen <= MAX_BODY_BYTES {
            kept.extend_from_slice(data);
        } else if seen > MAX_DISCARDED_BYTES {
            break;
        }
    }
    if seen > MAX_BODY_BYTES {
        return Err(Error::TooLarge);
    }
    Ok(kept.into())
}
