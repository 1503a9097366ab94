//! The widgets as WebAssembly, and the glue that joins it to the page. Weight comes before all: std
//! is built anew for size, panics abort at once, and Binaryen has the last word.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::{scripts, sources};
use crate::{
    place, run,
    toolchain::{TARGET, Toolchain},
};

/// A panic's message would need formatting, and formatting is a tenth of the bundle.
const RUSTFLAGS: &str =
    "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";

/// What all current browsers have; `--all-features` makes a module that they refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
];

/// `widgets_bg.wasm` and `widgets.js`.
pub(super) fn files(toolchain: &Toolchain) -> Result<Vec<(String, Vec<u8>)>> {
    compile(toolchain)?;
    let folder = place::target().join("bundle/bindings");
    Bindgen::new()
        .input_path(place::target().join(TARGET).join("wasm/widgets.wasm"))
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(true)
        .generate(&folder)
        .context("wasm-bindgen failed")?;
    let wasm = optimised(&folder.join("widgets_bg.wasm"))?;
    let glue = scripts::minified(&folder.join("widgets.js"))?;
    Ok(vec![
        ("widgets_bg.wasm".into(), wasm),
        ("widgets.js".into(), glue),
    ])
}

fn compile(toolchain: &Toolchain) -> Result<()> {
    let mut cargo = toolchain.cargo();
    cargo
        .args([
            "rustc",
            "--quiet",
            "--package",
            "widgets",
            "--lib",
            "--crate-type",
            "cdylib",
        ])
        .args([
            "--target",
            TARGET,
            "--profile",
            "wasm",
            "--features",
            "hydrate",
        ])
        .args([
            "-Zbuild-std=std,panic_abort",
            "-Zbuild-std-features=optimize_for_size",
        ])
        .arg("--target-dir")
        .arg(place::target())
        .env("RUSTFLAGS", RUSTFLAGS);
    run::shown(&mut cargo)
}

/// The module after Binaryen, kept by content: it takes longer than all else of a second build.
fn optimised(module: &Path) -> Result<Vec<u8>> {
    let digest = sources::digest(&fs::read(module)?);
    let kept = place::target().join(format!("bundle/optimised-{digest}.wasm"));
    if !kept.exists() {
        let fresh = kept.with_extension("new");
        let mut wasm_opt = Command::new("node");
        wasm_opt
            .arg(place::node_modules().join("binaryen/bin/wasm-opt"))
            .args(["-Oz", "--converge"])
            .args(FEATURES)
            .arg(module)
            .arg("-o")
            .arg(&fresh);
        run::quietly(&mut wasm_opt)?;
        fs::rename(&fresh, &kept)?;
    }
    Ok(fs::read(&kept)?)
}
