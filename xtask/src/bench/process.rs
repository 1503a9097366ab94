//! What a process costs, as the system tells it (proc(5)): memory and the time of its processors.

use std::{fs, process::Stdio, time::Duration};

use anyhow::{Context, Result, ensure};
use tokio::{
    io::AsyncReadExt as _,
    process::Command,
    time::{self, Instant},
};

/// Linux counts processors' time for programs in hundredths of a second, whatever its own clock.
const TICKS_A_SECOND: f64 = 100.0;
/// How often a running command's memory is looked at; what it held at most is kept by the system, so
/// only the last moment before its end can be missed.
const LOOK: Duration = Duration::from_millis(5);

/// What the process holds in memory, its own and shared.
pub(crate) fn resident_megabytes(id: u32) -> Result<f64> {
    megabytes(id, "VmRSS:")
}

/// The most it ever held.
pub(crate) fn highest_megabytes(id: u32) -> Result<f64> {
    megabytes(id, "VmHWM:")
}

fn megabytes(id: u32, kind: &'static str) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(kind));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    Ok(kilobytes.context(kind)? * 1024.0 / 1e6)
}

/// How long processors worked for it, in its own code and in the system's.
pub(crate) fn processor_seconds(id: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
    // The name, in brackets, may hold anything; the two times are the 12th and 13th behind it.
    let (_, behind) = stat.rsplit_once(')').context("/proc/ID/stat has a name")?;
    let times = behind.split_whitespace().skip(11).take(2).map(str::parse);
    let times: Vec<f64> = times.collect::<Result<_, _>>()?;
    Ok(times.iter().sum::<f64>() / TICKS_A_SECOND)
}

/// What running a command took.
pub(crate) struct Took {
    pub(crate) seconds: f64,
    pub(crate) highest_megabytes: f64,
}

/// Runs a command to its end and hands on what it prints as it comes.
pub(crate) async fn run(command: &mut Command, mut take: impl FnMut(&[u8])) -> Result<Took> {
    let begun = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let id = child.id().context("it runs")?;
    let mut printed = child.stdout.take().context("it prints")?;
    let (mut part, mut looks) = (vec![0; 1 << 16], time::interval(LOOK));
    let mut highest = 0.0_f64;
    loop {
        tokio::select! {
            read = printed.read(&mut part) => match read? {
                0 => break,
                read => take(&part[..read]),
            },
            // At its very end there is nothing left to look at.
            _ = looks.tick() => highest = highest.max(highest_megabytes(id).unwrap_or_default()),
        }
    }
    ensure!(child.wait().await?.success(), "it failed: {command:?}");
    Ok(Took {
        seconds: begun.elapsed().as_secs_f64(),
        highest_megabytes: highest,
    })
}
