//! Measures what printing a declaration with very many names costs, and checks that simultaneous
//! requests print it only once.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use http_body_util::{BodyExt as _, Full};
use hyper::{Request, StatusCode, body::Bytes, header};
use tokio::{task::JoinSet, time::sleep};

use crate::{
    load, process, python,
    server::{SLUG, Server},
};

const NAMES: u32 = 100_000;
/// Visitors who request it at the same moment.
const CROWD: usize = 200;
/// The longest wait of the first visitor, and of the last one in a crowd.
const MOST_SECONDS: f64 = 20.0;
const MOST_MEGABYTES: f64 = 1_000.0;
/// Sending two hundred copies takes time too; generating a second document would take more.
const MOST_OF_ONE: f64 = 2.0;
/// The server caches a document for twenty times as long as it took to generate.
const KEPT: f64 = 20.0;
const PATIENCE: Duration = Duration::from_secs(300);
/// The server's log message after generating a document.
const MADE: &str = "printed a declaration";
const SCRIPT: &str = concat!(
    include_str!("scripts/entries.py"),
    include_str!("scripts/printing.py")
);

/// A document as received.
#[derive(Clone, Debug, PartialEq)]
struct Document {
    tag: String,
    bytes: usize,
}

/// What it took until the last of several visitors had the document.
struct Responses {
    document: Document,
    seconds: f64,
    processor_seconds: f64,
    made: usize,
}

/// In its own database, so the names do not affect other measurements.
pub(crate) async fn print(binary: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    Server::start(binary, folder.path()).await?.stop().await?;
    let database = folder.path().join("bench.db");
    let database = database.to_str().context("a plain path")?;
    python::run(SCRIPT, &["fill", database, SLUG, &NAMES.to_string()])?;

    let server = Server::start(binary, folder.path()).await?;
    let one = ask(&server, 1).await?;
    tell("a PDF with 100,000 names, asked for by one", &one, &server)?;
    python::run(SCRIPT, &["change", database])?;
    sleep(Duration::from_secs_f64(one.seconds * KEPT + 1.0)).await;
    let crowd = ask(&server, CROWD).await?;
    tell("after a changed name, by 200 at once", &crowd, &server)?;
    let highest = process::highest_megabytes(server.process_id()?)?;
    server.stop().await?;
    judge(&one, &crowd, highest)
}

fn tell(what: &str, asked: &Responses, server: &Server) -> Result<()> {
    println!(
        "{what}: the last had it after {:.1} s, made {}, {:.1} MB each, {:.1} s of processors; \
         the server's memory at its highest {:.0} MB",
        asked.seconds,
        asked.made,
        asked.document.bytes as f64 / 1e6,
        asked.processor_seconds,
        process::highest_megabytes(server.process_id()?)?
    );
    Ok(())
}

fn judge(one: &Responses, crowd: &Responses, highest: f64) -> Result<()> {
    let ratio = crowd.processor_seconds / one.processor_seconds;
    println!("the crowd took {ratio:.2} times as much of processors as one");
    let mut faults = Vec::new();
    for (faulty, fault) in [
        (one.made != 1, "one visitor has it made more than once"),
        (crowd.made != 1, "the crowd has it made more than once"),
        (
            one.document == crowd.document,
            "the changed name is not in it",
        ),
        (one.seconds > MOST_SECONDS, "one visitor waits too long"),
        (
            crowd.seconds > MOST_SECONDS,
            "the last of the crowd waits too long",
        ),
        (highest > MOST_MEGABYTES, "it takes too much memory"),
        (
            ratio > MOST_OF_ONE,
            "the crowd takes too much of processors",
        ),
    ] {
        if faulty {
            faults.push(fault);
        }
    }
    ensure!(faults.is_empty(), "{}", faults.join("; "));
    Ok(())
}

/// Sends requests for this many visitors at once, and waits until each has the same document.
async fn ask(server: &Server, visitors: usize) -> Result<Responses> {
    let id = server.process_id()?;
    let (made, worked) = (server.logged(MADE)?, process::processor_seconds(id)?);
    let address: Arc<str> = server.address.as_str().into();
    let begun = Instant::now();
    let mut asking = JoinSet::new();
    for _ in 0..visitors {
        asking.spawn(document(Arc::clone(&address)));
    }
    let mut had = None;
    while let Some(document) = asking.join_next().await {
        let document = document??;
        let first = had.get_or_insert(document.clone());
        ensure!(
            *first == document,
            "one has {first:?}, another {document:?}"
        );
    }
    Ok(Responses {
        seconds: begun.elapsed().as_secs_f64(),
        document: had.context("somebody asked")?,
        processor_seconds: process::processor_seconds(id)? - worked,
        made: server.logged(MADE)? - made,
    })
}

/// Requests the document as a browser does: on Retry-After, waits that many seconds and tries
/// again.
async fn document(address: Arc<str>) -> Result<Document> {
    let mut connection = load::connect(&address).await?;
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let request = Request::builder()
            .uri(format!("/d/{SLUG}.pdf"))
            .header("host", &*address);
        let request = request.body(Full::<Bytes>::default())?;
        connection.ready().await?;
        let answer = connection.send_request(request).await?;
        let (status, head) = (answer.status(), answer.headers().clone());
        let told = |name| head.get(name).and_then(|value| value.to_str().ok());
        // Counted while streaming, because two hundred copies would not fit into the machine's
        // memory.
        let (mut body, mut bytes) = (answer.into_body(), 0);
        while let Some(frame) = body.frame().await {
            bytes += frame?.data_ref().map_or(0, Bytes::len);
        }
        match status {
            StatusCode::OK => {
                let tag = told(header::ETAG)
                    .context("a document has a tag")?
                    .to_owned();
                return Ok(Document { tag, bytes });
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                let seconds = told(header::RETRY_AFTER).and_then(|seconds| seconds.parse().ok());
                sleep(Duration::from_secs(seconds.context("it says when")?)).await;
            }
            other => bail!("the document answers {other}"),
        }
    }
    bail!("it never comes")
}
