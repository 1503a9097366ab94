//! Makes a fresh machine ready, and says what it installs. Asks first what is there, so that the
//! second time takes no time; what cannot be done is said with what to install by hand.

pub(crate) mod apt;
mod geckodriver;
mod npm;
mod parts;

use anyhow::{Result, bail};

use crate::toolchain::{self, Toolchain};
use parts::{BUILD, LINTS, TESTS};

/// What the machine is wanted for; each needs all that the one before it needs.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub(crate) enum Purpose {
    Demo,
    Build,
    Test,
    Check,
}

impl Purpose {
    /// From the task's arguments; everything, when it is not said.
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

/// Installs all that is missing. Every part is tried, so that one run tells everything to mend.
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

/// What the bundle is made with, installed where it is missing.
pub(crate) fn bundle_tools() -> Result<Toolchain> {
    setup(Purpose::Build)?;
    Ok(toolchain::ready().expect("the setup has just made it ready"))
}
