//! `undersigned restore`: puts a copy back on an empty machine.

use std::path::Path;

use anyhow::Context as _;
use secrecy::ExposeSecret as _;

use crate::{
    app,
    cli::backup::{emails, size},
    config::Config,
    store,
};

/// Restores a copy where there is no database yet.
pub(super) async fn restore(config: &Config, from: &Path) -> anyhow::Result<()> {
    let database = config.database.expose_secret();
    let restored = store::restore(database, &config.data_key, from)
        .await
        .context("nothing was restored")?;
    app::announce(&format!(
        "restored from {}: {}, read through and intact",
        from.display(),
        size(restored.bytes)
    ))?;
    if restored.held > 0 {
        app::announce(&format!(
            "{} held: most went out after the copy was made. `undersigned mail retry --restored` \
             sends them all",
            emails(restored.held)
        ))?;
    }
    match (&restored.key_missing, &restored.key_id) {
        (Some(words), _) => app::announce(&format!("the data key is still missing: {words}"))?,
        (None, Some(key_id)) => app::announce(&format!("data key {key_id} was found and matches"))?,
        (None, None) => {}
    }
    if let Some(erased) = &config.erased_file {
        app::announce(&format!(
            "people erased since the copy was made are erased again at the next start, from {}",
            erased.display()
        ))?;
    }
    Ok(())
}
