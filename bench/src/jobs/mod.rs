//! How long each background job holds the write lock, in databases with a hundred thousand and a
//! million rows for it to work on; and one step of the email queue, however many emails wait.
//!
//! The jobs run one at a time, by the store's own methods on a machine that does nothing else, and
//! the store's own metrics say how long each transaction held the lock and how long its commit took.
//! So whatever a job holds the lock for counts, whichever transaction it is.

mod holds;
mod queue_step;
mod work;

use std::{
    pin::pin,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use tokio::time::sleep;

use crate::{bars::Bars, databases::Databases, machine, options::Scope, seed};
use holds::{Distribution, Holds};
use work::{ALL, Work};

pub(crate) use queue_step::LENGTHS;

pub(crate) const SIZES: [u64; 2] = [100_000, 1_000_000];
pub(crate) const SECONDS: u64 = 15;
/// The longest time, in milliseconds, that 99 of 100 holds may take.
const MOST_MS: f64 = 20.0;
/// A job that has not let go of the lock once is given up after this.
const PATIENCE: Duration = Duration::from_secs(600);
const LOOK: Duration = Duration::from_millis(20);

/// Prints the holds of each job at each size, and the queue's steps.
pub(crate) async fn print(scope: &Scope, lengths: &[u64], bars: &mut Bars) -> Result<()> {
    let holds = Holds::install()?;
    println!(
        "jobs: how long each transaction holds the write lock without its commit, in milliseconds; \
         a job is stopped after {} s",
        scope.span.as_secs()
    );
    for engine in &scope.engines {
        let databases = Databases::start(*engine)?;
        println!(
            "| {engine} | rows | holds | median | 99 of 100 | longest | bar | its commits: median | \
             longest | |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
        );
        for rows in &scope.sizes {
            for work in ALL {
                let line = job(&databases, work, *rows, &holds, scope.span).await?;
                line.print(&format!("{engine}, {}", work.label()), *rows, bars);
            }
        }
        queue_step::print(*engine, &databases, lengths, &holds, bars).await?;
    }
    Ok(())
}

/// What a job did.
struct JobLine {
    label: &'static str,
    writes: Distribution,
    commits: Distribution,
    seconds: f64,
    is_finished: bool,
}

impl JobLine {
    fn print(&self, what: &str, rows: u64, bars: &mut Bars) {
        let (writes, commits) = (&self.writes, &self.commits);
        let most = writes.percentile(0.99);
        let bar = bars.at_most(&format!("{what} at {rows} rows, ms"), most, MOST_MS);
        let end = if self.is_finished { "done" } else { "stopped" };
        println!(
            "| {} | {rows} | {} | {:.2} | {most:.2} | {:.2} | {bar} | {:.2} | {:.2} | {end} after {:.1} s |",
            self.label,
            writes.count(),
            writes.percentile(0.5),
            writes.percentile(1.0),
            commits.percentile(0.5),
            commits.percentile(1.0),
            self.seconds
        );
    }
}

async fn job(
    databases: &Databases,
    work: Work,
    rows: u64,
    holds: &Holds,
    span: Duration,
) -> Result<JobLine> {
    let database = databases.create()?;
    let (settings, scene, crowd) = work.preparation(rows);
    seed::fill(&database, settings, scene, &crowd).await?;
    let store = database.open().await?;
    machine::is_quiet().await?;
    holds.take();
    let begun = Instant::now();
    let is_finished = for_a_while(work.run(&store, rows), holds, span).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let (writes, commits) = holds.take();
    store.close().await;
    database.remove()?;
    ensure!(writes.count() > 0, "{} measured nothing", work.label());
    Ok(JobLine {
        label: work.label(),
        writes,
        commits,
        seconds,
        is_finished,
    })
}

/// Runs the job to its end, or stops it after `span` once it has let go of the lock at least once.
/// Returns whether it ended by itself. A hold that is interrupted counts as long as it took so far.
async fn for_a_while(
    work: impl Future<Output = Result<()>>,
    holds: &Holds,
    span: Duration,
) -> Result<bool> {
    let begun = Instant::now();
    let mut work = pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done.map(|()| true),
            () = sleep(LOOK) => {
                let took = begun.elapsed();
                if took > PATIENCE || took > span && holds.any() {
                    return Ok(false);
                }
            }
        }
    }
}
