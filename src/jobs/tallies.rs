//! Recounts the running counts of declarations and lists where they do not agree.

use std::time::Duration;

use super::JobState;
use crate::store::{Error, Store};

pub(super) async fn run(state: &mut JobState) -> Option<Duration> {
    let store = &state.parts.store;
    match recount(store).await {
        Ok(slugs) if slugs.is_empty() => {}
        Ok(slugs) => tracing::warn!(?slugs, "running counts were wrong and are counted again"),
        Err(error) => {
            tracing::warn!(%error, "cannot check the running counts; trying again later")
        }
    }
    None
}

/// Returns the slugs of what was counted again. Entries are compared with the number of signatures,
/// which must be right by then.
async fn recount(store: &Store) -> Result<Vec<String>, Error> {
    let mut slugs = store.signatures().recount().await?;
    slugs.extend(store.entries().recount().await?);
    Ok(slugs)
}
