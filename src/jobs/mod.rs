//! The server's background tasks, and what runs when: [`SCHEDULE`]. Each job is in a file of its
//! own; `mail/` sends the emails in the queue, which has no interval. `tasks.rs` restarts a task that
//! fails.
//!
//! Every job that deletes uses the trusted time (`clock.rs`), never a clock that has just jumped.

mod catching_up;
mod housekeeping;
mod mail;
mod metrics_upkeep;
mod rate_limits;
mod reminders;
mod retention;

use std::pin::Pin;
use std::time::{Duration, Instant};

use metrics_exporter_prometheus::PrometheusHandle;
use tokio::time::sleep_until;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::mail::Mailer;
use crate::store::Store;
use crate::tasks::{self, Begin};
use crate::web::AppState;
use retention::Retention;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The periodic jobs of each task. A task runs its jobs one at a time: all of them when it starts,
/// then each after its interval; of several that are due, the first in this list.
static SCHEDULE: [(&str, &[Job]); 2] = [
    (
        "housekeeping",
        &[
            // Before the reminders, so that a person about to be erased gets none.
            Job {
                every: DAY,
                run: |state| Box::pin(retention::run(state)),
            },
            Job {
                every: HOUR,
                run: |state| Box::pin(reminders::run(state)),
            },
            Job {
                every: HOUR,
                run: |state| Box::pin(housekeeping::run(state)),
            },
            Job {
                every: MINUTE,
                run: |state| Box::pin(rate_limits::run(state)),
            },
            Job {
                every: Duration::from_secs(10),
                run: |state| Box::pin(metrics_upkeep::run(state)),
            },
        ],
    ),
    (
        // Apart from the others, because it may take minutes after an upgrade.
        "catching up",
        &[Job {
            every: HOUR,
            run: |state| Box::pin(catching_up::run(state)),
        }],
    ),
];

/// A job that runs again and again.
struct Job {
    /// From one start to the next.
    every: Duration,
    /// Returns the time until the next start if that is not the interval.
    run: for<'a> fn(&'a mut JobState) -> RunningJob<'a>,
}

type RunningJob<'a> = Pin<Box<dyn Future<Output = Option<Duration>> + Send + 'a>>;

/// The parts of the server that the tasks work with; clones share them.
#[derive(Clone)]
pub struct ServerParts {
    pub store: Store,
    pub mailer: Mailer,
    /// Links in emails begin with it.
    pub public_url: String,
    pub state: AppState,
    pub metrics: Option<PrometheusHandle>,
    pub clock: Clock,
    /// Cancelled when the server stops.
    pub stop: CancellationToken,
}

/// What the jobs of one task share, from its start to its end.
struct JobState {
    parts: ServerParts,
    retention: Retention,
}

/// The background tasks, by the names that the server's health reports.
pub fn tasks(parts: &ServerParts) -> Vec<(&'static str, Begin)> {
    let outbox = {
        let parts = parts.clone();
        tasks::begin(move || mail::run(parts.clone()))
    };
    let mut tasks = vec![("outbox", outbox)];
    for (name, jobs) in &SCHEDULE {
        let parts = parts.clone();
        tasks.push((name, tasks::begin(move || run(jobs, parts.clone()))));
    }
    tasks
}

/// Runs the jobs of one task until the server stops. A job that has begun is not interrupted.
async fn run(jobs: &'static [Job], parts: ServerParts) {
    let stop = parts.stop.clone();
    let mut state = JobState {
        parts,
        retention: Retention::default(),
    };
    let mut due = vec![Instant::now(); jobs.len()];
    while let Some(earliest) = due.iter().min().copied() {
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            () = sleep_until(earliest.into()) => {}
        }
        let now = Instant::now();
        let mut by_rank = jobs.iter().zip(&mut due);
        if let Some((job, due)) = by_rank.find(|(_, due)| **due <= now) {
            let sooner = (job.run)(&mut state).await;
            *due = now + sooner.unwrap_or(job.every);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn health_reports_each_task_by_a_name_of_its_own() {
        let mut names: Vec<&str> = SCHEDULE.iter().map(|(name, _)| *name).collect();
        names.push("outbox");
        names.sort_unstable();
        assert_eq!(names, ["catching up", "housekeeping", "outbox"]);
        assert!(SCHEDULE.iter().all(|(_, jobs)| !jobs.is_empty()));
    }
}
