//! WebKit: a GTK MiniBrowser for each test, driven by WebKitWebDriver, on a virtual screen of its
//! own.
//!
//! Its driver has no log, and MiniBrowser writes none when it is driven. So the watch is a script,
//! which the tests' host site puts first into its pages, and which the server's pages get when they
//! have loaded. It records `console.error`, uncaught errors, broken scripts and pictures, what a
//! policy blocked, and responses of 400 and above. It does not see a request that failed without a
//! message in the console, what a page of the server wrote while it loaded, what happened in a
//! frame, or the last messages of a page that the visitor left by a link. Requests to third parties
//! are seen wherever they come from: they can only be made through a proxy. Third-party storage is
//! kept apart for each site that embeds it, and a third party that the visitor has not visited may
//! set no cookie: these are WebKit's defaults.

use std::{
    fs,
    net::TcpListener,
    path::PathBuf,
    process::{Child, Stdio},
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver};

use super::{Visitor, page::Seen};
use crate::support::{network::blocked_network::BlockedNetwork, process, wait};

/// Records a page's errors where no script of the page sees them. Running it twice does no
/// harm.
pub(crate) const WATCH: &str = "(() => {
    const key = Symbol.for('watch');
    if (window[key]) return;
    const lines = [];
    Object.defineProperty(window, key, {value: lines});
    const note = (...words) => lines.push(words.join(' '));
    const {error, warn} = console;
    console.error = (...words) => { note('SEVERE', ...words); error.apply(console, words); };
    console.warn = (...words) => { note('WARNING', ...words); warn.apply(console, words); };
    addEventListener('error', (event) => {
        const broken = event.target === window ? event.message : event.target.src || event.target.href;
        note('SEVERE', event.filename || '', broken);
    }, true);
    addEventListener('unhandledrejection', (event) => note('SEVERE', event.reason));
    document.addEventListener('securitypolicyviolation', (event) =>
        note('SEVERE', event.violatedDirective, event.blockedURI, event.sample));
})();";

/// What the watch has recorded on this page, and what the page requested.
const REPORTS: &str = "
    const asked = [performance.getEntriesByType('navigation'), performance.getEntriesByType('resource')].flat();
    return [
        performance.timeOrigin,
        window[Symbol.for('watch')] ?? [],
        asked.map((one) => [one.name, one.responseStatus ?? 0]),
    ];
";

pub(crate) struct Session {
    visitor: Visitor,
    seen: Arc<Mutex<Seen>>,
    running: Mutex<Running>,
    reported: Mutex<ScriptReports>,
}

/// How much of the current page has been recorded.
#[derive(Default)]
struct ScriptReports {
    page: Value,
    lines: usize,
    requests: usize,
}

#[derive(Clone)]
struct Running {
    driver: WebDriver,
    blocked_network: Arc<BlockedNetwork>,
    /// The driver ends when this is dropped or the tests end.
    _program: Arc<Child>,
    _screen: Arc<Screen>,
}

/// A virtual screen, lent to one test after another: X servers that come and go take each other's
/// numbers too early.
struct Screen {
    number: String,
    program: Option<Child>,
}

/// Idle screens, ready for the next test.
static IDLE: Mutex<Vec<Screen>> = Mutex::new(Vec::new());

impl Session {
    pub(in crate::support) async fn open(visitor: Visitor, seen: Arc<Mutex<Seen>>) -> Session {
        Session {
            visitor,
            seen,
            running: Mutex::new(Running::start(visitor).await),
            reported: Mutex::default(),
        }
    }

    fn running(&self) -> Running {
        self.running
            .lock()
            .expect("no thread panics holding it")
            .clone()
    }

    pub(in crate::support) fn driver(&self) -> WebDriver {
        self.running().driver
    }

    pub(in crate::support) async fn look(&self) {
        let running = self.running();
        // A page that is just being left has nothing to report.
        let reported = running.driver.execute(REPORTS, vec![]).await.ok();
        let reported = reported.map_or(Value::Null, |reported| reported.json().clone());
        _ = running.driver.execute(WATCH, vec![]).await;
        let mut known = self.reported.lock().expect("no thread panics holding it");
        let mut seen = self.seen.lock().expect("no thread panics holding it");
        for address in running.blocked_network.take() {
            seen.request(&address);
        }
        if reported[0] != known.page {
            *known = ScriptReports {
                page: reported[0].clone(),
                ..ScriptReports::default()
            };
        }
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let (lines, requests) = (list(&reported[1]), list(&reported[2]));
        for line in lines.iter().skip(known.lines).filter_map(Value::as_str) {
            seen.console.push(line.to_owned());
        }
        for request in requests.iter().skip(known.requests) {
            let address = request[0].as_str().unwrap_or_default();
            let status = request[1].as_u64().unwrap_or_default();
            seen.request(address);
            if status >= 400 {
                seen.console
                    .push(format!("SEVERE {address} answered {status}"));
            }
        }
        (known.lines, known.requests) = (lines.len(), requests.len());
    }

    pub(super) async fn change_visitor(&self) {
        self.look().await;
        self.close().await;
        let running = Running::start(self.visitor).await;
        *self.running.lock().expect("no thread panics holding it") = running;
    }

    pub(super) async fn resize(&self, width: u32, height: u32) {
        let driver = self.driver();
        // The window has a bar above the page.
        let bar = driver.execute("return outerHeight - innerHeight", vec![]);
        let bar = bar.await.expect("a size").json().as_u64().unwrap_or(0) as u32;
        let resized = driver.set_window_rect(0, 0, width, height + bar).await;
        resized.expect("the window has a size");
    }

    pub(in crate::support) async fn close(&self) {
        // However it ends, its programs end with it.
        _ = self.driver().quit().await;
    }
}

impl Running {
    /// The driver talks to its browser through a port that it picks at random, free or not, and
    /// waits for ever if it was taken: then it is started again.
    async fn start(visitor: Visitor) -> Running {
        wait::until_within(3 * wait::DEADLINE, "MiniBrowser to start", async || {
            Running::try_start(visitor).await
        })
        .await
    }

    async fn try_start(visitor: Visitor) -> Option<Running> {
        let screen = Screen::take();
        let port = free_port();
        let mut program = start_driver(visitor, &screen.number, port);
        wait::until("WebKitWebDriver to listen", async || {
            let listens = tokio::net::TcpStream::connect(("127.0.0.1", port)).await;
            listens.is_ok().then_some(())
        })
        .await;
        let blocked_network = BlockedNetwork::refuse().await;
        let address = format!("http://127.0.0.1:{port}");
        let connected = WebDriver::builder(address, capabilities(visitor, &blocked_network))
            .request_timeout(wait::DEADLINE / 2)
            .connect()
            .await;
        let Ok(driver) = connected else {
            program.kill().expect("a driver that serves nobody ends");
            program.wait().expect("and is gone");
            return None;
        };
        let size = driver.set_window_rect(0, 0, 1100, 1400).await;
        size.expect("the window has a size");
        Some(Running {
            driver,
            blocked_network: Arc::new(blocked_network),
            _program: Arc::new(program),
            _screen: Arc::new(screen),
        })
    }
}

fn start_driver(visitor: Visitor, screen: &str, port: u16) -> Child {
    let mut command = process::held("WebKitWebDriver");
    if visitor.wasm_off {
        command.env("JSC_useWasm", "0");
    }
    command
        .arg(format!("--port={port}"))
        .env("DISPLAY", screen)
        .env("NO_AT_BRIDGE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("WebKitWebDriver is installed by `cargo xtask setup`")
}

impl Screen {
    fn take() -> Screen {
        let idle = IDLE.lock().expect("no thread panics holding it").pop();
        idle.unwrap_or_else(Screen::start)
    }

    fn start() -> Screen {
        let mut program = process::held("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp"])
            .args(["-screen", "0", "1600x1600x24"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed by `cargo xtask setup`");
        let (lines, _) = process::lines(program.stdout.take().expect("piped"));
        let number = wait::receive("Xvfb to pick a number", &lines);
        Screen {
            number: format!(":{}", number.trim()),
            program: Some(program),
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if let Some(program) = self.program.take() {
            let number = std::mem::take(&mut self.number);
            let program = Some(program);
            let mut idle = IDLE.lock().expect("no thread panics holding it");
            idle.push(Screen { number, program });
        }
    }
}

/// The driver accepts only a number and does not report which port it got.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it is bound").port()
}

fn capabilities(visitor: Visitor, blocked_network: &BlockedNetwork) -> Capabilities {
    let mut arguments = vec!["--automation"];
    if visitor.scripts_off {
        arguments.push("--enable-javascript=false");
    }
    if visitor.prefers_dark {
        arguments.push("--dark-mode");
    }
    let options = json!({"binary": mini_browser(), "args": arguments});
    let mut wanted = Capabilities::new();
    for (name, value) in [
        ("webkitgtk:browserOptions", options),
        ("proxy", blocked_network.capability()),
    ] {
        wanted.set(name, value).expect("a capability");
    }
    wanted
}

/// MiniBrowser is installed among the libraries of the machine's architecture.
fn mini_browser() -> PathBuf {
    let architectures = fs::read_dir("/usr/lib").expect("libraries");
    let folders = architectures.filter_map(|folder| Some(folder.ok()?.path()));
    let programs = folders.map(|folder| folder.join("webkit2gtk-4.1/MiniBrowser"));
    let mut there = programs.filter(|program| program.is_file());
    there
        .next()
        .expect("MiniBrowser is installed by `cargo xtask setup`")
}
