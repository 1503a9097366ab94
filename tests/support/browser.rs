//! A real browser by WebDriver: one chromedriver a test target, one session a test.
//!
//! Every session is watched: a test fails when its page threw, wrote an error to the console or
//! asked for something that did not come, unless it said beforehand that this would happen.

use std::{
    fs,
    future::Future,
    process::{Child, Stdio},
    sync::OnceLock,
};

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities, LoggingPrefsLogLevel, WebDriver};

use super::{page::Page, tether, wait};

/// Runs a test in a fresh session, checks what the watch saw, and leaves a picture and the page's
/// source in `test-failures` when it failed.
pub(crate) async fn visit<Body, Visit>(name: &str, body: Body)
where
    Body: FnOnce(Page) -> Visit,
    Visit: Future<Output = ()> + Send + 'static,
{
    let profile = TempDir::with_prefix("undersigned-browser.").expect("a temporary folder");
    let driver = open(&profile).await;
    let page = Page::new(driver.clone());
    let visit = tokio::spawn(body(page.clone())).await;
    let verdict = match visit {
        Ok(()) => page.complaints().await,
        Err(_) => Vec::new(),
    };
    if visit_failed(&visit, &verdict) {
        keep_evidence(name, &page).await;
    }
    driver.quit().await.expect("the session ends");
    if let Err(panic) = visit {
        std::panic::resume_unwind(panic.into_panic());
    }
    assert!(verdict.is_empty(), "the page is not clean: {verdict:#?}");
}

fn visit_failed<E>(visit: &Result<(), E>, complaints: &[String]) -> bool {
    visit.is_err() || !complaints.is_empty()
}

async fn open(profile: &TempDir) -> WebDriver {
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
        "--window-size=1100,1400",
        // No name beyond this machine is ever looked up.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        &format!("--user-data-dir={}", profile.path().display()),
    ] {
        wanted.add_arg(argument).expect("an argument");
    }
    for log in ["browser", "performance"] {
        wanted
            .set_logging_prefs(log, LoggingPrefsLogLevel::All)
            .expect("a log");
    }
    WebDriver::new(chromedriver(), wanted)
        .await
        .expect("chromedriver opens chromium: `cargo xtask setup` installs both")
}

/// The address of the one chromedriver of this process, started when it is first needed.
fn chromedriver() -> &'static str {
    static STARTED: OnceLock<(String, Child)> = OnceLock::new();
    let (address, _) = STARTED.get_or_init(|| {
        let mut child = tether::held("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed by `cargo xtask setup`");
        let (lines, _) = tether::lines(child.stdout.take().expect("piped"));
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

/// A picture, the source with what stands in shadow roots, and the logs.
async fn keep_evidence(name: &str, page: &Page) {
    let folder = tether::build_folder().join("test-failures");
    fs::create_dir_all(&folder).expect("the build folder can be written");
    let kept = folder.join(name);
    // A browser that died has no picture; the test's own words are then all there is.
    if let Ok(picture) = page.driver().screenshot_as_png().await {
        fs::write(kept.with_extension("png"), picture).expect("a picture");
    }
    let source = page.run(SOURCE, vec![]).await;
    fs::write(
        kept.with_extension("html"),
        source.as_str().unwrap_or_default(),
    )
    .expect("a source");
    let log = json!({"console": page.console().await, "requests": page.requests().await});
    fs::write(kept.with_extension("json"), format!("{log:#}")).expect("a log");
    println!("evidence: {}.png, .html, .json", kept.display());
}

const SOURCE: &str = "
    const roots = [...document.querySelectorAll('*')].filter((one) => one.shadowRoot);
    const shadow = (one) => `\\n<!-- in ${one.localName} -->\\n${one.shadowRoot.innerHTML}`;
    return document.documentElement.outerHTML + roots.map(shadow).join('');
";
