//! The log of a server: collected while it runs, checked when it ends, and kept beside the
//! screenshot of a browser test that fails.

use std::{
    io::Read,
    sync::{Arc, Mutex},
    thread::JoinHandle,
};

use serde_json::Value;

use crate::support::{per_test::PerTest, process};

type Lines = Mutex<Vec<String>>;

/// The lines that a server has written so far.
#[derive(Clone, Default)]
pub(crate) struct ServerLog(Arc<Lines>);

static LOGS: PerTest<Lines> = PerTest::new();

impl ServerLog {
    /// The log of a server that the current test starts.
    pub(crate) fn of_this_test() -> ServerLog {
        let log = ServerLog::default();
        LOGS.add(&log.0);
        log
    }

    /// The logs of every server that the current test has started and still holds, in the order of
    /// their starts.
    pub(crate) fn all_of_this_test() -> Vec<ServerLog> {
        LOGS.of_this_test().into_iter().map(ServerLog).collect()
    }

    /// Collects the lines of a stream, on a thread that ends with it.
    pub(crate) fn collect(&self, stream: impl Read + Send + 'static) -> JoinHandle<()> {
        let log = self.clone();
        process::each_line(stream, move |line| log.push(line))
    }

    pub(crate) fn push(&self, line: String) {
        self.0
            .lock()
            .expect("no thread panics holding it")
            .push(line);
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().expect("no thread panics holding it").clone()
    }

    /// Asserts that the server reported no failure of its own.
    pub(super) fn has_no_failure(&self) {
        let lines = self.lines();
        let failures: Vec<_> = lines.iter().filter(|line| is_failure(line)).collect();
        assert!(failures.is_empty(), "the server failed: {failures:#?}");
    }

    /// Asserts that none of these words is in the log.
    pub(super) fn has_none_of(&self, private: &[String]) {
        for line in self.lines() {
            let leaked = private.iter().find(|word| line.contains(word.as_str()));
            assert_eq!(leaked, None, "personal data in the log: {line}");
        }
    }
}

/// A panic, an error, or a response of 500 and above.
fn is_failure(line: &str) -> bool {
    let Ok(event) = serde_json::from_str::<Value>(line) else {
        return line.contains("panicked");
    };
    let status = |fields: &Value| {
        let value = &fields["status"];
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    };
    let failed = |fields: &Value| status(fields).is_some_and(|status| status >= 500);
    event["level"] == "ERROR"
        || failed(&event)
        || failed(&event["fields"])
        || failed(&event["span"])
}
