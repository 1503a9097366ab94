//! Scripts without their comments and long names, and the texts. Which loaders there are is in
//! `loaders`.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{place, run};

/// Browsers with the WebAssembly that the widgets need all know this much JavaScript.
const TARGET: &str = "--target=es2020";

pub(super) fn minified(script: &Path) -> Result<Vec<u8>> {
    Ok(run::quietly(&mut esbuild(script))?.into_bytes())
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
