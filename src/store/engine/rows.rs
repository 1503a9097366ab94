//! Helpers for multi-row SQL statements: values, placeholders and chunks.
//!
//! Rows are written in chunks of 128, 64, 32 … 1, so that there are few different statements and
//! each stays prepared.

use std::fmt::Write as _;

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, AssertSqlSafe};

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

const LARGEST_CHUNK: usize = 128;

/// Runs `{head} values (…), (…) {tail}` and returns its rows.
pub(in crate::store) async fn insert(
    connection: &mut AnyConnection,
    head: &str,
    mut rows: &[Vec<Value>],
    tail: &str,
) -> Result<Vec<AnyRow>, Error> {
    let mut returned = Vec::new();
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
        let values = chunk.iter().flatten().cloned();
        let query = values.fold(sqlx::query(AssertSqlSafe(sql)), bind);
        returned.extend(query.fetch_all(&mut *connection).await?);
    }
    Ok(returned)
}

/// Runs `sql` with `{in}` replaced by a list of texts and `$1` by `first`, and returns its rows.
/// The list is padded with repetitions to a power of two.
pub(in crate::store) async fn select_in(
    connection: &mut AnyConnection,
    sql: &str,
    first: Option<i64>,
    texts: impl IntoIterator<Item = String>,
) -> Result<Vec<AnyRow>, Error> {
    select_in_with(connection, sql, first.map(Value::Int), texts).await
}

/// The same, where the value before the list may be of any type.
pub(in crate::store) async fn select_in_with(
    connection: &mut AnyConnection,
    sql: &str,
    first: Option<Value>,
    texts: impl IntoIterator<Item = String>,
) -> Result<Vec<AnyRow>, Error> {
    let mut texts: Vec<String> = texts.into_iter().collect();
    texts.sort_unstable();
    texts.dedup();
    let Some(last) = texts.last().cloned() else {
        return Ok(Vec::new());
    };
    texts.resize(texts.len().next_power_of_two(), last);
    let mut list = String::new();
    push_placeholders(&mut list, usize::from(first.is_some()), texts.len());
    let mut query = sqlx::query(AssertSqlSafe(sql.replace("{in}", &list)));
    if let Some(first) = first {
        query = bind(query, first);
    }
    for text in texts {
        query = query.bind(text);
    }
    Ok(query.fetch_all(connection).await?)
}

fn bind(query: Query<'_, Any, AnyArguments>, value: Value) -> Query<'_, Any, AnyArguments> {
    match value {
        Value::Text(text) => query.bind(text),
        Value::MaybeText(text) => query.bind(text),
        Value::Int(number) => query.bind(number),
        Value::Bytes(bytes) => query.bind(bytes),
    }
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
