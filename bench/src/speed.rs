//! Measures how fast and how heavy the server is: signatures and fragments per second, start-up
//! time, memory.

use std::{path::Path, time::Duration};

use anyhow::Result;

use crate::{
    bars::Bars,
    browser::embedding,
    load::{self, Load, Outcome},
    printing, process,
    requests::{Fragments, Requests, Signatures},
    server::Server,
};

/// The number of simultaneous clients in a busy campaign.
const CONNECTIONS: usize = 256;
/// The open loop runs at this part of the peak rate: the latency of a saturated server means
/// nothing.
const STEADY_SHARE: f64 = 0.6;

/// Prints the figures, with each load held for `span`, and then those of a host page and of
/// printing.
pub(crate) async fn print(
    binary: &Path,
    packages: &Path,
    span: Duration,
    bars: &mut Bars,
) -> Result<()> {
    let megabytes = std::fs::metadata(binary)?.len() as f64 / 1e6;
    println!("binary: {megabytes:.1} MB, everything inside");

    let folder = tempfile::tempdir()?;
    let first = Server::start(binary, folder.path()).await?;
    let (new, at_rest) = (
        first.started_in,
        process::resident_megabytes(first.process_id()?)?,
    );
    first.stop().await?;
    let server = Server::start(binary, folder.path()).await?;
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
    // Emails from the peak are still being sent, so the steady load meets a server at work.
    let rate = most.per_second() * STEADY_SHARE;
    let load = Load::Open { per_second: rate };
    let steady = load::run(&server.address, signatures, load, CONNECTIONS, span).await?;
    println!(
        "at a steady {rate:.0} a second: p50 {}, p99 {}, longest {}, counted from the intended moment",
        ms(steady.percentile(0.50)),
        ms(steady.percentile(0.99)),
        ms(steady.percentile(1.0)),
    );
    let memory = process::resident_megabytes(server.process_id()?)?;
    println!("memory after that: {memory:.1} MB");
    embedding::print(&server, packages, bars).await?;
    server.stop().await?;
    printing::print(binary).await
}

async fn peak(server: &Server, requests: impl Requests, span: Duration) -> Result<Outcome> {
    load::run(&server.address, requests, Load::Closed, CONNECTIONS, span).await
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}
