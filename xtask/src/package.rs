//! Builds the npm package: `www/npm` and what browsers load, as a tarball for `npm install`.

use std::{collections::BTreeMap, fs, path::PathBuf, process::Command};

use anyhow::{Context, Result, ensure};

use crate::{bundle::Manifest, place, run};

/// The placeholder version in `www/npm/package.json`; the version from `Cargo.toml` replaces it.
const NO_VERSION: &str = "\"version\": \"0.0.0-source\"";

/// Builds `target/release/undersigned-VERSION.tgz` from the sources and `dist/`.
pub(crate) fn package() -> Result<PathBuf> {
    let folder = place::target().join("npm/undersigned");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    for (name, content) in files()? {
        fs::write(folder.join(name), content)?;
    }
    let release = place::target().join("release");
    fs::create_dir_all(&release)?;
    let mut npm = Command::new("npm");
    npm.args([
        "pack",
        "--offline",
        "--loglevel=error",
        "--pack-destination",
    ])
    .arg(&release);
    run::quietly(npm.current_dir(&folder))?;
    let path = release.join(format!("undersigned-{}.tgz", env!("CARGO_PKG_VERSION")));
    ensure!(path.is_file(), "npm made no {}", path.display());
    Ok(path)
}

/// Every file of the package by its name.
fn files() -> Result<BTreeMap<String, Vec<u8>>> {
    let manifest = Manifest::read().context("there is no bundle")?;
    let built =
        |name: &str| fs::read(place::dist().join(name)).with_context(|| format!("no {name}"));
    let mut files = BTreeMap::from([
        ("index.js".to_owned(), built("package.js")?),
        ("widgets.js".to_owned(), built("widgets.js")?),
        ("widgets_bg.wasm".to_owned(), built("widgets_bg.wasm")?),
    ]);
    let texts = manifest.assets.keys().filter_map(|name| {
        let text = name
            .starts_with("text-")
            .then(|| name.strip_suffix(".json"));
        text.flatten()
    });
    let loader = String::from_utf8_lossy(&files["index.js"]).into_owned();
    for text in texts {
        let module = format!("{text}.js");
        // The loader imports each text by name, so a new one must be added there.
        ensure!(
            loader.contains(&format!("import(\"./{module}\")")),
            "www/loader/packaged.js lacks {module}"
        );
        // JSON is a valid JavaScript expression, and bundlers support modules better than JSON.
        let json = String::from_utf8(built(&format!("{text}.json"))?)?;
        files.insert(module, format!("export default {json};\n").into_bytes());
    }
    for entry in fs::read_dir(place::root().join("www/npm"))? {
        let path = entry?.path();
        let name = path.file_name().context("a file has a name")?;
        files.insert(name.to_string_lossy().into_owned(), fs::read(&path)?);
    }
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        files.insert(licence.into(), fs::read(place::root().join(licence))?);
    }
    let description = files.get_mut("package.json").context("no package.json")?;
    *description = versioned(description)?;
    Ok(files)
}

fn versioned(description: &[u8]) -> Result<Vec<u8>> {
    let text = String::from_utf8_lossy(description);
    ensure!(
        text.contains(NO_VERSION),
        "www/npm/package.json lacks {NO_VERSION}"
    );
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    Ok(text.replace(NO_VERSION, &version).into_bytes())
}
