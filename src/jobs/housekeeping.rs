//! Deletes what has expired.

use std::time::Duration;

use super::JobState;
use crate::store::HousekeepingRun;

pub(super) async fn run(state: &mut JobState) -> Option<Duration> {
    let parts = &state.parts;
    let mut run = HousekeepingRun::starting(parts.clock.trusted_ms());
    let mut rows = 0;
    loop {
        match parts.store.housekeep_some(&mut run).await {
            Ok(chunk) if chunk.has_more => rows += chunk.rows,
            Ok(_) => {
                tracing::info!(rows, "housekeeping done");
                return None;
            }
            Err(error) => {
                tracing::warn!(%error, "housekeeping failed; trying again in an hour");
                return None;
            }
        }
        if !super::pause(&parts.stop).await {
            return None;
        }
    }
}
