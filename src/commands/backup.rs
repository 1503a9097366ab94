//! `undersigned backup` and `restore`: a checked copy while servers work, and the way back onto an
//! empty machine.

use std::path::Path;

use anyhow::Context as _;
use secrecy::ExposeSecret as _;

use crate::{
    app,
    config::Config,
    store::{self, KeySource},
};

/// Copies the database to a new file, or leaves none.
pub(super) async fn back_up(config: &Config, to: &Path) -> anyhow::Result<()> {
    let stop = app::stop_on_signals()?;
    let database = config.database.expose_secret();
    let copied = tokio::select! {
        copied = store::back_up(database, to) => copied,
        () = stop.cancelled() => anyhow::bail!("stopped, and no copy was made"),
    };
    let copied = copied.context("no copy was made")?;
    app::announce(&format!(
        "copied to {}: {}, read through and whole",
        to.display(),
        size(copied.bytes)
    ))?;
    if copied.held > 0 {
        app::announce(&format!(
            "{} held in it, so that a restored copy does not send {} again",
            emails(copied.held),
            if copied.held == 1 { "it" } else { "them" }
        ))?;
    }
    if let Some(key_id) = &copied.key_id {
        app::announce(&key_apart(&config.data_key, key_id))?;
    }
    if let Some(erased) = &config.erased_file {
        app::announce(&format!(
            "the list of erasures, {}, is not in it either: keep the newest one beside the newest \
             copy",
            erased.display()
        ))?;
    }
    Ok(())
}

/// Puts a copy back where there is no database.
pub(super) async fn restore(config: &Config, from: &Path) -> anyhow::Result<()> {
    let database = config.database.expose_secret();
    let restored = store::restore(database, &config.data_key, from)
        .await
        .context("nothing was restored")?;
    app::announce(&format!(
        "restored from {}: {}, read through and whole",
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
        (Some(words), _) => app::announce(&format!("the data key is missing still: {words}"))?,
        (None, Some(key_id)) => app::announce(&format!("data key {key_id} is here and fits"))?,
        (None, None) => {}
    }
    if let Some(erased) = &config.erased_file {
        app::announce(&format!(
            "who was erased since the copy was made is erased again at the next start, as {} tells",
            erased.display()
        ))?;
    }
    Ok(())
}

fn key_apart(source: &KeySource, key_id: &str) -> String {
    let place = match source {
        KeySource::Given(_) => "the value of --data-key".to_owned(),
        KeySource::File(path) => path.display().to_string(),
    };
    format!(
        "data key {key_id} is not in it: keep {place} apart from the copy. Without the key nobody can \
         read the addresses in it"
    )
}

fn emails(number: u64) -> String {
    match number {
        1 => "1 email that waited is".to_owned(),
        some => format!("{some} emails that waited are"),
    }
}

fn size(bytes: u64) -> String {
    // Whole kilobytes suffice: nobody counts on the digits.
    let kilobytes = bytes.div_ceil(1_000);
    match kilobytes {
        0..10_000 => format!("{kilobytes} kB"),
        more => format!("{} MB", more / 1_000),
    }
}
