//! Starts the program from its configuration, runs the server and its background tasks, and stops
//! without losing anything that has been acknowledged. What runs when is in `jobs/mod.rs`.

use anyhow::Context as _;
use axum::Router;
use metrics_exporter_prometheus::PrometheusHandle;
use secrecy::ExposeSecret as _;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use crate::process::{announce, listen, stop_on_signals};

use crate::{
    clock::Clock,
    config::{Config, Connections, PublicUrl},
    jobs::{self, ServerParts},
    mail::Mailer,
    process,
    store::Store,
    tasks::Tasks,
    web::{
        self, Admission, AppState, Inspection, Limits, OwnOrigins, Proxies, PublicAddress, Watched,
    },
};
use site_check::Inspector;

/// Everything that is opened before the server accepts its first visitor.
pub struct App {
    listener: TcpListener,
    connections: Connections,
    public_url: PublicUrl,
    store: Store,
    mailer: Mailer,
    state: AppState,
    tasks: Tasks,
    metrics: Option<PrometheusHandle>,
    clock: Clock,
    /// Served beside the ordinary routes.
    routes: Router,
}

impl App {
    /// Binds the listener, opens the database and migrates it. An error names the part that failed.
    pub async fn open(config: &Config) -> anyhow::Result<App> {
        let listener = listen(&config.listen).await?;
        let public_url = match &config.public_url {
            Some(url) => url.clone(),
            None => PublicUrl::parse(&format!("http://{}", process::address_of(&listener)?))
                .context("the listen address does not make a URL; set --public-url")?,
        };
        let (database, erased) = (config.database.expose_secret(), config.erased_file.clone());
        let clock = Clock::system();
        let store =
            Store::open_with_erasure_log(database, &config.data_key, erased, clock.now_ms())
                .await
                .context("cannot open the database (--database)")?;
        let seen = store.last_seen().await;
        clock.last_seen(seen.context("cannot read when a server last worked on the database")?);
        let mailer = Mailer::from_config(&config.mail, public_url.as_str())
            .context("cannot send emails (--smtp, --mail-from, --mail-folder)")?;
        let metrics = config.metrics.then(process::record_metrics).transpose()?;
        let tasks = Tasks::default();
        let state = AppState::new(
            store.clone(),
            clock.clone(),
            PublicAddress {
                url: public_url.clone(),
                cdn_cache: config.cdn_cache,
            },
            Admission {
                own_origins: OwnOrigins::new(&public_url, &config.other_origins),
                proxies: Proxies::new(config.trusted_proxies.clone()),
                limits: Limits::new(config.write_limit),
                patience: config.connections.patience,
            },
            Inspection::new(Inspector::new(
                config.site_test_networks.clone(),
                config.name_server,
            )),
            Watched {
                tasks: tasks.clone(),
                disk: config.disk.clone(),
            },
            metrics.clone(),
        );
        keep_loader(&store, &state, &clock).await;
        Ok(App {
            listener,
            connections: config.connections,
            public_url,
            store,
            mailer,
            state,
            tasks,
            metrics,
            clock,
            routes: Router::new(),
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
        self.routes = routes;
        self
    }

    /// Serves until `stop` is cancelled. It then answers requests in flight, completes pending
    /// writes and finishes the emails being sent.
    pub async fn run(self, stop: CancellationToken) -> anyhow::Result<()> {
        let address = process::address_of(&self.listener)?;
        announce(&format!("listening on http://{address}"))?;
        announce_first_owner(&self.store, &self.public_url, &self.clock).await;
        let tasks = jobs::tasks(&ServerParts {
            store: self.store.clone(),
            mailer: self.mailer,
            public_url: self.public_url.as_str().to_owned(),
            state: self.state.clone(),
            metrics: self.metrics,
            clock: self.clock,
            stop: stop.clone(),
        });
        let tasks = tokio::spawn(self.tasks.keep_all(tasks, stop.clone()));
        let served = web::serve(
            self.listener,
            web::router(self.state, self.routes),
            self.connections,
            stop.clone(),
        )
        .await;
        // Serving may have failed by itself; the background tasks must not run on without it.
        stop.cancel();
        tasks.await.context("a background task failed")?;
        self.store.close().await;
        served.context("the server failed")
    }
}

/// Prints the link that makes the first owner, at each start until there is one: only who reads the
/// server's output can use it.
async fn announce_first_owner(store: &Store, public_url: &PublicUrl, clock: &Clock) {
    let link = store.accounts().begin_first_owner(clock.now_ms()).await;
    let announced = match link {
        Ok(None) => return,
        Ok(Some(link)) => {
            let (public_url, link) = (public_url.as_str(), link.reveal());
            announce(&format!(
                "nobody owns this server yet; within an hour, open {public_url}/desk/first-owner/{link}"
            ))
        }
        Err(error) => Err(error.into()),
    };
    // Not a reason to refuse visitors, also where nobody reads the output any more: `undersigned
    // organiser add` prints a link as well.
    if let Err(error) = announced {
        tracing::warn!(%error, "cannot print the link for the first owner");
    }
}

/// Stores the loader, so that a tag pinned to this version and address still finds it after the
/// next upgrade or under another public address.
async fn keep_loader(store: &Store, state: &AppState, clock: &Clock) {
    let Some(loader) = state.loaders().pinned() else {
        return;
    };
    if let Err(error) = store
        .declarations()
        .keep_loader(loader.script(), clock.now_ms())
        .await
    {
        // Not a reason to refuse to start; the next start tries again.
        tracing::warn!(%error, "cannot store the loader: tags that pin this version become links after an upgrade");
    }
}
