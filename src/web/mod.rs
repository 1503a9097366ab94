//! The HTTP layer, the only folder that uses `axum`. This file lists every route, and the layers
//! around them in order, each with its reason. The handlers are in one file per noun.

mod answer;
pub mod assets;
mod attempt_doors;
mod attempts;
mod body;
mod budgets;
mod card;
mod confirmations;
mod connections;
mod counter;
mod declarations;
pub mod demo;
mod description;
mod doors;
mod embed_page;
mod error;
mod faults;
mod form_tokens;
mod fragments;
mod frame_notices;
mod frames;
mod guard;
mod health;
mod lists;
mod loaders;
mod manage;
mod names;
mod oembed;
mod origin;
mod origin_budgets;
mod own_origins;
mod own_pages;
mod packing;
mod path;
mod pdf;
mod refusals;
mod renewals;
mod shares;
mod sheet;
mod shown_words;
mod site;
mod thanks;
mod turns;
mod typefaces;
mod unsubscriptions;
mod versions;
mod views;
mod visitor;
mod write_limit;

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

pub use connections::serve;
pub use loaders::Loaders;
pub use own_origins::OwnOrigins;
pub use site::{Admission, Inspection, Site, Watched};
pub use visitor::Proxies;
pub use write_limit::Limits;

/// A visitor gives up before this; nothing we do takes that long unless something is wrong.
const TIMEOUT: Duration = Duration::from_secs(15);

/// One above the default. From this level on, brotli searches twice for repetitions and a fragment
/// is an eighth smaller; the next level costs more and gains nothing.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(5);

/// All routes of the server; only the demo has an inbox.
pub fn router(site: Site, inbox: Option<demo::Inbox>) -> Router {
    // These handlers carry their own addresses, since the OpenAPI description is collected from
    // them.
    let (api, description) = OpenApiRouter::with_openapi(description::base())
        .routes(routes!(declarations::declaration))
        .routes(routes!(declarations::signatories, declarations::sign))
        .routes(routes!(lists::subscribe))
        .routes(routes!(confirmations::confirm))
        .routes(routes!(attempts::attempt, attempts::correct))
        .routes(routes!(attempts::resend))
        .routes(routes!(shares::share))
        .split_for_parts();
    let programs = api
        .route("/api/v1/openapi.json", get(description::serve(description)))
        .route("/embed/v1/{widget}", get(fragments::fragment))
        .route("/d/{slug}/counter.svg", get(counter::svg))
        .route("/d/{slug}/counter.png", get(counter::png))
        .route("/d/{slug}/card.png", get(card::png))
        .route("/oembed", get(oembed::describe))
        // A wrong API path gets a problem response as well.
        .route("/api", any(unknown))
        .route("/api/", any(unknown))
        .route("/api/{*unknown}", any(unknown));

    let pages = Router::new()
        .route("/", get(own_pages::home))
        .route("/d/{slug}", get(pdf::page_or_pdf))
        .route("/d/{slug}/signatures", post(own_pages::sign))
        .route(
            "/d/{slug}/embed",
            get(embed_page::declaration).post(embed_page::test_for_declaration),
        )
        .route("/d/{slug}/names", get(names::search))
        .route("/d/{slug}/versions", get(versions::list))
        .route("/d/{slug}/versions/{version}", get(versions::exact))
        .route("/renew/{token}", get(renewals::ask).post(renewals::press))
        .route("/d/{slug}/sheet.pdf", get(sheet::sheet))
        .route("/l/{slug}", get(own_pages::list))
        .route(
            "/l/{slug}/embed",
            get(embed_page::list).post(embed_page::test_for_list),
        )
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
        .route(
            "/let-emails-come/{way_back}",
            get(refusals::ask).post(refusals::press),
        )
        .route("/manage/{token}", get(manage::show).post(manage::act))
        .route("/manage/{token}/signature.json", get(manage::download))
        .route("/problems/{code}", get(own_pages::problem))
        .route("/healthz", get(health::healthz))
        .route("/metrics", get(health::metrics));

    let frames = Router::new().route("/frame/v1/{widget}", get(frames::show).post(frames::answer));

    // Scripts, wasm, fonts: a missing one needs no page.
    let files = Router::new()
        .route("/undersigned.js", get(assets::loader))
        .route("/frame.js", get(assets::frame_script))
        .route("/assets/{hash}/{name}", get(assets::asset));

    Router::new()
        .merge(files)
        .merge(for_programs(programs, &site))
        .merge(for_people(pages, &site))
        .merge(for_frames(frames, &site))
        .with_state(site)
        .merge(inbox.map(demo::inbox).unwrap_or_default())
        .layer(
            ServiceBuilder::new()
                // Outermost, so that the log and the metrics record what the visitor got.
                .layer(from_fn(guard::observe))
                // Also on errors and files.
                .layer(from_fn(guard::secure))
                // After everything that makes a body; files come compressed already.
                .layer(
                    CompressionLayer::new()
                        .quality(COMPRESSION)
                        // A PDF is already compressed inside.
                        .compress_when(
                            DefaultPredicate::new()
                                .and(NotForContentType::const_new("application/pdf")),
                        ),
                ),
        )
}

/// Routes that any origin may call; failures become problem responses.
fn for_programs(routes: Router<Site>, site: &Site) -> Router<Site> {
    limited(routes, site)
        .layer(from_fn_with_state(site.clone(), error::as_problem))
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
fn for_frames(routes: Router<Site>, site: &Site) -> Router<Site> {
    limited(routes, site)
        .layer(from_fn_with_state(site.clone(), frame_notices::as_notice))
        .layer(from_fn_with_state(site.clone(), guard::confine_frame))
        // In a sandbox, the frame's own server counts as another origin.
        .layer(open())
        .layer(from_fn(frames::hide_views))
}

/// Routes for people; failures become pages.
fn for_people(routes: Router<Site>, site: &Site) -> Router<Site> {
    limited(routes.fallback(unknown), site)
        .layer(from_fn(error::as_page))
        // Outside the failures, since their pages need the policy too.
        .layer(from_fn_with_state(site.clone(), guard::confine))
}

/// The layers around every handler, outermost first.
fn limited(routes: Router<Site>, site: &Site) -> Router<Site> {
    routes.layer(
        ServiceBuilder::new()
            // A panic is a fault like any other, and must not end the connection.
            .layer(CatchPanicLayer::custom(guard::answer_panic))
            // Floods are rejected before their bodies are read.
            .layer(from_fn_with_state(site.clone(), write_limit::limit_writes))
            // Covers slow bodies as well as slow handlers.
            .layer(TimeoutLayer::with_status_code(
                StatusCode::SERVICE_UNAVAILABLE,
                TIMEOUT,
            ))
            .layer(from_fn_with_state(site.clone(), guard::limit_body)),
    )
}

async fn unknown() -> error::Error {
    error::Error::NotFound
}
