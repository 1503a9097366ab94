//! Builds the loader in its four variants, and the script it falls back to. `www/undersigned.js` is
//! the source of all four; the differences are set at build time.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde_json::json;

use super::{scripts, sources};
use crate::{place, run};

/// Variant, file name and format: a package's loader is a module.
const VARIANTS: [(&str, &str, &str); 4] = [
    ("tag", "undersigned.js", "iife"),
    ("pinned", "pinned.js", "iife"),
    ("local", "local.js", "iife"),
    ("package", "package.js", "esm"),
];

/// Placeholders. The server replaces the first by its public address when it starts; the WordPress
/// plugin replaces it by that address, and the second by the folder of its bundle, in the copy that
/// its site serves. The placeholders are not valid addresses, so a script in which they were not
/// replaced knows no server.
const SERVER: &str = "UNDERSIGNED_SERVER";
const FOLDER: &str = "UNDERSIGNED_FOLDER";

/// `undersigned.js`, which sites paste; `pinned.js`, `local.js` and `package.js`, which accept only
/// this bundle's bytes; `stepdown.js`, which the first fetches when it must fall back.
pub(super) fn files(bundle: &[(String, Vec<u8>)], style: &str) -> Result<Vec<(String, Vec<u8>)>> {
    let stepdown = built("loader/stepdown.js", "esm", &[])?;
    scripts::ensure_names_are_shared()?;
    let address =
        |name: &str, content: &[u8]| format!("/assets/{}/{name}", sources::address(content));
    let pins: BTreeMap<&str, String> = bundle
        .iter()
        .map(|(name, content)| (name.as_str(), sources::pin(content)))
        .collect();
    // Six digits are enough to tell versions apart; the pins verify the bytes.
    let version: BTreeMap<&str, String> = bundle
        .iter()
        .map(|(name, content)| (name.as_str(), sources::digest(content)[..6].to_owned()))
        .collect();
    let mut files = Vec::new();
    for (variant, name, format) in VARIANTS {
        let built_in = [
            ("VARIANT", json!(variant)),
            ("STRICT", json!(variant != "tag")),
            ("PINNED", json!(variant == "pinned")),
            ("PACKAGED", json!(variant == "package")),
            ("HOSTED", json!(["tag", "pinned"].contains(&variant))),
            ("HOME", json!(SERVER)),
            ("FOLDER", json!(FOLDER)),
            ("STEPDOWN", json!(address("stepdown.js", &stepdown))),
            ("PINS", json!(pins)),
            ("VERSION", json!(version)),
            ("STYLE", json!(style)),
        ];
        let script = built("undersigned.js", format, &built_in)?;
        let text = String::from_utf8_lossy(&script);
        // A minifier that evaluates the placeholders would leave nothing to replace.
        ensure!(
            variant == "package" || text.contains(SERVER),
            "{name} has no place for the server's address"
        );
        ensure!(
            variant != "local" || text.contains(FOLDER),
            "{name} has no place for the bundle's folder"
        );
        files.push((name.to_owned(), script));
    }
    files.push(("stepdown.js".into(), stepdown));
    Ok(files)
}

/// One script of `www/` with its imports. The banner allows appending it to a script whose last
/// semicolon is missing.
fn built(script: &str, format: &str, built_in: &[(&str, serde_json::Value)]) -> Result<Vec<u8>> {
    let mut esbuild = scripts::esbuild(&place::root().join("www").join(script));
    esbuild.args(["--bundle", "--banner:js=;"]);
    // The app's own build adds the files that a package contains beside its loader.
    esbuild.args(["--external:./widgets.*", "--external:./text-*"]);
    esbuild.arg(format!("--format={format}"));
    scripts::shorten_names(&mut esbuild)?;
    for (name, value) in built_in {
        esbuild.arg(format!("--define:{name}={value}"));
    }
    Ok(run::quietly(&mut esbuild)?.into_bytes())
}
