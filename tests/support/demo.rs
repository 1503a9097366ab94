//! A running `undersigned demo`: the server with its made-up campaign and the allied site.

use std::process::{Child, Command, ExitStatus, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::{app::log::ServerLog, process, response::Response, wait};

/// The demo's declaration in the API.
pub(crate) const DECLARATION: &str = "/api/v1/declarations/keep-care-public";

/// A running demo in a temporary folder of its own.
pub(crate) struct Demo {
    pub(crate) server: String,
    /// The article's address, with a slash at its end.
    pub(crate) ally: String,
    pub(crate) client: reqwest::Client,
    pub(crate) folder: TempDir,
    child: Child,
    log: ServerLog,
}

impl Demo {
    pub(crate) fn start() -> Demo {
        let folder = TempDir::with_prefix("undersigned-test.").expect("a temporary folder");
        let mut child = Command::new(env!("CARGO_BIN_EXE_undersigned"))
            .args([
                "demo",
                "--listen",
                "127.0.0.1:0",
                "--ally-listen",
                "localhost:0",
            ])
            .args(["--log", "warn"])
            .env("TMPDIR", folder.path())
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let log = ServerLog::of_this_test();
        log.collect(child.stderr.take().expect("piped"));
        let (lines, _) = process::lines(child.stdout.take().expect("piped"));
        let first = wait::receive("the demo to listen", &lines);
        let server = first
            .strip_prefix("listening on ")
            .expect("the address comes first");
        let ally = loop {
            let line = wait::receive("the demo to name its allied site", &lines);
            if let Some((_, address)) = line.split_once("an allied site") {
                break address.trim().to_owned();
            }
        };
        Demo {
            server: server.to_owned(),
            ally,
            client: reqwest::Client::builder()
                .timeout(wait::DEADLINE)
                .build()
                .expect("a client without TLS can be built"),
            folder,
            child,
            log,
        }
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.server)
    }

    pub(crate) fn ally_origin(&self) -> &str {
        self.ally.trim_end_matches('/')
    }

    pub(crate) async fn get(&self, address: &str) -> Response {
        Response::to(self.client.get(address)).await
    }

    pub(crate) async fn count(&self) -> u64 {
        let declaration = self.get(&self.at(DECLARATION)).await.json();
        declaration["count"].as_u64().expect("a count")
    }

    /// All public signatories, page by page.
    pub(crate) async fn signatories(&self) -> Vec<Value> {
        let (mut all, mut query) = (Vec::new(), String::new());
        loop {
            let path = format!("{DECLARATION}/signatures?limit=100{query}");
            let mut page = self.get(&self.at(&path)).await.json();
            all.append(page["items"].as_array_mut().expect("items"));
            match page["next_cursor"].as_str() {
                Some(cursor) => query = format!("&cursor={cursor}"),
                None => return all,
            }
        }
    }

    pub(crate) fn stop(&mut self) -> ExitStatus {
        let process = self.child.id().to_string();
        let reported = Command::new("kill").args(["-TERM", &process]).status();
        assert!(
            reported.is_ok_and(|status| status.success()),
            "it runs until it is stopped"
        );
        self.child.wait().expect("it is our child")
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // Its data is temporary; a test about stopping has stopped it already.
        _ = self.child.kill();
        _ = self.child.wait();
        if std::thread::panicking() {
            println!("--- log of the demo ---\n{}", self.log.lines().join("\n"));
        }
    }
}
