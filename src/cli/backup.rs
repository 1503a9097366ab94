//! `undersigned backup`: makes a checked copy while servers run.

use std::path::Path;

use anyhow::Context as _;
use secrecy::ExposeSecret as _;

use crate::{app, cli::counted::counted, config::Config, domain::keys::source::KeySource, store};

/// Copies the database to a new file. If anything fails, no file is left.
pub(super) async fn back_up(config: &Config, to: &Path) -> anyhow::Result<()> {
    let stop = app::stop_on_signals()?;
    let database = config.database.expose_secret();
    let copied = tokio::select! {
        copied = store::back_up(database, to) => copied,
        () = stop.cancelled() => anyhow::bail!("stopped, and no copy was made"),
    };
    let copied = copied.context("no copy was made")?;
    app::announce(&format!(
        "copied to {}: {}, read through and intact",
        to.display(),
        size(copied.bytes)
    ))?;
    if copied.held > 0 {
        app::announce(&format!(
            "{} held in the copy, so that a restored copy does not send {} again",
            emails(copied.held),
            if copied.held == 1 { "it" } else { "them" }
        ))?;
    }
    if let Some(key_id) = &copied.key_id {
        app::announce(&key_apart(&config.data_key, key_id))?;
    }
    if let Some(erased) = &config.erased_file {
        app::announce(&format!(
            "the list of erasures, {}, is not in it either: keep the latest one with the latest \
             copy",
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

/// How many emails the copy holds.
pub(super) fn emails(number: u64) -> String {
    counted(number, "waiting email is", "waiting emails are")
}

pub(super) fn size(bytes: u64) -> String {
    // Whole kilobytes are precise enough.
    let kilobytes = bytes.div_ceil(1_000);
    match kilobytes {
        0..10_000 => format!("{kilobytes} kB"),
        more => format!("{} MB", more / 1_000),
    }
}
