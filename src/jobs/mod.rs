//! The server's background tasks, and what runs when: [`SCHEDULE`]. Each job is in a file of its
//! own; `mail/` sends the emails in the queue, which has no interval. `tasks.rs` restarts a task that
//! fails.
//!
//! Every job that deletes uses the trusted time (`clock.rs`), never a clock that has just jumped.

mod housekeeping;
mod mail;
mod metrics_upkeep;
mod rate_limits;
mod reminders;
mod retention;
mod tallies;

use std::pin::Pin;
use std::time::{Duration, Instant};

use metrics_exporter_prometheus::PrometheusHandle;
use tokio::time::sleep_until;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::mail::Mailer;
use crate::store::{Chunk, Error, Store};
use crate::tasks::{self, Begin};
use crate::web::AppState;
use retention::Retention;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// After each transaction of a job. A transaction takes up to 20 ms, so visitors have the write lock
/// for at least half of the time.
const PAUSE: Duration = Duration::from_millis(20);

/// The periodic jobs, which run one at a time: all of them at the start, then each after its interval;
/// of several that are due, the first in this list.
static SCHEDULE: [ScheduledJob; 6] = [
    ScheduledJob {
        every: HOUR,
        run: |state| Box::pin(tallies::run(state)),
    },
    // Before the reminders, so that a person about to be erased gets none.
    ScheduledJob {
        every: DAY,
        run: |state| Box::pin(retention::run(state)),
    },
    ScheduledJob {
        every: HOUR,
        run: |state| Box::pin(reminders::run(state)),
    },
    ScheduledJob {
        every: HOUR,
        run: |state| Box::pin(housekeeping::run(state)),
    },
    ScheduledJob {
        every: MINUTE,
        run: |state| Box::pin(rate_limits::run(state)),
    },
    ScheduledJob {
        every: Duration::from_secs(10),
        run: |state| Box::pin(metrics_upkeep::run(state)),
    },
];

/// A job that runs again and again.
struct ScheduledJob {
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

/// What the jobs share, from the start of their task to its end.
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
    let parts = parts.clone();
    let housekeeping = tasks::begin(move || run(parts.clone()));
    vec![("outbox", outbox), ("housekeeping", housekeeping)]
}

/// Runs the scheduled jobs until the server stops. A job that has begun ends after its transaction;
/// the next start resumes it, since each looks for what is left.
async fn run(parts: ServerParts) {
    let stop = parts.stop.clone();
    let mut state = JobState {
        parts,
        retention: Retention::default(),
    };
    let mut timetable = Timetable::starting(Instant::now(), SCHEDULE.len());
    while !stop.is_cancelled() {
        let now = Instant::now();
        if let Some(at) = timetable.first_due(now) {
            let job = &SCHEDULE[at];
            let sooner = (job.run)(&mut state).await;
            timetable.0[at] = now + sooner.unwrap_or(job.every);
            continue;
        }
        // Only for times to come: after a jump of the clock, a timer for a time that has passed may
        // wait for the next event.
        tokio::select! {
            biased;
            () = stop.cancelled() => {}
            () = sleep_until(timetable.earliest().into()) => {}
        }
    }
}

/// A step of a job, which changes some rows.
type RunningStep<'a> = Pin<Box<dyn Future<Output = Result<Chunk, Error>> + Send + 'a>>;

/// Takes a job's steps until nothing is left or the server stops, with a pause after each; returns how many
/// rows they changed, and whether nothing is left.
async fn in_chunks<Job: Send>(
    stop: &CancellationToken,
    mut job: Job,
    step: for<'a> fn(&'a mut Job) -> RunningStep<'a>,
) -> (u64, Result<bool, Error>) {
    let mut rows = 0;
    loop {
        match step(&mut job).await {
            Ok(chunk) => {
                rows += chunk.rows;
                if !chunk.has_more {
                    return (rows, Ok(true));
                }
            }
            Err(error) => return (rows, Err(error)),
        }
        if !pause(stop).await {
            return (rows, Ok(false));
        }
    }
}

/// Lets visitors write between two transactions of a job; returns whether the server still runs.
async fn pause(stop: &CancellationToken) -> bool {
    tokio::select! {
        biased;
        () = stop.cancelled() => false,
        () = tokio::time::sleep(PAUSE) => true,
    }
}

/// When each job starts next, in the order of the schedule.
struct Timetable(Vec<Instant>);

impl Timetable {
    /// All jobs are due at the start.
    fn starting(now: Instant, jobs: usize) -> Timetable {
        Timetable(vec![now; jobs])
    }

    fn earliest(&self) -> Instant {
        let earliest = self.0.iter().min().copied();
        earliest.expect("there are jobs")
    }

    /// Of the jobs that are due, the first in the schedule, however long the others have waited.
    fn first_due(&self, now: Instant) -> Option<usize> {
        self.0.iter().position(|at| *at <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_start_in_the_order_of_the_schedule_and_again_when_they_are_due() {
        let start = Instant::now();
        let mut timetable = Timetable::starting(start, 3);
        for (at, every) in [DAY, MINUTE, HOUR].into_iter().enumerate() {
            assert_eq!(timetable.first_due(start), Some(at));
            timetable.0[at] = start + every;
        }
        assert_eq!(timetable.first_due(start), None);
        assert_eq!(timetable.earliest(), start + MINUTE);
        assert_eq!(timetable.first_due(start + MINUTE), Some(1));
        // The first in the schedule precedes those that have waited for longer.
        assert_eq!(timetable.first_due(start + DAY), Some(0));
    }

    #[test]
    fn the_schedule_has_jobs_that_are_due_at_the_start() {
        let start = Instant::now();
        let timetable = Timetable::starting(start, SCHEDULE.len());
        assert_eq!(timetable.earliest(), start);
    }
}
