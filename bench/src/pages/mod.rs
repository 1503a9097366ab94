//! Pages a second: what visitors and their caches ask for most, each beside what the same server
//! does in the same run for a static file of about the same compressed size; and how long the first
//! request takes after the content has changed.

mod cold;
mod fetch;
mod static_files;
mod targets;

use std::{path::Path, time::Duration};

use anyhow::Result;
use hyper::StatusCode;

use crate::{
    bars::{Bars, number},
    databases::{Databases, Engine},
    load::{self, Load},
    median::{Spread, median},
    options::Scope,
    seed::{self, Crowd, Scene},
    server::Server,
    sink::{Sink, SinkReply},
};
use fetch::{FetchedPage, fetch};
use static_files::{StaticFile, StaticFiles};
use targets::{ALL, Repeated, Target};

pub(crate) const SIZES: [u64; 2] = [400, 1_000_000];
pub(crate) const SECONDS: u64 = 5;
const CONNECTIONS: usize = 200;
const WINDOWS: usize = 3;
/// The least part of the static file's rate.
const OF_STATIC: f64 = 0.5;

/// Prints each page's rates at each number of names.
pub(crate) async fn print(binary: &Path, scope: &Scope, bars: &mut Bars) -> Result<()> {
    println!(
        "pages: {WINDOWS} windows of {} s, {CONNECTIONS} connections, in turn with a static file",
        scope.span.as_secs()
    );
    for engine in &scope.engines {
        let databases = Databases::start(*engine)?;
        for names in &scope.sizes {
            with_names(binary, &databases, *engine, *names, scope.span, bars).await?;
        }
    }
    Ok(())
}

async fn with_names(
    binary: &Path,
    databases: &Databases,
    engine: Engine,
    names: u64,
    span: Duration,
    bars: &mut Bars,
) -> Result<()> {
    let database = databases.create()?;
    let crowd = Crowd::days_ago(names, 300, 1);
    seed::fill(&database, &[], Scene::Names, &crowd).await?;
    let sink = Sink::start(SinkReply::Accept).await?;
    let mut options = database.options();
    options.extend(["--smtp", &sink.url, "--mail-from", "bench@sink.example"].map(str::to_owned));
    let server = Server::serve(binary, &database.folder, &options).await?;
    let files = StaticFiles::find(&server.address).await?;
    println!("{engine} with {names} names");
    for target in ALL {
        let what = format!("{engine}, {names} names, {}", target.label());
        let rates = PageRates::measure(&server, &target, &files, span).await?;
        rates.print(&what, bars);
        let store = database.open().await?;
        let cold = cold::measure(&server.address, &store, &target).await;
        store.close().await;
        cold?.print(&what, bars);
    }
    server.stop().await?;
    database.remove()
}

/// What a page and its static file did, a second.
struct PageRates {
    page: FetchedPage,
    file: StaticFile,
    whole: (Vec<f64>, Vec<f64>),
    /// Responses of 304; `None` without an ETag.
    known: Option<(Vec<f64>, Vec<f64>)>,
}

impl PageRates {
    async fn measure(
        server: &Server,
        target: &Target,
        files: &StaticFiles,
        span: Duration,
    ) -> Result<PageRates> {
        let address = &server.address;
        let path = target.path();
        // The second response, because the best compression comes after the first.
        fetch(address, &path, None).await?;
        let page = fetch(address, &path, None).await?;
        let file = files.nearest(page.bytes());
        let (whole_page, whole_file) = (Repeated::new(&path), Repeated::new(&file.path));
        let whole = in_turn(server, whole_page, whole_file, span).await?;
        let known = match &page.etag {
            None => None,
            Some(etag) => {
                let page = Repeated::new(&path).known_as(etag);
                Some(in_turn(server, page, files.known()?, span).await?)
            }
        };
        Ok(PageRates {
            page,
            file,
            whole,
            known,
        })
    }

    fn print(&self, what: &str, bars: &mut Bars) {
        println!(
            "{what}: {} bytes; beside {} of {} bytes",
            self.page.bytes(),
            self.file.path,
            self.file.bytes
        );
        let mut line = |status: StatusCode, (page, file): &(Vec<f64>, Vec<f64>), beside: &str| {
            let status = status.as_u16();
            let both = [page, file].map(|rates| median(rates.iter().copied()));
            let ratio = both[0] / both[1];
            let bar = bars.at_least(&format!("{what}, {status}"), ratio, OF_STATIC);
            let page = Spread::of(page);
            let file = number(both[1]);
            println!("  {status}: {page} a second; {beside} {file}; {ratio:.2} of it ({bar})");
        };
        line(StatusCode::OK, &self.whole, "the file");
        match &self.known {
            None => println!("  304: no ETag"),
            Some(rates) => line(StatusCode::NOT_MODIFIED, rates, "304 of the loader"),
        }
    }
}

/// The rates of two requests in alternating windows, so that both meet the same machine.
async fn in_turn(
    server: &Server,
    one: Repeated,
    other: Repeated,
    span: Duration,
) -> Result<(Vec<f64>, Vec<f64>)> {
    let (mut of_one, mut of_other) = (Vec::new(), Vec::new());
    for _ in 0..WINDOWS {
        for (requests, rates) in [(&one, &mut of_one), (&other, &mut of_other)] {
            let (address, requests) = (&server.address, requests.clone());
            let outcome = load::run(address, requests, Load::Closed, CONNECTIONS, span);
            rates.push(outcome.await?.per_second());
        }
    }
    Ok((of_one, of_other))
}
