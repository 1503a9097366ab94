//! Scripts without their comments and long names, and the texts. Which loaders there are is in
//! `loaders`.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{place, run};

/// Browsers with the WebAssembly that the widgets need all know this much JavaScript.
const TARGET: &str = "--target=es2020";

/// What the loader calls its own things: one letter each for visitors. Nothing outside of `www/` reads
/// these, nor does the glue of the WebAssembly know any of them.
const OWN_NAMES: &str = "hold|held|holding|passing|news|note|needs|prepare|reach|settle|subject|put|draw|drawn|named|touch|fail|slug|load|island|original|known|followed|native|unmount";

/// Those of them that `stepdown.js` or `island.js` reads as well, which are built by themselves.
const SHARED_NAMES: &str = r#"{"fail": "f", "slug": "s", "load": "l", "unmount": "u", "held": "h", "holding": "o", "island": "i", "original": "g", "known": "k", "followed": "w", "drawn": "d", "native": "n"}"#;

pub(super) fn minified(script: &Path) -> Result<Vec<u8>> {
    Ok(run::quietly(&mut esbuild(script))?.into_bytes())
}

/// The same of a script that reads what is the loader's own.
pub(super) fn minified_beside_the_loader(script: &Path) -> Result<Vec<u8>> {
    let mut esbuild = esbuild(script);
    shorten_names(&mut esbuild)?;
    Ok(run::quietly(&mut esbuild)?.into_bytes())
}

/// Gives what is the loader's own its letters, the same in every script.
pub(super) fn shorten_names(esbuild: &mut Command) -> Result<()> {
    // The minifier adds what it chose, which the next script must not be bound to.
    let names = place::target().join("bundle/names.json");
    fs::write(&names, SHARED_NAMES)?;
    esbuild.arg(format!("--mangle-props=^({OWN_NAMES})$"));
    esbuild.arg(format!("--mangle-cache={}", names.display()));
    Ok(())
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

/// The minifier with a script; more arguments may follow.
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

/// A name and what is in it.
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
