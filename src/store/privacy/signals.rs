//! How forms were sent (`domain/privacy/signals.rs`), as keyed hashes and for 30 days: rows are only
//! appended, and housekeeping deletes them in the order of their ids.

use std::collections::HashSet;

use sqlx::AnyConnection;

use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::Seal;
use crate::domain::mail::email_key::EmailKey;
use crate::domain::privacy::signals::{KeptSignals, Signals};
use crate::domain::time::DAY_MS;
use crate::store::Error;
use crate::store::engine::columns::Flag;
use crate::store::engine::locks;
use crate::store::engine::rows::{self, Listed, Value};

/// How long they are kept, by the time of their attempts.
pub(in crate::store) const KEPT_MS: i64 = 30 * DAY_MS;

/// The attempt and its signals.
pub(in crate::store) type SignalsValues = [Value; 5];

pub(in crate::store) fn row(
    seal: &Seal,
    attempt: Id,
    signals: &Signals,
    address: &EmailKey,
) -> SignalsValues {
    let [network, wide_network] = match signals.networks() {
        Some(networks) => networks.map(|network| Some(seal.network(network))),
        None => [None, None],
    };
    [
        attempt.into(),
        network.into(),
        wide_network.into(),
        seal.mail_domain(address).into(),
        i64::from(signals.by_widget).into(),
    ]
}

pub(in crate::store) async fn insert(
    connection: &mut AnyConnection,
    rows: &[&SignalsValues],
) -> Result<(), Error> {
    let head = "insert into signals (attempt, network, wide_network, mail_domain, script)";
    rows::insert(connection, head, rows, "").await?;
    Ok(())
}

/// Stores the domains of corrected addresses.
pub(in crate::store) async fn correct(
    connection: &mut AnyConnection,
    corrected: &[[Value; 2]],
) -> Result<(), Error> {
    let head = "update signals set mail_domain = made.column2 from (";
    let tail = ") as made where signals.attempt = made.column1";
    rows::insert(connection, head, corrected, tail).await?;
    Ok(())
}

pub(in crate::store) const DELETE: &str = "delete from signals where attempt in ({in})";

/// Deletes the signals of these attempts; returns how many there were. The rows are locked first, in their
/// order, because housekeeping deletes them without the locks of their mailboxes.
pub(in crate::store) async fn delete(
    connection: &mut AnyConnection,
    attempts: impl IntoIterator<Item = impl Listed>,
) -> Result<u64, Error> {
    let attempts: Vec<_> = attempts.into_iter().collect();
    if locks::are_needed(connection) {
        let sql = "select attempt from signals where attempt in ({in}) order by attempt \
            /*for update*/";
        rows::fetch_scalars_in::<Id>(connection, sql, None, &attempts).await?;
    }
    rows::execute_in(connection, DELETE, None, attempts).await
}

/// Deletes the signals of those of these attempts, which were just deleted, that became nothing: no one
/// could erase them with their person.
pub(in crate::store) async fn delete_of_expired(
    connection: &mut AnyConnection,
    attempts: &[Id],
) -> Result<(), Error> {
    let left = "select id from signatures where id in ({in}) \
        union all select id from withdrawn_signatures where id in ({in}) \
        union all select id from subscriptions where id in ({in})";
    delete_unless(connection, left, attempts).await
}

/// Deletes the signals of those of these withdrawn signatures, which were just deleted, whose attempts are
/// gone too. An attempt that housekeeping is deleting at this moment is skipped, and so taken for gone; if
/// it begins later, it waits for this transaction and finds no signature.
pub(in crate::store) async fn delete_of_withdrawn(
    connection: &mut AnyConnection,
    signatures: &[Id],
) -> Result<(), Error> {
    let left = "select id from attempts where id in ({in}) /*for no key update skip locked*/";
    delete_unless(connection, left, signatures).await
}

/// Deletes the signals of those that a statement does not find. As one statement with the deletion,
/// PostgreSQL would join whole tables.
async fn delete_unless(
    connection: &mut AnyConnection,
    left: &str,
    ids: &[Id],
) -> Result<(), Error> {
    let left = rows::fetch_scalars_in::<Id>(connection, left, None, ids).await?;
    let left: HashSet<Id> = left.into_iter().collect();
    let gone = ids.iter().copied().filter(|id| !left.contains(id));
    delete(connection, gone.collect::<Vec<Id>>()).await?;
    Ok(())
}

/// A row, as it is kept.
#[derive(sqlx::FromRow)]
struct SignalsRow {
    attempt: Id,
    network: Option<KeyedHash>,
    wide_network: Option<KeyedHash>,
    mail_domain: KeyedHash,
    #[sqlx(try_from = "Flag")]
    script: bool,
}

impl From<SignalsRow> for KeptSignals {
    fn from(row: SignalsRow) -> Self {
        Self {
            attempt: row.attempt,
            network: row.network.map(|hash| hash.to_string()),
            wide_network: row.wide_network.map(|hash| hash.to_string()),
            mail_domain: row.mail_domain.to_string(),
            script: row.script,
        }
    }
}

/// What is kept about how an attempt was sent; `None` after 30 days.
pub(in crate::store) async fn of(
    connection: &mut AnyConnection,
    attempt: Id,
) -> Result<Option<KeptSignals>, Error> {
    let sql = "select attempt, network, wide_network, mail_domain, script \
        from signals where attempt = $1";
    let query = sqlx::query_as::<_, SignalsRow>(sql).bind(attempt);
    Ok(query.fetch_optional(connection).await?.map(Into::into))
}

/// The same of everything that a person sent, oldest first.
pub(in crate::store) async fn of_person(
    connection: &mut AnyConnection,
    person: KeyedHash,
) -> Result<Vec<KeptSignals>, Error> {
    let sql = "select attempt, network, wide_network, mail_domain, script from signals \
        where attempt in (select id from attempts where person = $1 \
            union select id from signatures where person = $1 \
            union select id from withdrawn_signatures where person = $1 \
            union select id from subscriptions where person = $1) \
        order by attempt";
    let query = sqlx::query_as::<_, SignalsRow>(sql).bind(person);
    let rows = query.fetch_all(connection).await?.into_iter();
    Ok(rows.map(Into::into).collect())
}
