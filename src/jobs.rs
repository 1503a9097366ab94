//! What the server does by itself, beside answering and sending: hourly housekeeping, reminders,
//! erasing what has had its time, summing up, and catching up with an earlier version. Whatever
//! deletes goes by the trusted time (`clock.rs`), never by a clock that has just jumped.

use std::time::{Duration, Instant};

use metrics_exporter_prometheus::PrometheusHandle;
use tokio::time::{MissedTickBehavior, interval, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::{
    clock::{self, Clock},
    domain::time::DAY_MS,
    store::{Contacts, Leavers, Store},
    web::Site,
};

const HOUSEKEEPING: Duration = Duration::from_secs(60 * 60);
/// How often it is asked whether the time of anybody's contacts is over.
const RETENTION: Duration = Duration::from_secs(24 * 60 * 60);
/// Nothing is erased on the day on which its time ends: a clock may be some hours wrong.
const GRACE_MS: i64 = DAY_MS;
/// Signatures of an earlier version that become findable in one transaction, and the time between two.
const FINDABLE_AT_ONCE: u32 = 500;
const FINDABLE_PAUSE: Duration = Duration::from_millis(5);
const FINDABLE_AGAIN: Duration = Duration::from_secs(60);
/// How often those are forgotten whom the limits count no longer.
const FORGETTING: Duration = Duration::from_secs(60);
/// Measurements wait in memory until they are summed up.
const SUMMING_UP: Duration = Duration::from_secs(10);

/// Signatures that an earlier version wrote, before an upgrade or beside us, become findable by name
/// and are counted as pages show them.
pub async fn catch_up(store: Store, stop: CancellationToken) {
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
pub async fn keep_house(
    store: Store,
    site: Site,
    metrics: Option<PrometheusHandle>,
    clock: Clock,
    stop: CancellationToken,
) {
    let (mut hourly, mut often) = (interval(HOUSEKEEPING), interval(SUMMING_UP));
    hourly.set_missed_tick_behavior(MissedTickBehavior::Delay);
    often.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut minutely = interval(FORGETTING);
    minutely.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut erasing = Erasing::default();
    let mut look = Instant::now();
    loop {
        tokio::select! {
            // In this order, so that nobody is reminded who is about to be erased.
            biased;
            () = stop.cancelled() => return,
            () = sleep_until(look.into()) => {
                look = Instant::now() + erasing.look(&store, &site, &clock).await;
            }
            _ = hourly.tick() => {
                keep_hour(&store, clock.trusted_ms(), erasing.waits()).await;
            }
            _ = minutely.tick() => site.forget_quiet(),
            _ = often.tick() => {
                // So that a jump is noticed within seconds of it.
                clock.trusted_ms();
                if let Some(metrics) = &metrics {
                    metrics.run_upkeep();
                }
            }
        }
    }
}

async fn keep_hour(store: &Store, trusted_ms: i64, somebody_goes: bool) {
    if !somebody_goes {
        match store.remind(trusted_ms).await {
            Ok(0) => {}
            Ok(letters) => tracing::info!(letters, "reminders written"),
            Err(error) => tracing::warn!(%error, "reminders wait for their next hour"),
        }
    }
    match store.housekeep(trusted_ms).await {
        Ok(rows) => tracing::info!(rows, "house kept"),
        Err(error) => tracing::warn!(%error, "housekeeping waits for its next hour"),
    }
}

/// What is kept for a time and has had it: contacts of declarations, and who left a list. The first
/// look tells the log, the second erases: an hour in which a wrong clock can be put right.
#[derive(Default)]
struct Erasing {
    first: Option<FirstLook>,
}

#[derive(Clone, Copy)]
struct FirstLook {
    /// What was over at this moment is erased at the second look, and nothing else.
    due_at: i64,
    at: Instant,
}

impl Erasing {
    fn waits(&self) -> bool {
        self.first.is_some()
    }

    /// Looks, or erases what an earlier look found; how long until the next look.
    async fn look(&mut self, store: &Store, site: &Site, clock: &Clock) -> Duration {
        let due_at = clock.trusted_ms() - GRACE_MS;
        match self.first.take() {
            // A clock that was put back since is not the one that found it.
            Some(first) if first.due_at <= due_at => {
                let left = clock::DOUBT.saturating_sub(first.at.elapsed());
                if !left.is_zero() {
                    self.first = Some(first);
                    return left;
                }
                erase(store, site, first.due_at, clock.trusted_ms()).await;
            }
            _ => {}
        }
        if announce(store, due_at).await {
            self.first = Some(FirstLook {
                due_at,
                at: Instant::now(),
            });
            return clock::DOUBT;
        }
        match clock.doubt_ms() {
            // What is due by a clock that turns out right has waited long enough.
            Some(_) => clock::DOUBT,
            None => RETENTION,
        }
    }
}

/// Says loudly what goes in an hour; whether there is anything.
async fn announce(store: &Store, due_at: i64) -> bool {
    let mut any = false;
    let found = async {
        Ok::<_, crate::store::Error>((
            store.contacts_due(due_at).await?,
            store.leavers(due_at).await?,
        ))
    };
    match found.await {
        Ok((contacts, leavers)) => {
            for Contacts {
                slug, signatures, ..
            } in contacts
            {
                any = true;
                tracing::warn!(
                    declaration = %slug,
                    signatures,
                    "contacts are erased in an hour: their time is over. `undersigned retention \
                     --dry-run` tells what; if this machine's clock is wrong, set it or stop the \
                     server"
                );
            }
            for Leavers { slug, due, .. } in leavers.into_iter().filter(|one| one.due > 0) {
                any = true;
                tracing::warn!(list = %slug, people = due, "who left is erased in an hour");
            }
        }
        Err(error) => tracing::warn!(%error, "what has had its time waits for the next look"),
    }
    any
}

async fn erase(store: &Store, site: &Site, due_at: i64, now_ms: i64) {
    match store.erase_contacts(due_at, now_ms).await {
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
    match store.erase_leavers(due_at, now_ms).await {
        Ok(erased) => {
            for Leavers { slug, due, .. } in erased {
                tracing::info!(list = %slug, people = due, "who left is erased: their time is over");
            }
        }
        Err(error) => tracing::warn!(%error, "who left a list waits for tomorrow"),
    }
}
