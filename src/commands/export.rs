//! `undersigned signatures export`: who signed a declaration in public, as a table. It is read and
//! written page by page, so that a million signatures need no more memory than a thousand.

use std::io::{ErrorKind, Write as _};

use anyhow::{Context as _, bail};
use widgets::wire::{Signatory, SignatoryKind};

use crate::clock;
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

/// CSV with a line for each public signature, newest first, on standard output.
pub(super) async fn run(store: &Store, slug: &str) -> anyhow::Result<()> {
    if store.declaration(slug).await?.is_none() {
        bail!("there is no declaration {slug:?}");
    }
    let (mut page, mut after) = (vec![HEAD.map(str::to_owned)], None);
    let mut people = 0;
    loop {
        let (shown, next) = store.signatories(slug, after, AT_ONCE).await?;
        people += shown.len() as u64;
        page.extend(shown.iter().map(line));
        // Whoever reads may have enough, as `head` has.
        if !written(&page)? || next.is_none() {
            let noted = store.note_names_export(slug, people, clock::now_ms());
            return Ok(noted.await?);
        }
        (page, after) = (Vec::new(), next);
    }
}

/// Whether somebody still reads.
fn written(lines: &[[String; 7]]) -> anyhow::Result<bool> {
    let mut table = csv::Writer::from_writer(Vec::new());
    for line in lines {
        table.write_record(line)?;
    }
    let table = table.into_inner().context("a table in memory")?;
    let mut out = std::io::stdout().lock();
    match out.write_all(&table).and_then(|()| out.flush()) {
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
        harmless(&one.name),
        harmless(one.role.as_deref().unwrap_or_default()),
        one.signed_at.clone(),
        principles.join(" "),
        told("by"),
        told("domain"),
    ]
}

/// Spreadsheets run what begins like a formula; an apostrophe makes it text.
fn harmless(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_the_table_is_a_formula() {
        for (name, told) in [
            ("=1+1", "'=1+1"),
            ("@import", "'@import"),
            ("-Ada", "'-Ada"),
            ("Ada-Bo", "Ada-Bo"),
        ] {
            assert_eq!(harmless(name), told);
        }
    }
}
