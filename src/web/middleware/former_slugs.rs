//! Middleware that leads from addresses with a former slug to those with the present one.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, Uri},
    middleware::Next,
    response::Response,
};
use widgets::wire::ConfirmedKind;

use crate::web::{http::respond, state::AppState};

/// Redirects pages, documents and pictures; their query is kept. Forms are accepted under any slug, and
/// so are fragments, frames and the API, whose addresses are in other sites' pages.
pub(in crate::web) async fn redirect(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    match present_address(&state, request.method(), request.uri()).await {
        Some(address) => respond::moved(address),
        None => next.run(request).await,
    }
}

/// The address with the present slug, if this one has a former one.
async fn present_address(state: &AppState, method: &Method, uri: &Uri) -> Option<HeaderValue> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return None;
    }
    let (path, query) = (uri.path(), uri.query());
    let (kind, head, rest) = match path.strip_prefix("/d/") {
        Some(rest) => (ConfirmedKind::Signature, "/d/", rest),
        None => (
            ConfirmedKind::Subscription,
            "/l/",
            path.strip_prefix("/l/")?,
        ),
    };
    // What follows a slug begins with neither a letter nor a hyphen: `/embed`, `.pdf`.
    let slug = rest.split(['/', '.']).next()?;
    let present = state.present_slug(kind, slug).await?;
    let after = &rest[slug.len()..];
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    HeaderValue::try_from(format!("{head}{present}{after}{query}")).ok()
}
