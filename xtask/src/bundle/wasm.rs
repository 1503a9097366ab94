//! Builds the widgets as WebAssembly, and the glue that connects it to the page. Size comes first:
//! std is rebuilt for size, panics abort immediately, and Binaryen optimises at the end.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use super::{scripts, sources, traps};
use crate::{
    place, run,
    toolchain::{TARGET, Toolchain},
};

/// A panic's message would need formatting, which makes up a tenth of the bundle.
const RUSTFLAGS: &str =
    "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";

/// The first kilobyte holds no data, because it is the end of the stack; telling Binaryen so, and
/// tracing each value through the program, saves 1.8 % after brotli. Sharing locals between several
/// places would add bytes.
const SHRINKING: [&str; 4] = [
    "--gufa-optimizing",
    "--low-memory-unused",
    "--skip-pass=local-cse",
    // What the compiler notes for tools that come after it.
    "--strip-target-features",
];

/// Supported by all current browsers; `--all-features` creates a module that they reject.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
];

/// Larger functions are not inlined even when they have only one caller: measured, that saves 1 %
/// after brotli.
const INLINING: &str = "--one-caller-inline-max-function-size=20";

/// The name under which the module imports from its glue, written for each import: wasm-bindgen's and
/// ours.
const MODULE: [&str; 2] = ["./widgets_bg.js", "m"];

/// `widgets_bg.wasm` and `widgets.js`.
pub(super) fn files(toolchain: &Toolchain) -> Result<Vec<(String, Vec<u8>)>> {
    compile(toolchain)?;
    let (module, glue) = bindings()?;
    let folder = place::target().join("bundle");
    fs::write(folder.join("widgets_bg.wasm"), module)?;
    // Starting an island is part of hydrating it, so the two are one file.
    let island = fs::read_to_string(place::root().join("www/island.js"))?;
    let memory = fs::read_to_string(place::root().join("www/memory.js"))?;
    fs::write(folder.join("widgets.js"), glue + &island + &memory)?;
    Ok(vec![
        (
            "widgets_bg.wasm".into(),
            optimised(&folder.join("widgets_bg.wasm"))?,
        ),
        (
            "widgets.js".into(),
            scripts::minified_beside_the_loader(&folder.join("widgets.js"))?,
        ),
    ])
}

/// The module and its glue, which call each other by short names: wasm-bindgen's own have hashes in
/// them, which do not compress, and occur in both files.
fn bindings() -> Result<(Vec<u8>, String)> {
    let mut output = Bindgen::new()
        .input_path(place::target().join(TARGET).join("wasm/widgets.wasm"))
        .web(true)?
        .typescript(false)
        // Traps find functions by their names as the compiler writes them.
        .demangle(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(true)
        .generate_output()
        .context("wasm-bindgen failed")?;
    ensure!(
        output.snippets().values().all(Vec::is_empty) && output.local_modules().is_empty(),
        "a crate brings scripts of its own, which the bundle does not ship"
    );
    traps::set(output.wasm_mut())?;
    let mut short = BTreeMap::new();
    for (number, import) in output.wasm_mut().imports.iter_mut().enumerate() {
        let name = format!("i{number}");
        short.insert(std::mem::replace(&mut import.name, name.clone()), name);
        MODULE[1].clone_into(&mut import.module);
    }
    for (number, export) in output.wasm_mut().exports.iter_mut().enumerate() {
        // Names that the compiler made (Rust's v0 mangling), of closures' callers.
        if export.name.starts_with("_R") {
            let name = format!("e{number}");
            short.insert(std::mem::replace(&mut export.name, name.clone()), name);
        }
    }
    let glue = renamed(output.js(), &short);
    let [long, short] = MODULE.map(|name| format!("\"{name}\":"));
    ensure!(glue.matches(&long).count() == 1, "the glue has no {long}");
    let glue = glue.replace(&long, &short);
    let glue = past_named_elements(&glue)?;
    let glue = telling_of_the_end(&glue)?;
    Ok((output.wasm_mut().emit_wasm(), glue))
}

/// The glue with the methods of `document` and `window` taken from their prototypes (DOM
/// clobbering). An element whose id is a method's name (`<object id="createElement">`) hides the
/// method; sanitisers allow such ids, and hydration would fail on any page with one.
fn past_named_elements(glue: &str) -> Result<String> {
    let mut glue = glue.to_owned();
    for (method, prototype) in [
        ("createElement", "Object.getPrototypeOf(arg0)"),
        ("createElementNS", "Object.getPrototypeOf(arg0)"),
        ("createTextNode", "Object.getPrototypeOf(arg0)"),
        ("querySelector", "Object.getPrototypeOf(arg0)"),
        // A window's named properties come after its own prototype in the chain, but before this
        // one.
        ("addEventListener", "EventTarget.prototype"),
    ] {
        let call = format!("arg0.{method}(");
        ensure!(glue.contains(&call), "the glue has no {call}");
        glue = glue.replace(&call, &format!("{prototype}.{method}.call(arg0, "));
    }
    Ok(glue)
}

/// The glue with its closure wrappers reporting errors. Everything the module does after hydration
/// starts in a closure, and an error that escapes from one leaves the module in an undefined state,
/// because nothing unwinds there. `end` is defined in `www/island.js`, which is appended to the
/// glue.
fn telling_of_the_end(glue: &str) -> Result<String> {
    const LEAVING: &str = "} finally {";
    let wrappers = glue.matches(LEAVING).count();
    ensure!(
        wrappers == 2,
        "{wrappers} wrappers of closures, not two: is there another wasm-bindgen?"
    );
    Ok(glue.replace(
        LEAVING,
        "} catch (error) { end(error); throw error; } finally {",
    ))
}

/// A script with whole words replaced.
fn renamed(script: &str, names: &BTreeMap<String, String>) -> String {
    let in_word = |character: char| character.is_ascii_alphanumeric() || "_$".contains(character);
    let mut result = String::new();
    let mut rest = script;
    while !rest.is_empty() {
        let starts_word = rest.starts_with(in_word);
        let end = rest
            .find(|character| in_word(character) != starts_word)
            .unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        result.push_str(names.get(piece).map_or(piece, String::as_str));
        rest = after;
    }
    result
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

/// The module after Binaryen, cached by content: Binaryen takes longer than all the rest of a
/// second build.
fn optimised(module: &Path) -> Result<Vec<u8>> {
    let settings = [&[INLINING], &SHRINKING[..], &FEATURES[..]].concat();
    let digest = sources::digest(&[fs::read(module)?, settings.concat().into_bytes()].concat());
    let kept = place::target().join(format!("bundle/optimised-{digest}.wasm"));
    if !kept.exists() {
        let fresh = kept.with_extension("new");
        let mut wasm_opt = Command::new("node");
        wasm_opt
            .arg(place::node_modules().join("binaryen/bin/wasm-opt"))
            .args(["-Oz", "--converge", INLINING])
            .args(SHRINKING)
            .args(FEATURES)
            .arg(module)
            .arg("-o")
            .arg(&fresh);
        run::quietly(&mut wasm_opt)?;
        fs::rename(&fresh, &kept)?;
    }
    Ok(fs::read(&kept)?)
}

#[cfg(test)]
mod tests {
    use super::renamed;

    #[test]
    fn only_whole_identifiers_are_shortened() {
        let names = [("__wbg_text_1f".to_owned(), "i0".to_owned())].into();
        assert_eq!(
            renamed("{__wbg_text_1f: 1, __wbg_text_1f2: 2}", &names),
            "{i0: 1, __wbg_text_1f2: 2}"
        );
    }
}
