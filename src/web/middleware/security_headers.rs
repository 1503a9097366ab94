//! Middleware that sets the security headers of responses: the Content-Security-Policy of pages and
//! frames, the referrer policy and `nosniff`.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::pages::styles;
use crate::web::state::AppState;

/// Adds the headers that every response carries.
pub(in crate::web) async fn add_to_all(request: Request, next: Next) -> Response {
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
pub(in crate::web) async fn add_page_policy(
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
pub(in crate::web) async fn add_frame_policy(
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
    let widgets = styles::widgets();
    let policy = format!(
        "default-src 'none'; script-src 'self' {public_url} 'wasm-unsafe-eval'; style-src {styles} {widgets}; \
         font-src 'self' {public_url}; img-src 'self' data:; connect-src 'self' {public_url}; \
         form-action 'self' {public_url}; base-uri 'none'{ancestors}"
    );
    HeaderValue::from_str(&policy).expect("an origin and hashes are plain ASCII")
}
