//! `undersigned lists export` and `undersigned signatures export --updates`: exports the people who
//! may be emailed, or who unsubscribed since a given day. Rows are read and written page by page,
//! so a million people need no more memory than a thousand, and each export is recorded.

use std::io::{ErrorKind, Write as _};

use anyhow::{Context as _, bail};
use serde::Serialize;
use widgets::wire::ConfirmedKind;

use super::days;
use crate::cli::spreadsheet::Table;
use crate::clock;
use crate::config::{Config, ExportFormat, FileArguments};
use crate::domain::id::Id;
use crate::store::{Store, Subscriber, UnsubscribedPerson};

const AT_ONCE: u32 = 500;
const SUBSCRIBERS: [&str; 11] = [
    "email",
    "name",
    "organisation",
    "area",
    "topics",
    "lang",
    "consent",
    "consented_at",
    "site",
    "page_url",
    "unsubscribe_url",
];
const UNSUBSCRIBED: [&str; 4] = ["email", "name", "how", "left_at"];

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
    let begun = store
        .privacy()
        .begin_addresses_export(kind, slug, clock::now_ms());
    let export = begun.await?;
    let people = match since {
        Some(since) => unsubscribed(store, of, since).await?,
        None => subscribers(store, config, of).await?,
    };
    store
        .privacy()
        .finish_addresses_export(export, people)
        .await?;
    match since {
        Some(since) => tell_unnamed(store, of, since).await,
        None => Ok(()),
    }
}

async fn subscribers(store: &Store, config: &Config, of: &Of<'_>) -> anyhow::Result<u64> {
    let mut out = Out::begin(of, &SUBSCRIBERS)?;
    let server = super::public_url(config);
    let (mut after, mut people) = (Id::FIRST, 0);
    loop {
        let page = store
            .lists()
            .subscribers(of.kind, of.slug, after, AT_ONCE)
            .await?;
        for one in &page.people {
            let link = format!("{server}/unsubscribe/{}", one.unsubscribe_token);
            out.add(&subscriber(one, &link), || subscriber_json(one, &link))?;
        }
        people += page.people.len() as u64;
        // The reader may stop early, as `head` does.
        match page.next {
            Some(next) if out.flush()? => after = next,
            _ => break,
        }
    }
    out.end()?;
    Ok(people)
}

fn subscriber(one: &Subscriber, link: &str) -> [String; 11] {
    let maybe = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        one.email.clone(),
        maybe(&one.name),
        maybe(&one.organisation),
        maybe(&one.area),
        one.topics.join(" "),
        one.lang.clone(),
        one.consent.clone(),
        one.consented_at.clone(),
        one.site.clone(),
        one.page_url.clone(),
        link.to_owned(),
    ]
}

fn subscriber_json(one: &Subscriber, link: &str) -> serde_json::Result<serde_json::Value> {
    let mut value = serde_json::to_value(one)?;
    value["unsubscribe_url"] = link.into();
    Ok(value)
}

async fn unsubscribed(store: &Store, of: &Of<'_>, since: i64) -> anyhow::Result<u64> {
    let mut out = Out::begin(of, &UNSUBSCRIBED)?;
    let (mut people, mut id, mut number) = (0, Id::FIRST, 0);
    loop {
        let (left, more) = match of.kind {
            ConfirmedKind::Subscription => {
                let page = store.lists().left_list(of.slug, since, id, AT_ONCE).await?;
                let more = page.next.is_some();
                id = page.next.unwrap_or(Id::FIRST);
                (page.people, more)
            }
            ConfirmedKind::Signature => {
                let page = store
                    .lists()
                    .left_updates(of.slug, since, number, AT_ONCE)
                    .await?;
                let more = page.next.is_some();
                number = page.next.unwrap_or_default();
                (page.people, more)
            }
        };
        for one in &left {
            out.add(&unsubscribed_row(one), || serde_json::to_value(one))?;
        }
        people += left.len() as u64;
        if !more || !out.flush()? {
            break;
        }
    }
    out.end()?;
    Ok(people)
}

fn unsubscribed_row(one: &UnsubscribedPerson) -> [String; 4] {
    [
        one.email.clone(),
        one.name.clone().unwrap_or_default(),
        one.how.clone(),
        one.left_at.clone(),
    ]
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

/// The file being written to standard output.
enum Out {
    Csv(Box<Table>),
    Json { text: String, any: bool },
}

impl Out {
    fn begin(of: &Of<'_>, head: &[&str]) -> anyhow::Result<Out> {
        Ok(match of.file.format {
            ExportFormat::Csv => Out::Csv(Box::new(Table::new(head, of.bom)?)),
            ExportFormat::Json => Out::Json {
                text: "[".to_owned(),
                any: false,
            },
        })
    }

    fn add<Row: Serialize>(
        &mut self,
        cells: &[String],
        row: impl FnOnce() -> serde_json::Result<Row>,
    ) -> anyhow::Result<()> {
        match self {
            Out::Csv(table) => table.line(cells.iter().map(String::as_str)),
            Out::Json { text, any } => {
                text.push_str(if *any { ",\n" } else { "\n" });
                text.push_str(&serde_json::to_string(&row()?)?);
                *any = true;
                Ok(())
            }
        }
    }

    /// Writes what has been collected. Returns whether anything still reads it.
    fn flush(&mut self) -> anyhow::Result<bool> {
        let gathered = match self {
            Out::Csv(table) => table.take()?,
            Out::Json { text, .. } => std::mem::take(text).into_bytes(),
        };
        let mut out = std::io::stdout().lock();
        match out.write_all(&gathered).and_then(|()| out.flush()) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
            Err(error) => Err(error).context("standard output cannot be written"),
        }
    }

    fn end(mut self) -> anyhow::Result<()> {
        if let Out::Json { text, .. } = &mut self {
            text.push_str("\n]\n");
        }
        self.flush()?;
        Ok(())
    }
}
