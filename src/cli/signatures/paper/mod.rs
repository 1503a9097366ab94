//! `undersigned paper import FILE.csv`: counts signatures on paper from a table typed from signing
//! sheets. The file is checked first, and counted only with --yes.
//!
//! Names are read only to see that a line was signed, and are not stored: they stay on the paper.

mod table;

use crate::i18n::format;
use std::path::Path;

use anyhow::{Context as _, bail};

use crate::cli::{counted::counted, with_store};
use crate::config::Config;
use crate::domain::declarations::Declaration;
use crate::store::{PaperLine, Store};
use crate::{app, clock};

use table::{PaperTable, Row};

/// Bad lines reported one by one; a file with more than these has another problem.
const TOLD: usize = 50;

/// What to import.
pub(crate) struct ImportRequest<'a> {
    pub(crate) file: &'a Path,
    /// Defaults to the only declaration there is.
    pub(crate) declaration: Option<&'a str>,
    pub(crate) entered_by: Option<&'a str>,
    /// If false, the file is only checked.
    pub(crate) yes: bool,
}

/// Checks the file and, with `yes`, counts it.
pub(in crate::cli) async fn run(config: &Config, order: &ImportRequest<'_>) -> anyhow::Result<()> {
    let lines = with_store(config, async |store| import(store, order).await).await?;
    lines.iter().try_for_each(|line| app::announce(line))
}

/// Returns the lines to print.
async fn import(store: &Store, order: &ImportRequest<'_>) -> anyhow::Result<Vec<String>> {
    let signed = SignedDeclaration::find(store, order.declaration).await?;
    let slug = signed.slug.as_str();
    let hash = table::hash(order.file)?;
    if let Some(before) = store.signatures().paper_import(slug, &hash).await?
        && before.finished_at.is_some()
    {
        bail!(
            "this file was already imported on {} by {}: nothing was imported now",
            format::date("en", before.started_at),
            before.entered_by
        );
    }
    let file = order.file.display();
    let mut lines = vec![format!("{file}: signatures on paper for {slug}")];
    let seen = look_through(store, order.file, &signed).await?;
    lines.push(format!(
        "{} good, {} counted before, {} bad",
        seen.good, seen.known, seen.bad
    ));
    lines.extend(seen.told);
    if seen.bad > TOLD as u64 {
        let more = counted(seen.bad - TOLD as u64, "more bad line", "more bad lines");
        lines.push(format!("… and {more}"));
    }
    if !order.yes {
        lines.push("nothing was imported yet: --yes counts the good lines".to_owned());
        return Ok(lines);
    }
    let by = order.entered_by.filter(|by| !by.is_empty());
    let by =
        by.context("name the person who typed the table, for the record: --entered-by NAME")?;
    let added = count(store, order, by, (&signed, &hash)).await?;
    let all = store.signatures().paper_count(slug).await?;
    lines.push(format!(
        "counted {} on paper, entered by {by}; {all} in all",
        counted(added, "signature", "signatures")
    ));
    Ok(lines)
}

/// The declaration that was signed on the sheets.
struct SignedDeclaration {
    /// Its number, which is part of the sheets' codes.
    subject: i64,
    slug: String,
    /// Its languages, in lower case, each with its newest version.
    texts: Vec<(String, u32)>,
}

impl SignedDeclaration {
    /// The named declaration, or the only one.
    async fn find(store: &Store, named: Option<&str>) -> anyhow::Result<SignedDeclaration> {
        let all = store.declarations().some_slugs().await?;
        let slug = match (named, all.as_slice()) {
            (Some(named), _) => named,
            (None, [only]) => only,
            (None, []) => bail!("there is no declaration yet: run `undersigned publish` first"),
            (None, several) => bail!(
                "name the declaration that was signed: --declaration with one of {}",
                several.join(", ")
            ),
        };
        let texts = store.declarations().texts(slug).await?;
        let Some(first) = texts.first() else {
            bail!("there is no declaration {slug} (--declaration)");
        };
        let of_text = |text: &Declaration| (text.lang.to_lowercase(), text.version);
        Ok(SignedDeclaration {
            subject: first.subject,
            slug: first.slug.clone(),
            texts: texts.iter().map(of_text).collect(),
        })
    }
}

#[derive(Default)]
struct Seen {
    good: u64,
    known: u64,
    bad: u64,
    told: Vec<String>,
}

async fn look_through(
    store: &Store,
    file: &Path,
    signed: &SignedDeclaration,
) -> anyhow::Result<Seen> {
    let mut table = PaperTable::open(file)?;
    let mut seen = Seen::default();
    let mut before = table::Before::default();
    loop {
        let rows = table.handful(signed)?;
        if rows.is_empty() {
            return Ok(seen);
        }
        let sheets = rows.iter().filter_map(|row| row.line.as_ref().ok());
        let sheets = sheets.map(|line| line.sheet.clone()).collect();
        let counted = store
            .signatures()
            .counted_lines(&signed.slug, sheets)
            .await?;
        for Row { number, line } in rows {
            let fault = match line {
                Ok(line) if !before.is_first(&line) => {
                    let PaperLine { sheet, line, .. } = line;
                    format!("row {line} of sheet {sheet} is already in this file")
                }
                Ok(line) => {
                    if counted.contains(&(line.sheet, line.line)) {
                        seen.known += 1;
                    } else {
                        seen.good += 1;
                    }
                    continue;
                }
                Err(fault) => fault,
            };
            seen.bad += 1;
            if seen.told.len() < TOLD {
                seen.told.push(format!("line {number}: {fault}"));
            }
        }
    }
}

async fn count(
    store: &Store,
    order: &ImportRequest<'_>,
    by: &str,
    (signed, hash): (&SignedDeclaration, &str),
) -> anyhow::Result<u64> {
    let slug = signed.slug.as_str();
    let begun = clock::now_ms();
    let import = store
        .signatures()
        .begin_paper_import(slug, hash, by, begun)
        .await?;
    let mut table = PaperTable::open(order.file)?;
    let mut added = 0;
    loop {
        let rows = table.handful(signed)?;
        if rows.is_empty() {
            break;
        }
        let lines: Vec<PaperLine> = rows.into_iter().filter_map(|row| row.line.ok()).collect();
        // Lines already counted are left as they are, including those of an interrupted import.
        added += store
            .signatures()
            .add_paper_lines(slug, import, &lines)
            .await?;
    }
    let finished = store
        .signatures()
        .finish_paper_import(import, clock::now_ms())
        .await;
    finished.context("all lines are counted, but the import cannot be marked as finished")?;
    Ok(added)
}
