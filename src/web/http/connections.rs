//! Connections: how many may be open at one time, and how long a client may take. Slow ones are
//! closed, so that a client cannot hold up others by sending a byte now and then (Slowloris) or by
//! reading nothing.
//!
//! `axum::serve` sets none of these limits, so we wrote our own accept loop. The time for a request
//! body is limited in `web/middleware/body_limit.rs`, where the client can still get a response.

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

use crate::config::Connections;
use crate::web::TIMEOUT;

/// Files open besides connections: the database, its journals and readers, emails, the name server.
const OTHER_FILES: u64 = 128;
/// The pause after a connection could not be accepted, for want of files or memory.
const AGAIN: Duration = Duration::from_secs(1);

/// The number of connections configured, or fewer if the system allows this process too few files.
fn most(asked: usize) -> usize {
    // Most systems give a process 1,024 files and let it raise the limit.
    let files = rlimit::increase_nofile_limit(rlimit::INFINITY).unwrap_or(1_024);
    let room = files.saturating_sub(OTHER_FILES).max(OTHER_FILES);
    let most = asked.min(usize::try_from(room).unwrap_or(usize::MAX));
    if most < asked {
        tracing::warn!(
            files,
            most,
            "the system allows too few open files for --connections"
        );
    }
    most
}

/// Serves until `stop` is cancelled; requests in flight still get their response.
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
            // A slow or vanished client is not worth logging; our own faults are logged where they
            // happen.
            _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        // Nothing acknowledged depends on a client that does not read its response.
        () = tokio::time::sleep(TIMEOUT + Duration::from_secs(1)) => {}
    }
    Ok(())
}

/// One of the connections that may be open.
struct ConnectionGuard {
    _permit: OwnedSemaphorePermit,
}

impl ConnectionGuard {
    fn new(permit: OwnedSemaphorePermit) -> ConnectionGuard {
        metrics::gauge!("undersigned_connections").increment(1.0);
        ConnectionGuard { _permit: permit }
    }
}

impl Drop for ConnectionGuard {
    fn drop(&mut self) {
        metrics::gauge!("undersigned_connections").decrement(1.0);
    }
}

/// The next connection, once there is room for it: until then the system queues it.
async fn next(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, ConnectionGuard) {
    let permit = Arc::clone(room).acquire_owned().await;
    let permit = permit.expect("nobody closes it");
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Responses are small and written at once; Nagle's algorithm would only delay them.
                // If the system refuses, they are merely slower.
                _ = stream.set_nodelay(true);
                return (stream, peer, ConnectionGuard::new(permit));
            }
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(AGAIN).await;
            }
        }
    }
}

/// Whether the client hung up before it was served.
fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionRefused | ConnectionAborted | ConnectionReset
    )
}
