//! Firefox's driver, which no distribution packages: built from its crate, without optimisation
//! because it only passes on commands, and stored outside the checkout, so it is built once.

use std::{fs, process::Command};

use anyhow::Result;

use crate::{place, run};

const VERSION: &str = "0.37.1";

pub(super) fn there() -> bool {
    let program = place::kept_tools().join("geckodriver/bin/geckodriver");
    let told = run::quietly(Command::new(program).arg("--version"));
    told.is_ok_and(|told| told.contains(VERSION))
}

pub(super) fn install() -> Result<()> {
    println!("setup: building geckodriver {VERSION} by cargo, once; this takes some minutes");
    let folder = place::kept_tools().join("geckodriver");
    let built = folder.join("target");
    let mut cargo = run::cargo();
    cargo
        .args([
            "install",
            "geckodriver",
            "--quiet",
            "--locked",
            "--debug",
            "--force",
        ])
        .args(["--version", VERSION, "--root"])
        .arg(&folder)
        .env("CARGO_TARGET_DIR", &built)
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    run::quietly(&mut cargo)?;
    // Only the program is needed.
    fs::remove_dir_all(built)?;
    Ok(())
}
