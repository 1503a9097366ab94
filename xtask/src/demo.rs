//! The demo from a checkout.

use std::os::unix::process::CommandExt;

use anyhow::{Context, Result};

use crate::{bundle, server, setup};

/// Makes all ready and becomes the server, so that signals reach it and its end is ours.
///
/// A debug build: it is ready minutes sooner for whoever tries this first, its parts are those the
/// tests use, and drawing a page still takes milliseconds.
pub(crate) fn demo(options: &[String]) -> Result<()> {
    setup::setup(setup::Purpose::Demo)?;
    bundle::bundle()?;
    let mut demo = server::debug_build()?;
    demo.arg("demo").args(options);
    Err(demo.exec()).context("cannot start the demo")
}
