//! Runs the server as a child process of a task.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};

use crate::{place, run};

/// Builds the server in debug mode and returns the command that starts it.
pub(crate) fn debug_build() -> Result<Command> {
    run::shown(run::cargo().args(["build", "--package", "undersigned"]))?;
    Ok(Command::new(place::target().join("debug/undersigned")))
}

/// A running demo on ports that the system chooses; stopped when dropped.
pub(crate) struct Demo {
    child: Child,
    /// Host and port.
    pub(crate) address: String,
}

impl Demo {
    pub(crate) fn start() -> Result<Demo> {
        let mut command = debug_build()?;
        command.args([
            "demo",
            "--listen",
            "127.0.0.1:0",
            "--ally-listen",
            "127.0.0.1:0",
        ]);
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the demo")?;
        // Borrowed rather than taken, so the pipe stays open for later output.
        let output = child.stdout.as_mut().context("the demo has an output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let address = line
            .trim()
            .strip_prefix("listening on http://")
            .map(str::to_owned);
        let demo = Demo {
            child,
            address: address.clone().unwrap_or_default(),
        };
        address
            .with_context(|| format!("the demo's first line is {line:?} instead of its address"))?;
        Ok(demo)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // Its data is temporary, so killing it loses nothing.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
