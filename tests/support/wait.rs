//! Waiting for a condition, with a deadline that names what was waited for.
//!
//! The only place in the tests that looks again and again; nothing waits for a time to pass.

use std::{
    future::Future,
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::Duration,
};

/// Long enough for two cores that compile meanwhile; nothing that works waits for it.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// Between two looks at a condition.
const LOOK_AGAIN: Duration = Duration::from_millis(25);

/// Looks until `probe` gives something, and returns it.
pub(crate) async fn until<T, Probe, Look>(what: &str, probe: Probe) -> T
where
    Probe: FnMut() -> Look,
    Look: Future<Output = Option<T>>,
{
    until_within(DEADLINE, what, probe).await
}

/// Like [`until`], for what is known to take its time.
pub(crate) async fn until_within<T, Probe, Look>(
    deadline: Duration,
    what: &str,
    mut probe: Probe,
) -> T
where
    Probe: FnMut() -> Look,
    Look: Future<Output = Option<T>>,
{
    let mut looks = tokio::time::interval(LOOK_AGAIN);
    let search = async {
        loop {
            looks.tick().await;
            if let Some(found) = probe().await {
                return found;
            }
        }
    };
    match tokio::time::timeout(deadline, search).await {
        Ok(found) => found,
        Err(_) => panic!("waited {deadline:?} in vain for {what}"),
    }
}

/// Knocks at a server until something holds, for code that cannot await: each knock wakes it, so
/// that a clock that was moved is looked at.
pub(crate) fn knocking(what: &str, url: &str, holds: impl Fn() -> bool) {
    use std::io::Read;
    let address = url.trim_start_matches("http://");
    let begun = std::time::Instant::now();
    while !holds() {
        assert!(
            begun.elapsed() < DEADLINE,
            "waited {DEADLINE:?} in vain for {what}"
        );
        let Ok(mut knock) = std::net::TcpStream::connect(address) else {
            continue;
        };
        // Nothing is asked, since a question would be an hour old when the clock moves meanwhile.
        let closed = knock.shutdown(std::net::Shutdown::Write);
        _ = closed.and_then(|()| knock.read_to_end(&mut Vec::new()));
    }
}

/// Blocks until another thread tells, for code that cannot await.
pub(crate) fn receive<T>(what: &str, from: &Receiver<T>) -> T {
    match from.recv_timeout(DEADLINE) {
        Ok(told) => told,
        Err(RecvTimeoutError::Timeout) => panic!("waited {DEADLINE:?} in vain for {what}"),
        Err(RecvTimeoutError::Disconnected) => panic!("it ended before {what}"),
    }
}
