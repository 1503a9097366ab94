//! The HTTP layer, the only folder that uses `axum`. This file lists every route, and the layers
//! around them in order, each with its reason. The handlers are in one file per noun.

mod api;
mod attempts;
mod desk;
pub mod embed;
mod error;
mod forms;
mod health;
mod http;
mod middleware;
mod public;
mod state;
mod views;

use std::time::Duration;

use axum::{
    Router,
    http::{HeaderName, Method, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    routing::{any, get, post},
};
use tower::ServiceBuilder;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, NotForContentType, Predicate as _},
    },
    cors::{Any, CorsLayer},
    timeout::TimeoutLayer,
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub use desk::{Access, DeskRoute, ROUTES as DESK_ROUTES, StepUp};
pub use embed::loaders::Loaders;
pub use http::connections::serve;
pub use http::own_origins::OwnOrigins;
pub use http::respond::{page_with, private_page};
pub use http::visitor::Proxies;
pub use middleware::write_limit::Limits;
pub use state::{Admission, AppState, Inspection, PublicAddress, Watched};

/// A visitor gives up before this; nothing we do takes that long unless something is wrong.
const TIMEOUT: Duration = Duration::from_secs(15);

/// One above the default. From this level on, brotli searches twice for repetitions and a fragment
/// is an eighth smaller; the next level costs more and gains nothing.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(5);

/// The whole server; `beside` are further routes under the same outer layers.
pub fn router(state: AppState, beside: Router) -> Router {
    // These handlers carry their own addresses, since the OpenAPI description is collected from
    // them.
    let (api, description) = OpenApiRouter::with_openapi(api::openapi::base())
        .routes(routes!(api::declarations::declaration))
        .routes(routes!(
            api::declarations::signatories,
            api::declarations::sign
        ))
        .routes(routes!(api::lists::subscribe))
        .routes(routes!(api::confirmations::confirm))
        .routes(routes!(api::updates::agree))
        .routes(routes!(api::attempts::attempt, api::attempts::correct))
        .routes(routes!(api::attempts::resend))
        .routes(routes!(api::shares::share))
        .split_for_parts();
    let programs = api
        .route(
            "/api/v1/openapi.json",
            get(api::openapi::serve(description)),
        )
        .route("/embed/v1/{widget}", get(embed::fragments::fragment))
        .route("/embed/v1/{widget}/room", get(embed::rooms::reserved))
        .route("/d/{slug}/counter.svg", get(embed::counter::svg))
        .route("/d/{slug}/counter.png", get(embed::counter::png))
        .route("/d/{slug}/card.png", get(embed::card::png))
        .route("/oembed", get(embed::oembed::describe))
        // A wrong API path gets a problem response as well.
        .route("/api", any(unknown))
        .route("/api/", any(unknown))
        .route("/api/{*unknown}", any(unknown));

    let pages = Router::new()
        .route("/", get(public::home::home))
        .route("/d/{slug}", get(public::declarations::pdf::page_or_pdf))
        .route("/d/{slug}/signatures", post(public::declarations::sign))
        .route(
            "/d/{slug}/embed",
            get(public::embed_page::declaration).post(public::embed_page::check_for_declaration),
        )
        .route("/d/{slug}/names", get(public::declarations::names::search))
        .route(
            "/d/{slug}/versions",
            get(public::declarations::versions::list),
        )
        .route(
            "/d/{slug}/versions/{version}",
            get(public::declarations::versions::exact),
        )
        .route(
            "/renew/{token}",
            get(public::signatures::renewals::ask).post(public::signatures::renewals::press),
        )
        .route(
            "/d/{slug}/sheet.pdf",
            get(public::declarations::sheet::sheet),
        )
        .route("/l/{slug}", get(public::lists::show))
        .route(
            "/l/{slug}/embed",
            get(public::embed_page::list).post(public::embed_page::check_for_list),
        )
        .route("/l/{slug}/subscriptions", post(public::lists::subscribe))
        .route(
            "/confirm",
            post(public::signatures::confirmations::type_code),
        )
        .route(
            "/confirm/{token}",
            get(public::signatures::confirmations::ask)
                .post(public::signatures::confirmations::press),
        )
        .route("/updates", post(public::signatures::updates::agree))
        .route(
            "/unsubscribe/{token}",
            get(public::unsubscriptions::ask).post(public::unsubscriptions::leave),
        )
        .route(
            "/let-emails-come/{way_back}",
            get(public::signatures::suppressions::ask)
                .post(public::signatures::suppressions::press),
        )
        .route(
            "/manage/{token}",
            get(public::signatures::manage::show).post(public::signatures::manage::actions::act),
        )
        .route(
            "/manage/{token}/signature.json",
            get(public::signatures::manage::download),
        )
        .route("/problems/{code}", get(public::problems::problem))
        .route("/healthz", get(health::healthz))
        .route("/metrics", get(health::metrics));

    let frames = Router::new().route(
        "/frame/v1/{widget}",
        get(embed::frames::show).post(embed::frames::submission::submit),
    );

    // Scripts, wasm, fonts: a missing one needs no page.
    let files = Router::new()
        .route("/undersigned.js", get(embed::assets::loader))
        .route("/frame.js", get(embed::assets::frame_script))
        .route("/undersigned-wordpress.zip", get(embed::plugin::zip))
        .route("/undersigned-wordpress.json", get(embed::plugin::offer))
        .route("/assets/{hash}/{name}", get(embed::assets::asset));

    Router::new()
        .merge(files)
        .merge(for_programs(programs, &state))
        .merge(for_people(pages, &state))
        .merge(for_frames(frames, &state))
        .merge(for_organisers(desk::router(&state), &state))
        .with_state(state)
        .merge(beside)
        .layer(
            ServiceBuilder::new()
                // Outermost, so that the log and the metrics record what the visitor got.
                .layer(from_fn(middleware::request_log::record))
                // Also on errors and files.
                .layer(from_fn(middleware::security_headers::add_to_all))
                // After everything that makes a body; files and cached texts come compressed already.
                .layer(
                    CompressionLayer::new()
                        .quality(COMPRESSION)
                        // These are already compressed inside.
                        .compress_when(
                            DefaultPredicate::new()
                                .and(NotForContentType::const_new("application/pdf"))
                                .and(NotForContentType::const_new("application/zip")),
                        ),
                ),
        )
}

/// Routes that any origin may call; failures become problem responses.
fn for_programs(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    limited(routes, state)
        .layer(from_fn_with_state(state.clone(), error::as_problem))
        // Outside the problems: a widget must be able to read why it was refused.
        .layer(open())
}

fn open() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST, Method::PATCH])
        .allow_headers([
            header::CONTENT_TYPE,
            HeaderName::from_static("idempotency-key"),
        ])
        .expose_headers([header::RETRY_AFTER])
        .max_age(Duration::from_secs(86_400))
}

/// Routes for frames on other people's pages; failures become short pages.
fn for_frames(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    limited(routes, state)
        .layer(from_fn_with_state(
            state.clone(),
            embed::frames::notices::as_notice,
        ))
        .layer(from_fn_with_state(
            state.clone(),
            middleware::security_headers::add_frame_policy,
        ))
        // In a sandbox, the frame's own server counts as another origin.
        .layer(open())
        .layer(from_fn(embed::frames::hide_views))
}

/// Routes of the organisers' desk; failures become its pages.
fn for_organisers(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    limited(routes, state)
        .layer(from_fn(desk::as_page))
        // Outside the failures, since their pages need the headers too.
        .layer(from_fn(desk::add_headers))
}

/// Routes for people; failures become pages.
fn for_people(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    limited(routes.fallback(unknown), state)
        .layer(from_fn(error::as_page))
        // Outside the failures, since their pages need the policy too.
        .layer(from_fn_with_state(
            state.clone(),
            middleware::security_headers::add_page_policy,
        ))
}

/// The layers around every handler, outermost first.
fn limited(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    routes.layer(
        ServiceBuilder::new()
            // A panic is a fault like any other, and must not end the connection.
            .layer(CatchPanicLayer::custom(error::answer_panic))
            // Floods are rejected before their bodies are read.
            .layer(from_fn_with_state(
                state.clone(),
                middleware::write_limit::limit_writes,
            ))
            // Covers slow bodies as well as slow handlers.
            .layer(TimeoutLayer::with_status_code(
                StatusCode::SERVICE_UNAVAILABLE,
                TIMEOUT,
            ))
            .layer(from_fn_with_state(
                state.clone(),
                middleware::body_limit::limit_body,
            ))
            // Innermost, since it may read the database.
            .layer(from_fn_with_state(
                state.clone(),
                middleware::former_slugs::redirect,
            )),
    )
}

async fn unknown() -> error::Error {
    error::Error::NotFound
}
