//! `cargo xtask bench`: one run that prints how fast and how heavy the release binary is.
//!
//! The load comes from this very machine, so server and generator share its cores: the figures say
//! what a small machine does, and are for comparing one day with another.

mod blocking;
mod browser;
mod embedding;
mod host;
mod load;
mod machine;
mod median;
mod names;
mod printing;
mod requests;
mod server;
mod trace;
mod wire;

use std::{path::PathBuf, time::Duration};

use anyhow::{Context, Result, bail};
use load::{Load, Outcome};
use requests::{Fragments, Requests, Signatures};
use server::Server;

/// As many clients as a busy campaign has at one moment.
const CONNECTIONS: usize = 256;
/// The open loop offers this part of the peak: a server that is always full has no latency to speak of.
const STEADY_SHARE: f64 = 0.6;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: bench SERVER [--seconds N | --browser | --blocking | --printing | --names]";
    let binary = PathBuf::from(arguments.next().context(usage)?).canonicalize()?;
    let rest: Vec<String> = arguments.collect();
    let seconds = match rest.as_slice() {
        [] => 10,
        [flag, seconds] if flag == "--seconds" => seconds.parse().context(usage)?,
        [flag] if flag == "--browser" => {
            println!("machine: {}", machine::description());
            let folder = tempfile::tempdir()?;
            let server = Server::start(&binary, folder.path()).await?;
            embedding::print(&server).await?;
            return server.stop().await;
        }
        [flag] if flag == "--printing" => {
            println!("machine: {}", machine::description());
            return printing::print(&binary).await;
        }
        [flag] if flag == "--names" => {
            println!("machine: {}", machine::description());
            return names::print(&binary).await;
        }
        [flag] if flag == "--blocking" => return blocking::check(&binary).await,
        _ => bail!(usage),
    };
    let span = Duration::from_secs(seconds);

    println!("machine: {}", machine::description());
    let megabytes = std::fs::metadata(&binary)?.len() as f64 / 1e6;
    println!("binary: {megabytes:.1} MB, everything inside");

    let folder = tempfile::tempdir()?;
    let first = Server::start(&binary, folder.path()).await?;
    let (new, at_rest) = (first.started_in, first.resident_megabytes()?);
    first.stop().await?;
    let server = Server::start(&binary, folder.path()).await?;
    let again = server.started_in;
    println!(
        "start to first answered /healthz: {} (new database: {})",
        ms(again),
        ms(new)
    );
    println!("memory at rest: {at_rest:.1} MB");

    let fragments = peak(&server, Fragments, span).await?;
    println!("fragments: {:.0} a second", fragments.per_second());

    let signatures = Signatures::default();
    let most = peak(&server, signatures.clone(), span).await?;
    println!(
        "signatures acknowledged durably on SQLite: {:.0} a second at most",
        most.per_second()
    );
    // Letters of the peak are still going out: the steady load meets a server at work.
    let rate = most.per_second() * STEADY_SHARE;
    let load = Load::Open { per_second: rate };
    let steady = load::run(&server.address, signatures, load, CONNECTIONS, span).await?;
    println!(
        "at a steady {rate:.0} a second: p50 {}, p99 {}, longest {}, counted from the intended moment",
        ms(steady.percentile(0.50)),
        ms(steady.percentile(0.99)),
        ms(steady.percentile(1.0)),
    );
    println!("memory after that: {:.1} MB", server.resident_megabytes()?);
    embedding::print(&server).await?;
    server.stop().await?;
    printing::print(&binary).await
}

async fn peak(server: &Server, requests: impl Requests, span: Duration) -> Result<Outcome> {
    load::run(&server.address, requests, Load::Closed, CONNECTIONS, span).await
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}
