//! Checks that a declaration's pages cost the same with a million names as with ten thousand: its
//! page, a page deep in the names, the API's list, searches, the count, the export.
//!
//! Signatures are inserted directly into the database, because confirming a million emails would be
//! another measurement; so are their entries in the search index and their counts, and both are
//! checked before measuring starts. Attempts, emails and consents are left out, because no page reads
//! them.

use std::{
    path::Path,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use http_body_util::Full;
use hyper::{Request, StatusCode, body::Bytes, http::request};

use crate::{
    load::{self, Load},
    process, python,
    requests::Requests,
    server::{SLUG, Server},
};

const SIZES: [u32; 3] = [10_000, 100_000, 1_000_000];
/// With a hundred times as much data, a B-tree is one or two levels deeper and a smaller part of it
/// is cached. A factor of two allows for that and for a busy machine; counting rows would show as a
/// factor of a hundred.
const MOST: f64 = 2.0;
const SPAN: Duration = Duration::from_secs(3);
/// Counts are cached for one second for all clients, so requests further apart each query the
/// database.
const ANEW: Load = Load::Open { per_second: 0.8 };
const ANEW_SPAN: Duration = Duration::from_secs(12);
const SCRIPT: &str = concat!(
    include_str!("scripts/entries.py"),
    include_str!("scripts/names.py")
);

/// The measurements at one size.
struct Measurement {
    /// In the order of the requests.
    pages: Vec<Page>,
    export: Export,
}

/// A visitor's waiting time, in milliseconds.
struct Page {
    what: &'static str,
    median: f64,
    /// The 99th percentile.
    almost_all: f64,
}

struct Export {
    microseconds_a_row: f64,
    highest_megabytes: f64,
}

/// Prints the table, and fails if a million names are too slow.
pub(crate) async fn print(binary: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    Server::start(binary, folder.path()).await?.stop().await?;
    publish_another_version(binary, folder.path())?;
    let (mut held, mut all) = (0, Vec::new());
    for size in SIZES {
        let database = folder.path().join("bench.db");
        let database = database.to_str().context("a plain path")?;
        let begun = Instant::now();
        python::run(
            SCRIPT,
            &["fill", database, SLUG, &held.to_string(), &size.to_string()],
        )?;
        let filled = begun.elapsed().as_secs_f64();
        held = size;
        let server = Server::start(binary, folder.path()).await?;
        let middle = python::run(SCRIPT, &["check", database, SLUG, &server.address])?;
        println!(
            "{size} names: written in {filled:.0} s, {:.0} MB on disk",
            std::fs::metadata(database)?.len() as f64 / 1e6
        );
        let pages = pages(&server, &middle).await?;
        println!(
            "the server's memory: {:.0} MB",
            process::resident_megabytes(server.process_id()?)?
        );
        let export = export(binary, folder.path()).await?;
        all.push(Measurement { pages, export });
        server.stop().await?;
    }
    judge(&all)
}

/// With only one version of the text, the server does not count by version.
fn publish_another_version(binary: &Path, folder: &Path) -> Result<()> {
    let file = folder.join("declaration.md");
    let text = std::fs::read_to_string(&file)?;
    std::fs::write(&file, format!("{text}\nAnd on Sundays.\n"))?;
    let database = format!("sqlite:{}", folder.join("bench.db").display());
    let mut publish = Command::new(binary);
    publish.args(["publish", "--database", &database]);
    let published = publish.arg(&file).current_dir(folder).output()?;
    let told = String::from_utf8_lossy(&published.stderr).into_owned();
    ensure!(published.status.success(), "{told}");
    Ok(())
}

/// Requests everything that visitors look at, one request at a time.
async fn pages(server: &Server, middle: &str) -> Result<Vec<Page>> {
    let (page, api) = (
        format!("/d/{SLUG}"),
        format!("/api/v1/declarations/{SLUG}/signatures?limit=60"),
    );
    let lines = [
        ("page", format!("{page}?lang=en")),
        (
            "names in the middle",
            format!("{page}?lang=en&names={middle}"),
        ),
        ("list (API)", api.clone()),
        ("list in the middle (API)", format!("{api}&cursor={middle}")),
        (
            "search: a common first name",
            format!("{page}/names?lang=en&q=maria"),
        ),
        (
            "search: two words",
            format!("{page}/names?lang=en&q=maria+l"),
        ),
        ("search: one letter", format!("{page}/names?lang=en&q=a")),
        (
            "search: a rare name",
            format!("{page}/names?lang=en&q=quillfeather"),
        ),
        (
            "search: nobody’s name",
            format!("{page}/names?lang=en&q=nobody+here"),
        ),
    ];
    let mut pages = Vec::new();
    for (what, path) in lines {
        pages.push(measured(server, what, path, Load::Closed, SPAN).await?);
    }
    let count = format!("/api/v1/declarations/{SLUG}");
    let anew = "count, read anew (API)";
    pages.push(measured(server, anew, count, ANEW, ANEW_SPAN).await?);
    Ok(pages)
}

async fn measured(
    server: &Server,
    what: &'static str,
    path: String,
    load: Load,
    span: Duration,
) -> Result<Page> {
    let asked = Address(path.into());
    let outcome = load::run(&server.address, asked, load, 1, span).await?;
    let ms = |part| outcome.percentile(part).as_secs_f64() * 1e3;
    Ok(Page {
        what,
        median: ms(0.5),
        almost_all: ms(0.99),
    })
}

/// Exports all signatures as a table with the program's own command.
async fn export(binary: &Path, folder: &Path) -> Result<Export> {
    let database = format!("sqlite:{}", folder.join("bench.db").display());
    let mut exporting = tokio::process::Command::new(binary);
    exporting
        .args(["signatures", "export", SLUG, "--database", &database])
        .current_dir(folder);
    let mut rows = 0;
    let count = |part: &[u8]| rows += part.iter().filter(|byte| **byte == b'\n').count();
    let took = process::run(&mut exporting, count).await?;
    println!(
        "exported {rows} rows in {:.2} s with {:.0} MB at most",
        took.seconds, took.highest_megabytes
    );
    ensure!(rows > 1, "nothing was exported");
    Ok(Export {
        microseconds_a_row: took.seconds * 1e6 / rows as f64,
        highest_megabytes: took.highest_megabytes,
    })
}

/// Prints the table, and fails if the largest size takes too much more than the smallest.
fn judge(all: &[Measurement]) -> Result<()> {
    println!(
        "\n| median (99 of 100), ms | 10^4 | 10^5 | 10^6 | 10^6 to 10^4 |\n| --- | --- | --- | --- | --- |"
    );
    let mut much = Vec::new();
    let pages = all.first().map_or(0, |size| size.pages.len());
    for at in 0..pages {
        let pages: Vec<&Page> = all.iter().map(|size| &size.pages[at]).collect();
        let cells = pages.iter().map(|page| (page.median, page.almost_all));
        much.extend(row(pages[0].what, cells));
    }
    let exports = all.iter().map(|size| &size.export);
    let cells = exports
        .clone()
        .map(|export| (export.microseconds_a_row, export.highest_megabytes));
    much.extend(row("export, µs a row; MB", cells));
    // Memory must be flat too, or the export does not stream.
    let memory: Vec<f64> = exports.map(|export| export.highest_megabytes).collect();
    if ratio(&memory) > MOST {
        much.push("the export's memory");
    }
    ensure!(
        much.is_empty(),
        "more than {MOST} times as much at a million names: {}",
        much.join(", ")
    );
    Ok(())
}

/// Prints a line of the table; returns its label if the ratio is too high.
fn row(what: &'static str, cells: impl Iterator<Item = (f64, f64)>) -> Option<&'static str> {
    let (first, second): (Vec<f64>, Vec<f64>) = cells.unzip();
    let told = first.iter().zip(&second);
    let told: Vec<String> = told
        .map(|(one, other)| format!("{one:.2} ({other:.2})"))
        .collect();
    let ratio = ratio(&first);
    println!("| {what} | {} | {ratio:.2} |", told.join(" | "));
    (ratio > MOST).then_some(what)
}

/// Ratio of the last size to the first.
fn ratio(sizes: &[f64]) -> f64 {
    match sizes {
        [first, .., last] => last / first,
        _ => 1.0,
    }
}

/// One address, requested repeatedly.
#[derive(Clone)]
struct Address(Arc<str>);

impl Requests for Address {
    fn next(&self, request: request::Builder) -> Result<Option<Request<Full<Bytes>>>> {
        Ok(Some(request.uri(&*self.0).body(Full::default())?))
    }

    fn expected(&self) -> StatusCode {
        StatusCode::OK
    }
}
