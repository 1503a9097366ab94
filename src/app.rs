//! Starts the program from its configuration, runs the server and its background tasks, and stops
//! without losing anything that has been acknowledged.

use std::io::Write as _;

use anyhow::Context as _;
use axum::Router;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use secrecy::ExposeSecret as _;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

use crate::{
    clock::Clock,
    config::{Config, Connections, PublicUrl},
    jobs::{self, mail},
    mail::Mailer,
    store::Store,
    tasks::{self, Tasks},
    web::{self, Admission, AppState, Inspection, Limits, OwnOrigins, Proxies, Watched},
};
use site_check::Inspector;

/// Histogram buckets in seconds, from a page served from memory to a database that hardly responds.
const REQUEST_SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0, 10.0];

/// Everything that is opened before the server accepts its first visitor.
pub struct App {
    listener: TcpListener,
    connections: Connections,
    public_url: PublicUrl,
    store: Store,
    mailer: Mailer,
    site: AppState,
    tasks: Tasks,
    metrics: Option<PrometheusHandle>,
    clock: Clock,
    beside: Router,
}

impl App {
    /// Binds the listener, opens the database and migrates it. An error names the part that failed.
    pub async fn open(config: &Config) -> anyhow::Result<App> {
        let listener = listen(&config.listen).await?;
        let public_url = match &config.public_url {
            Some(url) => url.clone(),
            None => {
                let address = listener.local_addr().context("no address to listen on")?;
                PublicUrl::parse(&format!("http://{address}"))
                    .context("the listen address does not make a URL; set --public-url")?
            }
        };
        let (database, erased) = (config.database.expose_secret(), config.erased_file.clone());
        let clock = Clock::system();
        let store = Store::open_recalling(database, &config.data_key, erased, clock.now_ms())
            .await
            .context("cannot open the database (--database)")?;
        let seen = store.last_seen().await;
        clock.last_seen(seen.context("cannot read when a server last worked on the database")?);
        let mailer = Mailer::from_config(&config.mail, public_url.as_str())
            .context("cannot send emails (--smtp, --mail-from, --mail-folder)")?;
        let metrics = config.metrics.then(record_metrics).transpose()?;
        let tasks = Tasks::default();
        let site = AppState::new(
            store.clone(),
            clock.clone(),
            public_url.clone(),
            Admission {
                own_origins: OwnOrigins::new(&public_url, &config.other_origins),
                proxies: Proxies::new(config.trusted_proxies.clone()),
                limits: Limits::new(config.write_limit),
                patience: config.connections.patience,
            },
            Inspection::new(Inspector::new(
                config.site_test_doors.clone(),
                config.name_server,
            )),
            Watched {
                tasks: tasks.clone(),
                disk: config.disk.clone(),
            },
            metrics.clone(),
        );
        keep_loader(&store, &site, &clock).await;
        Ok(App {
            listener,
            connections: config.connections,
            public_url,
            store,
            mailer,
            site,
            tasks,
            metrics,
            clock,
            beside: Router::new(),
        })
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    pub fn public_url(&self) -> &PublicUrl {
        &self.public_url
    }

    /// Serves these routes as well; the demo has some.
    pub fn with_routes(mut self, routes: Router) -> App {
        self.beside = routes;
        self
    }

    /// Serves until `stop` is cancelled. It then answers requests in flight, completes pending
    /// writes and finishes the emails being sent.
    pub async fn run(self, stop: CancellationToken) -> anyhow::Result<()> {
        let address = self
            .listener
            .local_addr()
            .context("no address to listen on")?;
        announce(&format!("listening on http://{address}"))?;
        let beside = tokio::spawn(
            self.tasks
                .clone()
                .keep_all(self.beside(&stop), stop.clone()),
        );
        let served = web::serve(
            self.listener,
            web::router(self.site, self.beside),
            self.connections,
            stop.clone(),
        )
        .await;
        // Serving may have failed by itself; the background tasks must not run on without it.
        stop.cancel();
        beside.await.context("a background task failed")?;
        self.store.close().await;
        served.context("the server failed")
    }
}

impl App {
    /// The background tasks, by name.
    fn beside(&self, stop: &CancellationToken) -> Vec<(&'static str, tasks::Begin)> {
        let outbox = {
            let (store, mailer, stop) = (self.store.clone(), self.mailer.clone(), stop.clone());
            let (public_url, clock) = (self.public_url.as_str().to_owned(), self.clock.clone());
            tasks::begin(move || {
                mail::run(
                    store.clone(),
                    mailer.clone(),
                    public_url.clone(),
                    clock.clone(),
                    stop.clone(),
                )
            })
        };
        let housekeeping = {
            let (store, site, stop) = (self.store.clone(), self.site.clone(), stop.clone());
            let (metrics, clock) = (self.metrics.clone(), self.clock.clone());
            tasks::begin(move || {
                jobs::keep_house(
                    store.clone(),
                    site.clone(),
                    metrics.clone(),
                    clock.clone(),
                    stop.clone(),
                )
            })
        };
        let catching_up = {
            let (store, stop) = (self.store.clone(), stop.clone());
            tasks::begin(move || jobs::catch_up(store.clone(), stop.clone()))
        };
        vec![
            ("outbox", outbox),
            ("housekeeping", housekeeping),
            ("catching up", catching_up),
        ]
    }
}

/// Stores the loader, so that a tag pinned to this version and address still finds it after the
/// next upgrade or under another public address.
async fn keep_loader(store: &Store, site: &AppState, clock: &Clock) {
    let Some(loader) = site.loaders().pinned() else {
        return;
    };
    if let Err(error) = store.keep_loader(loader.script(), clock.now_ms()).await {
        // Not a reason to refuse to start; the next start tries again.
        tracing::warn!(%error, "cannot store the loader: tags that pin this version become links after an upgrade");
    }
}

/// Binds the address given by an option.
pub async fn listen(address: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}"))
}

/// Prints a line to standard output. The log goes to standard error.
pub fn announce(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .context("standard output is closed")
}

/// Cancelled by SIGTERM and SIGINT.
pub fn stop_on_signals() -> anyhow::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    let stopping = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stopping.cancel();
        tracing::info!("stopping");
    });
    Ok(stop)
}

fn record_metrics() -> anyhow::Result<PrometheusHandle> {
    PrometheusBuilder::new()
        .set_buckets(&REQUEST_SECONDS)
        .and_then(PrometheusBuilder::install_recorder)
        .context("cannot record metrics")
}
