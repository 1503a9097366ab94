//! The running program: what is built from the configuration, what runs beside what, and how it
//! stops so that nothing acknowledged is lost.

use std::{io::Write as _, time::Duration};

use anyhow::Context as _;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use secrecy::ExposeSecret as _;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    time::{MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;

use crate::{
    clock::Clock,
    config::{Config, PublicUrl},
    inspection::Inspector,
    mailer::Mailer,
    outbox,
    store::{Contacts, Leavers, Store},
    web::{self, Inspection, Site, WriteLimit},
};

const HOUSEKEEPING: Duration = Duration::from_secs(60 * 60);
/// How often it is asked whether the time of anybody's contacts is over.
const RETENTION: Duration = Duration::from_secs(24 * 60 * 60);
/// Signatures of an earlier version that become findable in one transaction, and the time between two.
const FINDABLE_AT_ONCE: u32 = 500;
const FINDABLE_PAUSE: Duration = Duration::from_millis(5);
const FINDABLE_AGAIN: Duration = Duration::from_secs(60);
/// Measurements wait in memory until they are summed up.
const SUMMING_UP: Duration = Duration::from_secs(10);
/// Seconds; from a page in memory to a database that is hardly there.
const REQUEST_SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0, 10.0];

/// Everything that is opened before the first visitor is let in.
pub struct App {
    listener: TcpListener,
    public_url: PublicUrl,
    store: Store,
    mailer: Mailer,
    site: Site,
    metrics: Option<PrometheusHandle>,
    clock: Clock,
    inbox: Option<web::demo::Inbox>,
}

impl App {
    /// Binds, opens and migrates; refuses in words that name what could not be had.
    pub async fn open(config: &Config) -> anyhow::Result<App> {
        let listener = listen(&config.listen).await?;
        let public_url = match &config.public_url {
            Some(url) => url.clone(),
            None => {
                let address = listener.local_addr().context("no address to listen on")?;
                PublicUrl::parse(&format!("http://{address}"))
                    .context("the address listened on makes no URL; set --public-url")?
            }
        };
        let (database, erased) = (config.database.expose_secret(), config.erased_file.clone());
        let store = Store::open_recalling(database, &config.data_key, erased)
            .await
            .context("cannot open the database (--database)")?;
        let clock = Clock::system();
        keep_loader(&store, &clock).await;
        let mailer = Mailer::from_config(&config.mail, public_url.as_str())
            .context("cannot send letters (--smtp, --mail-from, --mail-folder)")?;
        let metrics = config.metrics.then(record_metrics).transpose()?;
        let limit = WriteLimit::new(config.write_limit, config.trusted_proxies.clone());
        let site = Site::new(
            store.clone(),
            clock.clone(),
            public_url.clone(),
            limit,
            Inspection::new(
                Inspector::new(config.site_test_doors.clone(), config.name_server),
                config.trusted_proxies.clone(),
            ),
            metrics.clone(),
        );
        Ok(App {
            listener,
            public_url,
            store,
            mailer,
            site,
            metrics,
            clock,
            inbox: None,
        })
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    pub fn public_url(&self) -> &PublicUrl {
        &self.public_url
    }

    /// Shows the letters that were kept; only the demo does.
    pub fn with_inbox(mut self, inbox: web::demo::Inbox) -> App {
        self.inbox = Some(inbox);
        self
    }

    /// Serves until `stop` is cancelled: requests in flight are answered, what waits is written,
    /// letters under way are finished.
    pub async fn run(self, stop: CancellationToken) -> anyhow::Result<()> {
        let address = self
            .listener
            .local_addr()
            .context("no address to listen on")?;
        announce(&format!("listening on http://{address}"))?;
        let letters = tokio::spawn(outbox::run(
            self.store.clone(),
            self.mailer,
            self.public_url.as_str().to_owned(),
            self.clock.clone(),
            stop.clone(),
        ));
        let chores = tokio::spawn(keep_house(
            self.store.clone(),
            self.site.clone(),
            self.metrics,
            self.clock,
            stop.clone(),
        ));
        let catching_up = tokio::spawn(catch_up(self.store.clone(), stop.clone()));
        let served = web::serve(
            self.listener,
            web::router(self.site, self.inbox),
            stop.clone(),
        )
        .await;
        // Also when serving failed by itself: the others must not go on alone.
        stop.cancel();
        letters.await.context("the outbox failed")?;
        chores.await.context("housekeeping failed")?;
        catching_up
            .await
            .context("catching up with an earlier version failed")?;
        self.store.close().await;
        served.context("the server failed")
    }
}

/// A tag that is pinned to this version has to find its loader after the next upgrade as well.
async fn keep_loader(store: &Store, clock: &Clock) {
    let Some(script) = web::assets::pinned_loader() else {
        return;
    };
    if let Err(error) = store.keep_loader(&script, clock.now_ms()).await {
        // Visitors are better served than turned away for it; the next start tries again.
        tracing::warn!(%error, "tags that pin this version will be links after an upgrade");
    }
}

/// Binds an address that an option named.
pub async fn listen(address: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}"))
}

/// Writes a line for whoever started the program; the log is elsewhere.
pub fn announce(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .context("standard output is closed")
}

/// Cancelled by SIGTERM and SIGINT.
pub fn stop_on_signals() -> anyhow::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate()).context("no SIGTERM can be caught")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("no SIGINT can be caught")?;
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

/// Signatures that an earlier version wrote, before an upgrade or beside us, become findable by name
/// and are counted as pages show them.
async fn catch_up(store: Store, stop: CancellationToken) {
    loop {
        match store.recount().await {
            Ok(slugs) if slugs.is_empty() => {}
            Ok(slugs) => tracing::info!(?slugs, "counted what an earlier version wrote"),
            Err(error) => {
                tracing::warn!(%error, "what an earlier version wrote waits to be counted")
            }
        }
        let (mut names, mut pause) = (0, HOUSEKEEPING);
        loop {
            match store.make_findable(FINDABLE_AT_ONCE).await {
                Ok(0) => break,
                Ok(more) => names += more,
                Err(error) => {
                    tracing::warn!(%error, "names of an earlier version wait to be findable");
                    pause = FINDABLE_AGAIN;
                    break;
                }
            }
            if stop.is_cancelled() {
                return;
            }
            // Whoever signs meanwhile gets a turn.
            tokio::time::sleep(FINDABLE_PAUSE).await;
        }
        if names > 0 {
            tracing::info!(names, "names of an earlier version can be found");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Deletes what is past its time, forgets quiet visitors, sums up measurements.
async fn keep_house(
    store: Store,
    site: Site,
    metrics: Option<PrometheusHandle>,
    clock: Clock,
    stop: CancellationToken,
) {
    let (mut hourly, mut often) = (interval(HOUSEKEEPING), interval(SUMMING_UP));
    let mut daily = interval(RETENTION);
    daily.set_missed_tick_behavior(MissedTickBehavior::Delay);
    hourly.set_missed_tick_behavior(MissedTickBehavior::Delay);
    often.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            // In this order, so that nobody is reminded on the day on which they are to be erased.
            biased;
            () = stop.cancelled() => return,
            _ = daily.tick() => erase_what_is_due(&store, &site, clock.now_ms()).await,
            _ = hourly.tick() => {
                site.forget_quiet();
                match store.remind(clock.now_ms()).await {
                    Ok(0) => {}
                    Ok(letters) => tracing::info!(letters, "reminders written"),
                    Err(error) => tracing::warn!(%error, "reminders wait for their next hour"),
                }
                match store.housekeep(clock.now_ms()).await {
                    Ok(rows) => tracing::info!(rows, "house kept"),
                    Err(error) => tracing::warn!(%error, "housekeeping waits for its next hour"),
                }
            }
            _ = often.tick() => {
                if let Some(metrics) = &metrics {
                    metrics.run_upkeep();
                }
            }
        }
    }
}

/// What is kept for a time and has had it: contacts of declarations, and who left a list.
async fn erase_what_is_due(store: &Store, site: &Site, now_ms: i64) {
    match store.erase_contacts(now_ms).await {
        Ok(erased) => {
            for Contacts {
                slug, signatures, ..
            } in erased
            {
                tracing::info!(declaration = %slug, signatures, "contacts erased: their time is over");
                site.forget_declaration(&slug).await;
            }
        }
        Err(error) => tracing::warn!(%error, "contacts whose time is over wait for tomorrow"),
    }
    match store.erase_leavers(now_ms).await {
        Ok(erased) => {
            for Leavers { slug, due, .. } in erased {
                tracing::info!(list = %slug, people = due, "who left is erased: their time is over");
            }
        }
        Err(error) => tracing::warn!(%error, "who left a list waits for tomorrow"),
    }
}

fn record_metrics() -> anyhow::Result<PrometheusHandle> {
    PrometheusBuilder::new()
        .set_buckets(&REQUEST_SECONDS)
        .and_then(PrometheusBuilder::install_recorder)
        .context("cannot record metrics")
}
