//! The schema: what its files declare, and what holds for each of its tables.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::{files, none, read};

/// Released migrations and the SHA-256 of each: they are never edited, a new one is added.
const RELEASED: [(&str, &str); 0] = [];
/// The types of columns that mean the same on both engines.
const TYPES: [&str; 3] = ["text", "bigint", "bytea"];
/// What opens a part of a `create table` that is not a column.
const CONSTRAINTS: [&str; 5] = ["primary", "unique", "foreign", "check", "constraint"];

#[test]
fn released_migrations_are_never_edited() {
    let mut names: Vec<_> = files(&["migrations"], &["sql"])
        .into_iter()
        .map(|file| file.path)
        .collect();
    names.sort();
    // Gaps are allowed: people who work in parallel reserve numbers of their own.
    let mut numbers = BTreeSet::new();
    for name in &names {
        let number = name
            .strip_prefix("migrations/")
            .and_then(|name| name.get(..5));
        let number = number.filter(|number| {
            number.ends_with('_') && number[..4].bytes().all(|byte| byte.is_ascii_digit())
        });
        let number = number.unwrap_or_else(|| panic!("{name} breaks the numbering"));
        assert!(numbers.insert(number.to_owned()), "{name} repeats a number");
    }
    for (name, digest) in RELEASED {
        let found = Sha256::digest(read(&format!("migrations/{name}")).as_bytes());
        let found: String = found.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(found, digest, "{name} was released: write a new migration");
    }
}

#[test]
fn every_table_says_what_a_row_is_and_has_types_of_both_engines() {
    let mut offenders = Vec::new();
    for file in files(&["migrations"], &["sql"]) {
        let lines: Vec<&str> = file.text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let described = at > 0 && lines[at - 1].starts_with("--");
            if line.starts_with("create table") && !described {
                offenders.push(format!("{}: {line}", file.path));
            }
        }
        for statement in statements(&file.text) {
            let foreign = columns(&statement).into_iter();
            let foreign = foreign.filter(|(_, kind)| !TYPES.contains(&kind.as_str()));
            offenders
                .extend(foreign.map(|(column, kind)| format!("{}: {column} {kind}", file.path)));
        }
    }
    none(
        offenders,
        "say above the table what a row is; use text, bigint and bytea",
    );
}

/// Tables, columns and indexes that a migration creates or renames.
pub(super) fn declared(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for statement in statements(text) {
        let words: Vec<&str> = statement
            .split(|one: char| !one.is_alphanumeric() && one != '_')
            .filter(|word| !word.is_empty())
            .collect();
        for pair in words.windows(2) {
            if ["table", "index", "column", "to", "exists"].contains(&pair[0]) {
                names.insert(pair[1].to_owned());
            }
        }
        names.extend(columns(&statement).into_iter().map(|(column, _)| column));
    }
    names
}

/// The statements in lower case, without comments.
fn statements(text: &str) -> Vec<String> {
    let code = text
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default());
    let code = code.collect::<Vec<_>>().join("\n").to_lowercase();
    let statements = code.split(';').map(|statement| statement.trim().to_owned());
    statements.collect()
}

/// The columns that a `create table` declares, each with its type.
fn columns(statement: &str) -> Vec<(String, String)> {
    let Some((head, body)) = statement.split_once('(') else {
        return Vec::new();
    };
    if !head.starts_with("create table") {
        return Vec::new();
    }
    let mut depth = 0;
    let parts = body.split(|one: char| {
        match one {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        one == ',' && depth == 0
    });
    let column = |part: &str| {
        let mut words = part
            .split(|one: char| !one.is_alphanumeric() && one != '_')
            .filter(|word| !word.is_empty());
        let name = words.next().filter(|word| !CONSTRAINTS.contains(word))?;
        Some((name.to_owned(), words.next()?.to_owned()))
    };
    parts.filter_map(column).collect()
}

#[test]
fn what_a_migration_declares_is_judged_and_what_it_says_is_not() {
    let sql = "create table if not exists seats (\n    slug text, seat bigint, -- of deeds\n    \
                   primary key (slug, seat)\n);\n\
               alter table lists add column fate text;\ncreate unique index by_seat on seats (slug);\n\
               update lists set proof = '';";
    let names = declared(sql);
    for declared in ["seats", "slug", "seat", "fate", "by_seat"] {
        assert!(names.contains(declared), "{declared}: {names:?}");
    }
    assert!(
        !names.contains("deeds") && !names.contains("proof") && !names.contains("primary"),
        "{names:?}"
    );
}
