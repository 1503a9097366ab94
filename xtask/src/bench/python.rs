//! Scripts for what lies outside the server: its SQLite database and the files it is given. Python's
//! standard library reads both, so that the store alone knows `sqlx`.

use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Runs a script to its end; what it prints.
pub(crate) fn run(script: &str, arguments: &[&str]) -> Result<String> {
    let mut python = Command::new("python3");
    let done = python.args(["-c", script]).args(arguments).output();
    let done = done.context("python3 runs the benchmark's scripts")?;
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    ensure!(done.status.success(), "{told}");
    Ok(String::from_utf8(done.stdout)?.trim().to_owned())
}
