//! Collects every value of the store's two histograms: `undersigned_write_seconds`, from having the
//! write lock to before the commit, and `undersigned_commit_seconds`. A server's `/metrics` has only
//! their buckets.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Result, anyhow};
use metrics::{
    Counter, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};

const WRITES: &str = "undersigned_write_seconds";
const COMMITS: &str = "undersigned_commit_seconds";

/// Clones share what is collected.
#[derive(Clone, Default)]
pub(super) struct Holds {
    writes: Samples,
    commits: Samples,
}

/// Seconds.
#[derive(Clone, Default)]
struct Samples(Arc<Mutex<Vec<f64>>>);

impl Holds {
    /// For the whole process.
    pub(super) fn install() -> Result<Holds> {
        let holds = Holds::default();
        let installed = metrics::set_global_recorder(holds.clone());
        installed.map_err(|_| anyhow!("metrics are collected already"))?;
        Ok(holds)
    }

    /// The writes and the commits since the last call.
    pub(super) fn take(&self) -> (Distribution, Distribution) {
        (self.writes.take(), self.commits.take())
    }

    /// Whether any transaction has ended since then.
    pub(super) fn any(&self) -> bool {
        !self.writes.lock().is_empty()
    }
}

impl Samples {
    fn lock(&self) -> MutexGuard<'_, Vec<f64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Distribution {
        Distribution::of(std::mem::take(&mut *self.lock()))
    }
}

impl HistogramFn for Samples {
    fn record(&self, value: f64) {
        self.lock().push(value);
    }
}

impl Recorder for Holds {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        Counter::noop()
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        match key.name() {
            WRITES => Histogram::from_arc(Arc::new(self.writes.clone())),
            COMMITS => Histogram::from_arc(Arc::new(self.commits.clone())),
            _ => Histogram::noop(),
        }
    }
}

/// Times in milliseconds, sorted.
pub(super) struct Distribution(Vec<f64>);

impl Distribution {
    pub(super) fn of(seconds: Vec<f64>) -> Distribution {
        let mut times: Vec<f64> = seconds.into_iter().map(|one| one * 1e3).collect();
        times.sort_by(f64::total_cmp);
        Distribution(times)
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that `part` of them did not exceed; 0 if there are none.
    pub(super) fn percentile(&self, part: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        let at = (last as f64 * part).ceil() as usize;
        self.0.get(at).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let times = Distribution::of((1..=101).rev().map(f64::from).collect());
        assert_eq!(times.percentile(0.5), 51_000.0);
        assert_eq!(times.percentile(0.99), 100_000.0);
        assert_eq!(times.percentile(1.0), 101_000.0);
        // Of few values, the 99th of a hundred is the longest.
        assert_eq!(Distribution::of(vec![0.001, 0.9]).percentile(0.99), 900.0);
        assert_eq!(Distribution::of(Vec::new()).percentile(0.5), 0.0);
    }
}
