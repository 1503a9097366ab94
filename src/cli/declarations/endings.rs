//! `undersigned close`, `reopen`, `unpublish` and `delete`: each says what it will do, and does it
//! only once confirmed.

use std::io::{BufRead as _, IsTerminal as _};
use std::time::Duration;

use anyhow::{Context as _, bail};
use widgets::wire::ConfirmedKind;

use crate::cli::{counted::counted, with_store};
use crate::config::{Config, EndingArguments, KindArgument};
use crate::store::{Ending, Store};
use crate::{app, clock};

/// Between two transactions, to let other writers in.
const PAUSE: Duration = Duration::from_millis(20);

/// What to do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::cli) enum EndingAction<'a> {
    Close,
    Reopen,
    Unpublish,
    /// Unpublishes one language.
    Language(&'a str),
    Delete,
}

pub(in crate::cli) async fn run(
    config: &Config,
    arguments: &EndingArguments,
    action: EndingAction<'_>,
) -> anyhow::Result<()> {
    with_store(config, async |store| act(store, arguments, action).await).await
}

async fn act(
    store: &Store,
    arguments: &EndingArguments,
    action: EndingAction<'_>,
) -> anyhow::Result<()> {
    let (kind, ending) = find(store, arguments).await?;
    let slug = ending.slug.as_str();
    if slug != arguments.slug {
        app::announce(&format!("{} was renamed to {slug}", arguments.slug))?;
    }
    if ending.deleted {
        bail!("{} {slug} has already been deleted", name(kind));
    }
    refuse(kind, slug, &ending, action)?;
    for line in said(kind, slug, &ending, action) {
        app::announce(&line)?;
    }
    if arguments.dry_run {
        return app::announce("nothing was changed");
    }
    if !arguments.yes && !agreed("the slug", slug)? {
        bail!("nothing was changed: add --yes to do it");
    }
    let now_ms = clock::now_ms();
    match action {
        EndingAction::Close => store.declarations().close(slug, Some(now_ms)).await?,
        EndingAction::Reopen => store.declarations().close(slug, None).await?,
        EndingAction::Unpublish => store.declarations().unpublish(kind, slug, now_ms).await?,
        EndingAction::Language(lang) => {
            store
                .declarations()
                .unpublish_language(slug, lang, now_ms)
                .await?
        }
        EndingAction::Delete => return delete(store, kind, slug).await,
    }
    app::announce("done; pages and widgets follow within a second, caches within a minute")
}

/// The declaration or list with this slug.
async fn find(
    store: &Store,
    arguments: &EndingArguments,
) -> anyhow::Result<(ConfirmedKind, Ending)> {
    let slug = arguments.slug.as_str();
    let declaration = store
        .declarations()
        .ending(ConfirmedKind::Signature, slug)
        .await?;
    let list = store
        .declarations()
        .ending(ConfirmedKind::Subscription, slug)
        .await?;
    match (arguments.kind, declaration, list) {
        (Some(KindArgument::Declaration) | None, Some(found), None)
        | (Some(KindArgument::Declaration), Some(found), Some(_)) => {
            Ok((ConfirmedKind::Signature, found))
        }
        (Some(KindArgument::List) | None, None, Some(found))
        | (Some(KindArgument::List), Some(_), Some(found)) => {
            Ok((ConfirmedKind::Subscription, found))
        }
        (None, Some(_), Some(_)) => bail!(
            "{slug} is both a declaration and a list: choose with --kind declaration or \
             --kind list"
        ),
        (Some(KindArgument::Declaration), ..) => bail!("there is no declaration {slug:?}"),
        (Some(KindArgument::List), ..) => bail!("there is no list {slug:?}"),
        (None, None, None) => bail!("there is no declaration and no list {slug:?}"),
    }
}

/// Rejects an action that is not possible, and says what is.
fn refuse(
    kind: ConfirmedKind,
    slug: &str,
    ending: &Ending,
    action: EndingAction<'_>,
) -> anyhow::Result<()> {
    let of_list = kind == ConfirmedKind::Subscription;
    match action {
        EndingAction::Close | EndingAction::Reopen if of_list => bail!(
            "a list cannot be closed: `undersigned unpublish {slug}` takes it off the web and keeps \
             the people on it"
        ),
        EndingAction::Close if ending.closed => bail!("{slug} is already closed"),
        EndingAction::Reopen if !ending.closed => bail!(
            "{slug} was not closed by command: its file's `opens` and `closes` say when it takes \
             signatures"
        ),
        EndingAction::Unpublish if ending.unpublished => bail!("{slug} is already off the web"),
        EndingAction::Language(_) if of_list => bail!("a list has one language: leave out --lang"),
        EndingAction::Language(lang) => match ending.languages.split_first() {
            Some((first, _)) if first == lang => bail!(
                "{slug} was published in {lang} first, and its settings are in that file: publish again \
                 without it under another slug, or leave out --lang to take all of it off the web"
            ),
            Some((_, others)) if others.iter().any(|other| other == lang) => Ok(()),
            _ => bail!(
                "{slug} is not published in {lang:?}; it is in {}",
                ending.languages.join(", ")
            ),
        },
        _ => Ok(()),
    }
}

/// The lines that say what will be done.
fn said(kind: ConfirmedKind, slug: &str, ending: &Ending, action: EndingAction<'_>) -> Vec<String> {
    let Ending {
        confirmed,
        ended,
        attempts,
        ..
    } = ending;
    let attempts = counted(
        *attempts,
        "attempt not confirmed yet",
        "attempts not confirmed yet",
    );
    let people = match kind {
        ConfirmedKind::Signature => {
            let signatures = counted(*confirmed, "signature", "signatures");
            format!("{signatures}, {ended} withdrawn, {attempts}")
        }
        ConfirmedKind::Subscription => {
            let people = counted(*confirmed, "person on it", "people on it");
            format!("{people}, {ended} who left, {attempts}")
        }
    };
    let lines: &[&str] = match action {
        EndingAction::Close => &[
            "it takes no more signatures from now on, and its page and widgets say that it has closed",
            "people who have signed but not confirmed can still do so while their link is valid, up to 7 days",
            "its names stay visible; publishing its file again does not open it, `undersigned reopen` does",
        ],
        EndingAction::Reopen => &["it takes signatures again, within the dates in its file"],
        EndingAction::Unpublish => &[
            "its pages, pictures and PDF answer 410 and say why, and its widgets show a message and a link",
            "everything is kept, and the links to what was confirmed keep working",
            "attempts cannot be confirmed until it is published again; they expire as usual, after 7 days",
            "publishing its file again brings it back",
        ],
        EndingAction::Language(_) => &[
            "pages and widgets show the language published first instead",
            "signatures under it stay, bound to the text that was signed",
            "publishing its file again brings it back",
        ],
        EndingAction::Delete => &[
            "everybody in it is erased, as `undersigned person erase` would do it, and nobody is emailed",
            "its texts, versions, signatures on paper and counts are deleted; its addresses answer 404",
            "the ledger of consents keeps its records, by keyed hash, and the slug cannot be used again",
            "this cannot be undone: export what you need first (`lists export`, `signatures export`, \
             /d/SLUG.pdf)",
        ],
    };
    let head = match action {
        EndingAction::Close => format!("close declaration {slug}: {people}"),
        EndingAction::Reopen => format!("reopen declaration {slug}: {people}"),
        EndingAction::Unpublish => format!("unpublish {} {slug}: {people}", name(kind)),
        EndingAction::Language(lang) => format!("unpublish declaration {slug} in {lang}"),
        EndingAction::Delete => format!("delete {} {slug}: {people}", name(kind)),
    };
    let lines = lines.iter().map(|line| format!("- {line}"));
    [head].into_iter().chain(lines).collect()
}

/// Whether the user confirms by typing a slug again. Only a user at a terminal is asked.
pub(super) fn agreed(what: &str, slug: &str) -> anyhow::Result<bool> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Ok(false);
    }
    app::announce(&format!("type {what} again to confirm:"))?;
    let mut typed = String::new();
    let read = stdin.lock().read_line(&mut typed);
    read.context("the answer cannot be read")?;
    Ok(typed.trim() == slug)
}

/// Erases every person's data, then deletes the rest. Running it again continues an interrupted
/// run.
async fn delete(store: &Store, kind: ConfirmedKind, slug: &str) -> anyhow::Result<()> {
    // Prevents signing meanwhile.
    store
        .declarations()
        .unpublish(kind, slug, clock::now_ms())
        .await?;
    let run = store.declarations().deletion_run(kind, slug).await?;
    let mut run = run.with_context(|| format!("there is no {} {slug:?}", name(kind)))?;
    let mut erased = 0;
    loop {
        let declarations = store.declarations();
        let some = declarations
            .erase_some_of(&mut run, clock::now_ms())
            .await?;
        if !some.has_more {
            break;
        }
        erased += some.rows;
        tokio::time::sleep(PAUSE).await;
    }
    store
        .declarations()
        .delete(kind, slug, clock::now_ms())
        .await?;
    app::announce(&format!(
        "deleted; {}",
        counted(
            erased,
            "entry about a person was erased",
            "entries about people were erased"
        )
    ))?;
    if kind == ConfirmedKind::Signature {
        for day in store.privacy().names_exports_of(slug).await? {
            app::announce(&format!(
                "a table of its names was made on {day}: delete it"
            ))?;
        }
    }
    for day in store.privacy().addresses_exports_of(kind, slug).await? {
        app::announce(&format!(
            "a file of its addresses was made on {day}: delete it"
        ))?;
    }
    app::announce(
        "existing backups hold all of it until they are deleted; people are erased again when one \
         of them is restored",
    )
}

pub(super) const fn name(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => "declaration",
        ConfirmedKind::Subscription => "list",
    }
}
