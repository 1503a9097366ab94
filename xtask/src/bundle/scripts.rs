//! The loader and the glue without their comments and long names, and the texts.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{place, run};

/// Browsers with the WebAssembly that the widgets need all know this much JavaScript.
const TARGET: &str = "--target=es2020";

/// `undersigned.js`, what sites paste.
pub(super) fn loader() -> Result<(String, Vec<u8>)> {
    Ok((
        "undersigned.js".into(),
        minified(&place::root().join("www/undersigned.js"))?,
    ))
}

/// The scripts around and inside a frame, and of our own pages.
pub(super) fn of_pages() -> Result<Vec<(String, Vec<u8>)>> {
    ["embed-page.js", "frame.js", "frame-inside.js"]
        .into_iter()
        .map(|name| {
            let script = minified(&place::root().join("www").join(name))?;
            Ok((name.to_owned(), script))
        })
        .collect()
}

pub(super) fn minified(script: &Path) -> Result<Vec<u8>> {
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
    Ok(run::quietly(&mut esbuild)?.into_bytes())
}

/// `text-LANG.json` for each language.
pub(super) fn texts() -> Result<Vec<(String, Vec<u8>)>> {
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
    let mut texts = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .context("a text has a name")?
            .to_string_lossy();
        texts.push((name.into_owned(), fs::read(&path)?));
    }
    Ok(texts)
}
