//! Columns are read by name in the store: a row is read into a struct that derives
//! `sqlx::FromRow`. By number, a swapped column compiles, and tuples are read by number too.

use super::{files, none};

/// Its columns are named by a table, so its rows have no struct.
const BY_VARIABLE: &str = "src/store/keys/sealed_columns.rs";

#[test]
fn no_column_is_read_by_number() {
    let mut offenders = Vec::new();
    for file in files(&["src/store"], &["rs"]) {
        let code: Vec<&str> = file.code().collect();
        let code = code.join("\n");
        let mut report = |what: &str, rest: &str| {
            let line = rest.lines().next().unwrap_or_default();
            offenders.push(format!("{}: {what}{line}", file.path));
        };
        for rest in after(&code, "try_get") {
            if file.path != BY_VARIABLE || argument(rest).starts_with(|one: char| one.is_numeric())
            {
                report("try_get", rest);
            }
        }
        for rest in after(&code, ".get") {
            if argument(rest).starts_with(|one: char| one.is_numeric()) {
                report(".get", rest);
            }
        }
        for (read, start) in [("query_as", "::<_, "), ("fetch_in", "::<")] {
            for rest in after(&code, read) {
                let row = rest.strip_prefix(start).unwrap_or_default();
                let defines = rest.starts_with("<Row");
                if !defines && !row.starts_with(|one: char| one.is_ascii_uppercase()) {
                    report(read, rest);
                }
            }
        }
    }
    none(
        offenders,
        "read the row into a struct that derives sqlx::FromRow, and name it where it is read",
    );
}

/// What follows each call or path that ends in this name.
fn after<'a>(code: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let ends = code
        .match_indices(name)
        .map(|(at, _)| &code[at + name.len()..]);
    ends.filter(|rest| rest.starts_with(['(', ':', '<']))
}

/// The first argument of a call, after its types.
fn argument(call: &str) -> &str {
    call.split_once('(')
        .map_or("", |(_, rest)| rest)
        .trim_start()
}
