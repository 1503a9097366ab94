//! How each engine reads the JSON that multi-row statements are given (`rows.rs`).

use sqlx::AnyConnection;

use super::rows::ListOf;

/// How an engine reads the JSON that multi-row statements are given (`rows.rs`).
pub(super) struct JsonDialect {
    /// The elements of the array `$1`, as rows with one column, `value`.
    pub(super) rows: &'static str,
    /// The condition that a column is among the elements, as `{value}`, of the array `{place}`.
    list: &'static str,
    /// An element of a list, as text and as a number.
    text: &'static str,
    number: &'static str,
    /// What stands before and after hexadecimal text to make it bytes.
    pub(super) unhex: (&'static str, &'static str),
}

pub(super) const SQLITE_JSON: JsonDialect = JsonDialect {
    // Rows are arrays; as JSONB they are not turned into text and parsed again for each column.
    rows: "jsonb_each($1)",
    list: "in (select {value} from json_each({place}))",
    text: "value",
    number: "value",
    unhex: ("unhex(", ")"),
};
const POSTGRES_JSON: JsonDialect = JsonDialect {
    rows: "jsonb_array_elements(cast($1 as jsonb))",
    // As an array, the list is looked up in an index. PostgreSQL expects a subquery to have a
    // hundred rows and may read the whole table to join it.
    list: "= any (array(select {value} from jsonb_array_elements_text(cast({place} as jsonb))))",
    text: "value",
    number: "cast(value as bigint)",
    unhex: ("decode(", ", 'hex')"),
};

impl JsonDialect {
    pub(super) fn of(connection: &AnyConnection) -> &'static Self {
        match connection.backend_name() {
            "SQLite" => &SQLITE_JSON,
            _ => &POSTGRES_JSON,
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
}
