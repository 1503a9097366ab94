//! The load generator: keep-alive connections, and a loop that is closed (each client sends its
//! next request as soon as it has its response) or open (requests are due at a fixed rate, whatever
//! the server does).
//!
//! In the open loop, latency counts from the moment a request was due. Counting from the moment it
//! was sent would hide every stall (coordinated omission): clients would wait, and only one request
//! of each would be slow.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result, bail};
use http_body_util::{BodyExt, Full};
use hyper::{
    Request,
    body::Bytes,
    client::conn::http1::{self, SendRequest},
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, task::JoinSet, time::Instant};

use crate::requests::Requests;

#[derive(Clone, Copy)]
pub(crate) enum Load {
    Closed,
    Open { per_second: f64 },
}

/// The latency of every request, sorted, and the total duration.
pub(crate) struct Outcome {
    latencies: Vec<Duration>,
    took: Duration,
}

impl Outcome {
    pub(crate) fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.took.as_secs_f64()
    }

    /// The latency that `part` of the requests did not exceed.
    pub(crate) fn percentile(&self, part: f64) -> Duration {
        let last = self.latencies.len() - 1;
        self.latencies[(last as f64 * part).round() as usize]
    }
}

/// Loads the server for `span`, or until the series of requests ends; any unexpected response ends
/// the run.
pub(crate) async fn run(
    address: &str,
    requests: impl Requests,
    load: Load,
    connections: usize,
    span: Duration,
) -> Result<Outcome> {
    let mut senders = Vec::new();
    for _ in 0..connections {
        senders.push(connect(address).await?);
    }
    let schedule = Schedule {
        load,
        start: Instant::now(),
        span,
        next: Arc::default(),
    };
    let mut clients = JoinSet::new();
    for sender in senders {
        clients.spawn(client(
            sender,
            requests.clone(),
            schedule.clone(),
            address.to_owned(),
        ));
    }
    let mut latencies = Vec::new();
    while let Some(done) = clients.join_next().await {
        latencies.extend(done??);
    }
    let took = schedule.start.elapsed();
    if latencies.is_empty() {
        bail!("no request was answered");
    }
    latencies.sort_unstable();
    Ok(Outcome { latencies, took })
}

/// When requests are due; shared by all clients.
#[derive(Clone)]
struct Schedule {
    load: Load,
    start: Instant,
    span: Duration,
    next: Arc<AtomicU64>,
}

impl Schedule {
    /// When the next request is due, for the first client that takes it; `None` at the end.
    fn due(&self) -> Option<Instant> {
        let due = match self.load {
            Load::Closed => Instant::now(),
            Load::Open { per_second } => {
                let number = self.next.fetch_add(1, Ordering::Relaxed);
                self.start + Duration::from_secs_f64(number as f64 / per_second)
            }
        };
        (due < self.start + self.span).then_some(due)
    }
}

async fn client(
    mut sender: SendRequest<Full<Bytes>>,
    requests: impl Requests,
    schedule: Schedule,
    host: String,
) -> Result<Vec<Duration>> {
    let mut latencies = Vec::new();
    while let Some(due) = schedule.due() {
        if due > Instant::now() {
            tokio::time::sleep_until(due).await;
        }
        let Some(request) = requests.next(Request::builder().header("host", &host))? else {
            break;
        };
        sender
            .ready()
            .await
            .context("the server closed a connection")?;
        let answer = sender.send_request(request).await?;
        let (status, body) = (
            answer.status(),
            answer.into_body().collect().await?.to_bytes(),
        );
        if status != requests.expected() {
            bail!(
                "the server answers {status}: {}",
                String::from_utf8_lossy(&body)
            );
        }
        requests.answered(body);
        latencies.push(due.elapsed());
    }
    Ok(latencies)
}

/// A keep-alive connection.
pub(crate) async fn connect(address: &str) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address)
        .await
        .context("cannot connect")?;
    stream.set_nodelay(true)?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // Its errors are returned to the caller that sends on it.
    tokio::spawn(connection);
    Ok(sender)
}
