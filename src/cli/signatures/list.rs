//! `undersigned signatures list`, `withdraw` and `restore`: finds signatures, takes them down and
//! puts them back, for organisers.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::bail;
use widgets::wire::SignatoryKind;

use crate::cli::counted::counted;
use crate::cli::days;
use crate::config::{RestoreArguments, StateArgument, WantedArguments, WithdrawArguments};
use crate::domain::signatures::name_search::Query;
use crate::domain::time;
use crate::store::{FoundSignature, Moved, Reached, State, Store, TAKEN_DOWN_AT_ONCE, Wanted};
use crate::{app, clock};

const AT_ONCE: u32 = 500;
/// Between two transactions, to let other writers in.
const PAUSE: Duration = Duration::from_millis(20);
/// In characters, since the reason is shown in an email and on a page.
const REASON_CHARS: usize = 300;

/// Prints a line for each signature that matches.
pub(in crate::cli) async fn list(store: &Store, arguments: &WantedArguments) -> anyhow::Result<()> {
    let wanted = wanted(arguments, None)?;
    let mut found: u64 = 0;
    walk(store, &wanted, |one| {
        found += 1;
        app::announce(&told(&one))
    })
    .await?;
    match found {
        0 => app::announce("no signature matches"),
        some => app::announce(&counted(some, "signature matches", "signatures match")),
    }
}

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
        let done = store.take_down(some, reason, silently, clock::now_ms());
        moved.add(&done.await?);
        tokio::time::sleep(PAUSE).await;
    }
    tell_moved("taken down", &moved)?;
    tell_counts("counted before", &before)?;
    tell_counts("counts now", &counts(store, &slugs).await?)?;
    app::announce("to undo this: undersigned signatures restore, with the same filters or by ID")
}

pub(in crate::cli) async fn restore(
    store: &Store,
    arguments: &RestoreArguments,
) -> anyhow::Result<()> {
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
        let done = store.put_back(some, arguments.silently, clock::now_ms());
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

/// Calls `each` for every signature that matches.
async fn walk(
    store: &Store,
    wanted: &Wanted,
    mut each: impl FnMut(FoundSignature) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut reached = Reached::default();
    loop {
        let (found, next) = store.find_signatures(wanted, &reached, AT_ONCE).await?;
        for one in found {
            each(one)?;
        }
        match next {
            Some(next) => reached = next,
            None => return Ok(()),
        }
    }
}

/// The ids to change and the slugs of their declarations. Only ids are held in memory, however many
/// match.
async fn ids(
    store: &Store,
    arguments: &WantedArguments,
    states: &[State],
) -> anyhow::Result<(Vec<String>, Vec<String>)> {
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
    let unknown = named
        .iter()
        .filter(|id| !ids.contains(id))
        .collect::<Vec<_>>();
    if !unknown.is_empty() {
        let unknown = unknown.into_iter().cloned().collect::<Vec<_>>();
        app::announce(&format!(
            "no signature in a fitting state has the ID {}",
            unknown.join(", ")
        ))?;
    }
    Ok((ids, slugs.into_keys().collect()))
}

fn wanted(arguments: &WantedArguments, only: Option<&[State]>) -> anyhow::Result<Wanted> {
    let name = match arguments.name.as_deref().map(Query::parse) {
        Some(None) => bail!("--name contains no letter"),
        name => name.flatten(),
    };
    let asked: Vec<State> = arguments
        .state
        .iter()
        .map(|state| state_of(*state))
        .collect();
    let states = match (only, asked.is_empty()) {
        (None, true) => None,
        (None, false) => Some(asked),
        (Some(only), true) => Some(only.to_vec()),
        (Some(only), false) => {
            if let Some(other) = asked.iter().find(|state| !only.contains(state)) {
                bail!(
                    "this command does not change signatures that are {}",
                    other.as_str()
                );
            }
            Some(asked)
        }
    };
    let domain = arguments.domain.as_deref();
    let domain = domain.map(|domain| domain.trim().trim_start_matches('@').to_lowercase());
    let site = arguments.site.as_deref();
    Ok(Wanted {
        ids: arguments.ids.clone(),
        slug: arguments.declaration.clone(),
        name,
        domain,
        site: site.map(|site| site.trim().trim_end_matches('/').to_lowercase()),
        from: arguments.since.as_deref().map(days::start).transpose()?,
        before: arguments.until.as_deref().map(days::end).transpose()?,
        states,
    })
}

const fn state_of(state: StateArgument) -> State {
    match state {
        StateArgument::Confirmed => State::Confirmed,
        StateArgument::Pending => State::Pending,
        StateArgument::Waiting => State::Waiting,
        StateArgument::Withdrawn => State::Withdrawn,
        StateArgument::TakenDown => State::TakenDown,
    }
}

/// `ID STATE TIME SLUG who, at DOMAIN, on SITE`; of an address only the domain is shown.
fn told(one: &FoundSignature) -> String {
    let who = match (one.kind, &one.organisation) {
        (SignatoryKind::Organisation, Some(organisation)) => {
            format!("organisation \"{organisation}\", by {}", one.name)
        }
        _ => format!("person \"{}\"", one.name),
    };
    let at = match &one.domain {
        Some(domain) => format!("at {domain}"),
        None => "without an address".to_owned(),
    };
    let site = if one.site.is_empty() {
        "our own pages"
    } else {
        &one.site
    };
    let why = one.reason.as_ref();
    let why = why.map_or(String::new(), |reason| format!(": {reason}"));
    format!(
        "{} {} {} {} {who}, {at}, on {site}{why}",
        one.id,
        one.state.as_str().replace(' ', "-"),
        time::rfc3339(one.signed_at),
        one.slug
    )
}

async fn counts(store: &Store, slugs: &[String]) -> anyhow::Result<Vec<(String, u64)>> {
    let mut counts = Vec::with_capacity(slugs.len());
    for slug in slugs {
        let count = store.count(slug).await?;
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
