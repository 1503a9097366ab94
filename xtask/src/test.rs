//! Runs every test of every package, the browser suite in three browsers; counts them all, and says
//! what took how long.

use std::{
    io::{BufRead, BufReader, Read, Write, stderr},
    process::{Command, ExitCode, Stdio},
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use crate::{bundle, package, place, plugin, run, setup};

/// Runs the tests; the last line is `N passed, N failed`.
pub(crate) fn test(arguments: &[String]) -> Result<ExitCode> {
    test_after(&[], arguments)
}

/// The same after other checks, whose failures are listed again at the end, where they are seen.
pub(crate) fn test_after(faults: &[&str], arguments: &[String]) -> Result<ExitCode> {
    let begun = Instant::now();
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
    count.print_times(begun.elapsed().as_secs_f64());
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
    failures: Vec<Failure>,
    /// Which failure libtest is printing the output of, and whether its next line
    /// belongs to a panic's message.
    printing: Option<(usize, bool)>,
    suites: Vec<Suite>,
}

/// A panic's message is cut after the line with which it reaches this length, in bytes.
const LONGEST_REASON: usize = 300;

/// A failed test, and each of its panics: where, and its message.
#[derive(Debug, Default, PartialEq)]
struct Failure {
    name: String,
    panics: Vec<String>,
}

/// A test program in one browser, or the tests inside a crate.
#[derive(Debug, Default, PartialEq)]
struct Suite {
    name: String,
    tests: u64,
    /// As the program itself measured it: without compiling.
    seconds: f64,
}

impl Count {
    /// The results that follow are of this suite.
    fn begin(&mut self, name: String) {
        self.suites.push(Suite {
            name,
            ..Suite::default()
        });
    }

    /// Parses a line of libtest's output; lists a failure with `place`, if that is given.
    fn read(&mut self, line: &str, place: &str) {
        self.read_panic(line, place);
        if let Some(summary) = line.strip_prefix("test result: ") {
            let number = |word: &str| {
                let part = summary
                    .split([';', '.'])
                    .find(|part| part.trim_end().ends_with(word));
                let number = part.and_then(|part| part.trim().split(' ').next()?.parse().ok());
                number.unwrap_or(0)
            };
            let (passed, failed) = (number(" passed"), number(" failed"));
            self.passed += passed;
            self.failed += failed;
            if let Some(suite) = self.suites.last_mut() {
                suite.tests += passed + failed;
                suite.seconds += seconds(summary).unwrap_or(0.0);
            }
        } else if let Some(name) = line
            .strip_prefix("test ")
            .and_then(|line| line.strip_suffix(" ... FAILED"))
        {
            self.failures.push(Failure {
                name: format!("{place}{name}"),
                ..Failure::default()
            });
        }
    }

    /// Parses what libtest prints of each failed test: a heading, and its output with its panics.
    fn read_panic(&mut self, line: &str, place: &str) {
        let heading = line.strip_prefix("---- ");
        if let Some(name) = heading.and_then(|line| line.strip_suffix(" stdout ----")) {
            let name = format!("{place}{name}");
            let of = self.failures.iter().rposition(|one| one.name == name);
            self.printing = of.map(|failure| (failure, false));
            return;
        }
        let Some((failure, message_follows)) = &mut self.printing else {
            return;
        };
        let panics = &mut self.failures[*failure].panics;
        if line == "failures:" {
            self.printing = None;
        } else if let Some((_, place)) = line.split_once("panicked at ") {
            panics.push(place.to_owned());
            *message_follows = true;
        } else if *message_follows {
            let ends = ["", "stack backtrace:"].contains(&line) || line.starts_with("note: ");
            match panics.last_mut() {
                Some(panic) if !ends && panic.len() < LONGEST_REASON => {
                    panic.push(' ');
                    panic.push_str(line.trim());
                }
                _ => *message_follows = false,
            }
        }
    }

    /// Prints each suite's tests and seconds; the rest of the time is setting up and compiling.
    fn print_times(&self, all: f64) {
        println!("{:<32} {:>6} {:>8}", "suite", "tests", "seconds");
        let mut rest = all;
        for suite in self.suites.iter().filter(|suite| suite.tests > 0) {
            rest -= suite.seconds;
            let (name, tests, seconds) = (&suite.name, suite.tests, suite.seconds);
            println!("{name:<32} {tests:>6} {seconds:>8.0}");
        }
        println!("{:<32} {:>6} {rest:>8.0}", "setting up and compiling", "");
        println!("{:<32} {:>6} {all:>8.0}", "all", self.passed + self.failed);
    }

    fn print(&self) {
        for Failure { name, panics } in &self.failures {
            println!("failed: {name}");
            for panic in panics {
                println!("  because: {panic}");
            }
        }
        println!("{} passed, {} failed", self.passed, self.failed);
    }

    fn exit_code(&self) -> ExitCode {
        ExitCode::from(u8::from(self.failed > 0 || self.passed == 0))
    }
}

/// The suite that one of cargo's lines announces: `Running tests/api/main.rs (…/deps/api-0123)`,
/// `Running unittests src/lib.rs (…/deps/widgets-0123)` or `Doc-tests widgets`.
fn suite_name(line: &str) -> Option<String> {
    let line = line.trim_start();
    if let Some(name) = line.strip_prefix("Doc-tests ") {
        return Some(format!("examples in {name}"));
    }
    let (source, program) = line.strip_prefix("Running ")?.split_once(" (")?;
    let program = program.strip_suffix(')')?.rsplit(['/', '\\']).next()?;
    let name = program.rsplit_once('-').map_or(program, |(name, _)| name);
    if source.starts_with("unittests ") {
        return Some(format!("unit tests of {name}"));
    }
    Some(name.to_owned())
}

/// The time at the end of libtest's summary: `finished in 0.52s`.
fn seconds(summary: &str) -> Option<f64> {
    let (_, time) = summary.rsplit_once("finished in ")?;
    time.trim_end().strip_suffix('s')?.parse().ok()
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
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = cargo.spawn().context("cannot start cargo test")?;
        let output = child.stdout.take().context("cargo has an output")?;
        let announced = announcements(child.stderr.take().context("cargo has errors")?);
        let failed_before = self.failed;
        for line in BufReader::new(output).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).into_owned();
            println!("{line}");
            if line.starts_with("running ")
                && let Some(name) = newest(&announced)
            {
                self.begin(format!("{place}{name}"));
            }
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

/// Shows what cargo and the test programs write to standard error, and passes on the name of each
/// suite that cargo announces there before it starts it. The thread is not joined: what a test left
/// running may hold the stream open.
fn announcements(errors: impl Read + Send + 'static) -> Receiver<String> {
    let (announce, announced) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(errors).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            _ = writeln!(stderr(), "{line}");
            if let Some(name) = suite_name(&line) {
                _ = announce.send(name);
            }
        }
    });
    announced
}

/// The suite that was announced last, since a program that dies at its start reports nothing. None if
/// the same suite goes on.
fn newest(announced: &Receiver<String>) -> Option<String> {
    let first = announced.recv_timeout(Duration::from_secs(2)).ok();
    announced.try_iter().last().or(first)
}

#[cfg(test)]
mod tests {
    use super::{Count, Failure, Suite, suite_name};

    #[test]
    fn the_results_of_all_test_binaries_are_summed() {
        let mut count = Count::default();
        count.begin("unit tests of widgets".to_owned());
        count.read("test wire::is_json ... ok", "");
        count.read("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.52s", "");
        count.begin("api".to_owned());
        count.read("test signing::counts_once ... FAILED", "");
        for line in [
            "failures:",
            "",
            "---- signing::counts_once stdout ----",
            "counting",
            "thread 'signing::counts_once' (7) panicked at tests/api/signing.rs:9:5:",
            "these counted twice:",
            "  Ada",
            "note: run with `RUST_BACKTRACE=1`",
            "",
            "failures:",
            "    signing::counts_once",
        ] {
            count.read(line, "");
        }
        count.read("test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 61.00s", "");

        assert_eq!((count.passed, count.failed), (15, 1));
        let failure = Failure {
            name: "signing::counts_once".to_owned(),
            panics: vec!["tests/api/signing.rs:9:5: these counted twice: Ada".to_owned()],
        };
        assert_eq!(count.failures, [failure]);
        let suite = |name: &str, tests, seconds| Suite {
            name: name.to_owned(),
            tests,
            seconds,
        };
        let suites = [
            suite("unit tests of widgets", 12, 0.52),
            suite("api", 4, 61.0),
        ];
        assert_eq!(count.suites, suites);
    }

    #[test]
    fn suites_are_named_as_cargo_announces_them() {
        for (line, name) in [
            (
                "     Running tests/api/main.rs (target/debug/deps/api-77aa)",
                Some("api"),
            ),
            (
                "     Running unittests src/lib.rs (target/debug/deps/widgets-0d1f)",
                Some("unit tests of widgets"),
            ),
            ("   Doc-tests site_check", Some("examples in site_check")),
            ("   Compiling widgets v0.1.0 (/work)", None),
        ] {
            assert_eq!(suite_name(line).as_deref(), name, "{line}");
        }
    }
}
