//! Resource usage of a process as the system reports it (proc(5)): memory and processor time.

use std::{fs, process::Stdio, time::Duration};

use anyhow::{Context, Result, ensure};
use tokio::{
    io::AsyncReadExt as _,
    process::Command,
    time::{self, Instant},
};

/// Linux reports processor time to programs in hundredths of a second, whatever its own clock.
const TICKS_A_SECOND: f64 = 100.0;
/// How often to check a running command's memory. The system itself records the peak, so only the
/// last moment before the end can be missed.
const LOOK: Duration = Duration::from_millis(5);

/// The process's memory, its own and shared.
pub(crate) fn resident_megabytes(id: u32) -> Result<f64> {
    megabytes(id, "VmRSS:")
}

/// The highest value so far.
pub(crate) fn highest_megabytes(id: u32) -> Result<f64> {
    megabytes(id, "VmHWM:")
}

fn megabytes(id: u32, kind: &'static str) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(kind));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    Ok(kilobytes.context(kind)? * 1024.0 / 1e6)
}

/// The processor time in its own code and in the kernel.
pub(crate) fn processor_seconds(id: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
    // The name, in brackets, may contain anything; the two times are the 12th and 13th fields after
    // it.
    let (_, behind) = stat.rsplit_once(')').context("/proc/ID/stat has a name")?;
    let times = behind.split_whitespace().skip(11).take(2).map(str::parse);
    let times: Vec<f64> = times.collect::<Result<_, _>>()?;
    Ok(times.iter().sum::<f64>() / TICKS_A_SECOND)
}

/// Resources that a command used.
pub(crate) struct Took {
    pub(crate) seconds: f64,
    pub(crate) highest_megabytes: f64,
}

/// Runs a command to its end and passes on its output as it arrives.
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
            // Right at the end, the process may already be gone.
            _ = looks.tick() => highest = highest.max(highest_megabytes(id).unwrap_or_default()),
        }
    }
    ensure!(child.wait().await?.success(), "it failed: {command:?}");
    Ok(Took {
        seconds: begun.elapsed().as_secs_f64(),
        highest_megabytes: highest,
    })
}
