//! `undersigned key rotate`: seals the database with a new data key.

use anyhow::Context as _;
use secrecy::ExposeSecret as _;

use crate::{
    app,
    cli::counted::counted,
    config::Config,
    domain::keys::{sealed::DataKey, source::KeySource},
    store::Store,
};

/// Rotates to the given key, or to a new one that replaces the key file.
pub(super) async fn rotate(config: &Config, to: Option<DataKey>) -> anyhow::Result<()> {
    let given = to.is_some();
    let database = config.database.expose_secret();
    let rotated = Store::rotate_key(database, &config.data_key, to)
        .await
        .context("the data key could not be rotated")?;
    app::announce(&format!(
        "the database is now sealed with key {}; {} processed",
        rotated.to,
        counted(rotated.rows, "row was", "rows were")
    ))?;
    match &config.data_key {
        KeySource::File(path) if !given => app::announce(&format!(
            "the new key is in {0}, the old one beside it in {0}.{1}. Older backups need the old \
             key: keep it as long as you keep them",
            path.display(),
            rotated.from
        )),
        _ => app::announce(
            "start the servers with the new key; older backups need the old one: keep it as long \
             as you keep them",
        ),
    }
}
