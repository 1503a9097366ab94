//! `undersigned signatures list`, and what the commands share that choose signatures.

use anyhow::bail;
use widgets::wire::SignatoryKind;

use crate::app;
use crate::cli::counted::counted;
use crate::cli::days;
use crate::config::{StateArgument, WantedArguments};
use crate::domain::id::Id;
use crate::domain::signatures::name_search::Query;
use crate::domain::time;
use crate::store::{FoundSignature, Reached, State, Store, Wanted};

const AT_ONCE: u32 = 500;

/// Prints a line for each signature that matches.
pub(super) async fn list(store: &Store, arguments: &WantedArguments) -> anyhow::Result<()> {
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

/// Calls `each` for every signature that matches.
pub(super) async fn walk(
    store: &Store,
    wanted: &Wanted,
    mut each: impl FnMut(FoundSignature) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut reached = Reached::default();
    loop {
        let (found, next) = store.signatures().find(wanted, &reached, AT_ONCE).await?;
        for one in found {
            each(one)?;
        }
        match next {
            Some(next) => reached = next,
            None => return Ok(()),
        }
    }
}

/// The signatures that the arguments choose, of those in the states of `only`.
pub(super) fn wanted(
    arguments: &WantedArguments,
    only: Option<&[State]>,
) -> anyhow::Result<Wanted> {
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
    // What is not an id names no signature; without any, all would match.
    let ids = arguments.ids.iter();
    let ids = ids.map(|typed| Id::parse(typed).unwrap_or(Id::FIRST));
    Ok(Wanted {
        ids: ids.collect(),
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
