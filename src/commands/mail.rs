//! `undersigned mail …`: emails that did not leave, for whoever runs the server.

use anyhow::Context as _;

use crate::{
    app, clock,
    config::{Config, MailCommand},
    store::Retry,
};

/// Reasons that are printed one by one.
const SHOWN: usize = 20;

pub(super) async fn run(config: &Config, command: MailCommand) -> anyhow::Result<()> {
    let MailCommand::Retry {
        dry_run, restored, ..
    } = command;
    let store = super::open_store(config).await?;
    if restored {
        let held = match dry_run {
            true => store.outbox_depth().await.map(|depth| depth.held),
            false => store.release_held_letters(clock::now_ms()).await,
        };
        store.close().await;
        return tell_held(held.context("nothing was changed")?, dry_run);
    }
    let told = store.retry_letters(dry_run, clock::now_ms()).await;
    store.close().await;
    let told = told.context("nothing was changed")?;
    tell(&told, dry_run)
}

fn tell_held(held: u64, dry_run: bool) -> anyhow::Result<()> {
    let go = match dry_run {
        true => "would go out",
        false => "go out with the next run of the server",
    };
    app::announce(&match held {
        0 => "no email is held".to_owned(),
        some => format!("{} that a restored copy held {go}", emails(some)),
    })
}

fn tell(told: &Retry, dry_run: bool) -> anyhow::Result<()> {
    let (go, stay) = match dry_run {
        true => ("would go again", "would stay"),
        false => ("go again", "stay"),
    };
    app::announce(&format!("{} {go}", emails(told.again)))?;
    for (reason, count) in told.reasons.iter().take(SHOWN) {
        app::announce(&format!("  {}, given up after: {reason}", emails(*count)))?;
    }
    if told.reasons.len() > SHOWN {
        let more = told.reasons.len() - SHOWN;
        app::announce(&format!("  and {more} further reasons"))?;
    }
    if told.over > 0 {
        app::announce(&format!(
            "{} {stay}: their links have ended, or were answered since",
            emails(told.over)
        ))?;
    }
    if !dry_run && told.again > 0 {
        app::announce(
            "the running server sends them within seconds, or the next one at its start",
        )?;
    }
    Ok(())
}

fn emails(count: u64) -> String {
    match count {
        1 => "1 email".to_owned(),
        count => format!("{count} emails"),
    }
}
