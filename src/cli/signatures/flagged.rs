//! `undersigned signatures flagged`: lists names that may imitate another.

use super::AT_ONCE;
use crate::{
    app,
    domain::{
        signatures::lookalike::{self, Lookalike},
        time,
    },
    store::Store,
};

/// Prints a line for each name that may imitate another, newest first.
pub(super) async fn list(store: &Store) -> anyhow::Result<()> {
    let flagged = store.signatures().lookalikes(AT_ONCE).await?;
    if flagged.is_empty() {
        return app::announce("no signature has a name that may imitate another");
    }
    for one in flagged {
        let whose = if one.of_organisation {
            "organisation"
        } else {
            "person"
        };
        let why = match one.why {
            Lookalike::MixedScripts => "letters of several scripts in one word",
            Lookalike::LooksLatin => "looks like Latin letters but is not",
        };
        app::announce(&format!(
            "{} {} {whose} \"{}\": {why} ({})",
            time::day(one.confirmed_at),
            one.slug,
            one.name,
            lookalike::letters(&one.name)
        ))?;
    }
    Ok(())
}
