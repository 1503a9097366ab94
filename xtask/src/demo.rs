//! Runs the demo from a checkout.

use std::os::unix::process::CommandExt;

use anyhow::{Context, Result};

use crate::{bundle, plugin, server, setup};

/// Builds everything and replaces this process by the server, so signals reach it and its exit
/// status is ours.
///
/// A debug build: a newcomer has it minutes sooner, the tests use the same parts, and drawing a
/// page still takes only milliseconds.
pub(crate) fn demo(options: &[String]) -> Result<()> {
    setup::setup(setup::Purpose::Demo)?;
    bundle::bundle()?;
    plugin::plugin()?;
    let mut demo = server::debug_build()?;
    demo.arg("demo").args(options);
    Err(demo.exec()).context("cannot start the demo")
}
