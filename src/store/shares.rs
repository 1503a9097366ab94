//! How often each network was used: a number a day, and nobody in it.

use std::collections::{BTreeMap, HashSet};

use sqlx::{AnyConnection, Row};

use super::batch::{Outcome, Share};
use super::rows::{self, Value};
use super::{Error, ShareOutcome};
use crate::clock;

pub(super) async fn write(
    connection: &mut AnyConnection,
    shared: Vec<(usize, &Share, i64)>,
    outcomes: &mut [Option<Outcome>],
) -> Result<(), Error> {
    if shared.is_empty() {
        return Ok(());
    }
    let slugs = shared.iter().map(|(_, share, _)| share.declaration.clone());
    let sql = "select slug from declarations where slug in ({in})";
    let mut known: HashSet<String> = HashSet::new();
    for row in rows::select_in(connection, sql, None, slugs).await? {
        known.insert(row.try_get(0)?);
    }
    let mut counts: BTreeMap<(&str, &str, String), i64> = BTreeMap::new();
    for (at, share, now_ms) in shared {
        let declaration = known.get(&share.declaration).map_or("", String::as_str);
        *counts
            .entry((declaration, &share.network, clock::day(now_ms)))
            .or_default() += 1;
        outcomes[at] = Some(Outcome::Share(ShareOutcome::Counted));
    }
    let counted: Vec<Vec<Value>> = counts
        .into_iter()
        .map(|((declaration, network, day), count)| {
            vec![declaration.into(), network.into(), day.into(), count.into()]
        })
        .collect();
    let head = "insert into shares (declaration, network, day, count)";
    let tail = "on conflict (declaration, network, day) do update \
        set count = shares.count + excluded.count";
    rows::insert(connection, head, &counted, tail).await?;
    Ok(())
}
