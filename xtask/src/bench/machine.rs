//! The machine, as far as it explains the figures; its name is nobody's business.

use std::fs;

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
