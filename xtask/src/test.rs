//! Runs every test of every package, the browser suite in three browsers, and counts them all.

use std::{
    io::{BufRead, BufReader},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context, Result};

use crate::{bundle, package, place, plugin, run, setup};

/// Runs the tests; the last line is `N passed, N failed`.
pub(crate) fn test(arguments: &[String]) -> Result<ExitCode> {
    test_after(&[], arguments)
}

/// The same after other checks, whose failures are listed again at the end, where they are seen.
pub(crate) fn test_after(faults: &[&str], arguments: &[String]) -> Result<ExitCode> {
    let count = match prepare() {
        Ok(()) => run_all(arguments)?,
        // Even then the last line must report the failure.
        Err(error) => {
            println!("test: cannot begin: {error:#}");
            Count {
                failed: 1,
                ..Count::default()
            }
        }
    };
    for fault in faults {
        println!("failed: {fault}");
    }
    count.print();
    Ok(count.exit_code())
}

fn prepare() -> Result<()> {
    setup::setup(setup::Purpose::Test)?;
    bundle::bundle()?;
    plugin::plugin()?;
    package::package()?;
    Ok(())
}

/// The sum of what the test programs reported.
#[derive(Default)]
pub(crate) struct Count {
    passed: u64,
    failed: u64,
    names: Vec<String>,
}

impl Count {
    /// Parses a line of libtest's output; lists a failure with `place`, if that is given.
    fn read(&mut self, line: &str, place: &str) {
        if let Some(summary) = line.strip_prefix("test result: ") {
            let number = |word: &str| {
                let part = summary
                    .split([';', '.'])
                    .find(|part| part.trim_end().ends_with(word));
                let number = part.and_then(|part| part.trim().split(' ').next()?.parse().ok());
                number.unwrap_or(0)
            };
            self.passed += number(" passed");
            self.failed += number(" failed");
        } else if let Some(name) = line
            .strip_prefix("test ")
            .and_then(|line| line.strip_suffix(" ... FAILED"))
        {
            self.names.push(format!("{place}{name}"));
        }
    }

    fn print(&self) {
        for name in &self.names {
            println!("failed: {name}");
        }
        println!("{} passed, {} failed", self.passed, self.failed);
    }

    fn exit_code(&self) -> ExitCode {
        ExitCode::from(u8::from(self.failed > 0 || self.passed == 0))
    }
}

/// The browsers in which the browser suite is repeated; the main run uses the default one.
const BROWSERS: [&str; 2] = ["firefox", "webkit"];

fn run_all(arguments: &[String]) -> Result<Count> {
    let mut count = Count::default();
    // If the caller names a package, only that one runs.
    let one = arguments
        .iter()
        .any(|argument| argument == "-p" || argument.starts_with("--package"));
    let mut cargo = run::cargo();
    cargo.args(["test", "--no-fail-fast"]);
    if !one {
        cargo.arg("--workspace");
    }
    cargo.args(arguments);
    count.run(cargo, "")?;
    if !wants_every_browser(arguments) {
        return Ok(count);
    }
    for browser in BROWSERS {
        println!("test: the browser suite in {browser}");
        let mut cargo = run::cargo();
        cargo.args(["test", "--no-fail-fast", "--test", "browser"]);
        // Only the test filters remain.
        let mut filters = arguments.iter().skip_while(|argument| *argument != "--");
        cargo.args(&mut filters).env("UNDERSIGNED_BROWSER", browser);
        count.run(cargo, &format!("{browser}: "))?;
    }
    Ok(count)
}

/// Not if the caller chose a browser, a package, or tests of another kind.
fn wants_every_browser(arguments: &[String]) -> bool {
    let chosen = std::env::var_os("UNDERSIGNED_BROWSER").is_some_and(|name| !name.is_empty());
    let own: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let before_filters = own.split(|argument| *argument == "--").next();
    let all = matches!(before_filters, Some([] | ["--test", "browser"]));
    all && !chosen
}

impl Count {
    /// Runs `cargo test`, shows its output and counts.
    fn run(&mut self, mut cargo: Command, place: &str) -> Result<()> {
        cargo
            .env("UNDERSIGNED_TEST_TOOLS", place::test_tools())
            .stdout(Stdio::piped());
        let mut child = cargo.spawn().context("cannot start cargo test")?;
        let output = child.stdout.take().context("cargo has an output")?;
        let failed_before = self.failed;
        for line in BufReader::new(output).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).into_owned();
            println!("{line}");
            self.read(&line, place);
        }
        if !child.wait()?.success() && self.failed == failed_before {
            // It did not compile, or a test program died before it could report.
            println!("test: cargo test failed outside any test");
            self.failed += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn the_counts_of_all_test_binaries_are_summed() {
        let mut count = Count::default();
        for line in [
            "running 3 tests",
            "test wire::is_json ... ok",
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.52s",
            "test signing::counts_once ... FAILED",
            "test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s",
        ] {
            count.read(line, "");
        }
        assert_eq!((count.passed, count.failed), (15, 1));
        assert_eq!(count.names, ["signing::counts_once"]);
    }
}
