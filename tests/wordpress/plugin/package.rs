//! The plugin's package: its files are the current ones, PHP accepts them, and its table of networks
//! is the widgets' own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::translations::LOCALES;
use crate::{dashboard::plugin_zip, support::process};

#[test]
fn the_zip_contains_the_current_plugin_and_bundle() {
    let folder = unpacked();
    let sources = process::source("www/wordpress/undersigned");
    for file in files(&sources) {
        let packed = fs::read(folder.path().join("undersigned").join(&file));
        assert!(
            packed.is_ok_and(|packed| packed == fs::read(sources.join(&file)).expect("a source")),
            "{} is not in the zip as it is: `cargo xtask build --bundle` makes it anew",
            file.display()
        );
    }
    let bundled: Vec<String> = files(&folder.path().join("undersigned/bundle"))
        .into_iter()
        .map(|file| file.display().to_string())
        .collect();
    for needed in [
        "local.js",
        "widgets.js",
        "widgets_bg.wasm",
        "text-en.json",
        "index.php",
    ] {
        assert!(
            bundled.iter().any(|file| file.ends_with(needed)),
            "{needed} is missing: {bundled:?}"
        );
    }
    for (_, locale) in LOCALES {
        for compiled in [
            ".mo",
            "-undersigned-editor.json",
            "-undersigned-settings.json",
        ] {
            let name = format!("undersigned/languages/undersigned-{locale}{compiled}");
            assert!(folder.path().join(&name).is_file(), "{name} is missing");
        }
    }
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        assert!(
            folder.path().join("undersigned").join(licence).is_file(),
            "{licence}"
        );
    }
}

#[test]
fn every_plugin_file_passes_php_lint() {
    let folder = unpacked();
    let files: Vec<PathBuf> = files(folder.path())
        .into_iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "php"))
        .collect();
    assert!(files.len() > 6, "{files:?}");
    for file in files {
        let checked = Command::new("php")
            .arg("-l")
            .arg(folder.path().join(&file))
            .output()
            .expect("`cargo xtask setup` installs PHP");
        assert!(checked.status.success(), "{}: {checked:?}", file.display());
    }
}

#[test]
fn the_plugin_lists_every_share_network() {
    let table = fs::read_to_string(process::source(
        "www/wordpress/undersigned/includes/widgets.php",
    ))
    .expect("the plugin's table");
    let line = |name: &str| {
        let line = table
            .lines()
            .find(|line| line.starts_with(&format!("const {name}")));
        let ids = line.expect("a constant").split('\'').skip(1).step_by(2);
        ids.map(str::to_owned).collect::<Vec<_>>()
    };
    let networks = widgets::share::links::NETWORKS.map(|network| network.id.to_owned());
    assert_eq!(line("NETWORKS"), networks);
    for id in line("FOLLOWS") {
        let known = widgets::share::links::follow(&id, "https://people.example/@us");
        assert!(known.is_some(), "{id}");
    }
}

fn unpacked() -> tempfile::TempDir {
    let folder = tempfile::TempDir::with_prefix("undersigned-plugin.").expect("a folder");
    let unpacked = Command::new("unzip")
        .arg("-q")
        .arg(plugin_zip())
        .arg("-d")
        .arg(folder.path())
        .status()
        .expect("`cargo xtask setup` installs unzip");
    assert!(unpacked.success());
    folder
}

/// Every file below this folder, by its relative path.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder).expect("below").to_owned());
            }
        }
    }
    found.sort();
    found
}
