//! Sums up the metrics, whose measurements wait in memory until then.

use std::time::Duration;

use super::JobState;

pub(super) async fn run(state: &mut JobState) -> Option<Duration> {
    // Reading the clock this often detects a jump within seconds.
    state.parts.clock.trusted_ms();
    if let Some(metrics) = &state.parts.metrics {
        metrics.run_upkeep();
    }
    None
}
