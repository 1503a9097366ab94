//! A real browser driven by WebDriver: Chromium, Firefox or WebKit, as `UNDERSIGNED_BROWSER` says.
//! `chromium.rs`, `firefox.rs` and `webkit.rs` say how each is started and what its watch cannot
//! see.
//!
//! Every session is watched: a test fails if its page threw, wrote an error to the console,
//! requested something that did not arrive or called a third party, unless the test expected it. In
//! each browser, third parties can store nothing.

pub(crate) mod axe;
pub(crate) mod chromium;
pub(crate) mod firefox;
pub(crate) mod lifetimes;
pub(crate) mod page;
pub(crate) mod webkit;
pub(crate) mod widget;

use std::{
    fs,
    future::Future,
    io::Write,
    sync::{Arc, Mutex, OnceLock},
};

use serde_json::json;
use thirtyfour::WebDriver;
use tokio::runtime::Runtime;

use super::{app::log::ServerLog, process};
use page::{Page, Seen};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Chromium,
    Firefox,
    WebKit,
}

impl Kind {
    /// The browser for this test run. Only the tests of `tests/browser` run in each; the other suites
    /// are Chromium's.
    pub(crate) fn chosen() -> Kind {
        if env!("CARGO_CRATE_NAME") != "browser" {
            return Kind::Chromium;
        }
        match std::env::var("UNDERSIGNED_BROWSER").as_deref() {
            Err(_) | Ok("" | "chromium") => Kind::Chromium,
            Ok("firefox") => Kind::Firefox,
            Ok("webkit") => Kind::WebKit,
            Ok(other) => panic!("UNDERSIGNED_BROWSER is {other}: chromium, firefox or webkit"),
        }
    }
}

/// How a visitor has set up the browser.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Visitor {
    pub(crate) scripts_off: bool,
    /// As in a lockdown mode.
    pub(crate) wasm_off: bool,
    pub(crate) prefers_dark: bool,
}

/// Runs a test in a fresh session and checks what the watch saw. If the test failed, a screenshot,
/// the page's source and the log of each of the test's servers are left in `test-failures`.
pub(crate) async fn visit<Body, Visit>(name: &str, body: Body)
where
    Body: FnOnce(Page) -> Visit,
    Visit: Future<Output = ()> + Send + 'static,
{
    visit_as(Visitor::default(), name, body).await;
}

/// The same, in a browser with the visitor's own settings.
pub(crate) async fn visit_as<Body, Visit>(visitor: Visitor, name: &str, body: Body)
where
    Body: FnOnce(Page) -> Visit,
    Visit: Future<Output = ()> + Send + 'static,
{
    // The body owns the servers and would end them before the page is judged.
    let _running = lifetimes::of_this_test();
    let servers = ServerLog::all_of_this_test();
    let page = on_runtime(Page::open(visitor)).await;
    let visit = runtime().spawn(body(page.clone())).await;
    let name = name.to_owned();
    let (visit, errors) = on_runtime(async move {
        let errors = match visit {
            Ok(()) => page.errors().await,
            Err(_) => Vec::new(),
        };
        let clean = visit.is_ok() && errors.is_empty();
        if !clean {
            keep_evidence(&name, &page, &servers).await;
        }
        page.session().close(clean).await;
        (visit, errors)
    })
    .await;
    if let Err(panic) = visit {
        let panic = panic.into_panic();
        // That thread's output would be shown with another test, or nowhere. The first words are
        // the harness's own, by which `cargo xtask test` finds the reason.
        let words = panic.downcast_ref::<String>().map(String::as_str);
        let words = words.or(panic.downcast_ref::<&str>().copied());
        println!("panicked at the visit:\n{}", words.unwrap_or_default());
        std::panic::resume_unwind(panic);
    }
    assert!(errors.is_empty(), "the page is not clean: {errors:#?}");
}

/// Browsers outlive the tests that use them, so the connections to them live here.
fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        // The test harness shows what a test printed on its own thread. It would show what these
        // threads print with the test that started them, so they bypass it.
        const THREADS: &str = "visits";
        std::panic::set_hook(Box::new(|panic| match std::thread::current().name() {
            Some(THREADS) => _ = writeln!(std::io::stderr(), "{panic}"),
            _ => println!("{panic}"),
        }));
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.enable_all().thread_name(THREADS).build();
        runtime.expect("threads can be started")
    })
}

async fn on_runtime<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    match runtime().spawn(work).await {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

/// One visitor's browser.
pub(crate) enum Session {
    Chromium(chromium::Session),
    Firefox(firefox::Session),
    WebKit(webkit::Session),
}

impl Session {
    pub(crate) async fn open(visitor: Visitor, seen: Arc<Mutex<Seen>>) -> Session {
        match Kind::chosen() {
            Kind::Chromium => Session::Chromium(chromium::Session::open(visitor, seen).await),
            Kind::Firefox => Session::Firefox(firefox::Session::open(visitor, seen).await),
            Kind::WebKit => Session::WebKit(webkit::Session::open(visitor, seen).await),
        }
    }

    pub(crate) fn driver(&self) -> WebDriver {
        match self {
            Session::Chromium(session) => session.driver(),
            Session::Firefox(session) => session.driver(),
            Session::WebKit(session) => session.driver(),
        }
    }

    /// Records what the browser has reported since the last look.
    pub(crate) async fn look(&self) {
        match self {
            Session::Chromium(session) => session.look().await,
            Session::Firefox(session) => session.look().await,
            Session::WebKit(session) => session.look().await,
        }
    }

    /// Turns the browser into that of another visitor, with nothing stored.
    pub(crate) async fn change_visitor(&self) {
        match self {
            Session::Chromium(session) => session.change_visitor().await,
            Session::Firefox(session) => session.change_visitor().await,
            Session::WebKit(session) => session.change_visitor().await,
        }
    }

    /// Makes the page this wide and high, in CSS pixels.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        match self {
            Session::Chromium(session) => session.resize(width, height).await,
            Session::Firefox(session) => session.resize(width, height).await,
            Session::WebKit(session) => session.resize(width, height).await,
        }
    }

    /// After a visit that failed, no part of the browser is used again.
    async fn close(&self, clean: bool) {
        match self {
            Session::Chromium(session) => session.close().await,
            Session::Firefox(session) => session.close(clean).await,
            Session::WebKit(session) => session.close().await,
        }
    }
}

/// Saves a screenshot, the source including shadow roots, and the logs of the page and the servers.
async fn keep_evidence(name: &str, page: &Page, servers: &[ServerLog]) {
    let folder = process::build_folder().join("test-failures");
    fs::create_dir_all(&folder).expect("the build folder can be written");
    let kept = folder.join(format!("{name}-{:?}", Kind::chosen()).to_lowercase());
    let extended = |extension: &str| kept.with_extension(extension);
    // A crashed browser has no screenshot; the test's own message is then all there is.
    if let Ok(picture) = page.driver().screenshot_as_png().await {
        fs::write(extended("png"), picture).expect("a picture");
    }
    if let Ok(source) = page.driver().execute(SOURCE, vec![]).await {
        let source = source.json().as_str().unwrap_or_default();
        fs::write(extended("html"), source).expect("a source");
    }
    let log = json!({"console": page.console().await, "requests": page.requests().await});
    fs::write(extended("json"), format!("{log:#}")).expect("a log");
    for (number, server) in servers.iter().enumerate() {
        let file = extended(&format!("server-{}.log", number + 1));
        fs::write(file, server.lines().join("\n")).expect("a server's log");
    }
    println!(
        "evidence: {}.png, .html, .json, .server-*.log",
        kept.display()
    );
}

const SOURCE: &str = "
    const roots = [...document.querySelectorAll('*')].filter((one) => one.shadowRoot);
    const shadow = (one) => `\\n<!-- in ${one.localName} -->\\n${one.shadowRoot.innerHTML}`;
    return document.documentElement.outerHTML + roots.map(shadow).join('');
";
