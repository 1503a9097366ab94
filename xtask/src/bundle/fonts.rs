//! The typefaces of our own pages, from npm, under the SIL Open Font License. Widgets on other
//! people's pages load none of them.

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result};

use crate::place;

/// Package and file. Latin alone: other scripts use the reader's own fonts.
const FONTS: [(&str, &str); 5] = [
    ("source-serif-4", "source-serif-4-latin-wght-normal.woff2"),
    ("source-serif-4", "source-serif-4-latin-wght-italic.woff2"),
    (
        "source-serif-4",
        "source-serif-4-latin-ext-wght-normal.woff2",
    ),
    ("public-sans", "public-sans-latin-wght-normal.woff2"),
    ("public-sans", "public-sans-latin-ext-wght-normal.woff2"),
];

/// Each font under its own name, and its licence, which asks to travel with it.
pub(super) fn files() -> Result<Vec<(String, Vec<u8>)>> {
    let packages = place::node_modules().join("@fontsource-variable");
    let read = |path: String| {
        fs::read(packages.join(&path)).with_context(|| format!("no file {path} in the typefaces"))
    };
    let mut files = BTreeMap::new();
    for (package, file) in FONTS {
        files.insert(file.to_owned(), read(format!("{package}/files/{file}"))?);
        files.insert(
            format!("{package}-licence.txt"),
            read(format!("{package}/LICENSE"))?,
        );
    }
    Ok(files.into_iter().collect())
}
