//! Builds the parts of a release: the self-contained binary, the WordPress plugin and the npm
//! package.

use std::{path::PathBuf, process::Command};

use anyhow::{Result, bail};

use crate::{bundle, package, place, plugin, run};

/// Builds the bundle, then the plugin, the package and the binary that contain it; with `--bundle`,
/// no binary.
pub(crate) fn build(arguments: &[String]) -> Result<()> {
    match arguments {
        [] => {}
        [flag] if flag == "--bundle" => {
            bundle::bundle()?;
            plugin::plugin()?;
            package::package()?;
            return Ok(());
        }
        _ => bail!("build takes nothing or --bundle"),
    }
    let (binary, plugin) = release(&["undersigned"])?;
    let megabytes = std::fs::metadata(&binary)?.len() as f64 / 1e6;
    println!("build: {} ({megabytes:.1} MB)", binary.display());
    println!("build: {}", plugin.display());
    println!("build: {}", package::package()?.display());
    Ok(())
}

/// Builds and runs the benchmark, a separate program because it needs optimised code and an async
/// runtime, which the tasks do not. It links the server's library, so both are built together.
pub(crate) fn bench(arguments: &[String]) -> Result<()> {
    let (server, _) = release(&["undersigned", "bench"])?;
    let bench = server.with_file_name("bench");
    let mut command = Command::new(bench);
    command.arg(server).arg("--packages");
    run::shown(command.arg(place::node_modules()).args(arguments))
}

/// Builds these packages; returns the server's binary, and the plugin that it offers.
fn release(packages: &[&str]) -> Result<(PathBuf, PathBuf)> {
    bundle::bundle()?;
    let plugin = plugin::plugin()?;
    println!("build: compiling the server (the first time some eight minutes on two cores)");
    let embedded = format!("{} {}", bundle::digest()?, plugin::offered_digest()?);
    let mut cargo = run::cargo();
    cargo
        .args(["build", "--release"])
        .env("UNDERSIGNED_BUNDLE", embedded);
    for package in packages {
        cargo.args(["--package", package]);
    }
    run::shown(&mut cargo)?;
    Ok((place::target().join("release/undersigned"), plugin))
}
