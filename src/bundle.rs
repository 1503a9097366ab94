//! What `cargo xtask build` leaves in `dist/`: which files there are, and the address of each, which
//! names its content. They are served by `web/embed/assets.rs`.
//!
//! A release build holds the files inside the binary; a debug build reads them from the checkout, so
//! that a new bundle needs no new server. A server without a bundle works all the same, with native
//! forms.

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use rust_embed::RustEmbed;
use serde::Deserialize;

/// The digest of the bundle's sources, set by the build. Naming it here makes cargo recompile the
/// release binary when the bundle appears or changes.
const _: Option<&str> = option_env!("UNDERSIGNED_BUNDLE");

/// Typefaces for the scripts that neither our own families nor those of our languages cover, for
/// both pictures and print.
pub const SCRIPTS: [&str; 17] = [
    "NotoSansDevanagari_400Regular.ttf",
    "NotoSansGujarati_400Regular.ttf",
    "NotoSansTamil_400Regular.ttf",
    "NotoSansThai_400Regular.ttf",
    "NotoSansLao_400Regular.ttf",
    "NotoSansKhmer_400Regular.ttf",
    "NotoSansMyanmar_400Regular.ttf",
    "NotoSansSinhala_400Regular.ttf",
    "NotoSansTelugu_400Regular.ttf",
    "NotoSansKannada_400Regular.ttf",
    "NotoSansMalayalam_400Regular.ttf",
    "NotoSansOriya_400Regular.ttf",
    "NotoSansEthiopic_400Regular.ttf",
    "NotoSansArmenian_400Regular.ttf",
    "NotoSansGeorgian_400Regular.ttf",
    "NotoSansSC_400Regular.ttf",
    "NotoSansKR_400Regular.ttf",
];

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/dist/"]
#[allow_missing = true]
struct Dist;

/// `dist/manifest.json`: the files of the bundle and their hashes.
#[derive(Default, Deserialize)]
struct Manifest {
    /// File name to the first 16 digits of the content's SHA-256, in hexadecimal.
    assets: BTreeMap<String, String>,
}

/// Read once: a server serves the bundle it was started with.
static MANIFEST: LazyLock<Manifest> = LazyLock::new(|| {
    let Some(file) = Dist::get("manifest.json") else {
        tracing::warn!("no bundle: widgets work as plain forms; `cargo xtask build` makes one");
        return Manifest::default();
    };
    serde_json::from_slice(&file.data).unwrap_or_else(|error| {
        tracing::error!(%error, "dist/manifest.json cannot be read: widgets work as plain forms");
        Manifest::default()
    })
});

/// The addresses of a matching pair of wasm and glue, relative to the server's origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    pub glue: String,
    pub wasm: String,
}

impl Bundle {
    /// The address of a language's texts for the browser.
    pub fn text(&self, lang: &str) -> Option<String> {
        url(&format!("text-{lang}.json"))
    }
}

/// The bundle's addresses; `None` when the server was built without it.
pub fn bundle() -> Option<Bundle> {
    Some(Bundle {
        glue: url("widgets.js")?,
        wasm: url("widgets_bg.wasm")?,
    })
}

/// The address of an asset, `/assets/HASH/NAME`; `None` when the bundle has no such file.
pub fn url(name: &str) -> Option<String> {
    MANIFEST
        .assets
        .get(name)
        .map(|hash| format!("/assets/{hash}/{name}"))
}

/// A file of the bundle as it is; `None` when the bundle has no such file.
pub fn content(name: &str) -> Option<Cow<'static, [u8]>> {
    Dist::get(name).map(|file| file.data)
}

/// A file that only the server reads and that the bundle holds compressed, as `NAME.br`.
pub fn unpacked(name: &str) -> Option<Vec<u8>> {
    let packed = content(&format!("{name}.br"))?;
    let mut file = Vec::new();
    let unpacked = brotli::BrotliDecompress(&mut &*packed, &mut file);
    let told = |error: &_| tracing::error!(%error, name, "a file of the bundle cannot be unpacked");
    unpacked.inspect_err(told).ok()?;
    Some(file)
}

/// What an asset's address names its content by; `None` when the bundle has no such file.
pub fn hash(name: &str) -> Option<&'static str> {
    MANIFEST.assets.get(name).map(String::as_str)
}
