//! Recounts the running counts of declarations where they do not agree.

use std::time::Duration;

use super::JobState;

pub(super) async fn run(state: &mut JobState) -> Option<Duration> {
    match state.parts.store.signatures().recount().await {
        Ok(slugs) if slugs.is_empty() => {}
        Ok(slugs) => tracing::warn!(?slugs, "running counts were wrong and are counted again"),
        Err(error) => {
            tracing::warn!(%error, "cannot check the running counts; trying again later")
        }
    }
    None
}
