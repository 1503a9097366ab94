//! Measures how long widgets block a page before the visitor touches them: the budget is zero.
//!
//! A page with all three widgets is compared with the same page without, in alternating visits, so
//! a loaded machine affects both alike. The slow phone is calculated, not emulated: Chromium's CPU
//! throttling spins for a multiple of the *wall* time between two of its signals, so on a loaded
//! machine it also multiplies the time in which the thread did not run (a layout of 15 ms became 78
//! to 111 ms instead of 60). The thread time of an unthrottled visit, times four, is stable.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::{
    browser::{
        Browser, Session,
        host::{self, Guest, Sites},
        trace::Tasks,
    },
    median::median,
    server::Server,
};

/// How much slower a mid-range phone's processor is than this machine's.
pub(crate) const PHONE: f64 = 4.0;
const ROUNDS: usize = 5;

/// Waits until the page has loaded (with widgets: until their bundle is fetched and compiled), and
/// then until it is idle; marks the end of the measurement.
pub(crate) const QUIET: &str = "
    const wanted = document.querySelectorAll('[data-widget]').length;
    const ready = () => document.readyState == 'complete' && (!wanted || bench.compiled) &&
        [...document.querySelectorAll('[data-widget]')].every((tag) =>
            tag.firstElementChild?.shadowRoot?.querySelector('[data-island] form, [data-island] a'));
    const pause = (ms) => new Promise((next) => setTimeout(next, ms));
    const until = performance.now() + 60000;
    while (!ready()) {
        if (performance.now() > until) throw Error('the widgets did not get ready');
        await pause(50);
    }
    for (let tasks = -1; tasks < bench.long.length; ) { tasks = bench.long.length; await pause(500); }
    await new Promise((next) => requestIdleCallback(next));
    performance.mark('bench-end');";

/// Fails if widgets block the page on a slow phone.
pub(crate) async fn check(server: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(server, folder.path()).await?;
    let sites = Sites {
        server: format!("http://{}", server.address),
        ..Sites::default()
    };
    let origin = host::start(sites).await?;
    let browser = Browser::start().await?;
    let (mut bare, mut full) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(tasks(&browser, &origin, Guest::NoWidget).await?);
        full.push(tasks(&browser, &origin, Guest::All).await?);
    }
    server.stop().await?;

    let of = |visits: &[Tasks], figure: fn(&Tasks) -> f64| median(visits.iter().map(figure));
    let blocking = |visits| of(visits, |tasks| tasks.blocking(PHONE));
    let longest = |visits| PHONE * of(visits, Tasks::longest);
    let total = |visits| PHONE * of(visits, Tasks::total);
    let added = blocking(&full) - blocking(&bare);
    println!(
        "blocking: {added:.0} ms added by three widgets on a phone {PHONE}x slower, limit 0 \
         (longest task {:.0} ms, without widgets {:.0}; main thread {:.0} ms, without {:.0}; medians of {ROUNDS})",
        longest(&full),
        longest(&bare),
        total(&full),
        total(&bare),
    );
    ensure!(
        added <= 0.0,
        "the widgets hold a slow phone's page up for {added:.0} ms before they are touched; the limit is 0"
    );
    Ok(())
}

async fn tasks(browser: &Browser, origin: &str, guest: Guest) -> Result<Tasks> {
    let session = browser.open().await?;
    let tasks = visit(&session, origin, guest).await;
    session.close().await?;
    tasks
}

async fn visit(session: &Session, origin: &str, guest: Guest) -> Result<Tasks> {
    session.start_trace().await?;
    session.goto(&format!("{origin}{}", guest.path())).await?;
    session.run(QUIET).await?;
    session.end_trace().await
}
