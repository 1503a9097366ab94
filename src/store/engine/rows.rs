//! Helpers for multi-row SQL statements: values, placeholders and chunks.
//!
//! Rows are read into structs that name their columns; `columns.rs` has types for them. They are
//! written in chunks of 128, 64, 32 … 1, so that there are few different statements and each stays
//! prepared.

use std::fmt::Write as _;

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::{Any, AnyConnection, Arguments as _, AssertSqlSafe, FromRow};

use crate::store::Error;

/// A value to bind; nulls have a type because PostgreSQL needs one.
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

const LARGEST_CHUNK: usize = 128;

/// Runs `{head} values (…), (…) {tail}`; returns how many rows it wrote.
pub(in crate::store) async fn insert(
    connection: &mut AnyConnection,
    head: &str,
    mut rows: &[Vec<Value>],
    tail: &str,
) -> Result<u64, Error> {
    let mut written = 0;
    while let Some(first) = rows.first() {
        let (chunk, rest) = rows.split_at(chunk_size(rows.len()));
        rows = rest;
        let mut sql = format!("{head} values ");
        for row in 0..chunk.len() {
            sql.push_str(if row == 0 { "(" } else { ", (" });
            push_placeholders(&mut sql, row * first.len(), first.len());
            sql.push(')');
        }
        sql.push(' ');
        sql.push_str(tail);
        let values = arguments(chunk.iter().flatten().cloned())?;
        let query = sqlx::query_with(AssertSqlSafe(sql), values);
        written += query.execute(&mut *connection).await?.rows_affected();
    }
    Ok(written)
}

/// Runs `sql` with `{in}` replaced by a list of texts and `$1` by `first`, and returns its rows.
pub(in crate::store) async fn fetch_in<Row: Columns>(
    connection: &mut AnyConnection,
    sql: &str,
    first: Option<Value>,
    texts: impl IntoIterator<Item = String>,
) -> Result<Vec<Row>, Error> {
    let Some((sql, values)) = with_list(sql, first, texts)? else {
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
    texts: impl IntoIterator<Item = String>,
) -> Result<Vec<One>, Error> {
    let Some((sql, values)) = with_list(sql, first, texts)? else {
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
    texts: impl IntoIterator<Item = String>,
) -> Result<u64, Error> {
    let Some((sql, values)) = with_list(sql, first, texts)? else {
        return Ok(0);
    };
    let query = sqlx::query_with(sql, values);
    Ok(query.execute(connection).await?.rows_affected())
}

/// A statement and its arguments; `None` for an empty list. The list is padded with repetitions to
/// a power of two.
fn with_list(
    sql: &str,
    first: Option<Value>,
    texts: impl IntoIterator<Item = String>,
) -> Result<Option<(AssertSqlSafe<String>, AnyArguments)>, Error> {
    let mut texts: Vec<String> = texts.into_iter().collect();
    texts.sort_unstable();
    texts.dedup();
    let Some(last) = texts.last().cloned() else {
        return Ok(None);
    };
    texts.resize(texts.len().next_power_of_two(), last);
    let mut list = String::new();
    push_placeholders(&mut list, usize::from(first.is_some()), texts.len());
    let sql = AssertSqlSafe(sql.replace("{in}", &list));
    let values = first.into_iter().chain(texts.into_iter().map(Value::Text));
    Ok(Some((sql, arguments(values)?)))
}

fn arguments(values: impl IntoIterator<Item = Value>) -> Result<AnyArguments, Error> {
    let mut arguments = AnyArguments::default();
    for value in values {
        let added = match value {
            Value::Text(text) => arguments.add(text),
            Value::MaybeText(text) => arguments.add(text),
            Value::Int(number) => arguments.add(number),
            Value::Bytes(bytes) => arguments.add(bytes),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// Writes `$4, $5, $6` for three places after three others.
fn push_placeholders(sql: &mut String, after: usize, count: usize) {
    for place in 1..=count {
        let comma = if place == 1 { "" } else { ", " };
        write!(sql, "{comma}${}", after + place).expect("writing to a string cannot fail");
    }
}

fn chunk_size(rows: usize) -> usize {
    let mut size = LARGEST_CHUNK;
    while size > rows {
        size /= 2;
    }
    size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_inserted_in_chunks_of_few_sizes() {
        for (rows, chunk) in [(1, 1), (3, 2), (64, 64), (127, 64), (200, 128), (5000, 128)] {
            assert_eq!(chunk_size(rows), chunk);
        }
    }
}
