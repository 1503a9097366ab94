//! The typefaces of our own pages and of the counter's pictures, from npm, under the SIL Open Font
//! License. Widgets on other people's pages load none of them.

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

/// Package, folder and file of what pictures are drawn with: browsers' fonts are packed too tightly
/// for that. A typeface for each script of our languages.
const PICTURE_FONTS: [(&str, &str, &str); 5] = [
    (
        "source-serif-4",
        "600SemiBold",
        "SourceSerif4_600SemiBold.ttf",
    ),
    ("public-sans", "400Regular", "PublicSans_400Regular.ttf"),
    (
        "noto-sans-arabic",
        "600SemiBold",
        "NotoSansArabic_600SemiBold.ttf",
    ),
    (
        "noto-sans-bengali",
        "600SemiBold",
        "NotoSansBengali_600SemiBold.ttf",
    ),
    (
        "noto-sans-gurmukhi",
        "600SemiBold",
        "NotoSansGurmukhi_600SemiBold.ttf",
    ),
];

/// Each font under its own name, and its licence, which asks to travel with it.
pub(super) fn files() -> Result<Vec<(String, Vec<u8>)>> {
    let read = |path: String| {
        fs::read(place::node_modules().join(&path))
            .with_context(|| format!("no file {path} in the typefaces"))
    };
    let mut files = BTreeMap::new();
    for (package, file) in FONTS {
        files.insert(
            file.to_owned(),
            read(format!("@fontsource-variable/{package}/files/{file}"))?,
        );
        files.insert(
            format!("{package}-licence.txt"),
            read(format!("@fontsource-variable/{package}/LICENSE"))?,
        );
    }
    for (package, folder, file) in PICTURE_FONTS {
        let package = format!("@expo-google-fonts/{package}");
        files.insert(file.to_owned(), read(format!("{package}/{folder}/{file}"))?);
        let family = file.split('_').next().unwrap_or(file);
        files.insert(
            format!("{family}-licence.txt"),
            read(format!("{package}/LICENSE_FONT"))?,
        );
    }
    Ok(files.into_iter().collect())
}
