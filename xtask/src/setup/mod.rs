//! Sets up a fresh machine, and reports what it installs. Checks first what is present, so a second
//! run takes no time; if a part cannot be installed, says how to install it by hand.

pub(crate) mod apt;
mod geckodriver;
mod npm;
mod parts;

use anyhow::{Result, bail};

use crate::toolchain::{self, Toolchain};
use parts::{BUILD, LINTS, TESTS};

/// What the machine is for; each purpose includes the ones before it.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub(crate) enum Purpose {
    Demo,
    Build,
    Test,
    Check,
}

impl Purpose {
    /// From the task's arguments; by default for the tests.
    pub(crate) fn parse(arguments: &[String]) -> Result<Purpose> {
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        Ok(match words.as_slice() {
            [] | ["--for", "test"] => Purpose::Test,
            ["--for", "build"] => Purpose::Build,
            ["--for", "demo"] => Purpose::Demo,
            ["--for", "check"] => Purpose::Check,
            _ => bail!("setup takes --for and one of demo, build, test, check"),
        })
    }
}

/// Installs everything that is missing. Tries every part, so one run reports every failure.
pub(crate) fn setup(purpose: Purpose) -> Result<()> {
    let wanted = BUILD
        .iter()
        .chain(TESTS.iter().filter(|_| purpose >= Purpose::Test))
        .chain(LINTS.iter().filter(|_| purpose >= Purpose::Check));
    let mut missing = Vec::new();
    for part in wanted {
        if (part.there)() {
            continue;
        }
        println!("setup: missing: {}", part.name);
        match (part.install)() {
            Ok(()) => println!("setup: ready: {}", part.name),
            Err(error) => missing.push(format!(
                "{}: {error:#}\n  by hand: {}",
                part.name, part.by_hand
            )),
        }
    }
    if !missing.is_empty() {
        bail!("this machine is not ready:\n{}", missing.join("\n"));
    }
    Ok(())
}

/// The tools that build the bundle, installed if missing.
pub(crate) fn bundle_tools() -> Result<Toolchain> {
    setup(Purpose::Build)?;
    Ok(toolchain::ready().expect("the setup has just made it ready"))
}
