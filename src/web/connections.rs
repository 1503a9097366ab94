//! Connections: how many at one time, and how long a client may take. Slow ones are closed, so that
//! nobody holds up others by sending a byte now and then (Slowloris) or by reading nothing.
//!
//! `axum::serve` sets none of these limits, so the loop is our own. What a client takes for a body is
//! limited in `guard.rs`, where it can still be answered.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use super::TIMEOUT;
use crate::config::Connections;

/// Open files besides connections: the database, its journals and readers, emails, the name server.
const OTHER_FILES: u64 = 128;
/// When no connection can be had, for want of files or memory, this is how long nobody asks for one.
const AGAIN: Duration = Duration::from_secs(1);

/// As many connections as were asked for, or as the system lets this process have files for.
fn most(asked: usize) -> usize {
    // Most systems give a process 1,024 files and let it ask for more.
    let files = rlimit::increase_nofile_limit(rlimit::INFINITY).unwrap_or(1_024);
    let room = files.saturating_sub(OTHER_FILES).max(OTHER_FILES);
    let most = asked.min(usize::try_from(room).unwrap_or(usize::MAX));
    if most < asked {
        tracing::warn!(
            files,
            most,
            "the system lets us open too few files for --connections"
        );
    }
    most
}

/// Answers visitors until `stop` is cancelled; then those who are being answered get their answer.
pub async fn serve(
    listener: TcpListener,
    routes: Router,
    connections: Connections,
    stop: CancellationToken,
) -> io::Result<()> {
    let patience = connections.patience;
    let room = Arc::new(Semaphore::new(most(connections.most)));
    let (mut http, graceful) = (http1::Builder::new(), GracefulShutdown::new());
    http.timer(TokioTimer::new()).header_read_timeout(patience);
    loop {
        let (stream, peer, place) = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            next = next(&listener, &room) => next,
        };
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(patience));
        let routes = routes.clone();
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            routes.clone().oneshot(request.map(Body::new))
        });
        let connection = http.serve_connection(TokioIo::new(Box::pin(stream)), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // That a client is slow or gone is nothing to tell; what we could not answer is told where
            // it happened.
            _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        // Nothing acknowledged hangs on a client that does not read its answer.
        () = tokio::time::sleep(TIMEOUT + Duration::from_secs(1)) => {}
    }
    Ok(())
}

/// A connection's place among those that there may be.
struct Place {
    _permit: OwnedSemaphorePermit,
}

impl Place {
    fn new(permit: OwnedSemaphorePermit) -> Place {
        metrics::gauge!("undersigned_connections").increment(1.0);
        Place { _permit: permit }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        metrics::gauge!("undersigned_connections").decrement(1.0);
    }
}

/// The next connection, once there is room for it: until then the system keeps it waiting.
async fn next(listener: &TcpListener, room: &Arc<Semaphore>) -> (TcpStream, SocketAddr, Place) {
    let permit = Arc::clone(room).acquire_owned().await;
    let permit = permit.expect("nobody closes it");
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Answers are small and written at once; waiting for more to send only delays them.
                // Where the system refuses, they are merely slower.
                _ = stream.set_nodelay(true);
                return (stream, peer, Place::new(permit));
            }
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "no connection can be taken");
                tokio::time::sleep(AGAIN).await;
            }
        }
    }
}

/// Of a client that went away before it was answered.
fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionRefused | ConnectionAborted | ConnectionReset
    )
}
