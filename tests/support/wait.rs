//! Waiting for a condition, with a deadline that names the condition.
//!
//! This is the only place in the tests that polls; nothing waits for a fixed time.

use std::{
    future::Future,
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::Duration,
};

/// Long enough for two cores that compile meanwhile; nothing that works takes this long.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// The pause between two looks at a condition.
const POLL_INTERVAL: Duration = Duration::from_millis(25);

/// Polls until `probe` returns something, and returns it.
pub(crate) async fn until<T, Probe, Look>(what: &str, probe: Probe) -> T
where
    Probe: FnMut() -> Look,
    Look: Future<Output = Option<T>>,
{
    until_within(DEADLINE, what, probe).await
}

/// Like [`until`], for conditions that are known to take long.
pub(crate) async fn until_within<T, Probe, Look>(
    deadline: Duration,
    what: &str,
    mut probe: Probe,
) -> T
where
    Probe: FnMut() -> Look,
    Look: Future<Output = Option<T>>,
{
    let mut looks = tokio::time::interval(POLL_INTERVAL);
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

/// Polls a condition by connecting to a server, for code that cannot await. Each connection wakes
/// the server, so that it notices a moved clock.
pub(crate) fn until_while_connecting(what: &str, url: &str, holds: impl Fn() -> bool) {
    use std::io::Read;
    let address = url.trim_start_matches("http://");
    polling(what, || {
        if holds() {
            return Some(());
        }
        let mut knock = std::net::TcpStream::connect(address).ok()?;
        // No request is sent: it would be an hour old if the clock moves meanwhile.
        knock.shutdown(std::net::Shutdown::Write).ok()?;
        knock.read_to_end(&mut Vec::new()).ok()?;
        None
    });
}

/// Polls until `probe` returns something, for code that cannot await.
pub(crate) fn polling<T>(what: &str, probe: impl Fn() -> Option<T>) -> T {
    let begun = std::time::Instant::now();
    loop {
        if let Some(found) = probe() {
            return found;
        }
        assert!(
            begun.elapsed() < DEADLINE,
            "waited {DEADLINE:?} in vain for {what}"
        );
        std::thread::park_timeout(POLL_INTERVAL);
    }
}

/// Blocks until another thread sends, for code that cannot await.
pub(crate) fn receive<T>(what: &str, from: &Receiver<T>) -> T {
    match from.recv_timeout(DEADLINE) {
        Ok(reported) => reported,
        Err(RecvTimeoutError::Timeout) => panic!("waited {DEADLINE:?} in vain for {what}"),
        Err(RecvTimeoutError::Disconnected) => panic!("it ended before {what}"),
    }
}
