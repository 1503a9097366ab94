//! The state that handlers share. What it caches of declarations and lists, and what is rendered from
//! them, is in `views/`.

use std::{sync::Arc, time::Duration};

use axum::http::HeaderValue;

use super::{
    embed::{card, counter, loaders::Loaders, plugin::Plugin},
    forms::consent_wordings::StoredWordings,
    health::Health,
    http::{compression::Compressor, own_origins::OwnOrigins, visitor::Proxies},
    middleware::{
        security_headers,
        write_limit::{Limits, WriteLimit},
    },
    public::declarations::pdf,
    views::{PublishedViews, responses::PublicResponses},
};
use crate::{clock::Clock, config::PublicUrl, disk::Disk, store::Store, tasks::Tasks};
use site_check::Inspector;

/// Cheap to clone; one for the whole server.
#[derive(Clone)]
pub struct AppState(Arc<SharedState>);

struct SharedState {
    store: Store,
    clock: Clock,
    public: PublicAddress,
    own_origins: OwnOrigins,
    page_policy: HeaderValue,
    frame_policy: HeaderValue,
    proxies: Proxies,
    limits: Limits,
    /// How long a client may take for the body of a request.
    patience: Duration,
    inspection: Inspection,
    watched: Watched,
    health: Health,
    metrics: Option<metrics_exporter_prometheus::PrometheusHandle>,
    views: PublishedViews,
    responses: PublicResponses,
    pictures: counter::Pictures,
    cards: card::Cards,
    press: pdf::Press,
    compressor: Compressor,
    loaders: Loaders,
    plugin: Plugin,
    kept: StoredWordings,
}

/// The parts, besides the database, that the health check watches.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    pub tasks: Tasks,
    pub disk: Disk,
}

/// How browsers reach the server.
pub struct PublicAddress {
    pub url: PublicUrl,
    /// Whether a CDN of the operator's may keep public responses for some seconds.
    pub cdn_cache: bool,
}

/// How a visitor is identified, how often one may write, and how long a client may take over one
/// request.
pub struct Admission {
    pub own_origins: OwnOrigins,
    pub proxies: Proxies,
    pub limits: Limits,
    pub patience: Duration,
}

/// The test of other people's sites, and how often one visitor may run it.
pub struct Inspection {
    pub(super) inspector: Inspector,
    pub(super) limit: WriteLimit,
}

impl Inspection {
    /// Enough for a site editor who tries one change after another, and too little for a flood.
    const TESTS_A_MINUTE: u32 = 10;

    pub fn new(inspector: Inspector) -> Inspection {
        Inspection {
            inspector,
            limit: WriteLimit::new(Some(Inspection::TESTS_A_MINUTE)),
        }
    }
}

impl AppState {
    pub fn new(
        store: Store,
        clock: Clock,
        public: PublicAddress,
        admission: Admission,
        inspection: Inspection,
        watched: Watched,
        metrics: Option<metrics_exporter_prometheus::PrometheusHandle>,
    ) -> AppState {
        AppState(Arc::new(SharedState {
            store,
            clock,
            page_policy: security_headers::page_policy(public.url.as_str()),
            frame_policy: security_headers::frame_policy(public.url.as_str()),
            loaders: Loaders::of(public.url.as_str()),
            plugin: Plugin::of(public.url.as_str()),
            public,
            own_origins: admission.own_origins,
            proxies: admission.proxies,
            limits: admission.limits,
            patience: admission.patience,
            kept: StoredWordings::default(),
            inspection,
            watched,
            health: Health::default(),
            metrics,
            views: PublishedViews::new(),
            responses: PublicResponses::new(),
            pictures: counter::pictures(),
            cards: card::cards(),
            press: pdf::Press::new(),
            compressor: Compressor::new(),
        }))
    }

    pub(super) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(super) fn now_ms(&self) -> i64 {
        self.0.clock.now_ms()
    }

    pub(super) fn doubts_clock(&self) -> bool {
        self.0.clock.doubt_ms().is_some()
    }

    pub(super) fn watched(&self) -> &Watched {
        &self.0.watched
    }

    pub(super) fn health(&self) -> &Health {
        &self.0.health
    }

    /// The origin in every link, without a trailing slash.
    pub(super) fn public_url(&self) -> &str {
        self.0.public.url.as_str()
    }

    /// Whether a CDN may keep what is the same for all visitors.
    pub(super) fn cdn_cache(&self) -> bool {
        self.0.public.cdn_cache
    }

    /// The origins at which browsers reach us.
    pub(super) fn own_origins(&self) -> &OwnOrigins {
        &self.0.own_origins
    }

    /// The Content-Security-Policy of our own pages.
    pub(super) fn page_policy(&self) -> &HeaderValue {
        &self.0.page_policy
    }

    /// The Content-Security-Policy of frames on other people's pages.
    pub(super) fn frame_policy(&self) -> &HeaderValue {
        &self.0.frame_policy
    }

    /// Cached declarations and lists.
    pub(super) fn views(&self) -> &PublishedViews {
        &self.0.views
    }

    /// Cached responses of public pages, fragments and the API.
    pub(super) fn responses(&self) -> &PublicResponses {
        &self.0.responses
    }

    /// Cached counter pictures.
    pub(super) fn pictures(&self) -> &counter::Pictures {
        &self.0.pictures
    }

    /// Cached pictures for social networks.
    pub(super) fn cards(&self) -> &card::Cards {
        &self.0.cards
    }

    /// Cached printed documents, and the queues for making new ones.
    pub(super) fn press(&self) -> &pdf::Press {
        &self.0.press
    }

    /// The proxies that we trust to name the visitor.
    pub(super) fn proxies(&self) -> &Proxies {
        &self.0.proxies
    }

    /// How long a client may take for the body of a request.
    pub(super) fn patience(&self) -> Duration {
        self.0.patience
    }

    /// The rate limits for writing.
    pub(super) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(super) fn inspection(&self) -> &Inspection {
        &self.0.inspection
    }

    /// Forgets visitors who have been quiet.
    pub fn forget_quiet(&self) {
        self.0.limits.forget_quiet();
        self.0.inspection.limit.forget_quiet();
    }

    /// The loaders with this server's address in them.
    pub fn loaders(&self) -> &Loaders {
        &self.0.loaders
    }

    /// The WordPress plugin with this server's address in it.
    pub(super) fn plugin(&self) -> &Plugin {
        &self.0.plugin
    }

    /// The consent wordings known to be stored.
    pub(super) fn kept(&self) -> &StoredWordings {
        &self.0.kept
    }

    pub(super) fn compressor(&self) -> &Compressor {
        &self.0.compressor
    }

    pub(super) fn metrics(&self) -> Option<&metrics_exporter_prometheus::PrometheusHandle> {
        self.0.metrics.as_ref()
    }
}
