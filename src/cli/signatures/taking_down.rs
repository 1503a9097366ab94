//! `undersigned signatures withdraw` and `restore`: takes signatures down and puts them back, for
//! organisers.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::bail;

use super::list::{walk, wanted};
use crate::cli::counted::counted;
use crate::config::{RestoreArguments, WantedArguments, WithdrawArguments};
use crate::domain::id::Id;
use crate::store::{Moved, State, Store, TAKEN_DOWN_AT_ONCE};
use crate::{app, clock};

/// Between two transactions, to let other writers in.
const PAUSE: Duration = Duration::from_millis(20);
/// In characters, since the reason is shown in an email and on a page.
const REASON_CHARS: usize = 300;

pub(super) async fn withdraw(store: &Store, arguments: &WithdrawArguments) -> anyhow::Result<()> {
    let reason = arguments.reason.trim();
    let chars = reason.chars().count();
    if chars == 0 || chars > REASON_CHARS || reason.chars().any(char::is_control) {
        bail!(
            "--reason takes one line of 1 to {REASON_CHARS} characters, not {chars}: the signatories \
             will read it"
        );
    }
    let states = [State::Confirmed, State::Pending, State::Waiting];
    let (ids, slugs) = ids(store, &arguments.wanted, &states).await?;
    let before = counts(store, &slugs).await?;
    if ids.is_empty() {
        return app::announce("no signature matches, and nothing was taken down");
    }
    if arguments.dry_run {
        tell_counts("counts now", &before)?;
        return app::announce(&format!(
            "{} would be taken down; nothing was changed",
            many(ids.len() as u64)
        ));
    }
    let mut moved = Moved::default();
    for some in ids.chunks(TAKEN_DOWN_AT_ONCE) {
        let silently = arguments.silently;
        let done = store
            .signatures()
            .take_down(some, reason, silently, clock::now_ms());
        moved.add(&done.await?);
        tokio::time::sleep(PAUSE).await;
    }
    tell_moved("taken down", &moved)?;
    tell_counts("counted before", &before)?;
    tell_counts("counts now", &counts(store, &slugs).await?)?;
    app::announce("to undo this: undersigned signatures restore, with the same filters or by ID")
}

pub(super) async fn restore(store: &Store, arguments: &RestoreArguments) -> anyhow::Result<()> {
    let (ids, slugs) = ids(store, &arguments.wanted, &[State::TakenDown]).await?;
    let before = counts(store, &slugs).await?;
    if ids.is_empty() {
        return app::announce(
            "no signature that was taken down matches: one signed again since counts as the new one, \
             and one that its signatory withdrew can only be brought back by the signatory",
        );
    }
    if arguments.dry_run {
        tell_counts("counts now", &before)?;
        return app::announce(&format!(
            "{} would be put back; nothing was changed",
            many(ids.len() as u64)
        ));
    }
    let mut moved = Moved::default();
    for some in ids.chunks(TAKEN_DOWN_AT_ONCE) {
        let done = store
            .signatures()
            .put_back(some, arguments.silently, clock::now_ms());
        moved.add(&done.await?);
        tokio::time::sleep(PAUSE).await;
    }
    tell_moved("put back", &moved)?;
    let left = (ids.len() as u64).saturating_sub(moved.signatures + moved.attempts);
    if left > 0 {
        app::announce(&format!(
            "{} not put back: signed again since, or an attempt that has expired",
            many(left)
        ))?;
    }
    tell_counts("counted before", &before)?;
    tell_counts("counts now", &counts(store, &slugs).await?)
}

/// The ids to change and the slugs of their declarations. Only ids are held in memory, however many
/// match.
async fn ids(
    store: &Store,
    arguments: &WantedArguments,
    states: &[State],
) -> anyhow::Result<(Vec<Id>, Vec<String>)> {
    let WantedArguments {
        ids: named,
        name,
        domain,
        site,
        since,
        until,
        ..
    } = arguments;
    let of_time = since.is_some() || until.is_some();
    if named.is_empty() && name.is_none() && domain.is_none() && site.is_none() && !of_time {
        bail!(
            "name the signatures: by ID, or with --name, --domain, --site, --since, --until. \
             `undersigned signatures list` shows what matches"
        );
    }
    let wanted = wanted(arguments, Some(states))?;
    let (mut ids, mut slugs) = (Vec::new(), BTreeMap::new());
    walk(store, &wanted, |one| {
        slugs.insert(one.slug, ());
        ids.push(one.id);
        Ok(())
    })
    .await?;
    let is_found = |typed: &str| Id::parse(typed).is_some_and(|id| ids.contains(&id));
    let unknown = named.iter().filter(|typed| !is_found(typed)).cloned();
    let unknown = unknown.collect::<Vec<_>>();
    if !unknown.is_empty() {
        app::announce(&format!(
            "no signature in a fitting state has the ID {}",
            unknown.join(", ")
        ))?;
    }
    Ok((ids, slugs.into_keys().collect()))
}

async fn counts(store: &Store, slugs: &[String]) -> anyhow::Result<Vec<(String, u64)>> {
    let mut counts = Vec::with_capacity(slugs.len());
    for slug in slugs {
        let count = store.signatures().count(slug).await?;
        counts.push((slug.clone(), count));
    }
    Ok(counts)
}

fn tell_counts(when: &str, counts: &[(String, u64)]) -> anyhow::Result<()> {
    for (slug, count) in counts {
        app::announce(&format!("{when}: {slug}, {}", many(*count)))?;
    }
    Ok(())
}

fn tell_moved(done: &str, moved: &Moved) -> anyhow::Result<()> {
    let emails = match moved.emails {
        0 => "nobody is emailed".to_owned(),
        some => counted(some, "email says so", "emails say so"),
    };
    let attempts = counted(moved.attempts, "attempt", "attempts");
    app::announce(&format!(
        "{done}: {} and {attempts}; {emails}",
        many(moved.signatures)
    ))
}

fn many(signatures: u64) -> String {
    counted(signatures, "signature", "signatures")
}
