//! `dist/`: what browsers load. Built from the widgets and the loader, and only when their sources
//! changed. The server embeds or reads it (`src/bundle.rs`).

mod fonts;
mod loaders;
mod pack;
mod scripts;
mod sources;
mod traps;
mod wasm;

use std::{
    collections::BTreeMap,
    fs::{self, File},
};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::{place, toolchain::Toolchain};

/// `dist/manifest.json`.
#[derive(Deserialize, PartialEq, Serialize)]
pub(crate) struct Manifest {
    /// File name to the first 16 digits of its SHA-256, in hexadecimal; the server builds addresses
    /// from these.
    pub(crate) assets: BTreeMap<String, String>,
    /// The same files' `integrity` attributes, for tags that pin what they load.
    pub(crate) integrity: BTreeMap<String, String>,
    /// Hashes of all source files, so tests can reject a bundle older than the code they test.
    pub(crate) sources: BTreeMap<String, String>,
    /// The compiler's version.
    pub(crate) compiler: String,
}

impl Manifest {
    pub(crate) fn read() -> Option<Manifest> {
        let text = fs::read(place::dist().join("manifest.json")).ok()?;
        serde_json::from_slice(&text).ok()
    }
}

/// Builds the bundle if it is missing or out of date.
pub(crate) fn bundle() -> Result<()> {
    let toolchain = crate::setup::bundle_tools()?;
    // Locked, because a test run and a demo may both build it.
    fs::create_dir_all(place::target().join("bundle"))?;
    let lock = File::create(place::target().join("bundle/lock"))?;
    lock.lock().context("cannot lock the bundle")?;

    let sources = sources::digests()?;
    let compiler = toolchain.version()?;
    if let Some(old) = Manifest::read()
        && old.sources == sources
        && old.compiler == compiler
        && old
            .assets
            .keys()
            .all(|name| place::dist().join(name).is_file())
    {
        return Ok(());
    }
    println!("bundle: making dist/ (the first time compiles std for the web: some two minutes)");
    make(&toolchain, sources, compiler)
}

/// The digest of the whole bundle; the release binary is recompiled when it changes.
pub(crate) fn digest() -> Result<String> {
    let manifest = fs::read(place::dist().join("manifest.json")).context("there is no bundle")?;
    Ok(sources::digest(&manifest))
}

fn make(toolchain: &Toolchain, sources: BTreeMap<String, String>, compiler: String) -> Result<()> {
    let (texts, style) = scripts::texts()?;
    let mut files = wasm::files(toolchain)?;
    files.extend(texts);
    files.extend(loaders::files(&files, &style)?);
    files.extend(scripts::of_pages()?);
    files.extend(fonts::files()?);

    // Built in a temporary folder and renamed at the end, because a debug server reads dist/ while
    // it runs.
    let dist = place::dist();
    let fresh = dist.with_extension("new");
    clear(&fresh)?;
    fs::create_dir(&fresh)?;
    let (mut assets, mut integrity) = (BTreeMap::new(), BTreeMap::new());
    for (name, content) in files {
        assets.insert(name.clone(), sources::address(&content));
        integrity.insert(name.clone(), sources::integrity(&content));
        pack::write(&fresh, &name, &content)?;
    }
    let manifest = Manifest {
        assets,
        integrity,
        sources,
        compiler,
    };
    fs::write(
        fresh.join("manifest.json"),
        serde_json::to_string_pretty(&manifest)?,
    )?;
    clear(&dist)?;
    fs::rename(&fresh, &dist).context("cannot put dist/ in place")?;
    for (name, (plain, brotli)) in pack::sizes(&dist, manifest.assets.keys())? {
        println!("bundle: {name} {plain} bytes, {brotli} with brotli");
    }
    Ok(())
}

fn clear(folder: &std::path::Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot clear {}", folder.display()))
        }
        _ => Ok(()),
    }
}
