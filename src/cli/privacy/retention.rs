//! `undersigned retention`: erases what has passed its retention, as the server does daily, or says
//! what would be erased.

use anyhow::{Context as _, bail};

use crate::{
    app,
    cli::counted::counted,
    clock,
    config::Config,
    domain::time,
    store::{self, Contacts, Store, Unsubscribed},
};

/// Erases what is due, or with `dry_run` says what is, and then what is due later.
pub(in crate::cli) async fn run(
    config: &Config,
    dry_run: bool,
    clock_is_right: bool,
) -> anyhow::Result<()> {
    let store = crate::cli::open_store(config).await?;
    let now_ms = clock::now_ms();
    let told = match (dry_run, clock_is_right) {
        (true, _) => Ok(()),
        (false, true) => erase(&store, now_ms).await,
        (false, false) => match doubt(&store, now_ms).await {
            Ok(()) => erase(&store, now_ms).await,
            doubted => doubted,
        },
    };
    if told.is_err() {
        store.close().await;
        return told;
    }
    let left = left(&store, now_ms).await;
    store.close().await;
    let (contacts, unsubscribed) = left.context("what is kept could not be read")?;
    tell(&contacts, &unsubscribed, now_ms)
}

/// Refuses when the clock is days ahead of when a server last worked: what a wrong clock erases
/// does not come back when the clock is corrected.
async fn doubt(store: &Store, now_ms: i64) -> anyhow::Result<()> {
    let seen = store.last_seen().await?;
    match seen.map(|seen| (now_ms - seen) / time::DAY_MS) {
        Some(days) if days > 0 => bail!(
            "nothing was erased: by this machine's clock it is {}, {} after a server last \
             worked on this database. Look at `undersigned retention --dry-run`; if the clock is \
             right, run it again with --clock-is-right",
            time::day(now_ms),
            counted(days.unsigned_abs(), "day", "days")
        ),
        _ => Ok(()),
    }
}

async fn erase(store: &Store, now_ms: i64) -> anyhow::Result<()> {
    let erased = store.privacy().erase_contacts(now_ms, now_ms).await;
    for contacts in erased.context("contacts could not be erased")? {
        app::announce(&format!("erased: {}", told(&contacts)))?;
    }
    let erased = store.lists().erase_unsubscribed(now_ms, now_ms).await;
    for Unsubscribed { slug, due, .. } in
        erased.context("people who left lists could not be erased")?
    {
        app::announce(&format!("erased: {slug}, {due} who left"))?;
    }
    Ok(())
}

async fn left(
    store: &Store,
    now_ms: i64,
) -> Result<(Vec<Contacts>, Vec<Unsubscribed>), store::Error> {
    Ok((
        store.privacy().contacts().await?,
        store.lists().unsubscribed(now_ms).await?,
    ))
}

fn tell(contacts: &[Contacts], unsubscribed: &[Unsubscribed], now_ms: i64) -> anyhow::Result<()> {
    let (due, later): (Vec<_>, Vec<_>) = contacts.iter().partition(|one| one.until <= now_ms);
    let left = || unsubscribed.iter().filter(|one| one.due > 0);
    for contacts in &due {
        app::announce(&format!("due: {}", told(contacts)))?;
    }
    for Unsubscribed { slug, due, .. } in left() {
        app::announce(&format!("due: {slug}, {due} who left"))?;
    }
    if due.is_empty() && left().next().is_none() {
        app::announce("nothing is due")?;
    }
    for contacts in &later {
        // The stored time is the first moment after the last day.
        let day = time::day(contacts.until - 1);
        app::announce(&format!("kept until {day}: {}", told(contacts)))?;
    }
    for one in unsubscribed.iter().filter(|one| one.later > 0) {
        app::announce(&format!(
            "kept for {} after leaving: {}, {} who left",
            counted(one.keep_days.unsigned_abs(), "day", "days"),
            one.slug,
            one.later
        ))?;
    }
    Ok(())
}

fn told(contacts: &Contacts) -> String {
    let Contacts {
        slug,
        signatures,
        withdrawn,
        attempts,
        ..
    } = contacts;
    let signatures = counted(*signatures, "signature", "signatures");
    let attempts = counted(*attempts, "attempt", "attempts");
    format!("{slug}, {signatures}, {withdrawn} withdrawn, {attempts}")
}
