//! `undersigned mail retry`: sends again the emails that were given up, or those that a restored copy
//! holds.

use anyhow::Context as _;

use crate::{
    app,
    cli::{
        counted::{agreeing, counted},
        open_store,
    },
    clock,
    config::Config,
    store::Retry,
};

/// The most reasons that are printed separately.
const SHOWN: usize = 20;

pub(super) async fn retry(config: &Config, dry_run: bool, restored: bool) -> anyhow::Result<()> {
    let store = open_store(config).await?;
    if restored {
        let held = if dry_run {
            store.mail().queue_depth().await.map(|depth| depth.held)
        } else {
            store.mail().release_held(clock::now_ms()).await
        };
        store.close().await;
        return tell_held(held.context("nothing was changed")?, dry_run);
    }
    let told = store.mail().retry(dry_run, clock::now_ms()).await;
    store.close().await;
    let told = told.context("nothing was changed")?;
    tell(&told, dry_run)
}

fn tell_held(held: u64, dry_run: bool) -> anyhow::Result<()> {
    let go = if dry_run {
        "would go out"
    } else {
        agreeing(
            held,
            "goes out with the next run of the server",
            "go out with the next run of the server",
        )
    };
    app::announce(&match held {
        0 => "no email is held".to_owned(),
        some => format!("{} that a restored copy held {go}", emails(some)),
    })
}

fn tell(told: &Retry, dry_run: bool) -> anyhow::Result<()> {
    let (go, stay) = if dry_run {
        ("would go again", "would stay")
    } else {
        (
            agreeing(told.again, "goes again", "go again"),
            agreeing(told.over, "stays", "stay"),
        )
    };
    app::announce(&format!("{} {go}", emails(told.again)))?;
    for (reason, count) in told.reasons.iter().take(SHOWN) {
        app::announce(&format!("  {}, given up after: {reason}", emails(*count)))?;
    }
    if told.reasons.len() > SHOWN {
        let more = told.reasons.len() - SHOWN;
        let more = counted(more as u64, "further reason", "further reasons");
        app::announce(&format!("  and {more}"))?;
    }
    if told.over > 0 {
        app::announce(&format!(
            "{} {stay}: {} ended, or {} answered since",
            emails(told.over),
            agreeing(told.over, "its link has", "their links have"),
            agreeing(told.over, "was", "were")
        ))?;
    }
    if !dry_run && told.again > 0 {
        app::announce("the running server sends within seconds, or the next one at its start")?;
    }
    Ok(())
}

fn emails(count: u64) -> String {
    counted(count, "email", "emails")
}
