//! Builds the WordPress plugin: `www/wordpress/undersigned`, its compiled translations and what
//! browsers load, as a zip to upload to a site. Reproducible: the same sources give the same bytes.

mod translations;

use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use serde_json::json;
use sha2::{Digest, Sha256};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{bundle::Manifest, place};

/// The folder that WordPress unpacks the plugin to, and the zip's name.
const NAME: &str = "undersigned";

/// The loader that loads its bundle from its own folder.
const LOADER: &str = "local.js";

/// Builds `target/release/undersigned-wordpress.zip` from the sources and `dist/`. The server offers
/// it too (`src/web/embed/plugin.rs`), so a copy is put into `dist/`, with what describes it.
pub(crate) fn plugin() -> Result<PathBuf> {
    let mut files = sources(&place::root().join("www/wordpress").join(NAME))?;
    ensure_one_version(&files)?;
    let offer = offer(&files)?;
    files.extend(translations::files()?);
    let bundle = bundle()?;
    let folder = digest(&bundle);
    files.insert("bundle/index.php".into(), pointer(&folder));
    for (name, content) in bundle {
        files.insert(format!("bundle/{folder}/{name}"), content);
    }
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        files.insert(licence.into(), fs::read(place::root().join(licence))?);
    }
    let zip = zip(&files)?;
    put(&format!("{NAME}-wordpress.json"), &offer)?;
    put(&format!("{NAME}-wordpress.zip"), &zip)?;
    let path = place::target().join(format!("release/{NAME}-wordpress.zip"));
    fs::create_dir_all(path.parent().expect("it lies in a folder"))?;
    fs::write(&path, zip)?;
    Ok(path)
}

/// The digest of the plugin that the server offers; the release binary is recompiled when it
/// changes.
pub(crate) fn offered_digest() -> Result<String> {
    let zip = place::dist().join(format!("{NAME}-wordpress.zip"));
    let zip = fs::read(zip).context("there is no plugin")?;
    Ok(hexadecimal(&Sha256::digest(zip)))
}

/// Writes a file of `dist/`, whole at any moment, because a debug server reads it while it runs.
fn put(name: &str, content: &[u8]) -> Result<()> {
    let fresh = place::dist().join(format!("{name}.new"));
    fs::write(&fresh, content)?;
    fs::rename(fresh, place::dist().join(name))?;
    Ok(())
}

/// Describes this version to sites that have the plugin, from the two files that WordPress itself
/// reads.
fn offer(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>> {
    let text = |name: &str| String::from_utf8_lossy(&files[name]).into_owned();
    let (main, readme) = (text("undersigned.php"), text("readme.txt"));
    let (_, changelog) = readme
        .split_once("== Changelog ==")
        .context("readme.txt has no changelog")?;
    let offer = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "requires": field(&main, " * Requires at least: ")?,
        "requires_php": field(&main, " * Requires PHP: ")?,
        "tested": field(&readme, "Tested up to: ")?,
        "changelog": changelog.trim(),
    });
    Ok(serde_json::to_vec(&offer)?)
}

/// The rest of the line that begins with `name`.
fn field<'a>(text: &'a str, name: &str) -> Result<&'a str> {
    let mut lines = text.lines();
    lines
        .find_map(|line| line.strip_prefix(name))
        .with_context(|| format!("the plugin has no line {name:?}"))
}

/// Every file by its path in the plugin.
fn sources(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let entries = fs::read_dir(&next).with_context(|| format!("no {}", next.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("it lies below");
            let name = name.to_str().context("names are plain ASCII")?.to_owned();
            files.insert(name, fs::read(&path)?);
        }
    }
    Ok(files)
}

/// The version is stated in two files for WordPress and in `Cargo.toml`; all three must agree.
fn ensure_one_version(files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    for (file, line) in [
        ("undersigned.php", format!(" * Version: {version}\n")),
        ("readme.txt", format!("\nStable tag: {version}\n")),
    ] {
        let text = String::from_utf8_lossy(files.get(file).context("a plugin has it")?);
        ensure!(
            text.contains(&line),
            "www/wordpress/{NAME}/{file} lacks the line {:?}",
            line.trim()
        );
    }
    Ok(())
}

/// What runs in visitors' browsers; none of it is fetched from another address.
fn bundle() -> Result<BTreeMap<String, Vec<u8>>> {
    let manifest = Manifest::read().context("there is no bundle")?;
    let wanted = |name: &&String| {
        [LOADER, "widgets.js", "widgets_bg.wasm"].contains(&name.as_str())
            || (name.starts_with("text-") && name.ends_with(".json"))
    };
    let names = manifest.assets.keys().filter(wanted);
    names
        .map(|name| Ok((name.clone(), fs::read(place::dist().join(name))?)))
        .collect()
}

/// A name for the whole bundle, short enough for an address.
fn digest(bundle: &BTreeMap<String, Vec<u8>>) -> String {
    let mut hash = Sha256::new();
    for (name, content) in bundle {
        hash.update(name);
        hash.update(Sha256::digest(content));
    }
    hexadecimal(&hash.finalize()[..6])
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Tells the plugin where its bundle is.
fn pointer(folder: &str) -> Vec<u8> {
    format!(
        "<?php\n/**\n * Where the build put the bundle.\n *\n * @package Undersigned\n */\n\n\
         defined( 'ABSPATH' ) || exit;\n\nreturn '{folder}';\n"
    )
    .into_bytes()
}

/// Sorted, without times or owners.
fn zip(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(format!("{NAME}/{name}"), options)?;
        archive.write_all(content)?;
    }
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zip_is_reproducible() {
        let files = BTreeMap::from([
            ("b.txt".to_owned(), b"two".to_vec()),
            ("a/c.txt".to_owned(), vec![7; 3000]),
        ]);
        let first = zip(&files).unwrap();
        assert_eq!(first, zip(&files).unwrap());
        assert!(first.len() < 600, "it is compressed: {}", first.len());
    }

    #[test]
    fn the_offer_has_the_versions_and_the_changelog_of_the_plugin() {
        let files = BTreeMap::from([
            (
                "undersigned.php".to_owned(),
                b"<?php\n/**\n * Requires at least: 6.8\n * Requires PHP: 7.4\n".to_vec(),
            ),
            (
                "readme.txt".to_owned(),
                b"Tested up to: 7.1\n\n== Changelog ==\n\n= 2.0 =\n* Better.\n".to_vec(),
            ),
        ]);
        let offer: serde_json::Value = serde_json::from_slice(&offer(&files).unwrap()).unwrap();
        assert_eq!(offer["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(offer["requires"], "6.8");
        assert_eq!(offer["requires_php"], "7.4");
        assert_eq!(offer["tested"], "7.1");
        assert_eq!(offer["changelog"], "= 2.0 =\n* Better.");
    }
}
