//! Everything that must pass before a change lands: formatting, lints, sizes, tests. What passes
//! here passes in CI.

use std::process::{Command, ExitCode};

use anyhow::{Result, ensure};

use crate::{bundle, place, run, setup, sizes, test, toolchain::TARGET};

/// Runs every step, so one run reports every failure; the tests come last, and with them their
/// count.
pub(crate) fn check() -> Result<ExitCode> {
    let faults = faults();
    println!("check: tests");
    let tests = test::test_after(&faults, &[])?;
    Ok(if faults.is_empty() {
        tests
    } else {
        ExitCode::FAILURE
    })
}

/// Everything except the tests.
pub(crate) fn lint() -> Result<()> {
    let faults = faults();
    ensure!(faults.is_empty(), "failed: {}", faults.join(", "));
    Ok(())
}

/// The names of the steps that failed; their errors have been printed.
fn faults() -> Vec<&'static str> {
    type Step = (&'static str, fn() -> Result<()>);
    let steps: [Step; 7] = [
        ("setup", || setup::setup(setup::Purpose::Check)),
        ("formatting", formatting),
        ("bundle", bundle::bundle),
        ("lints", lints),
        ("lints of the wasm", wasm_lints),
        ("sizes", || sizes::sizes(&[])),
        ("blocking", blocking),
    ];
    let mut faults = Vec::new();
    for (name, step) in steps {
        println!("check: {name}");
        if let Err(error) = step() {
            println!("check: {name}: {error:#}");
            faults.push(name);
        }
    }
    faults
}

fn formatting() -> Result<()> {
    run::shown(run::cargo().args(["fmt", "--all", "--check"]))?;
    // rustfmt does not see the files that a macro names: the languages, which are a list.
    let mut languages = Vec::new();
    for entry in std::fs::read_dir(place::root().join("src/i18n"))? {
        let path = entry?.path();
        if path.is_dir() {
            languages.extend(["mod.rs", "widgets.rs"].map(|file| path.join(file)));
        }
    }
    languages.sort();
    run::shown(
        Command::new("rustfmt")
            .args(["--check", "--edition", "2024"])
            .args(languages),
    )
}

/// Lints for everything that runs on this machine, tests included.
fn lints() -> Result<()> {
    let features = "xtask/texts";
    run::shown(
        run::cargo()
            .args([
                "clippy",
                "--quiet",
                "--workspace",
                "--all-targets",
                "--features",
                features,
            ])
            .args(["--", "--deny", "warnings"]),
    )
}

/// Lints for what only the browser compiles.
fn wasm_lints() -> Result<()> {
    run::shown(
        run::cargo()
            .args(["clippy", "--quiet", "--package", "widgets", "--lib"])
            .args(["--target", TARGET, "--features", "hydrate"])
            .args(["--", "--deny", "warnings"]),
    )
}

/// How long widgets block a slow phone's page, measured in a real browser against a page without
/// them.
fn blocking() -> Result<()> {
    run::shown(
        run::cargo()
            // All packages are named, so their crates are compiled only once for this and the
            // tests.
            .args(["build", "--quiet", "--workspace"])
            .args(["--bin", "undersigned", "--bin", "bench"]),
    )?;
    let programs = place::target().join("debug");
    run::shown(
        Command::new(programs.join("bench"))
            .arg(programs.join("undersigned"))
            .arg("--blocking"),
    )
}
