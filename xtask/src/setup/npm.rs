//! The npm packages for the build and the tests, at the versions of `xtask/package-lock.json`.
//! Installed in cargo's target directory: the checkout stays clean, and a cached target directory
//! already contains them.

use std::{fs, process::Command};

use anyhow::Result;

use crate::{place, run};

const FILES: [&str; 2] = ["package.json", "package-lock.json"];

/// npm writes this file of `node_modules` last.
const INSTALLED: &str = ".package-lock.json";

pub(super) fn there() -> bool {
    let folder = place::node_modules();
    folder.join(INSTALLED).is_file()
        && FILES.iter().all(|name| {
            let wanted = fs::read(place::root().join("xtask").join(name));
            let installed = fs::read(folder.with_file_name(name));
            wanted.is_ok_and(|wanted| installed.is_ok_and(|installed| wanted == installed))
        })
}

pub(super) fn install() -> Result<()> {
    let folder = place::node_modules().with_file_name("");
    println!(
        "setup: installing binaryen, esbuild, typefaces, and for tests and benchmark axe-core, TypeScript, React and Ghost's sign-up form by npm"
    );
    fs::create_dir_all(&folder)?;
    // If npm fails before it has removed what is there, this file would say that all is installed.
    let installed = place::node_modules().join(INSTALLED);
    if installed.exists() {
        fs::remove_file(installed)?;
    }
    for name in FILES {
        fs::copy(place::root().join("xtask").join(name), folder.join(name))?;
    }
    let mut npm = Command::new("npm");
    npm.args([
        "ci",
        "--ignore-scripts",
        "--no-fund",
        "--no-audit",
        "--loglevel=error",
    ]);
    run::quietly(npm.current_dir(&folder))?;
    Ok(())
}
