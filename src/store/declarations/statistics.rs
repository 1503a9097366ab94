//! Statistics for organisers: counts for a declaration or list by site, source, day and language,
//! each split by state, and how often a declaration was shared. They are counted row by row, for a command and never for a visitor.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;
use widgets::wire::ConfirmedKind;

use super::{Declarations, shares, subjects};
use crate::domain::time::{self, DAY_MS};
use crate::store::Error;

/// How counts are grouped.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Group {
    All,
    /// Origin of the page; empty for the server's own pages.
    Site,
    /// What the page named as the source of its visitor; only of those that named one.
    Source,
    /// ISO 8601, UTC: the day of signing or subscribing, not of confirming.
    Day,
    /// BCP 47: the language of the form.
    Language,
    /// Shares alone.
    Network,
}

impl Group {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Site => "site",
            Self::Source => "source",
            Self::Day => "day",
            Self::Language => "language",
            Self::Network => "network",
        }
    }
}

/// The column of shares, the last one of a declaration.
const SHARES: &str = "shares";

/// Counts with the names of their columns.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Statistics {
    pub states: Vec<&'static str>,
    /// By group and value, sorted by both; one count for each state.
    pub rows: Vec<(Group, String, Vec<u64>)>,
}

impl Statistics {
    /// Whether this column is counted in this group: shares have no language, and only they a network.
    pub fn has(group: Group, column: &str) -> bool {
        match group {
            Group::Network => column == SHARES,
            Group::Language => column != SHARES,
            Group::All | Group::Site | Group::Source | Group::Day => true,
        }
    }
}

/// State, table, time of signing or subscribing, and condition.
const OF_DECLARATION: [(&str, &str, &str, &str); 5] = [
    ("confirmed", "signatures", "signed_at", "$2 > 0"),
    (
        "pending",
        "attempts",
        "created_at",
        "state = 'pending' and expires_at > $2",
    ),
    (
        "waiting",
        "attempts",
        "created_at",
        "state = 'held' and expires_at > $2",
    ),
    (
        "withdrawn",
        "withdrawn_signatures",
        "signed_at",
        "withdrawn_by <> 'organisers' and $2 > 0",
    ),
    (
        "taken_down",
        "withdrawn_signatures",
        "signed_at",
        "withdrawn_by = 'organisers' and $2 > 0",
    ),
];
const OF_LIST: [(&str, &str, &str, &str); 3] = [
    (
        "confirmed",
        "subscriptions",
        "subscribed_at",
        "unsubscribed_at is null and $2 > 0",
    ),
    (
        "pending",
        "attempts",
        "created_at",
        "state = 'pending' and expires_at > $2",
    ),
    (
        "left",
        "subscriptions",
        "subscribed_at",
        "unsubscribed_at is not null and $2 > 0",
    ),
];

/// How many rows there are for one site, source, day and language.
#[derive(sqlx::FromRow)]
struct StatisticsRow {
    site: String,
    source: String,
    /// Days since 1970.
    day: i64,
    lang: String,
    #[sqlx(try_from = "i64")]
    count: u64,
}

impl Declarations<'_> {
    /// Counts everything for a declaration or list; only zeros for an unknown slug. Reads only.
    pub async fn statistics(
        self,
        kind: ConfirmedKind,
        slug: &str,
        now_ms: i64,
    ) -> Result<Statistics, Error> {
        let states: &[(&str, &str, &str, &str)] = match kind {
            ConfirmedKind::Signature => &OF_DECLARATION,
            ConfirmedKind::Subscription => &OF_LIST,
        };
        let mut columns: Vec<&str> = states.iter().map(|(name, ..)| *name).collect();
        if kind == ConfirmedKind::Signature {
            columns.push(SHARES);
        }
        let mut counts: BTreeMap<(Group, String), Vec<u64>> = BTreeMap::new();
        counts.insert((Group::All, String::new()), vec![0; columns.len()]);
        let mut add = |group: Group, value: String, at: usize, count: u64| {
            let in_group = counts.entry((group, value));
            in_group.or_insert_with(|| vec![0; columns.len()])[at] += count;
        };
        let mut connection = self.store.db.read().acquire().await?;
        // No subject has the number 0.
        let subject = subjects::find(&mut connection, kind, slug).await?;
        let subject = subject.unwrap_or_default();
        for (at, (_, table, began, only)) in states.iter().enumerate() {
            // One scan serves all groups; it returns one row for each combination of site, source,
            // day and language.
            let sql = format!(
                "select site, source, cast({began} / {DAY_MS} as bigint) as day, lang, count(*) as count \
                 from {table} where subject = $1 and {only} \
                 group by site, source, {began} / {DAY_MS}, lang"
            );
            let query = sqlx::query_as::<_, StatisticsRow>(AssertSqlSafe(sql))
                .bind(subject)
                .bind(now_ms);
            for counted in query.fetch_all(&mut *connection).await? {
                let named = Some(counted.source).filter(|source| !source.is_empty());
                for (group, value) in [
                    (Group::All, String::new()),
                    (Group::Site, counted.site),
                    (Group::Day, time::day(counted.day * DAY_MS)),
                    (Group::Language, counted.lang),
                ]
                .into_iter()
                .chain(named.map(|source| (Group::Source, source)))
                {
                    add(group, value, at, counted.count);
                }
            }
        }
        if kind == ConfirmedKind::Signature {
            for counted in shares::count(&mut connection, subject).await? {
                let named = Some(counted.source).filter(|source| !source.is_empty());
                for (group, value) in [
                    (Group::All, String::new()),
                    (Group::Site, counted.site),
                    (Group::Day, counted.day),
                    (Group::Network, counted.network),
                ]
                .into_iter()
                .chain(named.map(|source| (Group::Source, source)))
                {
                    add(group, value, states.len(), counted.count);
                }
            }
        }
        let rows = counts.into_iter();
        Ok(Statistics {
            states: columns,
            rows: rows
                .map(|((group, value), counts)| (group, value, counts))
                .collect(),
        })
    }
}
