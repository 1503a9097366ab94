//! Drives Chromium through WebDriver: one chromedriver, and a new browser with an empty profile per
//! visit.

pub(super) mod blocking;
pub(super) mod embedding;
pub(super) mod host;
mod neighbours;
pub(super) mod trace;
pub(super) mod wire;

use std::{process::Stdio, time::Duration};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities, WebDriver, cdp::CdpSession};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use trace::Tasks;
use wire::Wire;

/// The driver, which stops with this program.
pub(crate) struct Browser {
    address: String,
    _child: Child,
}

impl Browser {
    pub(crate) async fn start() -> Result<Browser> {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("no chromedriver: `cargo xtask setup` installs it")?;
        let output = child.stdout.take().context("it has an output")?;
        let mut lines = BufReader::new(output).lines();
        let port = loop {
            let line = lines.next_line().await?;
            let line = line.context("chromedriver ended before it was ready")?;
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                break port.trim_end_matches('.').to_owned();
            }
        };
        // Keeps reading the driver's output, so the driver never blocks on a full pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Browser {
            address: format!("http://127.0.0.1:{port}"),
            _child: child,
        })
    }

    /// A browser with empty caches. Must be closed.
    pub(crate) async fn open(&self) -> Result<Session> {
        let profile = tempfile::tempdir()?;
        let mut wanted = ChromeCapabilities::new();
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=412,823",
            // Resolves no name outside this machine.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
            &format!("--user-data-dir={}", profile.path().display()),
        ] {
            wanted.add_arg(argument)?;
        }
        let driver = WebDriver::new(&self.address, wanted)
            .await
            .context("chromedriver opens no chromium: `cargo xtask setup` installs it")?;
        let devtools = driver.cdp().connect().await;
        let devtools = match devtools {
            Ok(devtools) => devtools,
            Err(error) => {
                driver.quit().await?;
                return Err(error).context("chromium's debugging protocol does not answer");
            }
        };
        driver.set_script_timeout(Duration::from_secs(90)).await?;
        Ok(Session {
            driver,
            devtools,
            _profile: profile,
        })
    }
}

pub(crate) struct Session {
    driver: WebDriver,
    devtools: CdpSession,
    /// Deleted with the session.
    _profile: TempDir,
}

impl Session {
    pub(crate) async fn goto(&self, address: &str) -> Result<()> {
        Ok(self.driver.goto(address).await?)
    }

    /// Runs the body of an asynchronous function in the page and returns its result.
    pub(crate) async fn run(&self, body: &str) -> Result<Value> {
        let script = format!(
            "const done = arguments[0]; (async () => {{ {body} }})().then(done, (error) => done({{failed: `${{error}}`}}))"
        );
        let told = self.driver.execute_async(script, Vec::new()).await?;
        let told = told.json().clone();
        anyhow::ensure!(told["failed"].is_null(), "in the page: {}", told["failed"]);
        Ok(told)
    }

    /// Sends a command of the browser's debugging protocol.
    pub(crate) async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        let told = self.devtools.send_raw(command, parameters).await;
        told.with_context(|| command.to_owned())
    }

    /// Starts counting the traffic to this origin.
    pub(crate) async fn watch_wire(&self, origin: &str) -> Result<Wire> {
        let events = self.devtools.subscribe_connection();
        self.devtools("Network.enable", json!({})).await?;
        Ok(Wire::watch(origin, events))
    }

    pub(crate) async fn start_trace(&self) -> Result<()> {
        let settings = json!({
            "transferMode": "ReturnAsStream",
            "traceConfig": {"includedCategories": trace::CATEGORIES},
        });
        self.devtools("Tracing.start", settings).await?;
        Ok(())
    }

    /// Ends the trace and returns the tasks of the page's thread.
    pub(crate) async fn end_trace(&self) -> Result<Tasks> {
        let mut events = self.devtools.subscribe_connection();
        self.devtools("Tracing.end", json!({})).await?;
        let stream = loop {
            let event = events.recv().await.context("the trace does not come")?;
            if event.method == "Tracing.tracingComplete" {
                break event.params["stream"].clone();
            }
        };
        let mut trace = String::new();
        loop {
            let read = json!({"handle": stream});
            let part = self.devtools("IO.read", read).await?;
            trace += part["data"].as_str().unwrap_or_default();
            if part["eof"] == true {
                return Tasks::read(&trace);
            }
        }
    }

    pub(crate) async fn close(self) -> Result<()> {
        Ok(self.driver.quit().await?)
    }
}
