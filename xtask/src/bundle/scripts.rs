//! Minifies scripts and shortens their names, and collects the texts. `loaders` lists the loaders.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::{place, run};

/// All browsers with the WebAssembly features that the widgets need support this version of
/// JavaScript.
const TARGET: &str = "--target=es2020";

/// The loader's own property names, shortened to one letter each. No code outside `www/` uses these
/// names, nor does the WebAssembly's glue.
const OWN_NAMES: &str = "hold|held|holding|passing|news|note|needs|prepare|reach|settle|subject|put|draw|drawn|named|touch|fail|slug|load|island|original|known|followed|native|unmount";

/// Those that `stepdown.js` or `island.js`, which are built separately, use too.
const SHARED_NAMES: &str = r#"{"fail": "f", "slug": "s", "load": "l", "unmount": "u", "held": "h", "holding": "o", "island": "i", "original": "g", "known": "k", "followed": "w", "drawn": "d", "native": "n", "note": "t", "subject": "c"}"#;

pub(super) fn minified(script: &Path) -> Result<Vec<u8>> {
    Ok(run::quietly(&mut esbuild(script))?.into_bytes())
}

/// The same for a script that uses the loader's properties.
pub(super) fn minified_beside_the_loader(script: &Path) -> Result<Vec<u8>> {
    let mut esbuild = esbuild(script);
    shorten_names(&mut esbuild)?;
    let script = run::quietly(&mut esbuild)?.into_bytes();
    ensure_names_are_shared()?;
    Ok(script)
}

/// Shortens the loader's property names, to the same letters in every script.
pub(super) fn shorten_names(esbuild: &mut Command) -> Result<()> {
    // The minifier adds its own choices to this file; they must not bind the next script.
    let names = names_file();
    fs::write(&names, SHARED_NAMES)?;
    esbuild.arg(format!("--mangle-props=^({OWN_NAMES})$"));
    esbuild.arg(format!("--mangle-cache={}", names.display()));
    Ok(())
}

/// Fails if the script minified last uses a property of the loader under a letter that the minifier
/// chose, because the loader has another letter for it.
pub(super) fn ensure_names_are_shared() -> Result<()> {
    let used: BTreeMap<String, String> = serde_json::from_slice(&fs::read(names_file())?)?;
    let shared: BTreeMap<String, String> = serde_json::from_str(SHARED_NAMES)?;
    let others: Vec<_> = used
        .keys()
        .filter(|name| !shared.contains_key(*name))
        .collect();
    ensure!(others.is_empty(), "SHARED_NAMES lacks {others:?}");
    Ok(())
}

/// Where the minifier reads and writes the letters.
fn names_file() -> PathBuf {
    place::target().join("bundle/names.json")
}

/// The scripts around and inside a frame, and of our own pages.
pub(super) fn of_pages() -> Result<Vec<(String, Vec<u8>)>> {
    let names = [
        "confirm-page.js",
        "declaration-page.js",
        "embed-page.js",
        "frame.js",
        "frame-inside.js",
    ];
    names
        .into_iter()
        .map(|name| {
            let script = minified(&place::root().join("www").join(name))?;
            Ok((name.to_owned(), script))
        })
        .collect()
}

/// The minifier with a script; the caller may add arguments.
pub(super) fn esbuild(script: &Path) -> Command {
    let mut esbuild = Command::new("node");
    esbuild
        .arg(place::node_modules().join("esbuild/bin/esbuild"))
        .arg(script)
        .args([
            "--minify",
            "--charset=utf8",
            "--legal-comments=none",
            "--log-level=warning",
        ])
        .arg(TARGET);
    esbuild
}

/// File name and content.
type File = (String, Vec<u8>);

/// `text-LANG.json` for each language, and the widgets' style sheet.
pub(super) fn texts() -> Result<(Vec<File>, String)> {
    let folder = place::target().join("bundle/texts");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    run::shown(
        run::cargo()
            .args([
                "run",
                "--quiet",
                "--package",
                "xtask",
                "--no-default-features",
                "--features",
                "texts",
                "--bin",
                "texts",
                "--",
            ])
            .arg(&folder),
    )?;
    let style = folder.join("style.css");
    let sheet = fs::read_to_string(&style)?;
    fs::remove_file(&style)?;
    let mut texts = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .context("a text has a name")?
            .to_string_lossy();
        texts.push((name.into_owned(), fs::read(&path)?));
    }
    Ok((texts, sheet))
}
