//! Lists every column that holds an encrypted value or a keyed hash, and walks over them when they
//! are encrypted for the first time or with another key. Add any new column of this kind here, or
//! its data is lost at the next key rotation.

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::domain::keys::sealed::{self, Purpose, Seal};
use crate::store::Error;
use crate::store::engine::columns::Count;
use crate::store::engine::db::Db;
use crate::store::engine::rows::{self, Value};

/// A table with such columns.
struct SealedTable {
    table: &'static str,
    /// Its primary key.
    id: &'static str,
    sealed: &'static [(&'static str, Purpose)],
    /// The canonical address as a keyed hash.
    person: Option<&'static str>,
    /// A column that an earlier version hashed without a key.
    suppression: Option<&'static str>,
}

const CONTACT: &[(&str, Purpose)] = &[("email", Purpose::Email), ("postcode", Purpose::Postcode)];
const MESSAGE: &[(&str, Purpose)] = &[
    ("recipient", Purpose::Recipient),
    ("payload", Purpose::Message),
];

const PLACES: [SealedTable; 9] = [
    SealedTable::of_person("pending_signatures"),
    SealedTable::of_person("signatures"),
    SealedTable::of_person("withdrawn_signatures"),
    SealedTable::of_person("withdrawn_attempts"),
    SealedTable::of_person("pending_subscriptions"),
    SealedTable::of_person("subscriptions"),
    SealedTable {
        table: "unsubscribe_links",
        id: "token_hash",
        sealed: &[],
        person: Some("email_key"),
        suppression: None,
    },
    SealedTable {
        table: "outbox",
        id: "id",
        sealed: MESSAGE,
        person: None,
        suppression: None,
    },
    SealedTable {
        table: "refusals",
        id: "refusal_hash",
        sealed: &[],
        person: None,
        suppression: Some("refusal_hash"),
    },
];

/// The most rows that one transaction encrypts.
const BATCH: i64 = 500;

impl SealedTable {
    const fn of_person(table: &'static str) -> Self {
        Self {
            table,
            id: "id",
            sealed: CONTACT,
            person: Some("email_key"),
            suppression: None,
        }
    }

    fn columns(&self) -> Vec<&'static str> {
        let sealed = self.sealed.iter().map(|(column, _)| *column);
        sealed.chain(self.person).chain(self.suppression).collect()
    }
}

/// The tables that are rewritten when values are encrypted.
pub(in crate::store) fn tables() -> Vec<&'static str> {
    PLACES.iter().map(|place| place.table).collect()
}

/// Encrypts and hashes values stored in plain text; returns the total number of rows.
pub(super) async fn seal_plain(db: &Db, seal: &Seal) -> Result<u64, Error> {
    let mut rows = 0;
    for place in &PLACES {
        rows += walk(db, place, &place.columns(), |column, value| {
            let purpose = place.sealed.iter().find(|(name, _)| *name == column);
            Ok(match purpose {
                Some((_, purpose)) if !sealed::is_sealed(value) => Some(seal.seal(*purpose, value)),
                // A canonical address contains an @, a keyed hash does not.
                None if place.person == Some(column) && value.contains('@') => {
                    Some(seal.person_of(value))
                }
                // A hash without a key is hexadecimal.
                None if place.suppression == Some(column) && !value.starts_with('k') => {
                    Some(seal.suppression_of(value))
                }
                _ => None,
            })
        })
        .await?;
    }
    Ok(rows)
}

/// Re-encrypts the old key's values with a new key; returns the total number of rows.
pub(super) async fn reseal(db: &Db, old: &Seal, new: &Seal) -> Result<u64, Error> {
    let (prefix, mut rows) = (new.prefix(), 0);
    for place in PLACES.iter().filter(|place| !place.sealed.is_empty()) {
        let columns: Vec<_> = place.sealed.iter().map(|(column, _)| *column).collect();
        rows += walk(db, place, &columns, |column, value| {
            let purpose = place.sealed.iter().find(|(name, _)| *name == column);
            let Some((_, purpose)) = purpose.filter(|_| !value.starts_with(&prefix)) else {
                return Ok(None);
            };
            let opened = old.open(*purpose, value).map_err(|unreadable| {
                Error::Internal(format!("{}.{column}: {unreadable}", place.table))
            })?;
            Ok(Some(new.seal(*purpose, &opened)))
        })
        .await?;
    }
    Ok(rows)
}

/// How many values are not encrypted with this key.
pub(super) async fn not_sealed_by(db: &Db, seal: &Seal) -> Result<u64, Error> {
    let mut left = 0;
    for place in &PLACES {
        for (column, _) in place.sealed {
            let sql = format!(
                "select count(*) from {} where {column} <> '' and {column} not like $1",
                place.table
            );
            let query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql));
            let query = query.bind(format!("{}%", seal.prefix()));
            let Count(count) = query.fetch_one(db.read()).await?;
            left += count;
        }
    }
    Ok(left)
}

/// Walks a table in the order of its key, one batch per transaction, and writes what `change`
/// returns for its values; empty ones stay. Returns the number of rows.
async fn walk(
    db: &Db,
    place: &SealedTable,
    columns: &[&'static str],
    change: impl Fn(&'static str, &str) -> Result<Option<String>, Error>,
) -> Result<u64, Error> {
    let SealedTable { table, id, .. } = place;
    let select = format!(
        "select {id}, {} from {table} where {id} > $1 order by {id} limit {BATCH}",
        columns.join(", ")
    );
    let set: Vec<_> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| format!("{column} = fresh.column{}", at + 2))
        .collect();
    let head = format!("update {table} set {} from (", set.join(", "));
    let tail = format!(") as fresh where {table}.{id} = fresh.column1");
    let (mut after, mut count) = (String::new(), 0);
    loop {
        let mut transaction = db.write().await?;
        let rows = sqlx::query(sqlx::AssertSqlSafe(select.clone()))
            .bind(after.clone())
            .fetch_all(&mut *transaction)
            .await?;
        let Some(last) = rows.last() else {
            return Ok(count);
        };
        after = last.try_get(*id)?;
        count += rows.len() as u64;
        let changed: Vec<Vec<Value>> = rows
            .iter()
            .filter_map(|row| changed(row, id, columns, &change).transpose())
            .collect::<Result<_, _>>()?;
        rows::insert(&mut transaction, &head, &changed, &tail).await?;
        transaction.commit().await?;
    }
}

/// A row's key and new values, if any value changed.
fn changed(
    row: &AnyRow,
    id: &str,
    columns: &[&'static str],
    change: &impl Fn(&'static str, &str) -> Result<Option<String>, Error>,
) -> Result<Option<Vec<Value>>, Error> {
    let mut values = vec![Value::Text(row.try_get(id)?)];
    let mut is_new = false;
    for column in columns {
        let value: Option<String> = row.try_get(*column)?;
        let new = match value.as_deref().filter(|value| !value.is_empty()) {
            Some(value) => change(column, value)?,
            None => None,
        };
        is_new |= new.is_some();
        values.push(Value::MaybeText(new.or(value)));
    }
    Ok(is_new.then_some(values))
}
