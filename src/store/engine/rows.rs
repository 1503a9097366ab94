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

use super::db::JsonDialect;
use crate::store::Error;

/// A value to write.
#[derive(Clone, Debug)]
pub(in crate::store) enum Value {
    Text(String),
    MaybeText(Option<String>),
    Int(i64),
    Bytes(Vec<u8>),
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

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::MaybeText(text) => text.serialize(serializer),
            Self::Int(number) => serializer.serialize_i64(*number),
            // JSON has no bytes.
            Self::Bytes(bytes) => serializer.serialize_str(&hex::encode(bytes)),
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
    let sql = insert_statement(JsonDialect::of(connection), head, first.as_ref(), tail);
    let values: Vec<&[Value]> = rows.iter().map(AsRef::as_ref).collect();
    let query = sqlx::query(AssertSqlSafe(sql)).bind(json(&values));
    Ok(query.execute(connection).await?.rows_affected())
}

/// The statement depends on the types of a row, not on the number of rows.
fn insert_statement(dialect: &JsonDialect, head: &str, row: &[Value], tail: &str) -> String {
    let mut sql = format!("{head} select ");
    for (index, value) in row.iter().enumerate() {
        if index > 0 {
            sql.push_str(", ");
        }
        let name = index + 1;
        match value {
            Value::Text(_) | Value::MaybeText(_) => write!(sql, "value->>{index} as column{name}"),
            Value::Int(_) => write!(sql, "cast(value->>{index} as bigint) as column{name}"),
            Value::Bytes(_) => {
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

/// Runs `sql` with `in ({in})` replaced by a list of texts and `$1` by `first`, and returns its
/// rows.
pub(in crate::store) async fn fetch_in<Row: Columns>(
    connection: &mut AnyConnection,
    sql: &str,
    first: Option<Value>,
    texts: impl IntoIterator<Item = impl AsRef<str>>,
) -> Result<Vec<Row>, Error> {
    let Some((sql, values)) = with_list(connection, sql, first, texts)? else {
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
    texts: impl IntoIterator<Item = impl AsRef<str>>,
) -> Result<Vec<One>, Error> {
    let Some((sql, values)) = with_list(connection, sql, first, texts)? else {
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
    texts: impl IntoIterator<Item = impl AsRef<str>>,
) -> Result<u64, Error> {
    let Some((sql, values)) = with_list(connection, sql, first, texts)? else {
        return Ok(0);
    };
    let query = sqlx::query_with(sql, values);
    Ok(query.execute(connection).await?.rows_affected())
}

/// A statement and its arguments; `None` for an empty list.
fn with_list(
    connection: &AnyConnection,
    sql: &str,
    first: Option<Value>,
    texts: impl IntoIterator<Item = impl AsRef<str>>,
) -> Result<Option<(AssertSqlSafe<String>, AnyArguments)>, Error> {
    let texts: Vec<_> = texts.into_iter().collect();
    let mut texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
    if texts.is_empty() {
        return Ok(None);
    }
    // In order, neighbours in an index are looked up one after the other.
    texts.sort_unstable();
    texts.dedup();
    let place = if first.is_some() { "$2" } else { "$1" };
    let list = JsonDialect::of(connection).list.replace("{place}", place);
    let mut arguments = AnyArguments::default();
    let added = match first {
        None => Ok(()),
        Some(Value::Text(text)) => arguments.add(text),
        Some(Value::MaybeText(text)) => arguments.add(text),
        Some(Value::Int(number)) => arguments.add(number),
        Some(Value::Bytes(bytes)) => arguments.add(bytes),
    };
    added
        .and_then(|()| arguments.add(json(&texts)))
        .map_err(sqlx::Error::Encode)?;
    let sql = sql.replace(LIST, &list);
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
