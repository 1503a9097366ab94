//! Limits on files per folder and lines per file.

use std::collections::BTreeMap;

use super::{files, none, root, sources};

/// Files per folder: few enough to see at a glance.
const FILES: usize = 15;
/// Lines per file: few enough to read in one go; aim at 300.
const LINES: usize = 400;

/// Files that may be longer, each with its limit. Remove a row when its file is split; add none
/// without such a reason.
const LONG: &[(&str, usize)] = &[
    // A site loads it as one script, and modules would be more requests before a widget is shown.
    ("www/undersigned.js", 500),
    // Nothing is released, so there is one schema, and it is read as a whole.
    ("migrations/0001_schema.sql", 600),
];

#[test]
fn folders_are_small_enough_to_look_through() {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    let places = [
        "src",
        "demo",
        "crates",
        "bench",
        "widgets",
        "xtask",
        "tests",
        "www",
        "migrations",
        "docs",
    ];
    for file in files(&places, &[]) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        *count.entry(folder.to_owned()).or_default() += 1;
    }
    let crowded = count.into_iter().filter(|(_, count)| *count > FILES);
    none(
        crowded
            .map(|(folder, count)| format!("{folder} has {count} files"))
            .collect(),
        "make a folder of what changes together, named after its noun",
    );
}

#[test]
fn files_have_at_most_400_lines() {
    let mut offenders = Vec::new();
    for file in sources() {
        let lines = file.text.lines().count();
        let long = LONG.iter().find(|(path, _)| *path == file.path);
        let most = long.map_or(LINES, |(_, most)| *most);
        if lines > most {
            offenders.push(format!("{} has {lines} lines, {most} at most", file.path));
        }
        if lines <= LINES && long.is_some() {
            offenders.push(format!(
                "{} is short by now: take it out of LONG",
                file.path
            ));
        }
    }
    let gone = LONG.iter().filter(|(path, _)| !root().join(path).is_file());
    offenders.extend(gone.map(|(path, _)| format!("{path} is gone: take it out of LONG")));
    none(offenders, "split it by what changes together; aim at 300");
}

/// Adding a language takes one folder and one line: nothing else in `src/i18n/` is named after a
/// language.
#[test]
fn languages_are_the_same_files_in_each_folder() {
    let mut offenders = Vec::new();
    let names = |lang: &str| -> Vec<String> {
        let folder = format!("src/i18n/{lang}");
        let found = files(&[&folder], &["rs"]).into_iter();
        let mut names: Vec<_> = found
            .filter_map(|file| Some(file.path.strip_prefix(&folder)?.to_owned()))
            .collect();
        names.sort();
        names
    };
    let english = names("en");
    assert!(english.len() > 5, "{english:?}");
    for lang in widgets::text::Text::LANGUAGES {
        if names(lang) != english {
            offenders.push(format!("src/i18n/{lang} has other files than src/i18n/en"));
        }
    }
    none(
        offenders,
        "a translator finds the same files in each language",
    );
}
