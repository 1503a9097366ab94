//! Background jobs: hourly housekeeping, reminders, retention (erasing what has expired), metrics
//! upkeep, and catching up with rows that an earlier version wrote. Every job that deletes uses the
//! trusted time (`clock.rs`), never a clock that has just jumped.

pub mod mail;

use std::time::{Duration, Instant};

use metrics_exporter_prometheus::PrometheusHandle;
use tokio::time::{MissedTickBehavior, interval, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::{
    clock::{self, Clock},
    domain::time::DAY_MS,
    store::{Contacts, Store, Unsubscribed},
    web::AppState,
};

const HOUSEKEEPING: Duration = Duration::from_secs(60 * 60);
/// How often the job checks whether any contacts have passed their retention.
const RETENTION: Duration = Duration::from_secs(24 * 60 * 60);
/// Nothing is erased on the day its retention ends: a clock may be some hours wrong.
const GRACE_MS: i64 = DAY_MS;
/// Signatures of an earlier version made searchable in one transaction, and the pauses between.
const FINDABLE_AT_ONCE: u32 = 500;
const FINDABLE_PAUSE: Duration = Duration::from_millis(5);
const FINDABLE_AGAIN: Duration = Duration::from_secs(60);
/// How often the rate limits forget visitors that they no longer count.
const FORGETTING: Duration = Duration::from_secs(60);
/// How often metrics are summed up; until then the measurements wait in memory.
const SUMMING_UP: Duration = Duration::from_secs(10);

/// Recounts the signatures that an earlier version wrote, before an upgrade or running alongside,
/// and makes them searchable by name.
pub async fn catch_up(store: Store, stop: CancellationToken) {
    loop {
        match store.recount().await {
            Ok(slugs) if slugs.is_empty() => {}
            Ok(slugs) => tracing::info!(?slugs, "counted what an earlier version wrote"),
            Err(error) => {
                tracing::warn!(%error, "cannot count what an earlier version wrote; trying again later")
            }
        }
        let (mut names, mut pause) = (0, HOUSEKEEPING);
        loop {
            match store.make_findable(FINDABLE_AT_ONCE).await {
                Ok(0) => break,
                Ok(more) => names += more,
                Err(error) => {
                    tracing::warn!(%error, "cannot make names of an earlier version searchable");
                    pause = FINDABLE_AGAIN;
                    break;
                }
            }
            if stop.is_cancelled() {
                return;
            }
            // Lets other writers in between.
            tokio::time::sleep(FINDABLE_PAUSE).await;
        }
        if names > 0 {
            tracing::info!(names, "names of an earlier version are now searchable");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Runs the periodic jobs: deletes what has expired, forgets quiet visitors, sums up metrics.
pub async fn keep_house(
    store: Store,
    site: AppState,
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
            // In this order, so that a person about to be erased gets no reminder.
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
                // Notices a clock jump within seconds.
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
            Ok(emails) => tracing::info!(emails, "reminders queued"),
            Err(error) => tracing::warn!(%error, "reminders failed; trying again in an hour"),
        }
    }
    match store.housekeep(trusted_ms).await {
        Ok(rows) => tracing::info!(rows, "housekeeping done"),
        Err(error) => tracing::warn!(%error, "housekeeping failed; trying again in an hour"),
    }
}

/// Erases what has passed its retention: contacts of declarations, and people who left a list. The
/// first look warns in the log and the second erases, which leaves an hour to correct a wrong
/// clock.
#[derive(Default)]
struct Erasing {
    first: Option<FirstLook>,
}

#[derive(Clone, Copy)]
struct FirstLook {
    /// The second look erases only what was already due at this time.
    due_at: i64,
    at: Instant,
}

impl Erasing {
    fn waits(&self) -> bool {
        self.first.is_some()
    }

    /// Erases what an earlier look found, or looks again. Returns the time until the next look.
    async fn look(&mut self, store: &Store, site: &AppState, clock: &Clock) -> Duration {
        let due_at = clock.trusted_ms() - GRACE_MS;
        match self.first.take() {
            // If the clock has been set back since, what it found may not be due.
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
            // What is due by a clock that proves right must not wait another day.
            Some(_) => clock::DOUBT,
            None => RETENTION,
        }
    }
}

/// Warns in the log about what is erased in an hour. Returns whether there is anything.
async fn announce(store: &Store, due_at: i64) -> bool {
    let mut any = false;
    let found = async {
        Ok::<_, crate::store::Error>((
            store.contacts_due(due_at).await?,
            store.unsubscribed(due_at).await?,
        ))
    };
    match found.await {
        Ok((contacts, unsubscribed)) => {
            for Contacts {
                slug, signatures, ..
            } in contacts
            {
                any = true;
                tracing::warn!(
                    declaration = %slug,
                    signatures,
                    "contacts will be erased in an hour: their retention has ended. `undersigned retention \
                     --dry-run` lists them; if this machine's clock is wrong, correct it or stop the \
                     server"
                );
            }
            for Unsubscribed { slug, due, .. } in unsubscribed.into_iter().filter(|one| one.due > 0)
            {
                any = true;
                tracing::warn!(list = %slug, people = due, "people who left will be erased in an hour");
            }
        }
        Err(error) => tracing::warn!(%error, "cannot look for what is due; trying again later"),
    }
    any
}

async fn erase(store: &Store, site: &AppState, due_at: i64, now_ms: i64) {
    match store.erase_contacts(due_at, now_ms).await {
        Ok(erased) => {
            for Contacts {
                slug, signatures, ..
            } in erased
            {
                tracing::info!(declaration = %slug, signatures, "contacts erased: their retention has ended");
                site.forget_declaration(&slug).await;
            }
        }
        Err(error) => tracing::warn!(%error, "cannot erase contacts; trying again tomorrow"),
    }
    match store.erase_unsubscribed(due_at, now_ms).await {
        Ok(erased) => {
            for Unsubscribed { slug, due, .. } in erased {
                tracing::info!(list = %slug, people = due, "people who left erased: their retention has ended");
            }
        }
        Err(error) => tracing::warn!(%error, "cannot erase people who left; trying again tomorrow"),
    }
}
