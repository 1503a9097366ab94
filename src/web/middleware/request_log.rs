//! Middleware that logs and counts each request. It is the outermost layer, so that it records what
//! the visitor got.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue, Method},
    middleware::Next,
    response::Response,
};
use tracing::Instrument as _;

/// One log line and two metrics for each request. Only the matched route is logged: the path of an
/// emailed link contains its token, and queries may contain anything.
pub(in crate::web) async fn record(request: Request, next: Next) -> Response {
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
