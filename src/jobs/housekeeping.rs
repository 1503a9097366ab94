//! Deletes what has expired.

use std::time::Duration;

use super::{JobState, in_chunks};
use crate::store::HousekeepingRun;

pub(super) async fn run(state: &mut JobState) -> Option<Duration> {
    let parts = &state.parts;
    let run = HousekeepingRun::starting(parts.clock.trusted_ms());
    let (rows, is_done) = in_chunks(&parts.stop, (&parts.store, run), |(store, run)| {
        Box::pin(store.housekeep_some(run))
    })
    .await;
    match is_done {
        Ok(true) => tracing::info!(rows, "housekeeping done"),
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "housekeeping failed; trying again in an hour"),
    }
    None
}
