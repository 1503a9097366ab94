//! Commands of the program, run to their end or started for a test that kills them.

use std::{
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use crate::support::campaign::Campaign;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_undersigned");

/// The program, without arguments.
pub(super) fn new() -> Command {
    Command::new(PROGRAM)
}

/// Starts the program with these arguments, for a test that kills it.
pub(crate) fn start(arguments: &[&str], folder: &Path) -> Child {
    new()
        .args(arguments)
        .current_dir(folder)
        .env("XDG_STATE_HOME", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// Runs the program to its end with these arguments, isolated from this machine's environment.
pub(crate) fn run(arguments: &[&str], folder: &Path) -> Output {
    new()
        .args(arguments)
        .current_dir(folder)
        .env("XDG_STATE_HOME", folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

/// What a command that succeeded wrote to its standard output.
pub(crate) fn output_of(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What a command that failed wrote to its standard error.
pub(crate) fn error_of(output: &Output) -> String {
    assert!(!output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Standard output and standard error, whether the command succeeded or not.
pub(crate) fn both_outputs_of(output: &Output) -> String {
    let both = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&both).into_owned()
}

/// Runs a command of the program to its end on this database.
pub(super) fn on_database(
    mut program: Command,
    command: &[&str],
    database: &str,
    folder: &Path,
) -> Output {
    program
        .args(command)
        .args(["--database", database])
        .env("XDG_STATE_HOME", folder)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

pub(super) fn publish(database: &str, folder: &Path, campaign: &Campaign) -> Output {
    new()
        .args(["publish", "--database", database])
        .args(campaign.write(folder))
        .env("XDG_STATE_HOME", folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

pub(crate) fn signal(name: &str, process: u32) {
    let status = Command::new("kill")
        .args([name, &process.to_string()])
        .status()
        .expect("kill is part of every Unix");
    assert!(status.success(), "process {process} ended before {name}");
}
