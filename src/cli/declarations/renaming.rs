//! `undersigned declarations rename` and `undersigned lists rename`: each says what it will do, and does
//! it only once confirmed.

use anyhow::bail;
use widgets::wire::ConfirmedKind;

use super::endings::{agreed, name};
use crate::cli::with_store;
use crate::config::{Config, RenameArguments};
use crate::domain::declarations::file;
use crate::store::{RenameObstacle, Store};
use crate::{app, clock};

pub(in crate::cli) async fn run(
    config: &Config,
    kind: ConfirmedKind,
    arguments: &RenameArguments,
) -> anyhow::Result<()> {
    let RenameArguments { slug, new, .. } = arguments;
    if let Err(expected) = file::slug(new) {
        bail!("expected a new slug of {expected}");
    }
    with_store(config, async |store| {
        refuse(
            kind,
            (slug, new),
            store
                .declarations()
                .rename_obstacle(kind, slug, new)
                .await?,
        )?;
        for line in said(kind, slug, new) {
            app::announce(&line)?;
        }
        if arguments.dry_run {
            return app::announce("nothing was changed");
        }
        if !arguments.yes && !agreed("the new slug", new)? {
            bail!("nothing was changed: add --yes to do it");
        }
        rename(store, kind, slug, new).await
    })
    .await
}

async fn rename(store: &Store, kind: ConfirmedKind, slug: &str, new: &str) -> anyhow::Result<()> {
    let declarations = store.declarations();
    let renaming = declarations.rename(kind, slug, new, clock::now_ms());
    refuse(kind, (slug, new), renaming.await?)?;
    app::announce("done; pages and widgets follow within a second, caches within a minute")
}

/// Says why it is not possible, and what is.
fn refuse(
    kind: ConfirmedKind,
    (slug, new): (&str, &str),
    obstacle: Option<RenameObstacle>,
) -> anyhow::Result<()> {
    let named = name(kind);
    match obstacle {
        None => Ok(()),
        Some(RenameObstacle::Unknown) => bail!("there is no {named} {slug:?}"),
        Some(RenameObstacle::Deleted) => bail!("{named} {slug} has been deleted"),
        Some(RenameObstacle::Former(now)) => bail!(
            "{named} {slug} was renamed to {now}: `undersigned {named}s rename {now} {new}` gives it \
             another slug"
        ),
        Some(RenameObstacle::Same) => bail!("{named} {slug} has this slug already"),
        Some(RenameObstacle::Taken) => bail!(
            "another {named} has the slug {new}, or had it once, and addresses with it lead there: choose \
             another"
        ),
    }
}

/// The lines that say what will be done.
fn said(kind: ConfirmedKind, slug: &str, new: &str) -> Vec<String> {
    let (named, path) = match kind {
        ConfirmedKind::Signature => (name(kind), "d"),
        ConfirmedKind::Subscription => (name(kind), "l"),
    };
    let lines = [
        format!("its pages move to /{path}/{new}, and addresses with {slug} lead there for good"),
        format!(
            "widgets, frames and programs that name {slug} keep working, and so do emailed links"
        ),
        format!("its file needs `slug: {new}` before it is published again"),
        format!("no other {named} can ever get the slug {slug}; this one can get it back"),
    ];
    let head = format!("rename {named} {slug} to {new}");
    let lines = lines.iter().map(|line| format!("- {line}"));
    [head].into_iter().chain(lines).collect()
}
