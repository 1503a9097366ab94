//! The few words in which the statements of the two engines differ; all else is one text for both.
//!
//! Only PostgreSQL locks rows: SQLite runs one write at a time. A statement names its row locks in a
//! comment, as in `/*for update*/`, which SQLite skips and PostgreSQL is given without the marks.

use std::borrow::Cow;

use sqlx::AnyConnection;

use super::rows::ListOf;

/// How a statement is written for an engine.
pub(super) struct Dialect {
    /// Several writes may run at the same time, so they lock the rows that they rely on.
    pub(super) has_row_locks: bool,
    /// The elements of the JSON array `$1`, as rows with one column, `value`.
    pub(super) rows: &'static str,
    /// The condition that a column is among the elements, as `{value}`, of the array `{place}`.
    list: &'static str,
    /// An element of a list, as text and as a number.
    text: &'static str,
    number: &'static str,
    /// What stands before and after hexadecimal text to make it bytes.
    pub(super) unhex: (&'static str, &'static str),
}

pub(super) const SQLITE: Dialect = Dialect {
    has_row_locks: false,
    // Rows are arrays; as JSONB they are not turned into text and parsed again for each column.
    rows: "jsonb_each($1)",
    list: "in (select {value} from json_each({place}))",
    text: "value",
    number: "value",
    unhex: ("unhex(", ")"),
};
const POSTGRES: Dialect = Dialect {
    has_row_locks: true,
    rows: "jsonb_array_elements(cast($1 as jsonb))",
    // As an array, the list is looked up in an index. PostgreSQL expects a subquery to have a
    // hundred rows and may read the whole table to join it.
    list: "= any (array(select {value} from jsonb_array_elements_text(cast({place} as jsonb))))",
    text: "value",
    number: "cast(value as bigint)",
    unhex: ("decode(", ", 'hex')"),
};

impl Dialect {
    pub(super) fn of(connection: &AnyConnection) -> &'static Self {
        match connection.backend_name() {
            "SQLite" => &SQLITE,
            _ => &POSTGRES,
        }
    }

    /// The condition that a column is in the list at this place among the arguments.
    pub(super) fn list(&self, of: ListOf, place: &str) -> String {
        let (unhex, end) = self.unhex;
        let value = match of {
            ListOf::Texts => self.text.to_owned(),
            ListOf::Numbers => self.number.to_owned(),
            ListOf::Bytes => format!("{unhex}value{end}"),
        };
        let list = self.list.replace("{place}", place);
        list.replace("{value}", &value)
    }

    /// A statement with the row locks that it names, if the engine has any.
    pub(super) fn with_row_locks<'a>(&self, sql: &'a str) -> Cow<'a, str> {
        if self.has_row_locks && sql.contains(LOCK) {
            sql.replace(LOCK, "for ").replace("*/", "").into()
        } else {
            sql.into()
        }
    }
}

/// How the comment that names a row lock begins.
const LOCK: &str = "/*for ";

/// A statement in the words of the connection's engine, with the row locks that it names.
pub(in crate::store) fn with_row_locks<'a>(
    connection: &AnyConnection,
    sql: &'a str,
) -> Cow<'a, str> {
    Dialect::of(connection).with_row_locks(sql)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_postgresql_is_given_row_locks() {
        let sql = "select 1 from t limit 1 /*for update skip locked*/";
        assert_eq!(SQLITE.with_row_locks(sql), sql);
        let locking = "select 1 from t limit 1 for update skip locked";
        assert_eq!(POSTGRES.with_row_locks(sql), locking);
    }
}
