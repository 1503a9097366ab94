//! Recounts the signatures that an earlier version wrote, before an upgrade or running alongside,
//! and makes them searchable by name.

use std::time::Duration;

use super::{JobState, MINUTE, ServerParts};
use crate::store::Error;

/// Signatures made searchable in one transaction, and the pauses between.
const AT_ONCE: u32 = 500;
const PAUSE: Duration = Duration::from_millis(5);
/// After a fault.
const AGAIN: Duration = MINUTE;

pub(super) async fn run(state: &mut JobState) -> Option<Duration> {
    match state.parts.store.signatures().recount().await {
        Ok(slugs) if slugs.is_empty() => {}
        Ok(slugs) => tracing::info!(?slugs, "counted what an earlier version wrote"),
        Err(error) => {
            tracing::warn!(%error, "cannot count what an earlier version wrote; trying again later")
        }
    }
    let (names, ended) = make_searchable(&state.parts).await;
    let sooner = ended.err().map(|error| {
        tracing::warn!(%error, "cannot make names of an earlier version searchable");
        AGAIN
    });
    if names > 0 {
        tracing::info!(names, "names of an earlier version are now searchable");
    }
    sooner
}

/// Returns how many names it made searchable, also when it failed midway. Ends early when the server
/// stops.
async fn make_searchable(parts: &ServerParts) -> (u64, Result<(), Error>) {
    let mut names = 0;
    while !parts.stop.is_cancelled() {
        match parts.store.signatures().make_findable(AT_ONCE).await {
            Ok(0) => break,
            Ok(more) => names += more,
            Err(error) => return (names, Err(error)),
        }
        // Lets other writers in between.
        tokio::time::sleep(PAUSE).await;
    }
    (names, Ok(()))
}
