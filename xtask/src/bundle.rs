//! `dist/`: what browsers load. Made from the widgets and the loader; left alone while its sources
//! stay the same. The server embeds or reads it (`src/web/assets.rs`).

mod fonts;
mod loaders;
mod pack;
mod scripts;
mod sources;
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
    /// File name to a prefix of its SHA-256, hexadecimal; the server's addresses are made of these.
    pub(crate) assets: BTreeMap<String, String>,
    /// The same files' `integrity` attributes, for tags that pin what they load.
    pub(crate) integrity: BTreeMap<String, String>,
    /// The same for every source, so that tests can refuse a bundle older than the code they test.
    pub(crate) sources: BTreeMap<String, String>,
    /// The compiler.
    pub(crate) compiler: String,
}

impl Manifest {
    pub(crate) fn read() -> Option<Manifest> {
        let text = fs::read(place::dist().join("manifest.json")).ok()?;
        serde_json::from_slice(&text).ok()
    }
}

/// Makes the bundle if it is missing or stale.
pub(crate) fn bundle() -> Result<()> {
    let toolchain = crate::setup::bundle_tools()?;
    // One at a time: a test run and a demo may both ask.
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

/// The digest of the bundle as a whole; the release binary is compiled anew when it changes.
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

    // Made aside and put in place at the end: a debug server reads dist/ while it runs.
    let dist = place::dist();
    let fresh = dist.with_extension("new");
    clear(&fresh)?;
    fs::create_dir(&fresh)?;
    let (mut assets, mut integrity) = (BTreeMap::new(), BTreeMap::new());
    for (name, content) in files {
        assets.insert(name.clone(), sources::digest(&content));
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
