//! `undersigned close`, `reopen`, `unpublish` and `delete`: each says what it does, and waits to be told
//! to do it.

use std::io::{BufRead as _, IsTerminal as _};
use std::time::Duration;

use anyhow::{Context as _, bail};
use widgets::wire::ConfirmedKind;

use crate::config::{EndingArguments, KindArgument};
use crate::store::{Ending, Store};
use crate::{app, clock};

/// Between two transactions, so that whoever writes meanwhile gets in between.
const PAUSE: Duration = Duration::from_millis(5);

/// What is to be done.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Deed<'a> {
    Close,
    Reopen,
    Unpublish,
    /// Takes one language back.
    Language(&'a str),
    Delete,
}

pub(super) async fn run(
    store: &Store,
    arguments: &EndingArguments,
    deed: Deed<'_>,
) -> anyhow::Result<()> {
    let slug = arguments.slug.as_str();
    let (kind, ending) = find(store, arguments).await?;
    if ending.deleted {
        bail!("{} {slug} was deleted before", name(kind));
    }
    refuse(kind, slug, &ending, deed)?;
    for line in said(kind, slug, &ending, deed) {
        app::announce(&line)?;
    }
    if arguments.dry_run {
        return app::announce("nothing was changed");
    }
    if !arguments.yes && !agreed(slug)? {
        bail!("nothing was changed: add --yes to do it");
    }
    let now_ms = clock::now_ms();
    match deed {
        Deed::Close => store.close_declaration(slug, Some(now_ms)).await?,
        Deed::Reopen => store.close_declaration(slug, None).await?,
        Deed::Unpublish => store.unpublish(kind, slug, now_ms).await?,
        Deed::Language(lang) => store.unpublish_language(slug, lang, now_ms).await?,
        Deed::Delete => return delete(store, kind, slug).await,
    }
    app::announce("done; pages and widgets follow within a second, caches within a minute")
}

/// The declaration or list that a slug names.
async fn find(
    store: &Store,
    arguments: &EndingArguments,
) -> anyhow::Result<(ConfirmedKind, Ending)> {
    let slug = arguments.slug.as_str();
    let declaration = store.ending(ConfirmedKind::Signature, slug).await?;
    let list = store.ending(ConfirmedKind::Subscription, slug).await?;
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
            "{slug} is a declaration and a list: say which is meant by --kind declaration or \
             --kind list"
        ),
        (Some(KindArgument::Declaration), ..) => bail!("there is no declaration {slug:?}"),
        (Some(KindArgument::List), ..) => bail!("there is no list {slug:?}"),
        (None, None, None) => bail!("there is no declaration and no list {slug:?}"),
    }
}

/// What cannot be done, in words that say what can.
fn refuse(kind: ConfirmedKind, slug: &str, ending: &Ending, deed: Deed<'_>) -> anyhow::Result<()> {
    let of_list = kind == ConfirmedKind::Subscription;
    match deed {
        Deed::Close | Deed::Reopen if of_list => bail!(
            "a list does not close: `undersigned unpublish {slug}` takes it off the web and keeps \
             who is on it"
        ),
        Deed::Close if ending.closed => bail!("{slug} is closed already"),
        Deed::Reopen if !ending.closed => bail!(
            "{slug} was not closed by command: its file's `opens` and `closes` say when it takes \
             signatures"
        ),
        Deed::Unpublish if ending.unpublished => bail!("{slug} is off the web already"),
        Deed::Language(_) if of_list => bail!("a list has one language: leave out --lang"),
        Deed::Language(lang) => match ending.languages.split_first() {
            Some((first, _)) if first == lang => bail!(
                "{slug} was published in {lang} first, and its settings stand there: publish again \
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

/// What will be done.
fn said(kind: ConfirmedKind, slug: &str, ending: &Ending, deed: Deed<'_>) -> Vec<String> {
    let Ending {
        confirmed,
        ended,
        attempts,
        ..
    } = ending;
    let people = match kind {
        ConfirmedKind::Signature => format!(
            "{confirmed} signatures, {ended} withdrawn, {attempts} attempts that are not confirmed"
        ),
        ConfirmedKind::Subscription => format!(
            "{confirmed} people on it, {ended} who left, {attempts} attempts that are not confirmed"
        ),
    };
    let lines: &[&str] = match deed {
        Deed::Close => &[
            "it takes no more signatures from now on, and its page and widgets say that it has closed",
            "who has signed and not confirmed yet can do so while their link lives, up to 7 days",
            "its names stay shown; publishing its file again does not open it, `undersigned reopen` does",
        ],
        Deed::Reopen => &["it takes signatures again, as far as its file's dates let it"],
        Deed::Unpublish => &[
            "its pages, pictures and PDF answer 410 with words, and its widgets are a message and a link",
            "everything is kept, and the links in emails go on working",
            "publishing its file again brings it back",
        ],
        Deed::Language(_) => &[
            "pages and widgets show the language published first in its place",
            "signatures under it stay, bound to the text that was signed",
            "publishing its file again brings it back",
        ],
        Deed::Delete => &[
            "everybody in it is erased, as each could be erased alone, and nobody is written to",
            "its texts, versions, signatures on paper and counts are deleted; its addresses answer 404",
            "the ledger of consents keeps its records, by keyed hash, and the slug is never given anew",
            "this cannot be undone: take out what you need before (`lists export`, `signatures export`, \
             /d/SLUG.pdf)",
        ],
    };
    let head = match deed {
        Deed::Close => format!("close declaration {slug}: {people}"),
        Deed::Reopen => format!("reopen declaration {slug}: {people}"),
        Deed::Unpublish => format!("unpublish {} {slug}: {people}", name(kind)),
        Deed::Language(lang) => format!("take back declaration {slug} in {lang}"),
        Deed::Delete => format!("delete {} {slug}: {people}", name(kind)),
    };
    let lines = lines.iter().map(|line| format!("- {line}"));
    [head].into_iter().chain(lines).collect()
}

/// Whether the slug is typed once more, where somebody sits who can.
fn agreed(slug: &str) -> anyhow::Result<bool> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Ok(false);
    }
    app::announce("type the slug once more to do it:")?;
    let mut typed = String::new();
    let read = stdin.lock().read_line(&mut typed);
    read.context("the answer cannot be read")?;
    Ok(typed.trim() == slug)
}

/// Erases everybody, then deletes the rest; stopped in the middle, it goes on when it is asked again.
async fn delete(store: &Store, kind: ConfirmedKind, slug: &str) -> anyhow::Result<()> {
    // Nobody signs meanwhile.
    store.unpublish(kind, slug, clock::now_ms()).await?;
    let mut erased = 0;
    loop {
        let some = store.erase_some_of(kind, slug, clock::now_ms()).await?;
        if some == 0 {
            break;
        }
        erased += some;
        tokio::time::sleep(PAUSE).await;
    }
    store.delete(kind, slug, clock::now_ms()).await?;
    app::announce(&format!("deleted; {erased} entries of people were erased"))?;
    if kind == ConfirmedKind::Signature {
        for day in store.names_exports_of(slug).await? {
            app::announce(&format!(
                "a table of its names was made on {day}: delete it"
            ))?;
        }
    }
    for day in store.addresses_exports_of(kind, slug).await? {
        app::announce(&format!(
            "a file of its addresses was made on {day}: delete it"
        ))?;
    }
    app::announce(
        "backups from before now hold all of it until they are deleted; people are erased again when \
         one of them is put back",
    )
}

const fn name(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => "declaration",
        ConfirmedKind::Subscription => "list",
    }
}
