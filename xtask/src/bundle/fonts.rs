//! The typefaces of our own pages and of pictures and print, from npm, under the SIL Open Font
//! License. Widgets on other sites load none of them.

use std::{collections::BTreeMap, fs, process::Command};

use anyhow::{Context, Result};

use super::pack;
use crate::{place, run};

/// Package and file. Only Latin: other scripts use the visitor's own fonts.
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

/// Package and weight of the fonts for pictures and print, because fonts for browsers are
/// compressed in a format that these cannot use. First our two families, then a typeface for each
/// script that they lack; our own languages also have a heavier one for pictures and headings.
/// Arabic has one for pictures and one for print: PDF readers lose letters whose dots are separate
/// glyphs, as in most typefaces. Bengali uses the serif face: the sans serif Noto needs shaping
/// that harfrust 0.12 gets wrong, and half of the joined letters fall apart.
const PRINT_FONTS: [(&str, &str); 32] = [
    ("source-serif-4", "SourceSerif4_400Regular"),
    ("source-serif-4", "SourceSerif4_400Regular_Italic"),
    ("source-serif-4", "SourceSerif4_600SemiBold"),
    ("public-sans", "PublicSans_400Regular"),
    ("public-sans", "PublicSans_600SemiBold"),
    ("noto-sans-arabic", "NotoSansArabic_600SemiBold"),
    ("scheherazade-new", "ScheherazadeNew_400Regular"),
    ("scheherazade-new", "ScheherazadeNew_600SemiBold"),
    ("noto-serif-bengali", "NotoSerifBengali_400Regular"),
    ("noto-serif-bengali", "NotoSerifBengali_600SemiBold"),
    ("noto-sans-gurmukhi", "NotoSansGurmukhi_400Regular"),
    ("noto-sans-gurmukhi", "NotoSansGurmukhi_600SemiBold"),
    ("noto-sans-hebrew", "NotoSansHebrew_400Regular"),
    ("noto-sans-hebrew", "NotoSansHebrew_600SemiBold"),
    ("noto-sans-devanagari", "NotoSansDevanagari_400Regular"),
    ("noto-sans-gujarati", "NotoSansGujarati_400Regular"),
    ("noto-sans-tamil", "NotoSansTamil_400Regular"),
    ("noto-sans-thai", "NotoSansThai_400Regular"),
    ("noto-sans-lao", "NotoSansLao_400Regular"),
    ("noto-sans-khmer", "NotoSansKhmer_400Regular"),
    ("noto-sans-myanmar", "NotoSansMyanmar_400Regular"),
    ("noto-sans-sinhala", "NotoSansSinhala_400Regular"),
    ("noto-sans-telugu", "NotoSansTelugu_400Regular"),
    ("noto-sans-kannada", "NotoSansKannada_400Regular"),
    ("noto-sans-malayalam", "NotoSansMalayalam_400Regular"),
    ("noto-sans-oriya", "NotoSansOriya_400Regular"),
    ("noto-sans-ethiopic", "NotoSansEthiopic_400Regular"),
    ("noto-sans-armenian", "NotoSansArmenian_400Regular"),
    ("noto-sans-georgian", "NotoSansGeorgian_400Regular"),
    ("noto-sans-sc", HAN),
    ("noto-sans-kr", HANGUL),
    ("noto-emoji", "NotoEmoji_400Regular"),
];

/// Ten megabytes of Chinese and six of Korean, of which names need a third.
const HAN: &str = "NotoSansSC_400Regular";
const HANGUL: &str = "NotoSansKR_400Regular";

/// Each font under its own name, with its licence, which must be distributed with it.
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
    for (package, name) in PRINT_FONTS {
        let (family, folder) = name.split_once('_').context("a font has a weight")?;
        let package = format!("@expo-google-fonts/{package}");
        let font = match name {
            HAN | HANGUL => common(name, &format!("{package}/{folder}/{name}.ttf"))?,
            _ => read(format!("{package}/{folder}/{name}.ttf"))?,
        };
        // Only the server reads these, so the binary contains them compressed.
        files.insert(format!("{name}.ttf.br"), pack::once(&font)?);
        files.insert(
            format!("{family}-licence.txt"),
            read(format!("{package}/LICENSE_FONT"))?,
        );
    }
    Ok(files.into_iter().collect())
}

/// The typeface reduced to the characters commonly used in names.
fn common(name: &str, font: &str) -> Result<Vec<u8>> {
    let folder = place::target().join("bundle");
    fs::create_dir_all(&folder)?;
    let subset = folder.join(format!("{name}.ttf"));
    let mut node = Command::new("node");
    node.arg(place::root().join("xtask/src/bundle/common_characters.mjs"))
        .arg(place::node_modules())
        .arg(if name == HANGUL { "hangul" } else { "han" })
        .arg(font)
        .arg(&subset);
    run::quietly(&mut node)?;
    fs::read(&subset).context("no common characters were written")
}
