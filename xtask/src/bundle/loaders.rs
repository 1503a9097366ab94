//! The loader in its four variants, and the script that it steps down with. `www/undersigned.js` is
//! the source of all four; what differs is built in here.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde_json::json;

use super::{scripts, sources};
use crate::{place, run};

/// What each variant's file is called, and its format: a package's loader is a module.
const VARIANTS: [(&str, &str, &str); 4] = [
    ("tag", "undersigned.js", "iife"),
    ("pinned", "pinned.js", "iife"),
    ("local", "local.js", "iife"),
    ("package", "package.js", "esm"),
];

/// The server puts its public address in the place of the first when it starts, and the WordPress
/// plugin puts that and the folder of its bundle into the copy that its site gives out. As they stand
/// they are no addresses, so a script into which nobody wrote any knows none.
const SERVER: &str = "UNDERSIGNED_SERVER";
const FOLDER: &str = "UNDERSIGNED_FOLDER";

/// `undersigned.js`, what sites paste; `pinned.js`, `local.js` and `package.js`, which take nothing but
/// this bundle's bytes; `stepdown.js`, which the first fetches when it cannot do its work.
pub(super) fn files(bundle: &[(String, Vec<u8>)], style: &str) -> Result<Vec<(String, Vec<u8>)>> {
    let stepdown = built("loader/stepdown.js", "esm", &[])?;
    let address =
        |name: &str, content: &[u8]| format!("/assets/{}/{name}", sources::digest(content));
    let pins: BTreeMap<&str, String> = bundle
        .iter()
        .map(|(name, content)| (name.as_str(), sources::pin(content)))
        .collect();
    // Enough to tell versions apart; whether bytes are the right ones is what the pins tell.
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
        // A minifier that reckons with them leaves nothing to write into.
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

/// One script of `www/` with what it imports. It may be put behind another script that forgot its
/// last semicolon.
fn built(script: &str, format: &str, built_in: &[(&str, serde_json::Value)]) -> Result<Vec<u8>> {
    let mut esbuild = scripts::esbuild(&place::root().join("www").join(script));
    esbuild.args(["--bundle", "--banner:js=;"]);
    // What a package has beside its loader, the app's own build joins to it.
    esbuild.args(["--external:./widgets.*", "--external:./text-*"]);
    esbuild.arg(format!("--format={format}"));
    scripts::shorten_names(&mut esbuild)?;
    for (name, value) in built_in {
        esbuild.arg(format!("--define:{name}={value}"));
    }
    Ok(run::quietly(&mut esbuild)?.into_bytes())
}
