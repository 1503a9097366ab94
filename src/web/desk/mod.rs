//! The organisers' desk, `/desk/…`. `routes.rs` has the one table of its routes, `access.rs` decides who
//! may call each, and the handlers are in one file per page.

mod access;
mod account;
mod audit;
mod colleagues;
mod cookies;
mod exports;
mod first_owner;
mod invitations;
mod overview;
mod routes;
mod scopes;
mod sign_in;
mod step_up;
mod subjects;

use std::sync::LazyLock;

use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse as _, Redirect, Response},
    routing::{any, get},
};

pub use routes::{Access, DeskRoute, ROUTES, StepUp};

use super::{
    error::{self, Error},
    state::AppState,
};
use crate::i18n::problems;
use crate::pages::desk::denials::{self, Denial};
use crate::pages::styles;

/// Every route of the desk, each behind its own check.
pub(super) fn router(state: &AppState) -> Router<AppState> {
    let unknown = Router::new()
        .route("/desk/", get(async || Redirect::permanent("/desk")))
        .route("/desk/{*unknown}", any(async || Error::NotFound));
    ROUTES.iter().fold(unknown, |router, route| {
        let admitted = from_fn_with_state((state.clone(), route), access::admit);
        router.route(route.path, (route.handler)().layer(admitted))
    })
}

/// Leads a browser to another page of the desk after a form; `path` has no host.
fn see_other(path: &str) -> Response {
    Redirect::to(path).into_response()
}

static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let policy = format!(
        "default-src 'none'; style-src {}; font-src 'self'; img-src 'self' data:; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'",
        styles::desk().source
    );
    HeaderValue::try_from(policy).expect("hashes are plain ASCII")
});

/// The headers of every response of the desk: a policy without scripts and other origins, no frames, no
/// window of another origin that opened it, no copy in any cache.
pub(super) async fn add_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
        ("referrer-policy", "same-origin"),
    ] {
        let name = HeaderName::from_static(name);
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Every failure becomes a page of the desk. What is not there gets the same answer as what the
/// account has no right to.
pub(super) async fn as_page(request: Request, next: Next) -> Response {
    let asks_for_methods = *request.method() == Method::OPTIONS;
    let head = access::open_head(request.headers());
    let mut response = next.run(request).await;
    if asks_for_methods && response.status() == StatusCode::METHOD_NOT_ALLOWED {
        // The router has already listed the methods in `Allow`.
        *response.status_mut() = StatusCode::NO_CONTENT;
        return response;
    }
    let Some(failure) = Error::behind(&response) else {
        return response;
    };
    if matches!(failure, Error::NotFound) {
        return access::nothing_here(head).await;
    }
    let denial = Denial::Other {
        heading: problems::heading(&head.lang, failure.code()).to_owned(),
        what: failure.for_people(&head.lang).to_owned(),
    };
    let page = denials::draw(head, denial).await;
    error::retold(response, &failure, "text/html; charset=utf-8", page)
}
