//! Lists every column that holds an encrypted value, and walks over them when they are encrypted with
//! another key. Add any new column of this kind here, or its data is lost at the next key rotation.

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::domain::id::Id;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::store::Error;
use crate::store::engine::columns::Count;
use crate::store::engine::db::Db;
use crate::store::engine::rows::{self, Value};

/// A table with such columns. Its primary key is `id`.
struct SealedTable {
    table: &'static str,
    sealed: &'static [(&'static str, Purpose)],
}

const CONTACT: &[(&str, Purpose)] = &[("email", Purpose::Email), ("postcode", Purpose::Postcode)];
const MESSAGE: &[(&str, Purpose)] = &[
    ("recipient", Purpose::Recipient),
    ("payload", Purpose::Message),
];

const ADDRESS: &[(&str, Purpose)] = &[("email", Purpose::Email)];
const CHANGE: &[(&str, Purpose)] = &[("before", Purpose::Audit), ("after", Purpose::Audit)];

const PLACES: [SealedTable; 10] = [
    SealedTable::of("attempts", CONTACT),
    SealedTable::of("signatures", CONTACT),
    SealedTable::of("withdrawn_signatures", CONTACT),
    SealedTable::of("subscriptions", CONTACT),
    SealedTable::of("emails", MESSAGE),
    SealedTable::of("accounts", ADDRESS),
    SealedTable::of("invitations", ADDRESS),
    SealedTable::of("passkeys", &[("passkey", Purpose::Passkey)]),
    SealedTable::of("sign_ins", &[("state", Purpose::SignIn)]),
    SealedTable::of("audit", CHANGE),
];

/// The most rows that one transaction encrypts.
const BATCH: i64 = 500;

impl SealedTable {
    const fn of(table: &'static str, sealed: &'static [(&'static str, Purpose)]) -> Self {
        Self { table, sealed }
    }
}

/// The tables that are rewritten when values are encrypted.
pub(in crate::store) fn tables() -> Vec<&'static str> {
    PLACES.iter().map(|place| place.table).collect()
}

/// Re-encrypts the old key's values with a new key; returns the total number of rows.
pub(super) async fn reseal(db: &Db, old: &Seal, new: &Seal) -> Result<u64, Error> {
    let mut rows = 0;
    for place in &PLACES {
        rows += reseal_table(db, place, old, new).await?;
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

/// Walks a table in the order of its key, one batch per transaction. Returns the number of rows.
async fn reseal_table(db: &Db, place: &SealedTable, old: &Seal, new: &Seal) -> Result<u64, Error> {
    let table = place.table;
    let columns: Vec<&str> = place.sealed.iter().map(|(column, _)| *column).collect();
    let select = format!(
        "select id, {} from {table} where id > $1 order by id limit {BATCH}",
        columns.join(", ")
    );
    let set: Vec<_> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| format!("{column} = fresh.column{}", at + 2))
        .collect();
    let head = format!("update {table} set {} from (", set.join(", "));
    let tail = format!(") as fresh where {table}.id = fresh.column1");
    let (mut after, mut count) = (Id::FIRST, 0);
    loop {
        let mut transaction = db.write().await?;
        let rows = sqlx::query(sqlx::AssertSqlSafe(select.clone()))
            .bind(after)
            .fetch_all(&mut *transaction)
            .await?;
        let Some(last) = rows.last() else {
            return Ok(count);
        };
        after = last.try_get("id")?;
        count += rows.len() as u64;
        let changed: Vec<Vec<Value>> = rows
            .iter()
            .filter_map(|row| resealed(row, place, old, new).transpose())
            .collect::<Result<_, _>>()?;
        rows::insert(&mut transaction, &head, &changed, &tail).await?;
        transaction.commit().await?;
    }
}

/// A row's key and new values, unless all of them have the new key already. Empty values stay.
fn resealed(
    row: &AnyRow,
    place: &SealedTable,
    old: &Seal,
    new: &Seal,
) -> Result<Option<Vec<Value>>, Error> {
    let prefix = new.prefix();
    let id: Id = row.try_get("id")?;
    let mut values = vec![Value::from(id)];
    let mut is_new = false;
    for (column, purpose) in place.sealed {
        let mut value: Option<String> = row.try_get(*column)?;
        let stale = value.as_deref();
        let stale = stale.filter(|value| !value.is_empty() && !value.starts_with(&prefix));
        if let Some(stale) = stale {
            let opened = old.open(*purpose, stale).map_err(|unreadable| {
                Error::Internal(format!("{}.{column}: {unreadable}", place.table))
            })?;
            value = Some(new.seal(*purpose, &opened));
            is_new = true;
        }
        values.push(Value::MaybeText(value));
    }
    Ok(is_new.then_some(values))
}
