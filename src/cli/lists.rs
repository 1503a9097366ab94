//! `undersigned lists export` and `undersigned signatures export --updates`: exports the people who
//! may be emailed, or who unsubscribed since a given day (`exports/`), to standard output.

use std::io::{ErrorKind, Write as _};

use anyhow::{Context as _, bail};
use widgets::wire::ConfirmedKind;

use super::days;
use crate::clock;
use crate::config::{Config, ExportFormat, FileArguments};
use crate::exports::{Audience, FileFormat, MailingFile, MailingFileRequest};
use crate::store::Store;

/// Which addresses to export, and how.
pub(super) struct Of<'a> {
    pub(super) kind: ConfirmedKind,
    pub(super) slug: &'a str,
    pub(super) file: &'a FileArguments,
    pub(super) bom: bool,
}

/// `lists export`.
pub(super) async fn export(
    config: &Config,
    list: &str,
    file: &FileArguments,
    bom: bool,
) -> anyhow::Result<()> {
    let of = Of {
        kind: ConfirmedKind::Subscription,
        slug: list,
        file,
        bom,
    };
    super::with_store(config, async |store| run(store, config, &of).await).await
}

/// Writes the file to standard output, and a note about what it cannot hold to standard error.
pub(super) async fn run(store: &Store, config: &Config, of: &Of<'_>) -> anyhow::Result<()> {
    let Of {
        kind, slug, file, ..
    } = *of;
    let known = match kind {
        ConfirmedKind::Subscription => store.lists().find(slug).await?.is_some(),
        ConfirmedKind::Signature => store.declarations().find(slug).await?.is_some(),
    };
    match (known, kind) {
        (true, _) => {}
        (false, ConfirmedKind::Subscription) => bail!("there is no list {slug:?}"),
        (false, ConfirmedKind::Signature) => bail!("there is no declaration {slug:?}"),
    }
    let since = file.left_since.as_deref().map(days::start).transpose()?;
    let request = MailingFileRequest {
        kind,
        slug: slug.to_owned(),
        audience: since.map_or(Audience::Reachable, Audience::LeftSince),
        format: match file.format {
            ExportFormat::Csv => FileFormat::Csv { mark: of.bom },
            ExportFormat::Json => FileFormat::Json,
        },
        server: super::public_url(config),
        account: None,
    };
    let mut made = MailingFile::begin(store, request, clock::now_ms()).await?;
    while let Some(piece) = made.next_piece().await? {
        // The reader may stop early, as `head` does.
        if !written(&piece)? {
            break;
        }
    }
    made.finish().await?;
    match since {
        Some(since) => tell_unnamed(store, of, since).await,
        None => Ok(()),
    }
}

/// Writes a piece of the file. Returns whether anything still reads it.
fn written(piece: &[u8]) -> anyhow::Result<bool> {
    let mut out = std::io::stdout().lock();
    match out.write_all(piece).and_then(|()| out.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error).context("standard output cannot be written"),
    }
}

/// Erased people can no longer be named, so the only way to find them is a fresh export.
async fn tell_unnamed(store: &Store, of: &Of<'_>, since: i64) -> anyhow::Result<()> {
    let unnamed = store.lists().ended_unnamed(of.kind, of.slug, since).await?;
    if unnamed > 0 {
        let times = if unnamed == 1 { "once" } else { "times" };
        let said = match unnamed {
            1 => times.to_owned(),
            more => format!("{more} {times}"),
        };
        super::remark(&format!(
            "since that day people were erased {said} and can no longer be named: also remove \
             everybody from your tool who is not in a new export"
        ));
    }
    Ok(())
}
