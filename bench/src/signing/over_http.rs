//! Signing and confirming over HTTP: the release binary, with keep-alive connections from the same
//! cores.

use std::{path::Path, time::Duration};

use anyhow::Result;
use tokio::time::{Instant, sleep};
use undersigned::domain::id::Id;

use super::Window;
use crate::{
    databases::Database,
    load::{self, Load},
    requests::{Confirmations, Signatures},
    server::Server,
    sink::{Sink, SinkReply},
};

pub(super) const CONNECTIONS: usize = 200;
/// Loads caches, and queues the emails after whose refusal the server pauses.
const WARM_UP: Duration = Duration::from_secs(1);
const LOOK: Duration = Duration::from_millis(100);

/// Signatures while the server sends no emails, and then confirmations of them.
pub(super) async fn without_emails(
    binary: &Path,
    database: &Database<'_>,
    people: &Signatures,
    span: Duration,
    links: &impl Fn(Id) -> String,
) -> Result<Window> {
    let sink = Sink::start(SinkReply::RefuseSender).await?;
    let server = start(binary, database, &sink).await?;
    warm_up(&server, people).await?;
    sink.quiet().await?;
    people.take_accepted()?;
    let before = sink.seen();
    let signed = signed(&server, people, span).await?;
    let tried = (sink.seen() - before) as f64 / span.as_secs_f64();
    let attempts = people.take_accepted()?;
    let tokens = attempts.into_iter().map(links).collect();
    let confirmations = Confirmations::of(tokens);
    let load = load::run(
        &server.address,
        confirmations,
        Load::Closed,
        CONNECTIONS,
        span,
    );
    let confirmed = load.await?.per_second();
    server.stop().await?;
    Ok(Window {
        signed,
        confirmed: Some(confirmed),
        emails: tried,
        emails_after: None,
    })
}

/// Signatures while their emails are sent, and then only the emails.
pub(super) async fn with_emails(
    binary: &Path,
    database: &Database<'_>,
    people: &Signatures,
    span: Duration,
) -> Result<Window> {
    let sink = Sink::start(SinkReply::Accept).await?;
    let server = start(binary, database, &sink).await?;
    warm_up(&server, people).await?;
    let before = sink.seen();
    let signed = signed(&server, people, span).await?;
    let sent = (sink.seen() - before) as f64 / span.as_secs_f64();
    people.take_accepted()?;
    let after = sent_until_empty(&sink, span).await;
    server.stop().await?;
    Ok(Window {
        signed,
        confirmed: None,
        emails: sent,
        emails_after: Some(after),
    })
}

async fn start(binary: &Path, database: &Database<'_>, sink: &Sink) -> Result<Server> {
    let mut options = database.options();
    options.extend(["--smtp", &sink.url, "--mail-from", "bench@sink.example"].map(str::to_owned));
    Server::serve(binary, &database.folder, &options).await
}

async fn warm_up(server: &Server, people: &Signatures) -> Result<()> {
    signed(server, people, WARM_UP).await?;
    Ok(())
}

async fn signed(server: &Server, people: &Signatures, span: Duration) -> Result<f64> {
    let load = load::run(
        &server.address,
        people.clone(),
        Load::Closed,
        CONNECTIONS,
        span,
    );
    Ok(load.await?.per_second())
}

/// Emails a second for `span`, or until the last one.
async fn sent_until_empty(sink: &Sink, span: Duration) -> f64 {
    let (first, begun) = (sink.seen(), Instant::now());
    let (mut last, mut last_at) = (first, begun);
    // With an empty queue nothing more comes; a busy one sends many between two looks.
    while begun.elapsed() < span && last_at.elapsed() < LOOK * 10 {
        sleep(LOOK).await;
        let seen = sink.seen();
        if seen > last {
            (last, last_at) = (seen, Instant::now());
        }
    }
    let seconds = last_at.duration_since(begun).as_secs_f64();
    if seconds > 0.0 {
        (last - first) as f64 / seconds
    } else {
        0.0
    }
}
