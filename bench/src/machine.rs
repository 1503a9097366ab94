//! Describes the machine, as far as it explains the figures; its name stays private.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use tokio::time;

/// A moment is quiet if the cores were idle for most of it.
const MOMENT: Duration = Duration::from_millis(500);
const QUIET_SHARE: f64 = 0.1;
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) fn description() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = value("/proc/meminfo", "MemTotal")
        .and_then(|value| value.strip_suffix(" kB")?.parse::<f64>().ok())
        .map_or("unknown".into(), |kilobytes| {
            format!("{:.0} GB", kilobytes * 1024.0 / 1e9)
        });
    let processor = value("/proc/cpuinfo", "model name").unwrap_or("unknown processor".into());
    format!("{cores} cores, {memory} memory, {processor}; the load comes from the same cores")
}

fn value(file: &str, key: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(key))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// The kind of file system that a path is on, such as ext4 or tmpfs (proc(5), `/proc/mounts`).
pub(crate) fn file_system(path: &Path) -> Option<String> {
    let path = path.canonicalize().ok()?;
    let mounts = fs::read_to_string("/proc/mounts").ok()?;
    let mounts = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        Some((Path::new(words.next()?), words.next()?))
    });
    // The last of equal ones hides the others.
    let within = mounts.filter(|(point, _)| path.starts_with(point));
    let (_, kind) = within.max_by_key(|(point, _)| point.components().count())?;
    Some(kind.to_owned())
}

/// Waits for a quiet moment, because a browser stays busy long after it shows its first page.
/// Returns whether there was one.
pub(crate) async fn is_quiet() -> Result<bool> {
    let begin = Instant::now();
    let mut before = Ticks::now()?;
    while begin.elapsed() < PATIENCE {
        time::sleep(MOMENT).await;
        let now = Ticks::now()?;
        let (busy, all) = (now.busy - before.busy, now.all - before.all);
        if busy < QUIET_SHARE * all {
            return Ok(true);
        }
        before = now;
    }
    Ok(false)
}

/// Time of all cores since the machine started, in hundredths of a second (proc(5), `/proc/stat`).
struct Ticks {
    busy: f64,
    all: f64,
}

impl Ticks {
    fn now() -> Result<Ticks> {
        let text = fs::read_to_string("/proc/stat")?;
        let line = text.lines().next().context("/proc/stat is empty")?;
        let ticks = line.split_whitespace().skip(1).map(str::parse);
        let ticks: Vec<f64> = ticks.collect::<Result<_, _>>()?;
        let all = ticks.iter().take(8).sum();
        let idle: f64 = ticks.iter().skip(3).take(2).sum();
        Ok(Ticks {
            busy: all - idle,
            all,
        })
    }
}
