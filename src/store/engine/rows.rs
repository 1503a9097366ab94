//! Multi-row SQL statements: rows to write, and lists to look up.
//!
//! Both are passed as one JSON argument, so a statement has one text however many rows there are:
//! it is prepared once, needs no chunks, and costs PostgreSQL one round trip. As placeholders, a
//! thousand rows would exceed SQLite's limit, and SQLite looks up each of them by name among all
//! others, which took longer than writing the rows.
//!
//! Rows are read into structs that name their columns; `columns.rs` has types for them.

use std::fmt::Write as _;

use serde::{Serialize, Serializer};
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::{Any, AnyConnection, Arguments as _, AssertSqlSafe, FromRow};

use super::dialect::Dialect;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::store::Error;

/// A value to write.
#[derive(Clone, Debug)]
pub(in crate::store) enum Value {
    Text(String),
    MaybeText(Option<String>),
    Int(i64),
    MaybeInt(Option<i64>),
    Bytes(Vec<u8>),
    MaybeBytes(Option<Vec<u8>>),
}

impl Value {
    /// The bytes of a hash that is written in hexadecimal.
    pub(in crate::store) fn hex(hash: &str) -> Self {
        Self::Bytes(hex::decode(hash).expect("our own hashes are hexadecimal"))
    }

    /// The same; null for none.
    pub(in crate::store) fn maybe_hex(hash: Option<&str>) -> Self {
        Self::MaybeBytes(
            hash.map(|hash| hex::decode(hash).expect("our own hashes are hexadecimal")),
        )
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::MaybeText(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::MaybeInt(number)
    }
}

/// Converts types that are stored as bytes.
macro_rules! from_bytes {
    ($($type:ty),*) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::Bytes(value.bytes().to_vec())
            }
        }

        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self {
                Self::MaybeBytes(value.map(|value| value.bytes().to_vec()))
            }
        }
    )*};
}

from_bytes!(Id, KeyedHash);

impl From<[u8; 16]> for Value {
    fn from(bytes: [u8; 16]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::MaybeText(text) => text.serialize(serializer),
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::MaybeInt(number) => number.serialize(serializer),
            // JSON has no bytes.
            Self::Bytes(bytes) => serializer.serialize_str(&hex::encode(bytes)),
            Self::MaybeBytes(bytes) => bytes.as_ref().map(hex::encode).serialize(serializer),
        }
    }
}

/// A struct that a row is read into, by the names of the columns.
pub(in crate::store) trait Columns:
    for<'r> FromRow<'r, AnyRow> + Send + Unpin
{
}

impl<T: for<'r> FromRow<'r, AnyRow> + Send + Unpin> Columns for T {}

/// A type that a single column is read as.
pub(in crate::store) trait Scalar:
    for<'r> sqlx::Decode<'r, Any> + sqlx::Type<Any> + Send + Unpin
{
}

impl<T: for<'r> sqlx::Decode<'r, Any> + sqlx::Type<Any> + Send + Unpin> Scalar for T {}

/// What a list to look up replaces in a statement.
pub(super) const LIST: &str = "in ({in})";

/// Runs `{head} select … {tail}` with the rows in place of a table, their columns named `column1`
/// and so on; returns how many rows it wrote. All rows have the same types in the same order.
pub(in crate::store) async fn insert<Row: AsRef<[Value]> + Sync>(
    connection: &mut AnyConnection,
    head: &str,
    rows: &[Row],
    tail: &str,
) -> Result<u64, Error> {
    let Some(first) = rows.first() else {
        return Ok(0);
    };
    let sql = insert_statement(Dialect::of(connection), head, first.as_ref(), tail);
    let values: Vec<&[Value]> = rows.iter().map(AsRef::as_ref).collect();
    let query = sqlx::query(AssertSqlSafe(sql)).bind(json(&values));
    Ok(query.execute(connection).await?.rows_affected())
}

/// The statement depends on the types of a row, not on the number of rows.
fn insert_statement(dialect: &Dialect, head: &str, row: &[Value], tail: &str) -> String {
    let mut sql = format!("{head} select ");
    for (index, value) in row.iter().enumerate() {
        if index > 0 {
            sql.push_str(", ");
        }
        let name = index + 1;
        match value {
            Value::Text(_) | Value::MaybeText(_) => write!(sql, "value->>{index} as column{name}"),
            Value::Int(_) | Value::MaybeInt(_) => {
                write!(sql, "cast(value->>{index} as bigint) as column{name}")
            }
            Value::Bytes(_) | Value::MaybeBytes(_) => {
                let (unhex, end) = dialect.unhex;
                write!(sql, "{unhex}value->>{index}{end} as column{name}")
            }
        }
        .expect("writing to a string cannot fail");
    }
    // Without a condition, SQLite would take the `on` of `on conflict` for that of a join.
    write!(sql, " from {} where true {tail}", dialect.rows)
        .expect("writing to a string cannot fail");
    sql
}

/// The type of the values in a list to look up.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::store) enum ListOf {
    Texts,
    Numbers,
    Bytes,
}

/// A value in a list to look up.
pub(in crate::store) trait Listed: Ord {
    const OF: ListOf;
    /// As it is written in JSON.
    type Json<'a>: Serialize
    where
        Self: 'a;

    fn json(&self) -> Self::Json<'_>;
}

impl Listed for String {
    const OF: ListOf = ListOf::Texts;
    type Json<'a> = &'a str;

    fn json(&self) -> &str {
        self
    }
}

impl Listed for i64 {
    const OF: ListOf = ListOf::Numbers;
    type Json<'a> = i64;

    fn json(&self) -> i64 {
        *self
    }
}

impl Listed for Id {
    const OF: ListOf = ListOf::Bytes;
    type Json<'a> = String;

    fn json(&self) -> String {
        hex::encode(self.bytes())
    }
}

impl Listed for KeyedHash {
    const OF: ListOf = ListOf::Bytes;
    type Json<'a> = String;

    fn json(&self) -> String {
        hex::encode(self.bytes())
    }
}

impl Listed for [u8; 16] {
    const OF: ListOf = ListOf::Bytes;
    type Json<'a> = String;

    fn json(&self) -> String {
        hex::encode(self)
    }
}

impl Listed for Vec<u8> {
    const OF: ListOf = ListOf::Bytes;
    type Json<'a> = String;

    fn json(&self) -> String {
        hex::encode(self)
    }
}

impl<T: Listed> Listed for &T {
    const OF: ListOf = T::OF;
    type Json<'a>
        = T::Json<'a>
    where
        Self: 'a;

    fn json(&self) -> T::Json<'_> {
        T::json(self)
    }
}

/// Runs `sql` with `in ({in})` replaced by a list of values and `$1` by `first`, and returns its
/// rows.
pub(in crate::store) async fn fetch_in<Row: Columns>(
    connection: &mut AnyConnection,
    sql: &str,
    first: Option<Value>,
    values: impl IntoIterator<Item = impl Listed>,
) -> Result<Vec<Row>, Error> {
    let Some((sql, values)) = with_list(connection, sql, first, values)? else {
        return Ok(Vec::new());
    };
    let query = sqlx::query_as_with::<_, Row, _>(sql, values);
    Ok(query.fetch_all(connection).await?)
}

/// The same for a statement with a single column.
pub(in crate::store) async fn fetch_scalars_in<One: Scalar>(
    connection: &mut AnyConnection,
    sql: &str,
    first: Option<Value>,
    values: impl IntoIterator<Item = impl Listed>,
) -> Result<Vec<One>, Error> {
    let Some((sql, values)) = with_list(connection, sql, first, values)? else {
        return Ok(Vec::new());
    };
    let query = sqlx::query_scalar_with(sql, values);
    Ok(query.fetch_all(connection).await?)
}

/// The same for a statement that returns no rows; returns how many rows it changed.
pub(in crate::store) async fn execute_in(
    connection: &mut AnyConnection,
    sql: &str,
    first: Option<Value>,
    values: impl IntoIterator<Item = impl Listed>,
) -> Result<u64, Error> {
    let Some((sql, values)) = with_list(connection, sql, first, values)? else {
        return Ok(0);
    };
    let query = sqlx::query_with(sql, values);
    Ok(query.execute(connection).await?.rows_affected())
}

/// A statement and its arguments; `None` for an empty list.
fn with_list<One: Listed>(
    connection: &AnyConnection,
    sql: &str,
    first: Option<Value>,
    values: impl IntoIterator<Item = One>,
) -> Result<Option<(AssertSqlSafe<String>, AnyArguments)>, Error> {
    let mut values: Vec<One> = values.into_iter().collect();
    if values.is_empty() {
        return Ok(None);
    }
    // In order, neighbours in an index are looked up one after the other.
    values.sort_unstable();
    values.dedup();
    let place = if first.is_some() { "$2" } else { "$1" };
    let dialect = Dialect::of(connection);
    let list = dialect.list(One::OF, place);
    let mut arguments = AnyArguments::default();
    let added = match first {
        None => Ok(()),
        Some(Value::Text(text)) => arguments.add(text),
        Some(Value::MaybeText(text)) => arguments.add(text),
        Some(Value::Int(number)) => arguments.add(number),
        Some(Value::MaybeInt(number)) => arguments.add(number),
        Some(Value::Bytes(bytes)) => arguments.add(bytes),
        Some(Value::MaybeBytes(bytes)) => arguments.add(bytes),
    };
    let listed: Vec<One::Json<'_>> = values.iter().map(Listed::json).collect();
    added
        .and_then(|()| arguments.add(json(&listed)))
        .map_err(sqlx::Error::Encode)?;
    let sql = dialect.with_row_locks(sql).replace(LIST, &list);
    Ok(Some((AssertSqlSafe(sql), arguments)))
}

fn json(values: &impl Serialize) -> String {
    serde_json::to_string(values).expect("texts and numbers can be written as JSON")
}

#[cfg(test)]
mod tests {
    use sqlx::Connection as _;

    use super::*;

    #[derive(Debug, Eq, PartialEq, sqlx::FromRow)]
    struct Written {
        name: String,
        note: Option<String>,
        number: i64,
        bytes: Vec<u8>,
    }

    #[tokio::test]
    async fn more_rows_than_an_engine_has_placeholders_are_written_and_found() {
        const MANY: usize = 20_000;
        sqlx::any::install_default_drivers();
        let mut connection = AnyConnection::connect("sqlite::memory:").await.unwrap();
        let sql = "create table written (name text, note text, number bigint, bytes blob)";
        sqlx::query(sql).execute(&mut connection).await.unwrap();
        let names: Vec<String> = (0..MANY).map(|at| format!("\"{at}\0\\u0041\n")).collect();
        let row = |name: &String| {
            vec![
                name.as_str().into(),
                Value::MaybeText(None),
                i64::MIN.into(),
                Value::Bytes(name.clone().into_bytes()),
            ]
        };
        let rows: Vec<Vec<Value>> = names.iter().map(row).collect();
        let head = "insert into written (name, note, number, bytes)";
        let written = insert(&mut connection, head, &rows, "").await.unwrap();
        assert_eq!(written, MANY as u64);
        let sql = "select * from written where number < $1 and name in ({in}) order by rowid";
        let found = fetch_in::<Written>(&mut connection, sql, Some(0.into()), &names).await;
        let found = found.unwrap();
        assert_eq!(found.len(), MANY);
        for (row, name) in found.into_iter().zip(names) {
            assert_eq!(row.bytes, name.as_bytes());
            assert_eq!((row.note, row.number), (None, i64::MIN));
            assert_eq!(row.name, name);
        }
    }
}
