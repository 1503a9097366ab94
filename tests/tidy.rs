//! The laws that a machine can check: who may name what, how long files are, what the
//! documentation must not forget. `docs/architecture.md` and `docs/contributing.md` say why.
//!
//! A test here names every offender at once, with what to do about it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use sha2::{Digest, Sha256};
use widgets::fields::FieldError;
use widgets::text::Key;

/// Released migrations and the SHA-256 of each: they are never edited, a new one is added.
const RELEASED: [(&str, &str); 0] = [];

#[test]
fn each_great_crate_is_named_in_one_place() {
    let mut offenders = Vec::new();
    for (name, places) in [
        ("sqlx", &["src/store/"][..]),
        ("axum", &["src/web/", "src/app.rs"]),
        ("lettre", &["src/mailer"]),
        // Whatever fetches for somebody else goes through the checks that stand there.
        ("hyper", &["src/inspection/", "src/web/http/connections.rs"]),
        (
            "hyper_util",
            &["src/inspection/", "src/web/http/connections.rs"],
        ),
        ("hyper_rustls", &["src/inspection/"]),
        (
            "scraper",
            &["src/inspection/", "crates/typeset/src/prose.rs"],
        ),
        ("krilla", &["src/typeset/"]),
        ("parley", &["src/typeset/"]),
        (
            "web_sys",
            &[
                "widgets/src/browser/mod.rs",
                "widgets/src/browser/mount.rs",
                "widgets/src/reactions",
            ],
        ),
    ] {
        for file in files(&["src", "widgets/src"], &["rs"]) {
            // A letter is `lettre` in French.
            let words = file.path.ends_with("/fr.rs");
            let allowed = words || places.iter().any(|place| file.path.starts_with(place));
            if !allowed && file.code().any(|line| has_word(line, name)) {
                offenders.push(format!("{} names {name}", file.path));
            }
        }
    }
    none(offenders, "move it to the place that may");
}

#[test]
fn arrows_point_one_way() {
    let mut offenders = Vec::new();
    for (place, forbidden) in [
        (
            "src/domain/",
            &[
                // The clock's lengths and formats are pure; reading it is not.
                "store",
                "web",
                "pages",
                "outbox",
                "mailer",
                "app",
                "config",
                "clock::now_ms",
            ][..],
        ),
        (
            "src/store/",
            &["web", "pages", "outbox", "mailer", "app", "config"],
        ),
        ("src/mailer", &["store", "web", "pages", "outbox", "app"]),
        ("src/outbox", &["web", "pages", "app"]),
        (
            "src/inspection/",
            &["store", "web", "pages", "outbox", "mailer", "app", "config"],
        ),
        ("src/letters/", &["store", "web", "pages", "outbox", "app"]),
        (
            "src/typeset/",
            &["store", "web", "pages", "outbox", "mailer", "app", "config"],
        ),
        ("src/web/", &["app", "outbox", "mailer"]),
    ] {
        for file in files(&["src"], &["rs"]) {
            if !file.path.starts_with(place) {
                continue;
            }
            for name in forbidden {
                let named = format!("crate::{name}");
                if file.code().any(|line| has_word(line, &named)) {
                    offenders.push(format!("{} names {named}", file.path));
                }
            }
        }
    }
    for file in files(&["widgets/src"], &["rs"]) {
        let pure = ["widgets/src/wire.rs", "widgets/src/fields"];
        let yew = |line: &str| has_word(line, "yew") || has_word(line, "crate::text");
        if pure.iter().any(|place| file.path.starts_with(place)) && file.code().any(yew) {
            offenders.push(format!("{} names what draws", file.path));
        }
    }
    none(
        offenders,
        "turn the arrow round: what is below must not know what is above",
    );
}

#[test]
fn files_are_short_enough_to_read() {
    let long = sources().into_iter().filter_map(|file| {
        let lines = file.text.lines().count();
        (lines > 500).then(|| format!("{} has {lines} lines", file.path))
    });
    none(
        long.collect(),
        "split it by what changes together; aim at 300",
    );
}

#[test]
fn every_file_opens_with_what_lives_in_it() {
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
fn tests_wait_for_conditions_and_skip_nothing() {
    let mut offenders = Vec::new();
    for file in files(&["tests", "src", "widgets/src"], &["rs"]) {
        // This file has to name what it forbids.
        if file.path == "tests/tidy.rs" {
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

#[test]
fn the_readme_is_read_to_its_end() {
    let lines = read("README.md").lines().count();
    assert!(lines <= 120, "README.md has {lines} lines; 120 are read");
}

#[test]
fn the_sample_of_settings_names_every_option() {
    let help = Command::new(env!("CARGO_BIN_EXE_undersigned"))
        .args(["serve", "--help"])
        .output()
        .expect("the program starts");
    let options = words_starting_with(&String::from_utf8_lossy(&help.stdout), "UNDERSIGNED_");
    let sample = words_starting_with(&read(".env.sample"), "UNDERSIGNED_");
    assert!(options.len() > 8, "the help names options: {options:?}");
    none(
        options.difference(&sample).cloned().collect(),
        "add it to .env.sample",
    );
    // The demo has one of its own, which its own help names.
    let mut stale: Vec<_> = sample.difference(&options).cloned().collect();
    stale.retain(|name| name != "UNDERSIGNED_ALLY_LISTEN");
    none(
        stale,
        "take it out of .env.sample, or bring the option back",
    );
    let operating = read("docs/operating.md");
    let flags = options.iter().map(|name| {
        let name = name.trim_start_matches("UNDERSIGNED_").to_lowercase();
        format!("--{}", name.replace('_', "-"))
    });
    none(
        // The file forms are told once for all.
        flags
            .filter(|flag| !flag.ends_with("-file") || flag == "--smtp-ca-file")
            .filter(|flag| !operating.contains(flag))
            .collect(),
        "tell it in docs/operating.md",
    );
}

/// A string that nothing says is translated eight times for nobody. The words of pages and letters
/// are fields, and the compiler tells of those that are never read.
#[test]
fn every_string_of_the_widgets_is_said_somewhere() {
    let sources = files(&["src", "widgets/src"], &["rs"]);
    let speaking = sources.iter().filter(|file| {
        let table = file.path.strip_prefix("widgets/src/text/");
        table.is_none_or(|name| name == "faults.rs")
    });
    let spoken: Vec<_> = speaking.flat_map(File::code).collect();
    let unsaid = Key::ALL.iter().map(|key| format!("Key::{key:?}"));
    let unsaid = unsaid.filter(|key| !spoken.iter().any(|line| has_word(line, key)));
    none(unsaid.collect(), "say it, or take it out of every language");
}

#[test]
fn the_embedding_page_tells_every_code() {
    let page = read("docs/embedding.md");
    let error = read("src/web/error.rs");
    let codes = error
        .split_once("CODES")
        .and_then(|(_, rest)| rest.split_once("];"))
        .map(|(list, _)| quoted(list))
        .expect("src/web/error.rs lists its CODES");
    assert!(codes.len() > 10, "{codes:?}");
    let field_codes = FieldError::ALL.iter().map(|error| error.code().to_owned());
    let missing = codes
        .into_iter()
        .chain(field_codes)
        .filter(|code| !page.contains(&format!("`{code}`")));
    none(missing.collect(), "tell it in docs/embedding.md");
}

#[test]
fn the_embedding_page_tells_every_looks_part_and_event() {
    let page = read("docs/embedding.md");
    let mut promised = BTreeSet::new();
    for file in files(&["widgets/src", "www"], &["rs", "css", "js"]) {
        if file.path.starts_with("www/ally") {
            continue;
        }
        let properties = words_starting_with(&file.text, "--undersigned-");
        promised.extend(properties);
        let events = words_starting_with(&file.text, "undersigned:");
        // A style sheet's selector of an element that is not something else.
        promised.extend(events.into_iter().filter(|name| name != "undersigned:not"));
        for (_, rest) in file
            .text
            .match_indices("part=\"")
            .map(|(at, _)| file.text.split_at(at))
        {
            let parts = rest.trim_start_matches("part=\"");
            let parts = parts.split('"').next().unwrap_or_default();
            promised.extend(parts.split_whitespace().map(str::to_owned));
        }
    }
    assert!(promised.len() > 20, "{promised:?}");
    let told = |name: &String| {
        page.contains(&format!("`{name}`")) || page.contains(&format!("`::part({name})`"))
    };
    let missing = promised.into_iter().filter(|name| {
        // The key of the local storage, and prefixes that are completed elsewhere.
        !told(name) && name != "undersigned:mastodon" && !name.ends_with([':', '-'])
    });
    none(missing.collect(), "tell it in docs/embedding.md");
}

#[test]
fn the_embedding_page_tells_every_public_route() {
    let page = read("docs/embedding.md");
    let mut routes = BTreeSet::new();
    for file in files(&["src/web"], &["rs"]) {
        let code: Vec<_> = file.code().collect();
        for route in quoted(&code.join("\n")) {
            let public = [
                "/api/v1/",
                "/embed/v1/",
                "/frame",
                "/oembed",
                "/d/{",
                "/l/{",
                "/confirm/{",
                "/unsubscribe/{",
                "/manage/{",
                "/undersigned.js",
                "/assets/{",
            ];
            if !route.contains("?") && public.iter().any(|start| route.starts_with(start)) {
                routes.insert(route);
            }
        }
    }
    assert!(routes.len() >= 8, "{routes:?}");
    // The native forms' targets belong to the forms; nobody else is promised them.
    routes.retain(|route| {
        !(route.starts_with("/d/") || route.starts_with("/l/")) || route.matches('/').count() == 2
    });
    let missing = routes.into_iter().filter(|route| {
        let spelled = route.replace("{widget}", "{signature,signup,share}");
        !page.contains(route.as_str()) && !page.contains(&spelled)
    });
    none(missing.collect(), "tell it in docs/embedding.md");
}

#[test]
fn released_migrations_are_never_edited() {
    let mut names: Vec<_> = files(&["migrations"], &["sql"])
        .into_iter()
        .map(|file| file.path)
        .collect();
    names.sort();
    // Numbers may be left out: people who work side by side have numbers of their own.
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
fn no_file_knows_the_machine_it_was_written_on() {
    let here = format!("{}/", root().display());
    let mut offenders = Vec::new();
    let everything = [
        "src",
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
        if file.path == "tests/tidy.rs" {
            continue;
        }
        // Where the checkout stands, where people's homes are, and where a lock file says that a
        // package was fetched from.
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

/// What people write and read here.
fn sources() -> Vec<File> {
    files(
        &[
            "src",
            "widgets/src",
            "www",
            "tests",
            "xtask/src",
            "migrations",
        ],
        &["rs", "sql", "py", "js", "css", "php"],
    )
}

/// Files under these folders with these extensions (any, when there is none), built ones left out.
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
            // What is not text (a picture, a font) has no words to check.
            found.extend(File::at(&relative));
        }
    }
    found
}

fn has_word(line: &str, word: &str) -> bool {
    let letter = |one: char| one.is_alphanumeric() || one == '_';
    line.match_indices(word).any(|(at, _)| {
        !line[..at].ends_with(letter) && !line[at + word.len()..].starts_with(letter)
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

fn none(offenders: Vec<String>, cure: &str) {
    assert!(
        offenders.is_empty(),
        "{cure}:\n  {}",
        offenders.join("\n  ")
    );
}
