//! Everything that speaks HTTP, and the only folder that says `axum`: every route on this screen,
//! and the layers around them in order, each with its reason. A file per noun holds the handlers.

mod answer;
pub mod assets;
mod body;
mod confirmations;
mod declarations;
mod description;
mod error;
mod fragments;
mod guard;
mod health;
mod lists;
mod origin;
mod own_pages;
mod shares;
mod site;
mod unsubscriptions;

use std::time::Duration;

use axum::{
    Router,
    http::{HeaderName, Method, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    cors::{Any, CorsLayer},
    timeout::TimeoutLayer,
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub use guard::WriteLimit;
pub use site::Site;

/// A visitor gives up before this; nothing we do takes as long unless something is wrong.
const TIMEOUT: Duration = Duration::from_secs(15);

/// The whole server.
pub fn router(site: Site) -> Router {
    let (api, paths) = OpenApiRouter::new()
        .routes(routes!(declarations::declaration))
        .routes(routes!(declarations::signatories, declarations::sign))
        .routes(routes!(lists::subscribe))
        .routes(routes!(confirmations::confirm))
        .routes(routes!(shares::share))
        .split_for_parts();
    let description = description::base().nest("/api/v1", paths);
    let api = api.route("/openapi.json", get(description::serve(description)));

    let fragments = Router::new()
        .route("/signature", get(fragments::signature))
        .route("/signup", get(fragments::signup))
        .route("/share", get(fragments::share));

    let pages = Router::new()
        .route("/", get(own_pages::home))
        .route("/d/{slug}", get(own_pages::declaration))
        .route("/d/{slug}/signatures", post(own_pages::sign))
        .route("/l/{slug}", get(own_pages::list))
        .route("/l/{slug}/subscriptions", post(own_pages::subscribe))
        .route("/confirm", post(confirmations::type_code))
        .route(
            "/confirm/{token}",
            get(confirmations::ask).post(confirmations::press),
        )
        .route(
            "/unsubscribe/{token}",
            get(unsubscriptions::ask).post(unsubscriptions::leave),
        )
        .route("/problems/{code}", get(own_pages::problem))
        .route("/undersigned.js", get(assets::loader))
        .route("/assets/{hash}/{name}", get(assets::asset))
        .route("/healthz", get(health::healthz))
        .route("/metrics", get(health::metrics));

    Router::new()
        .nest("/api/v1", for_programs(api, &site))
        .nest("/embed/v1", for_programs(fragments, &site))
        .merge(for_people(pages, &site))
        .with_state(site)
        .layer(
            ServiceBuilder::new()
                // Outermost, so that the log and the metrics tell what the visitor got.
                .layer(from_fn(guard::observe))
                // Also on errors and files.
                .layer(from_fn(guard::secure))
                // After everything that makes a body; files come compressed already.
                .layer(CompressionLayer::new()),
        )
}

/// Routes that any origin may call, answering failures as problems.
fn for_programs(routes: Router<Site>, site: &Site) -> Router<Site> {
    let open = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::CONTENT_TYPE,
            HeaderName::from_static("idempotency-key"),
        ])
        .expose_headers([header::RETRY_AFTER])
        .max_age(Duration::from_secs(86_400));
    limited(routes.fallback(unknown), site)
        .layer(from_fn_with_state(site.clone(), error::as_problem))
        // Outside the problems: a widget must be able to read why it was refused.
        .layer(open)
}

/// Routes that people follow, answering failures as pages.
fn for_people(routes: Router<Site>, site: &Site) -> Router<Site> {
    limited(routes.fallback(unknown), site).layer(from_fn(error::as_page))
}

/// What holds for every handler, outermost first.
fn limited(routes: Router<Site>, site: &Site) -> Router<Site> {
    routes.layer(
        ServiceBuilder::new()
            // A panic is a fault like any other, and takes no connection with it.
            .layer(CatchPanicLayer::custom(guard::answer_panic))
            // Floods are held off before their bodies are read.
            .layer(from_fn_with_state(site.clone(), guard::limit_writes))
            // Covers slow bodies as well as slow handlers.
            .layer(TimeoutLayer::with_status_code(
                StatusCode::SERVICE_UNAVAILABLE,
                TIMEOUT,
            ))
            .layer(from_fn(guard::limit_body)),
    )
}

async fn unknown() -> error::Error {
    error::Error::NotFound
}
