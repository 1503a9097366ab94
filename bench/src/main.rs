//! `cargo xtask bench`: a run that prints how fast and how heavy the release binary is.
//!
//! The load is generated on this machine, so server and generator share its cores: the figures show
//! what a small machine can do, and are for comparing one day with another.

mod browser;
mod load;
mod machine;
mod median;
mod names;
mod paper;
mod printing;
mod process;
mod python;
mod requests;
mod server;
mod speed;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, bail};

use server::Server;

const USAGE: &str =
    "usage: bench SERVER [--seconds N | --browser | --blocking | --printing | --names | --paper]";
/// Default duration of each load.
const SECONDS: u64 = 10;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let binary = PathBuf::from(arguments.next().context(USAGE)?).canonicalize()?;
    let rest: Vec<String> = arguments.collect();
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    println!("machine: {}", machine::description());
    match rest.as_slice() {
        [] => speed::print(&binary, Duration::from_secs(SECONDS)).await,
        ["--seconds", seconds] => {
            let seconds = seconds.parse().context(USAGE)?;
            speed::print(&binary, Duration::from_secs(seconds)).await
        }
        ["--browser"] => embed(&binary).await,
        ["--blocking"] => browser::blocking::check(&binary).await,
        ["--printing"] => printing::print(&binary).await,
        ["--names"] => names::print(&binary).await,
        ["--paper"] => paper::print(&binary).await,
        _ => bail!(USAGE),
    }
}

/// Only the host page, with its own server.
async fn embed(binary: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(binary, folder.path()).await?;
    browser::embedding::print(&server).await?;
    server.stop().await
}
