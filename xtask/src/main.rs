//! The project's own tasks, run as `cargo xtask NAME`; one file per task.
//!
//! Each task sets up what it needs and reports what it installs, so a fresh checkout needs only one
//! command.

mod build;
mod bundle;
mod check;
mod demo;
mod http;
mod package;
mod place;
mod plugin;
mod run;
mod server;
mod setup;
mod sizes;
mod test;
mod toolchain;

use std::{
    io::{Write, stderr},
    process::ExitCode,
};

use anyhow::{Result, bail};

const USAGE: &str = "\
cargo xtask demo [OPTION…]   build all and run the demo; options go to `undersigned demo`
cargo xtask test [ARG…]      run every test; arguments go to `cargo test`
cargo xtask build            leave one self-contained binary at target/release/undersigned, and
                             the WordPress plugin and the npm package beside it
cargo xtask build --bundle   only make dist/, what browsers load, if its sources changed, and
                             the WordPress plugin and the npm package
cargo xtask check            formatting, lints, sizes and tests: all that must hold
cargo xtask lint             the same without the tests
cargo xtask bench            measure speed and weight of the release binary; one part of it, or
                             what very many need, with --browser, --path, --printing, --names or
                             --paper; speed at several sizes, beside its bars, with --signing,
                             --jobs or --pages (and --rows N,… --engine sqlite|postgres --seconds N --check)
cargo xtask sizes [--save]   measure what browsers load against its budgets
cargo xtask setup [--for demo|build|test|check]   install what a fresh machine lacks";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    task(&name, &rest).unwrap_or_else(|error| {
        // If the terminal is closed, there is nowhere to report to.
        let _ = writeln!(stderr(), "xtask {name}: {error:#}");
        ExitCode::FAILURE
    })
}

fn task(name: &str, rest: &[String]) -> Result<ExitCode> {
    match name {
        "demo" => demo::demo(rest)?,
        "test" => return test::test(rest),
        "build" => build::build(rest)?,
        "check" => return check::check(),
        "lint" => check::lint()?,
        "bench" => build::bench(rest)?,
        "sizes" => sizes::sizes(rest)?,
        "setup" => setup::setup(setup::Purpose::parse(rest)?)?,
        "" | "help" | "--help" => println!("{USAGE}"),
        other => bail!("no task {other:?}; the tasks are:\n{USAGE}"),
    }
    Ok(ExitCode::SUCCESS)
}
