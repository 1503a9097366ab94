//! Firefox: started once for tests that run one after another, each in a container of its own with
//! empty cookies, storage and cache. A visitor with their own settings gets a separate browser.
//!
//! Its watch is WebDriver BiDi: console, uncaught errors and the requests of the test's own tab. It
//! does not see what Firefox writes only for developers, such as requests blocked by a policy, or
//! icons. Third parties get no cookies and no storage (`cookieBehavior` 1, stricter than the
//! default).

use std::{
    collections::HashSet,
    process::{Child, Stdio},
    sync::{Arc, Mutex},
};

use futures_util::{FutureExt, StreamExt};
use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver, WindowHandle, bidi::RawEventStream};

use super::{Visitor, page::Seen};
use crate::support::{network::blocked_network::BlockedNetwork, process, wait};

/// The events that the watch subscribes to.
const EVENTS: [&str; 5] = [
    "log.entryAdded",
    "network.beforeRequestSent",
    "network.responseCompleted",
    "network.fetchError",
    "browsingContext.contextCreated",
];

/// Idle browsers, ready for the next test.
static IDLE: Mutex<Vec<Process>> = Mutex::new(Vec::new());

struct Process {
    driver: WebDriver,
    /// The tab that stays open between two tests.
    holder: WindowHandle,
    /// Ends geckodriver, and with it Firefox, when it is dropped or the tests end.
    _geckodriver: Child,
}

pub(crate) struct Session {
    visitor: Visitor,
    seen: Arc<Mutex<Seen>>,
    driver: WebDriver,
    process: Mutex<Option<Process>>,
    tab: Mutex<Tab>,
    events: tokio::sync::Mutex<RawEventStream>,
}

#[derive(Clone, Default)]
struct Tab {
    container: String,
    context: String,
    /// Other tabs and their frames, which are not part of the page under test.
    elsewhere: HashSet<String>,
}

impl Session {
    pub(in crate::support) async fn open(visitor: Visitor, seen: Arc<Mutex<Seen>>) -> Session {
        let idle = if visitor == Visitor::default() {
            IDLE.lock().expect("no thread panics holding it").pop()
        } else {
            None
        };
        let process = match idle {
            Some(process) => process,
            None => Process::start(visitor).await,
        };
        let driver = process.driver.clone();
        let bidi = driver.bidi().await.expect("Firefox speaks BiDi");
        let session = Session {
            visitor,
            seen,
            driver,
            process: Mutex::new(Some(process)),
            tab: Mutex::default(),
            events: tokio::sync::Mutex::new(bidi.subscribe_raw()),
        };
        session.open_tab().await;
        session
    }

    pub(in crate::support) fn driver(&self) -> WebDriver {
        self.driver.clone()
    }

    async fn bidi(&self, command: &str, parameters: Value) -> Value {
        let bidi = self.driver.bidi().await.expect("Firefox speaks BiDi");
        let reported = bidi.send_raw(command, parameters).await;
        reported.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    async fn open_tab(&self) {
        let container = self.bidi("browser.createUserContext", json!({})).await;
        let container = text(&container["userContext"]);
        let wanted = json!({"type": "tab", "userContext": container});
        let tab = self.bidi("browsingContext.create", wanted).await;
        let context = text(&tab["context"]);
        *self.tab.lock().expect("no thread panics holding it") = Tab {
            container,
            context: context.clone(),
            elsewhere: HashSet::new(),
        };
        let tab = self.driver.switch_to_window(context.into()).await;
        tab.expect("the tab is open");
    }

    async fn close_tab(&self) {
        let tab = self
            .tab
            .lock()
            .expect("no thread panics holding it")
            .clone();
        // This also closes everything the container opened.
        let container = json!({"userContext": tab.container});
        self.bidi("browser.removeUserContext", container).await;
    }

    pub(in crate::support) async fn look(&self) {
        // The response arrives after every event that was on its way.
        if let Ok(bidi) = self.driver.bidi().await {
            _ = bidi.send_raw("session.status", json!({})).await;
        }
        let mut events = self.events.lock().await;
        let mut tab = self.tab.lock().expect("no thread panics holding it");
        let mut seen = self.seen.lock().expect("no thread panics holding it");
        let next =
            |events: &mut RawEventStream| tokio::task::unconstrained(events.next()).now_or_never();
        while let Some(Some(event)) = next(&mut events) {
            tab.note(&event.method, &event.params, &mut seen);
        }
    }

    pub(super) async fn change_visitor(&self) {
        self.look().await;
        self.close_tab().await;
        self.open_tab().await;
    }

    pub(super) async fn resize(&self, width: u32, height: u32) {
        let context = self
            .tab
            .lock()
            .expect("no thread panics holding it")
            .context
            .clone();
        let viewport = json!({"width": width, "height": height});
        let wanted = json!({"context": context, "viewport": viewport});
        self.bidi("browsingContext.setViewport", wanted).await;
    }

    pub(in crate::support) async fn close(&self, clean: bool) {
        let process = self
            .process
            .lock()
            .expect("no thread panics holding it")
            .take();
        let process = process.expect("it is closed once");
        if clean && self.visitor == Visitor::default() {
            self.close_tab().await;
            let holder = process.holder.clone();
            for tab in self.driver.windows().await.expect("tabs") {
                if tab != holder {
                    let bidi = self.driver.bidi().await.expect("Firefox speaks BiDi");
                    let context = json!({"context": tab.to_string()});
                    // It may be closing already.
                    _ = bidi.send_raw("browsingContext.close", context).await;
                }
            }
            let kept = self.driver.switch_to_window(holder).await;
            kept.expect("the first tab stays open");
            IDLE.lock()
                .expect("no thread panics holding it")
                .push(process);
        } else {
            // geckodriver shuts it down in any state.
            _ = self.driver.clone().quit().await;
        }
    }
}

impl Tab {
    fn note(&mut self, event: &str, reported: &Value, seen: &mut Seen) {
        let context = reported["context"]
            .as_str()
            .or(reported["source"]["context"].as_str());
        let context = context.unwrap_or_default();
        if event == "browsingContext.contextCreated" {
            let foreign = match reported["parent"].as_str() {
                Some(parent) => self.elsewhere.contains(parent),
                None => context != self.context,
            };
            if foreign {
                self.elsewhere.insert(context.to_owned());
            }
        }
        if self.elsewhere.contains(context) {
            return;
        }
        let address = text(&reported["request"]["url"]);
        match event {
            "log.entryAdded" => {
                let level = match reported["level"].as_str() {
                    Some("error") => "SEVERE",
                    Some("warn") => "WARNING",
                    _ => "INFO",
                };
                let place = text(&reported["stackTrace"]["callFrames"][0]["url"]);
                let words = text(&reported["text"]);
                // A page that is being left requests nothing more, not even its typefaces.
                let left = words.contains("downloadable font") && words.contains(ABORTED);
                if !left {
                    seen.console.push(format!("{level} {place} {words}"));
                }
            }
            "network.beforeRequestSent" => seen.request(&address),
            "network.responseCompleted" => {
                let status = reported["response"]["status"].as_u64().unwrap_or_default();
                if status >= 400 {
                    let line = format!("SEVERE {address} answered {status}");
                    seen.console.push(line);
                }
            }
            "network.fetchError" => {
                let fault = text(&reported["errorText"]);
                // A page that is being left requests nothing more.
                if fault != "NS_BINDING_ABORTED" {
                    seen.console
                        .push(format!("SEVERE {address} failed: {fault}"));
                }
            }
            _ => {}
        }
    }
}

/// `NS_BINDING_ABORTED` as Firefox's console writes it.
const ABORTED: &str = "status=2152398850";

impl Process {
    async fn start(visitor: Visitor) -> Process {
        let mut child = process::held(process::geckodriver())
            .args(["--port=0", "--websocket-port=0"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("geckodriver is installed by `cargo xtask setup`");
        let (lines, _) = process::lines(child.stdout.take().expect("piped"));
        let address = loop {
            let line = wait::receive("geckodriver to start", &lines);
            if let Some((_, address)) = line.split_once("Listening on ") {
                break format!("http://{}", address.trim());
            }
        };
        let driver = WebDriver::new(address, capabilities(visitor).await)
            .await
            .expect("geckodriver opens Firefox: `cargo xtask setup` installs both");
        let holder = driver.window().await.expect("its first tab");
        let bidi = driver.bidi().await.expect("Firefox speaks BiDi");
        let events = json!({"events": EVENTS});
        let subscribed = bidi.send_raw("session.subscribe", events).await;
        subscribed.expect("Firefox tells what happens");
        Process {
            driver,
            holder,
            _geckodriver: child,
        }
    }
}

async fn capabilities(visitor: Visitor) -> Capabilities {
    let mut preferences = json!({
        "network.cookie.cookieBehavior": 1,
        // Requests to Mozilla that it would send by itself.
        "app.normandy.enabled": false,
        "app.update.enabled": false,
        "browser.safebrowsing.update.enabled": false,
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
        "services.settings.server": "data:,",
        "toolkit.telemetry.server": "",
    });
    if visitor.scripts_off {
        preferences["javascript.enabled"] = json!(false);
    }
    if visitor.wasm_off {
        preferences["javascript.options.wasm"] = json!(false);
    }
    if visitor.prefers_dark {
        preferences["layout.css.prefers-color-scheme.content-override"] = json!(0);
    }
    let arguments = ["-headless", "--width=1100", "--height=1400"];
    let options = json!({"args": arguments, "prefs": preferences});
    let mut wanted = Capabilities::new();
    for (name, value) in [
        ("browserName", json!("firefox")),
        ("webSocketUrl", json!(true)),
        ("moz:firefoxOptions", options),
        ("proxy", BlockedNetwork::refuse().await.capability()),
    ] {
        wanted.set(name, value).expect("a capability");
    }
    wanted
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
