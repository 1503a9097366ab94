//! Copies a row of a table many times, with other values in some columns.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::Indexes;
use crate::databases::{Database, NULL};

/// Adds a copy for each item: a row of the table that meets the condition, with these values in these
/// columns.
pub(super) fn add<const COLUMNS: usize>(
    database: &Database<'_>,
    (table, condition): (&str, &str),
    columns: [&str; COLUMNS],
    indexes: Indexes,
    rows: impl Iterator<Item = [String; COLUMNS]>,
) -> Result<()> {
    let first = format!("select * from {table} where {condition} limit 1");
    let found = database.query(&first)?.into_iter().next();
    let specimen = found.with_context(|| format!("{table} has no row to copy"))?;
    let names: Vec<String> = specimen.keys().cloned().collect();
    let cells = specimen.values().map(cell).collect::<Result<Vec<_>>>()?;
    let places = columns.map(|column| names.iter().position(|name| name == column));
    ensure!(
        !places.contains(&None),
        "{table} has no column {columns:?}, but {names:?}"
    );
    let dropped = match indexes {
        Indexes::Grown => Vec::new(),
        Indexes::BuiltAfterwards => drop_indexes(database, table)?,
    };
    let mut loading = database.load(table, &names)?;
    for row in rows {
        let mut line: Vec<&str> = cells.iter().map(String::as_str).collect();
        for (place, value) in places.iter().flatten().zip(&row) {
            line[*place] = value;
        }
        loading.row(line)?;
    }
    loading.finish()?;
    for index in dropped {
        database.execute(&index)?;
    }
    Ok(())
}

/// Removes a table's indexes, except for its key; returns the statements that make them again.
fn drop_indexes(database: &Database<'_>, table: &str) -> Result<Vec<String>> {
    let sql = if database.is_shared() {
        format!(
            "select indexname as name, indexdef as statement from pg_indexes \
             where tablename = '{table}' and indexname not in (select conname from pg_constraint)"
        )
    } else {
        format!(
            "select name, sql as statement from sqlite_master \
             where type = 'index' and tbl_name = '{table}' and sql is not null"
        )
    };
    let mut statements = Vec::new();
    for index in database.query(&sql)? {
        let text = |column: &str| index[column].as_str().context("an index has a statement");
        database.execute(&format!("drop index {}", text("name")?))?;
        statements.push(text("statement")?.to_owned());
    }
    Ok(statements)
}

/// A value as a cell of a line.
fn cell(value: &Value) -> Result<String> {
    Ok(match value {
        Value::Null => NULL.to_owned(),
        // Bytes, as both engines print them.
        Value::String(text) if text.starts_with(r"\x") => format!(r"\{text}"),
        Value::String(text) => {
            ensure!(!text.contains(['\t', '\n', '\\']), "a cell has {text:?}");
            text.clone()
        }
        other => other.to_string(),
    })
}
