//! The bundle's sources, compared by content: file times mean nothing after a checkout.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256, Sha384};

use crate::place;

/// Files and folders whose content determines what browsers load, beside the widgets' texts in
/// `src/i18n/`.
const SOURCES: [&str; 15] = [
    "Cargo.toml",
    "Cargo.lock",
    "widgets/Cargo.toml",
    "widgets/src",
    "www/confirm-page.js",
    "www/declaration-page.js",
    "www/embed-page.js",
    "www/frame-inside.js",
    "www/frame.js",
    "www/island.js",
    "www/loader",
    "www/memory.js",
    "www/undersigned.js",
    "xtask/package-lock.json",
    "xtask/src/bundle",
];

/// The path of every source in the checkout, with its digest.
pub(super) fn digests() -> Result<BTreeMap<String, String>> {
    let mut digests = BTreeMap::new();
    let texts = files(&place::root().join("src/i18n"))?;
    let texts = texts
        .into_iter()
        .filter(|path| path.ends_with("widgets.rs"));
    let mut paths: Vec<PathBuf> = texts.collect();
    for source in SOURCES {
        paths.extend(files(&place::root().join(source))?);
    }
    for path in paths {
        let content = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path
            .strip_prefix(place::root())
            .expect("sources lie in the checkout");
        digests.insert(name.to_string_lossy().into_owned(), digest(&content));
    }
    Ok(digests)
}

/// The first half of a SHA-256: enough to rule out a collision by chance.
pub(super) fn digest(content: &[u8]) -> String {
    let hash = Sha256::digest(content);
    hash.iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// What an asset's address names its content by: 64 bits, because every fragment contains three of
/// them, and they need to tell apart the versions of one file, not to withstand an attacker. What must
/// withstand one is pinned by `integrity`.
pub(super) fn address(content: &[u8]) -> String {
    let mut digits = digest(content);
    digits.truncate(16);
    digits
}

/// The `integrity` attribute for a content.
pub(super) fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
}

/// The same for the list inside a loader, where every byte is sent to visitors: SHA-256, which
/// browsers must support too (W3C Subresource Integrity, section 3.2).
pub(super) fn pin(content: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(content)))
}

fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path)? {
        found.extend(files(&entry?.path())?);
    }
    found.sort();
    Ok(found)
}
