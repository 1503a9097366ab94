//! The project's rules that a program can check: dependencies, file lengths, complete documentation.
//! `docs/architecture.md` and `docs/contributing.md` give the reasons.
//!
//! Each test lists all offenders at once and says how to fix them.

mod arrows;
mod ci;
mod documents;
mod glossary;
mod rows;
mod schema;
mod sizes;
mod syntax;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use widgets::text::Key;

#[test]
fn every_file_starts_with_a_comment() {
    let silent = sources().into_iter().filter_map(|file| {
        let opening: &[&str] = match file.path.rsplit('.').next() {
            Some("rs") => &["//!"],
            Some("sql") => &["--"],
            Some("py") => &["\"\"\"", "#"],
            Some("php") => &["<?php\n/**"],
            _ => &["/*", "//"],
        };
        let opens = opening.iter().any(|mark| file.text.starts_with(mark));
        (!opens).then_some(file.path)
    });
    none(
        silent.collect(),
        "say in its first lines what lives there and what does not",
    );
}

#[test]
fn tests_neither_sleep_nor_ignore() {
    let mut offenders = Vec::new();
    for file in files(&["tests", "src", "demo", "crates", "widgets/src"], &["rs"]) {
        // These files contain the words that they forbid.
        if file.path.starts_with("tests/tidy/") {
            continue;
        }
        for line in file.code() {
            let sleeps = file.path.starts_with("tests/") && line.contains("sleep(");
            if sleeps || line.contains("#[ignore") {
                offenders.push(format!("{}: {}", file.path, line.trim()));
            }
        }
    }
    none(
        offenders,
        "wait for a condition with a deadline; mend what cannot be tested",
    );
}

/// An unused string would be translated eight times for nothing. The texts of pages and emails are
/// struct fields, and the compiler reports the ones that are never read.
#[test]
fn every_widget_string_is_used() {
    let sources = files(&["src", "widgets/src"], &["rs"]);
    let users = sources.iter().filter(|file| {
        let text = file.path.strip_prefix("widgets/src/text/");
        let user = text.is_none_or(|name| name == "field_errors.rs" || name == "mod.rs");
        user && !file.path.ends_with("/widgets.rs")
    });
    let used: Vec<_> = users.flat_map(File::code).collect();
    let unused = Key::ALL.iter().map(|key| format!("Key::{key:?}"));
    let unused = unused.filter(|key| !used.iter().any(|line| has_word(line, key)));
    none(unused.collect(), "use it, or take it out of every language");
}

#[test]
fn no_file_contains_machine_specific_paths() {
    let here = format!("{}/", root().display());
    let mut offenders = Vec::new();
    let everything = [
        "src",
        "demo",
        "crates",
        "bench",
        "widgets",
        "www",
        "tests",
        "xtask",
        "migrations",
        "docs",
        ".ci",
        ".cargo",
    ];
    let mut all = files(&everything, &[]);
    all.extend(
        ["Cargo.toml", "README.md", "CHANGELOG.md", ".env.sample"]
            .map(File::at)
            .into_iter()
            .flatten(),
    );
    for file in all {
        if file.path.starts_with("tests/tidy/") {
            continue;
        }
        // The checkout's path, home directories, and the addresses in a lock file from which
        // packages were fetched.
        for foreign in [here.as_str(), "/root/", "/home/", "\"resolved\":"] {
            if file.text.contains(foreign) {
                offenders.push(format!("{} names {foreign}", file.path));
            }
        }
    }
    none(offenders, "take it from the environment, or leave it out");
}

struct File {
    /// From the root of the checkout.
    path: String,
    text: String,
}

impl File {
    fn at(path: &str) -> Option<File> {
        let text = fs::read_to_string(root().join(path)).ok()?;
        Some(File {
            path: path.to_owned(),
            text,
        })
    }

    /// Lines that are not comments.
    fn code(&self) -> impl Iterator<Item = &str> {
        self.text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    File::at(path)
        .unwrap_or_else(|| panic!("{path} is missing"))
        .text
}

/// The source files that people write.
fn sources() -> Vec<File> {
    files(
        &[
            "src",
            "widgets/src",
            "www",
            "tests",
            "xtask/src",
            "bench/src",
            "demo",
            "crates",
            "migrations",
        ],
        &["rs", "sql", "py", "js", "css", "php"],
    )
}

/// Files under these folders with these extensions (any if the list is empty), without build output.
fn files(folders: &[&str], extensions: &[&str]) -> Vec<File> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.expect("a readable folder").path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                if !["node_modules", "target", "dist", "__pycache__"].contains(&name.as_str()) {
                    folders.push(path);
                }
                continue;
            }
            let extension = path.extension().unwrap_or_default().to_string_lossy();
            if !extensions.is_empty() && !extensions.contains(&extension.as_ref()) {
                continue;
            }
            let relative = path
                .strip_prefix(root())
                .expect("it is below")
                .to_string_lossy();
            // Files that are not text (pictures, fonts) are skipped.
            found.extend(File::at(&relative));
        }
    }
    found
}

fn has_word(line: &str, word: &str) -> bool {
    let in_word = |one: char| one.is_alphanumeric() || one == '_';
    line.match_indices(word).any(|(at, _)| {
        !line[..at].ends_with(in_word) && !line[at + word.len()..].starts_with(in_word)
    })
}

fn words_starting_with(text: &str, start: &str) -> BTreeSet<String> {
    let words = text.split(|one: char| !(one.is_ascii_alphanumeric() || "_-:".contains(one)));
    let words = words.filter(|word| word.starts_with(start));
    words
        .map(|word| word.trim_end_matches(':').to_owned())
        .collect()
}

fn quoted(text: &str) -> Vec<String> {
    let pieces = text.split('"').skip(1).step_by(2);
    pieces.map(str::to_owned).collect()
}

/// Fails if there are offences in any of these files.
fn none_by_file(found: BTreeMap<String, Vec<String>>, cure: &str) {
    let offenders = found.into_iter();
    let offenders = offenders.map(|(path, offences)| format!("{path}: {}", offences.join(", ")));
    none(offenders.collect(), cure);
}

fn none(offenders: Vec<String>, cure: &str) {
    assert!(
        offenders.is_empty(),
        "{cure}:\n  {}",
        offenders.join("\n  ")
    );
}
