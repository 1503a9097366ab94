//! Runs Python scripts for what is outside the server: its SQLite database and its input files.
//! Python's standard library reads both, so only the store depends on `sqlx`.

use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Runs a script to its end; returns its output.
pub(crate) fn run(script: &str, arguments: &[&str]) -> Result<String> {
    let mut python = Command::new("python3");
    let done = python.args(["-c", script]).args(arguments).output();
    let done = done.context("python3 runs the benchmark's scripts")?;
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    ensure!(done.status.success(), "{told}");
    Ok(String::from_utf8(done.stdout)?.trim().to_owned())
}
