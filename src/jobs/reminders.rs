//! Queues reminders to people who have not answered their email.

use std::time::Duration;

use super::JobState;
use crate::store::ReminderRun;

pub(super) async fn run(state: &mut JobState) -> Option<Duration> {
    // A person about to be erased gets no reminder; the next hour sends the rest.
    if state.retention.is_about_to_erase() {
        return None;
    }
    let parts = &state.parts;
    let mut run = ReminderRun::starting(parts.clock.trusted_ms());
    let mut emails = 0;
    loop {
        match parts.store.attempts().remind_some(&mut run).await {
            Ok(chunk) => {
                emails += chunk.rows;
                if !chunk.has_more {
                    break;
                }
            }
            Err(error) => {
                tracing::warn!(%error, "reminders failed; trying again in an hour");
                break;
            }
        }
        if !super::pause(&parts.stop).await {
            break;
        }
    }
    if emails > 0 {
        tracing::info!(emails, "reminders queued");
    }
    None
}
