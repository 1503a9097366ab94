//! Drops visitors that the rate limits no longer count.

use std::time::Duration;

use super::JobState;

pub(super) async fn run(state: &mut JobState) -> Option<Duration> {
    state.parts.state.forget_quiet();
    None
}
