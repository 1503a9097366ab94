//! Queues reminders to people who have not answered their email.

use std::time::Duration;

use super::JobState;

pub(super) async fn run(state: &mut JobState) -> Option<Duration> {
    // A person about to be erased gets no reminder; the next hour sends the rest.
    if state.retention.is_about_to_erase() {
        return None;
    }
    let parts = &state.parts;
    match parts
        .store
        .attempts()
        .remind(parts.clock.trusted_ms())
        .await
    {
        Ok(0) => {}
        Ok(emails) => tracing::info!(emails, "reminders queued"),
        Err(error) => tracing::warn!(%error, "reminders failed; trying again in an hour"),
    }
    None
}
