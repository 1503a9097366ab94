//! Deletes what has expired.

use std::time::Duration;

use super::JobState;

pub(super) async fn run(state: &mut JobState) -> Option<Duration> {
    let parts = &state.parts;
    match parts.store.housekeep(parts.clock.trusted_ms()).await {
        Ok(rows) => tracing::info!(rows, "housekeeping done"),
        Err(error) => tracing::warn!(%error, "housekeeping failed; trying again in an hour"),
    }
    None
}
