//! Queues reminders to people who have not answered their email.

use std::time::Duration;

use super::{JobState, in_chunks};
use crate::store::ReminderRun;

pub(super) async fn run(state: &mut JobState) -> Option<Duration> {
    // A person about to be erased gets no reminder; the next hour sends the rest.
    if state.retention.is_about_to_erase() {
        return None;
    }
    let parts = &state.parts;
    let run = ReminderRun::starting(parts.clock.trusted_ms());
    let job = (parts.store.attempts(), run);
    let (emails, is_done) = in_chunks(&parts.stop, job, |(attempts, run)| {
        Box::pin(attempts.remind_some(run))
    })
    .await;
    if let Err(error) = is_done {
        tracing::warn!(%error, "reminders failed; trying again in an hour");
    }
    if emails > 0 {
        tracing::info!(emails, "reminders queued");
    }
    None
}
