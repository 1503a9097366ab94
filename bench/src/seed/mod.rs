//! Fills databases with made-up rows by the hundred thousand or million. This is the only module of
//! the benchmark that knows the tables and their columns: a new schema changes `tables.rs`, and no
//! other file of the benchmark (the scripts of `--names` and `--printing` apart).
//!
//! Every row is a copy of one that the store itself wrote for a specimen, with other values in the
//! columns that tell people apart and in the times, so a new column needs no change here. Addresses
//! are sealed and hashed by the library, with domains that cannot exist.

mod copies;
mod people;
mod tables;

use anyhow::Result;
use undersigned::store::Store;

use crate::{
    campaign::{self, Wordings},
    databases::Database,
};
use people::People;
use tables::SeedState;

const MINUTE_MS: i64 = 60_000;
pub(crate) const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// Persons whom the load does not reach.
const SPECIMENS: u32 = u32::MAX - 10;

/// How the indexes of the rows come about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Indexes {
    /// With the rows, as at a server.
    Grown,
    /// After them, which is much faster. Trees made like this are packed more densely than grown ones.
    BuiltAfterwards,
}

/// Made-up people and their times.
#[derive(Clone, Copy)]
pub(crate) struct Crowd {
    pub(crate) rows: u64,
    pub(crate) indexes: Indexes,
    /// When the first one came, and the last one.
    pub(crate) from_ms: i64,
    pub(crate) until_ms: i64,
}

impl Crowd {
    /// People who came between these days before now.
    pub(crate) fn days_ago(rows: u64, from: i64, until: i64) -> Crowd {
        let now_ms = campaign::now_ms();
        Crowd {
            rows,
            indexes: Indexes::Grown,
            from_ms: now_ms - from * DAY_MS,
            until_ms: now_ms - until * DAY_MS,
        }
    }

    pub(crate) fn with(self, indexes: Indexes) -> Crowd {
        Crowd { indexes, ..self }
    }
}

/// What the rows are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Scene {
    /// Attempts to sign whose emails were sent and not answered.
    Unanswered,
    /// Attempts to sign whose emails wait.
    WaitingEmails,
    /// Signatures, with the attempts that they came from.
    Signed,
    /// Only the signatures, with many names, findable and counted.
    Names,
    /// People who left the list.
    Unsubscribed,
}

/// Tables whose rows have entries, with the state of these and when it began.
const SIGNED: (&str, &str, &str) = ("signatures", "1", "r.confirmed_at");
const UNSUBSCRIBED: (&str, &str, &str) = (
    "subscriptions",
    "case when r.unsubscribed_at is null then 1 else 5 end",
    "coalesce(r.unsubscribed_at, r.confirmed_at)",
);

/// Makes a database with the campaign and a crowd. `settings` replace those of the declaration's
/// file. The store is closed again; it can still make links and keyed hashes.
pub(crate) async fn fill(
    database: &Database<'_>,
    settings: &[&str],
    scene: Scene,
    crowd: &Crowd,
) -> Result<Store> {
    let store = database.open().await?;
    campaign::publish(&store, &campaign::declaration_with(settings)).await?;
    campaign::publish(&store, &campaign::list_with(&[])).await?;
    specimens(&store).await?;
    store.close().await;
    let people = People::new(&store, *crowd);
    match scene {
        Scene::Unanswered => tables::attempts(database, &people, SeedState::Pending)?,
        Scene::WaitingEmails => {
            tables::attempts(database, &people, SeedState::Pending)?;
            tables::waiting_emails(database, &people)?;
        }
        Scene::Signed => {
            tables::attempts(database, &people, SeedState::Confirmed)?;
            tables::signatures(database, &people)?;
            tables::entries(database, SIGNED)?;
        }
        Scene::Names => {
            tables::signatures(database, &people)?;
            tables::name_index(database, &people)?;
            tables::count(database, crowd.rows)?;
            tables::entries(database, SIGNED)?;
            let store = database.open().await?;
            store.signatures().recount().await?;
            store.close().await;
        }
        Scene::Unsubscribed => {
            tables::unsubscribed(database, &people)?;
            tables::entries(database, UNSUBSCRIBED)?;
        }
    }
    database.settle()?;
    Ok(store)
}

/// One row of each table as the store writes it, to be copied: an unanswered attempt, a signature,
/// a subscription.
async fn specimens(store: &Store) -> Result<()> {
    let wordings = Wordings::default();
    campaign::sign(store, SPECIMENS, &wordings).await?;
    let signed = campaign::sign(store, SPECIMENS + 1, &wordings).await?;
    campaign::confirm(store, signed).await?;
    let subscribed = campaign::subscribe(store, SPECIMENS + 2, &wordings).await?;
    campaign::confirm(store, subscribed).await
}

/// The address of a made-up person.
pub(crate) fn email(number: u64) -> String {
    people::email(number)
}
