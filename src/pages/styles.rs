//! The style sheet of whole pages, with the bundle's fonts, and its hash for the
//! Content-Security-Policy. It is inlined, so a page is one request and looks right at once.

use crate::bundle;
use std::sync::LazyLock;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

pub struct StyleSheet {
    pub text: String,
    /// `'sha256-…'`, as written in the policy.
    pub source: String,
}

/// The style sheet of our own pages.
pub fn page() -> &'static StyleSheet {
    static SHEET: LazyLock<StyleSheet> =
        LazyLock::new(|| StyleSheet::of(of_page(include_str!("page.css"))));
    &SHEET
}

/// The fonts, colours and rules of a whole page.
fn of_page(rules: &str) -> String {
    format!("{}{}{rules}", fonts(), include_str!("palette.css"))
}

/// The style sheet of frames on other sites.
pub fn frame() -> &'static StyleSheet {
    static SHEET: LazyLock<StyleSheet> =
        LazyLock::new(|| StyleSheet::of(format!("{}{}", fonts(), include_str!("embed/frame.css"))));
    &SHEET
}

/// The style sheet of the organisers' desk.
pub fn desk() -> &'static StyleSheet {
    static SHEET: LazyLock<StyleSheet> =
        LazyLock::new(|| StyleSheet::of(of_page(include_str!("desk/desk.css"))));
    &SHEET
}

/// The hashes of the style sheets in the shadow roots on our own pages, as written in the policy.
pub fn widgets() -> &'static str {
    use widgets::render::{COMPACT_SHARE_STYLE, COMPACT_STYLE, SHARE_STYLE, STYLE};
    static SOURCES: LazyLock<String> = LazyLock::new(|| {
        [&STYLE, &SHARE_STYLE, &COMPACT_STYLE, &COMPACT_SHARE_STYLE]
            .map(|sheet| source(sheet))
            .join(" ")
    });
    &SOURCES
}

/// The style sheet of a signature box behind a button, in the preview of the embed page.
pub fn dialog() -> &'static StyleSheet {
    static SHEET: LazyLock<StyleSheet> =
        LazyLock::new(|| StyleSheet::of(widgets::render::DIALOG_STYLE.clone()));
    &SHEET
}

impl StyleSheet {
    fn of(text: String) -> StyleSheet {
        let source = source(&text);
        StyleSheet { text, source }
    }
}

/// The hash source that a policy uses to allow a style sheet.
pub fn source(text: &str) -> String {
    let digest = STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!("'sha256-{digest}'")
}

/// Both families as variable fonts; scripts that they lack fall back to system fonts.
const FONTS: [(&str, &str, &str, &str); 5] = [
    (
        "Broadside",
        "normal",
        "source-serif-4-latin-wght-normal.woff2",
        LATIN,
    ),
    (
        "Broadside",
        "italic",
        "source-serif-4-latin-wght-italic.woff2",
        LATIN,
    ),
    (
        "Broadside",
        "normal",
        "source-serif-4-latin-ext-wght-normal.woff2",
        LATIN_EXTENDED,
    ),
    (
        "Plain",
        "normal",
        "public-sans-latin-wght-normal.woff2",
        LATIN,
    ),
    (
        "Plain",
        "normal",
        "public-sans-latin-ext-wght-normal.woff2",
        LATIN_EXTENDED,
    ),
];

const LATIN: &str = "U+0-FF,U+131,U+152-153,U+2BB-2BC,U+2C6,U+2DA,U+2DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215";
const LATIN_EXTENDED: &str = "U+100-130,U+132-151,U+154-2BA,U+2BD-2C5,U+2C7-2CC,U+2CE-2D7,U+2DD-2FF,U+1E00-1E9F,U+1EF2-1EFF,U+2C60-2C7F,U+A720-A7FF";

/// The two files that every page needs at once.
pub fn first_fonts() -> impl Iterator<Item = String> {
    [FONTS[0].2, FONTS[3].2].into_iter().filter_map(bundle::url)
}

fn fonts() -> String {
    let faces = FONTS.iter().filter_map(|(family, style, file, range)| {
        let url = bundle::url(file)?;
        Some(format!(
            "@font-face{{font-family:{family};font-style:{style};font-weight:200 900;\
             font-display:swap;src:url({url}) format(\"woff2\");unicode-range:{range}}}"
        ))
    });
    faces.collect()
}
