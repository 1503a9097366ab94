//! `undersigned signatures export`: exports the public signatures of a declaration as CSV. Rows are
//! read and written page by page, so that a million signatures need no more memory than a thousand.

use std::io::{ErrorKind, Write as _};

use anyhow::{Context as _, bail};
use widgets::wire::{Signatory, SignatoryKind};

use crate::clock;
use crate::exports::spreadsheet::Table;
use crate::store::Store;

const AT_ONCE: u32 = 1_000;
const HEAD: [&str; 7] = [
    "kind",
    "name",
    "role",
    "signed_at",
    "reservations",
    "verified_by",
    "verified_domain",
];

/// Writes CSV to standard output, a line for each public signature, newest first. `bom` adds a byte
/// order mark.
pub(super) async fn run(store: &Store, slug: &str, bom: bool) -> anyhow::Result<()> {
    if store.declarations().find(slug).await?.is_none() {
        bail!("there is no declaration {slug:?}");
    }
    let mut table = Table::new(&HEAD, bom)?;
    let (mut after, mut people) = (None, 0);
    loop {
        let (shown, next) = store.signatures().signatories(slug, after, AT_ONCE).await?;
        people += shown.len() as u64;
        for one in &shown {
            table.line(line(one).iter().map(String::as_str))?;
        }
        // The reader may stop early, as `head` does.
        if !written(&table.take()?)? || next.is_none() {
            let noted = store
                .privacy()
                .note_names_export(slug, people, clock::now_ms());
            return Ok(noted.await?);
        }
        after = next;
    }
}

/// Writes the lines. Returns whether anything still reads them.
fn written(lines: &[u8]) -> anyhow::Result<bool> {
    let mut out = std::io::stdout().lock();
    match out.write_all(lines).and_then(|()| out.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error).context("standard output cannot be written"),
    }
}

fn line(one: &Signatory) -> [String; 7] {
    let kind = match one.kind {
        SignatoryKind::Person => "person",
        SignatoryKind::Organisation => "organisation",
    };
    let principles: Vec<String> = one.reservations.iter().map(u32::to_string).collect();
    let verified = one.verified.as_ref();
    let by = verified.and_then(|verified| serde_json::to_value(verified).ok());
    let told = |field: &str| {
        let value = by.as_ref().and_then(|by| by[field].as_str());
        value.unwrap_or_default().to_owned()
    };
    [
        kind.to_owned(),
        one.name.clone(),
        one.role.clone().unwrap_or_default(),
        one.signed_at.clone(),
        principles.join(" "),
        told("by"),
        told("domain"),
    ]
}
