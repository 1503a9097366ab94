//! Whether a declaration's pages cost the same with a million names as with ten thousand: its page, a
//! page of names deep inside, the API's list, searches, the count, the export.
//!
//! Signatures are put straight into the database, since confirming a million letters would be another
//! measurement; search and counts are then brought about by the server itself, as after an upgrade, and
//! checked before anything is measured. Attempts, letters and consents are left out: no page reads them.

use std::{
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use http_body_util::Full;
use hyper::{Request, StatusCode, body::Bytes, http::request};
use tokio::{io::AsyncReadExt as _, time::sleep};

use crate::{
    load::{self, Load},
    requests::Requests,
    server::{SLUG, Server},
};

const SIZES: [u32; 3] = [10_000, 100_000, 1_000_000];
/// A tree that holds a hundred times as much is one or two levels deeper, and less of it is at hand;
/// twice leaves room for that and for a busy machine. Counting rows would show as a hundred times.
const MOST: f64 = 2.0;
const SPAN: Duration = Duration::from_secs(3);
/// Counts are read once a second for all who ask: requests further apart each read them anew.
const ANEW: Load = Load::Open { per_second: 0.8 };
const ANEW_SPAN: Duration = Duration::from_secs(12);
const SCRIPT: &str = include_str!("names.py");

/// What one size was measured to be, in the order of `lines`.
type Measured = Vec<(&'static str, f64, f64)>;

/// Prints the table, and fails when the million is too slow.
pub(crate) async fn print(binary: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    Server::start(binary, folder.path()).await?.stop().await?;
    publish_another_version(binary, folder.path())?;
    let (mut held, mut all) = (0, Vec::new());
    for size in SIZES {
        let database = folder.path().join("bench.db");
        let database = database.to_str().context("a plain path")?;
        let begun = Instant::now();
        python(&["fill", database, SLUG, &held.to_string(), &size.to_string()])?;
        let filled = begun.elapsed().as_secs_f64();
        held = size;
        let server = Server::start(binary, folder.path()).await?;
        let begun = Instant::now();
        let middle = caught_up(database, &server.address).await?;
        println!(
            "{size} names: written in {filled:.0} s, findable and counted {:.0} s after the start, \
             {:.0} MB on disk",
            begun.elapsed().as_secs_f64(),
            std::fs::metadata(database)?.len() as f64 / 1e6
        );
        all.push(measured(&server, &middle).await?);
        println!(
            "the server's memory: {:.0} MB",
            server.resident_megabytes()?
        );
        let exported = export(binary, folder.path()).await?;
        all.last_mut().context("just pushed")?.push(exported);
        server.stop().await?;
    }
    judge(&all)
}

/// A text with one version counts nobody by version.
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

fn python(arguments: &[&str]) -> Result<String> {
    let mut python = Command::new("python3");
    let done = python.args(["-c", SCRIPT]).args(arguments).output();
    let done = done.context("python3 looks after the database")?;
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    ensure!(done.status.success(), "{told}");
    Ok(String::from_utf8(done.stdout)?.trim().to_owned())
}

/// Waits until the server has caught up, checks it, and gives a cursor in the middle of the names.
async fn caught_up(database: &str, address: &str) -> Result<String> {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(600) {
        let told = python(&["check", database, SLUG, address])?;
        if told != "waits" {
            return Ok(told);
        }
        sleep(Duration::from_millis(500)).await;
    }
    bail!("the names never become findable")
}

/// Median and 99th percentile in milliseconds, one visitor after another.
async fn measured(server: &Server, middle: &str) -> Result<Measured> {
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
    let mut measured = Vec::new();
    for (what, path) in lines {
        measured.push(measure(server, what, path, Load::Closed, SPAN).await?);
    }
    let count = format!("/api/v1/declarations/{SLUG}");
    let anew = "count, read anew (API)";
    measured.push(measure(server, anew, count, ANEW, ANEW_SPAN).await?);
    Ok(measured)
}

async fn measure(
    server: &Server,
    what: &'static str,
    path: String,
    load: Load,
    span: Duration,
) -> Result<(&'static str, f64, f64)> {
    let asked = Page(path.into());
    let outcome = load::run(&server.address, asked, load, 1, span).await?;
    let ms = |part| outcome.percentile(part).as_secs_f64() * 1e3;
    Ok((what, ms(0.5), ms(0.99)))
}

/// Microseconds a row and the most memory that exporting takes, in megabytes.
async fn export(binary: &Path, folder: &Path) -> Result<(&'static str, f64, f64)> {
    let database = format!("sqlite:{}", folder.join("bench.db").display());
    let begun = Instant::now();
    let mut exporting = tokio::process::Command::new(binary)
        .args(["signatures", "export", SLUG, "--database", &database])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let status = format!("/proc/{}/status", exporting.id().context("it runs")?);
    let mut table = exporting.stdout.take().context("it prints")?;
    let (mut rows, mut highest) = (0_u64, 0.0_f64);
    let mut part = vec![0; 1 << 16];
    loop {
        let read = table.read(&mut part).await?;
        if read == 0 {
            break;
        }
        rows += part[..read].iter().filter(|byte| **byte == b'\n').count() as u64;
        let told = std::fs::read_to_string(&status).unwrap_or_default();
        let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
        highest = highest.max(kilobytes.unwrap_or_default() * 1024.0 / 1e6);
    }
    ensure!(exporting.wait().await?.success(), "the export failed");
    let took = begun.elapsed().as_secs_f64();
    println!("exported {rows} rows in {took:.2} s with {highest:.0} MB at most");
    ensure!(rows > 1, "nothing was exported");
    Ok((EXPORT, took * 1e6 / rows as f64, highest))
}

const EXPORT: &str = "export, µs a row; MB";

fn judge(all: &[Measured]) -> Result<()> {
    let (Some(least), Some(most)) = (all.first(), all.last()) else {
        bail!("nothing was measured");
    };
    println!(
        "\n| median (99 of 100), ms | 10^4 | 10^5 | 10^6 | 10^6 to 10^4 |\n| --- | --- | --- | --- | --- |"
    );
    let mut slow = Vec::new();
    for (at, (what, first, _)) in least.iter().enumerate() {
        let cells = all
            .iter()
            .map(|size| format!("{:.2} ({:.2})", size[at].1, size[at].2));
        let ratio = most[at].1 / first;
        println!(
            "| {what} | {} | {ratio:.2} |",
            cells.collect::<Vec<_>>().join(" | ")
        );
        if ratio > MOST {
            slow.push(*what);
        }
    }
    // Memory is flat as well, or the export does not stream.
    let memory = |size: &Measured| size.last().map_or(0.0, |(.., megabytes)| *megabytes);
    if memory(most) > MOST * memory(least) {
        slow.push("the export's memory");
    }
    if slow.is_empty() {
        return Ok(());
    }
    bail!(
        "more than {MOST} times as much at a million names: {}",
        slow.join(", ")
    )
}

/// One address, asked for again and again.
#[derive(Clone)]
struct Page(Arc<str>);

impl Requests for Page {
    fn next(&self, request: request::Builder) -> Result<Request<Full<Bytes>>> {
        Ok(request.uri(&*self.0).body(Full::default())?)
    }

    fn expected(&self) -> StatusCode {
        StatusCode::OK
    }
}
