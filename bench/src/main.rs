//! `cargo xtask bench`: a run that prints how fast and how heavy the release binary is.
//!
//! The load is generated on this machine, so server and generator share its cores: the figures show
//! what a small machine can do, and are for comparing one day with another.

mod bars;
mod browser;
mod campaign;
mod databases;
mod jobs;
mod load;
mod machine;
mod median;
mod names;
mod options;
mod pages;
mod paper;
mod path;
mod printing;
mod process;
mod python;
mod requests;
mod seed;
mod server;
mod signing;
mod sink;
mod speed;

use std::{path::Path, time::Duration};

use anyhow::Result;
use clap::Parser as _;

use bars::Bars;
use options::Arguments;
use server::Server;

/// Default duration of each load.
const SECONDS: u64 = 10;

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let binary = arguments.server.canonicalize()?;
    println!("machine: {}", machine::description());
    let part = &arguments.part;
    if part.blocking {
        return browser::blocking::check(&binary).await;
    }
    if part.printing {
        return printing::print(&binary).await;
    }
    if part.names {
        return names::print(&binary).await;
    }
    if part.paper {
        return paper::print(&binary).await;
    }
    let mut bars = Bars::default();
    if part.browser {
        embed(&binary, &arguments.packages, &mut bars).await?;
    } else if part.signing {
        let scope = arguments.scope(&signing::SIZES, signing::SECONDS);
        signing::print(&binary, &scope, &mut bars).await?;
    } else if part.jobs {
        let scope = arguments.scope(&jobs::SIZES, jobs::SECONDS);
        let lengths = arguments.queue_lengths(&jobs::LENGTHS);
        jobs::print(&scope, &lengths, &mut bars).await?;
    } else if part.path {
        path::print(&binary, &mut bars).await?;
    } else if part.pages {
        let scope = arguments.scope(&pages::SIZES, pages::SECONDS);
        pages::print(&binary, &scope, &mut bars).await?;
    } else {
        let span = Duration::from_secs(arguments.seconds.unwrap_or(SECONDS));
        speed::print(&binary, &arguments.packages, span, &mut bars).await?;
    }
    bars.finish(arguments.check)
}

/// Only the host page, with its own server.
async fn embed(binary: &Path, packages: &Path, bars: &mut Bars) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(binary, folder.path()).await?;
    browser::embedding::print(&server, packages, bars).await?;
    server.stop().await
}
