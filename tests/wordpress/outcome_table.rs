//! Reads the table in `docs/embedding.md` that says what a visitor gets from WordPress, so that the
//! tests check exactly what is promised.

use std::fs;

use crate::support::process;

/// A row: one route, some roles, and the outcomes.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) route: String,
    pub(crate) roles: Vec<Role>,
    /// For a browser with everything, one without WebAssembly, one without scripts.
    pub(crate) outcomes: [Outcome; 3],
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Role {
    Administrator,
    Editor,
    Author,
}

impl Role {
    pub(crate) const ALL: [Role; 3] = [Role::Administrator, Role::Editor, Role::Author];

    /// The name of that user in `wp-up`.
    pub(crate) fn user(self) -> &'static str {
        match self {
            Role::Administrator => "admin",
            Role::Editor => "editor",
            Role::Author => "author",
        }
    }
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Outcome {
    Widget,
    Form,
    Frame,
    Picture,
    Link,
    Nothing,
}

const HEAD: &str =
    "| what is put in | by | everything works | WebAssembly is off | scripts are off |";

pub(crate) fn read() -> Vec<Row> {
    let page = fs::read_to_string(process::source("docs/embedding.md")).expect("the page");
    let (_, table) = page.split_once(HEAD).expect("the page has the table");
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    rows.map(row).collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [route, roles, outcomes @ ..] = cells.as_slice() else {
        panic!("a row has cells: {line}");
    };
    let outcomes: Vec<Outcome> = outcomes.iter().map(|cell| outcome(cell)).collect();
    Row {
        route: (*route).to_owned(),
        roles: roles.split(", ").map(role).collect(),
        outcomes: outcomes.try_into().expect("three outcomes"),
    }
}

fn role(name: &str) -> Role {
    let known = Role::ALL
        .into_iter()
        .find(|role| format!("{role:?}") == name);
    known.unwrap_or_else(|| panic!("no role {name:?} is known here"))
}

fn outcome(word: &str) -> Outcome {
    match word {
        "widget" => Outcome::Widget,
        "form" => Outcome::Form,
        "frame" => Outcome::Frame,
        "picture" => Outcome::Picture,
        "link" => Outcome::Link,
        "nothing" => Outcome::Nothing,
        other => panic!("no outcome {other:?} is known here"),
    }
}
