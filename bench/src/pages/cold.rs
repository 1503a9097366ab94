//! A cold key: the first request after the content has changed. An organiser changes a setting that
//! the page shows, and visitors go on requesting the page, one after another, until the server has
//! noticed. The longest of these requests is at least as long as the first that shows the change.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use tokio::time::sleep;
use undersigned::store::Store;

use super::{
    fetch::{fetch, fetch_on},
    targets::Target,
};
use crate::{
    bars::Bars,
    campaign::{self, declaration_with, list_with},
    load,
    median::median,
    requests::ENCODINGS,
};

const CHANGES: u32 = 10;
/// The server looks again after a second.
const NOTICED: Duration = Duration::from_millis(1_500);
const PAUSE: Duration = Duration::from_millis(20);
const MOST_MS: f64 = 20.0;

/// The longest request after each change, in milliseconds.
pub(super) struct ColdTimes(Vec<f64>);

impl ColdTimes {
    pub(super) fn print(&self, what: &str, bars: &mut Bars) {
        let longest = self.0.iter().copied().fold(0.0, f64::max);
        let bar = bars.at_most(&format!("{what}, cold, ms"), longest, MOST_MS);
        println!(
            "  cold: median {:.1} ms, worst {longest:.1} ms of {CHANGES} changes ({bar})",
            median(self.0.iter().copied())
        );
    }
}

pub(super) async fn measure(address: &str, store: &Store, target: &Target) -> Result<ColdTimes> {
    let (path, mut times) = (target.path(), Vec::new());
    let mut connection = load::connect(address).await?;
    for change in 1..=CHANGES {
        let marks = change_settings(store, change).await?;
        let (changed, mut longest) = (Instant::now(), Duration::ZERO);
        while changed.elapsed() < NOTICED {
            sleep(PAUSE).await;
            let begun = Instant::now();
            fetch_on(&mut connection, address, &path, ENCODINGS).await?;
            longest = longest.max(begun.elapsed());
        }
        let page = fetch(address, &path, Some("identity")).await?;
        let page = String::from_utf8_lossy(&page.body).into_owned();
        let is_shown = marks.iter().any(|mark| page.contains(mark));
        ensure!(is_shown, "{path} does not show the change {marks:?}");
        times.push(longest.as_secs_f64() * 1e3);
    }
    Ok(ColdTimes(times))
}

/// Publishes the declaration and the list with other settings; returns what pages show of them.
async fn change_settings(store: &Store, change: u32) -> Result<[String; 2]> {
    let (organisers, goal) = (format!("Friends of the Library {change}"), 100_000 + change);
    let organisers_line = format!("organisers: {organisers}");
    let goal_line = format!("goal: {goal}");
    let declaration = declaration_with(&[&organisers_line, &goal_line]);
    campaign::publish(store, &declaration).await?;
    campaign::publish(store, &list_with(&[&organisers_line])).await?;
    Ok([organisers, goal.to_string()])
}
