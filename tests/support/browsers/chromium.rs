//! Chromium: one chromedriver for each test target, one browser with an empty profile for each
//! test.
//!
//! Its watch sees everything: the console with the browser's own messages and, through DevTools,
//! every request. Third-party cookies and storage are switched off.

use std::{
    process::{Child, Stdio},
    sync::{Arc, Mutex, OnceLock},
};

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities, LoggingPrefsLogLevel, WebDriver};

use super::{Visitor, page::Seen};
use crate::support::{process, wait};

pub(crate) struct Session {
    driver: WebDriver,
    seen: Arc<Mutex<Seen>>,
    /// Deleted when the session is dropped.
    _profile: TempDir,
}

impl Session {
    pub(in crate::support) async fn open(visitor: Visitor, seen: Arc<Mutex<Seen>>) -> Session {
        let profile = TempDir::with_prefix("undersigned-browser.").expect("a temporary folder");
        let driver = WebDriver::new(chromedriver(), capabilities(visitor, &profile))
            .await
            .expect("chromedriver opens chromium: `cargo xtask setup` installs both");
        let session = Session {
            driver,
            seen,
            _profile: profile,
        };
        if visitor.wasm_off {
            // No switch works in every version, so this is removed before any script runs.
            let gone = json!({"source": "delete globalThis.WebAssembly"});
            session
                .devtools("Page.addScriptToEvaluateOnNewDocument", gone)
                .await;
        }
        session
    }

    pub(in crate::support) fn driver(&self) -> WebDriver {
        self.driver.clone()
    }

    pub(in crate::support) async fn look(&self) {
        let lines = self.driver.get_log("browser").await.unwrap_or_default();
        let events = self.driver.get_log("performance").await.unwrap_or_default();
        let mut seen = self.seen.lock().expect("no thread panics holding it");
        for line in lines {
            seen.console
                .push(format!("{} {}", line.level, line.message));
        }
        for event in events {
            let Ok(event) = serde_json::from_str::<Value>(&event.message) else {
                continue;
            };
            if event["message"]["method"] == "Network.requestWillBeSent" {
                let address = event["message"]["params"]["request"]["url"].as_str();
                seen.request(address.unwrap_or_default());
            }
        }
    }

    pub(super) async fn change_visitor(&self) {
        self.devtools("Network.clearBrowserCache", json!({})).await;
        self.devtools("Network.clearBrowserCookies", json!({}))
            .await;
        let everything = json!({"origin": "*", "storageTypes": "all"});
        self.devtools("Storage.clearDataForOrigin", everything)
            .await;
    }

    pub(super) async fn resize(&self, width: u32, height: u32) {
        let size =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", size)
            .await;
    }

    /// Talks to the browser's own debugging protocol.
    pub(crate) async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let reported = self.driver.cdp().send_raw(command, parameters).await;
        reported.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    pub(in crate::support) async fn close(&self) {
        let ended = self.driver.clone().quit().await;
        ended.expect("the session ends");
    }
}

fn capabilities(visitor: Visitor, profile: &TempDir) -> ChromeCapabilities {
    let mut wanted = ChromeCapabilities::new();
    let mut arguments = vec![
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1100,1400",
        // No name beyond this machine is ever resolved.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    ];
    if visitor.prefers_dark {
        arguments.push("--blink-settings=preferredColorScheme=0");
    }
    let profile = format!("--user-data-dir={}", profile.path().display());
    arguments.push(&profile);
    for argument in arguments {
        wanted.add_arg(argument).expect("an argument");
    }
    for log in ["browser", "performance"] {
        wanted
            .set_logging_prefs(log, LoggingPrefsLogLevel::All)
            .expect("a log");
    }
    let mut preferences = json!({
        "profile.block_third_party_cookies": true,
        "profile.cookie_controls_mode": 1,
    });
    if visitor.scripts_off {
        preferences["profile.managed_default_content_settings.javascript"] = json!(2);
    }
    wanted
        .add_experimental_option("prefs", preferences)
        .expect("preferences");
    wanted
}

/// The address of this process's only chromedriver, started when it is first needed.
fn chromedriver() -> &'static str {
    static STARTED: OnceLock<(String, Child)> = OnceLock::new();
    let (address, _) = STARTED.get_or_init(|| {
        let mut child = process::held("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed by `cargo xtask setup`");
        let (lines, _) = process::lines(child.stdout.take().expect("piped"));
        let port = loop {
            let line = wait::receive("chromedriver to start", &lines);
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                break port.trim_end_matches('.').to_owned();
            }
        };
        (format!("http://127.0.0.1:{port}"), child)
    });
    address
}
