//! One step of the email queue, with a thousand to a million emails waiting: it must cost the same.

use std::time::Instant;

use anyhow::{Result, ensure};

use super::{
    holds::{Distribution, Holds},
    work::QueueSteps,
};
use crate::{
    bars::Bars,
    databases::{Databases, Engine},
    machine,
    seed::{self, Crowd, Scene},
};

pub(crate) const LENGTHS: [u64; 4] = [1_000, 10_000, 100_000, 1_000_000];
const STEPS: usize = 100;
/// Emails that a step claims and marks: all steps together need no more than the shortest queue has.
const EMAILS: usize = 10;
/// As in the benchmark of names: the trees are a level or two deeper and less of them is cached,
/// while a step that looks at the whole queue takes a thousand times as long.
const FLAT: f64 = 2.0;

pub(super) async fn print(
    engine: Engine,
    databases: &Databases,
    lengths: &[u64],
    holds: &Holds,
    bars: &mut Bars,
) -> Result<()> {
    println!(
        "\n| emails waiting | steps | a step, ms: median | 99 of 100 | of that the lock: median | \
         longest | to the shortest queue |\n| --- | --- | --- | --- | --- | --- | --- |"
    );
    let mut shortest = None;
    for waiting in lengths {
        let (steps, writes) = steps(databases, *waiting, holds).await?;
        let middle = steps.percentile(0.5);
        let ratio = middle / *shortest.get_or_insert(middle);
        let bar = bars.at_most(
            &format!("{engine}, a step with {waiting} emails waiting"),
            ratio,
            FLAT,
        );
        println!(
            "| {waiting} | {} | {middle:.2} | {:.2} | {:.2} | {:.2} | {ratio:.2} ({bar}) |",
            steps.count(),
            steps.percentile(0.99),
            writes.percentile(0.5),
            writes.percentile(1.0)
        );
    }
    Ok(())
}

/// How long the steps took, with their commits, and how long each transaction held the lock.
async fn steps(
    databases: &Databases,
    waiting: u64,
    holds: &Holds,
) -> Result<(Distribution, Distribution)> {
    let database = databases.create()?;
    let crowd = Crowd::days_ago(waiting, 1, 0);
    seed::fill(&database, &[], Scene::WaitingEmails, &crowd).await?;
    let store = database.open().await?;
    machine::is_quiet().await?;
    holds.take();
    let (mut times, mut queue) = (Vec::new(), QueueSteps::default());
    while times.len() < STEPS {
        let begun = Instant::now();
        let emails = queue.next(&store, EMAILS).await?;
        if emails == 0 {
            break;
        }
        times.push(begun.elapsed().as_secs_f64());
    }
    let (writes, _) = holds.take();
    store.close().await;
    database.remove()?;
    ensure!(!times.is_empty(), "no email could be claimed");
    Ok((Distribution::of(times), writes))
}
