//! Dependency rules: a row for every folder, and each major crate used in one place.

use std::collections::BTreeSet;

use super::{files, has_word, none};

/// Every file and folder directly under `src/`, from top to bottom, with the others that it may
/// depend on. A lower one never depends on a higher one.
const ROOMS: [(&str, &[&str]); 19] = [
    (
        "app",
        &[
            "clock", "config", "jobs", "mail", "process", "store", "tasks", "web",
        ],
    ),
    (
        "cli",
        &[
            "app", "clock", "config", "domain", "exports", "i18n", "mail", "store",
        ],
    ),
    (
        "jobs",
        &["clock", "domain", "mail", "store", "tasks", "web"],
    ),
    (
        "web",
        &[
            "bundle", "clock", "config", "disk", "domain", "exports", "i18n", "images", "pages",
            "print", "store", "tasks",
        ],
    ),
    ("print", &["domain", "i18n", "pages"]),
    ("pages", &["bundle", "domain", "i18n", "images"]),
    ("images", &["bundle"]),
    ("mail", &["config", "domain", "i18n"]),
    ("exports", &["domain", "store"]),
    ("store", &["domain"]),
    ("config", &["disk", "domain"]),
    ("i18n", &["domain"]),
    ("clock", &["domain"]),
    ("domain", &[]),
    ("bundle", &[]),
    ("disk", &[]),
    ("process", &[]),
    ("tasks", &[]),
    // The program uses the library as an external crate.
    ("main", &[]),
];

/// The same for the folders of `web/`: groups of routes depend on the code that they share.
const GROUPS: [(&str, &[&str]); 9] = [
    (
        "api",
        &[
            "attempts",
            "error",
            "forms",
            "http",
            "middleware",
            "state",
            "views",
        ],
    ),
    (
        "public",
        &[
            "attempts",
            "embed",
            "error",
            "forms",
            "http",
            "middleware",
            "state",
            "views",
        ],
    ),
    (
        "embed",
        &[
            "attempts", "error", "forms", "http", "public", "state", "views",
        ],
    ),
    ("attempts", &["error", "forms", "http", "state"]),
    ("desk", &["error", "http", "middleware", "state"]),
    ("views", &["error", "http", "state"]),
    ("middleware", &["error", "http", "state"]),
    ("forms", &["error", "http", "state", "views"]),
    ("http", &["error"]),
];

/// Our own leaf crates, with the files that may use each; cargo prevents them from depending on
/// the server.
const LEAVES: [(&str, &[&str]); 2] = [
    ("typeset", &["src/app.rs", "src/print/", "src/web/"]),
    (
        "site_check",
        &[
            "src/app.rs",
            "src/cli/mail/",
            "src/i18n/embed.rs",
            "src/pages/",
            "src/web/",
        ],
    ),
];

#[test]
fn each_major_crate_is_used_in_one_place() {
    let mut offenders = Vec::new();
    let great: [(&str, &[&str]); 10] = [
        ("sqlx", &["src/store/"]),
        ("axum", &["src/web/", "src/app.rs", "demo/"]),
        ("lettre", &["src/mail/"]),
        // Every fetch of an address that a visitor entered passes the checks in this crate.
        (
            "hyper",
            &["crates/site_check/", "src/web/http/connections.rs"],
        ),
        (
            "hyper_util",
            &["crates/site_check/", "src/web/http/connections.rs"],
        ),
        ("hyper_rustls", &["crates/site_check/"]),
        (
            "scraper",
            &["crates/site_check/", "crates/typeset/src/prose.rs"],
        ),
        ("krilla", &["crates/typeset/"]),
        ("parley", &["crates/typeset/"]),
        ("web_sys", &["widgets/src/browser/"]),
    ];
    for (name, places) in great.into_iter().chain(LEAVES) {
        for file in files(&["src", "demo", "crates", "widgets/src"], &["rs"]) {
            // `lettre` is also a French word.
            let words = file.path.starts_with("src/i18n/fr/");
            let own = file.path.starts_with(&format!("crates/{name}/"));
            let allowed = words || own || places.iter().any(|place| file.path.starts_with(place));
            let names = |line: &str| names_crate(line, name);
            if !allowed && file.code().any(names) {
                offenders.push(format!("{} names {name}", file.path));
            }
        }
    }
    none(offenders, "move it to the place that may");
}

#[test]
fn module_dependencies_point_one_way() {
    let mut offenders = Vec::new();
    let mut rooms = BTreeSet::new();
    for file in files(&["src"], &["rs"]) {
        let room = place_under(&file.path, "src/");
        if room == "lib" {
            continue;
        }
        rooms.insert(room.clone());
        let Some((_, may)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            offenders.push(format!("{room}: no row in ROOMS says what it may name"));
            continue;
        };
        let code: Vec<&str> = file.code().collect();
        for named in named_after(&code.join("\n"), "crate::") {
            if named != room && !may.contains(&named.as_str()) && is_place(&named, "src") {
                offenders.push(format!("{} names crate::{named}", file.path));
            }
        }
        // Reading the clock is not pure; durations and formats are.
        if room == "domain" && file.code().any(|line| line.contains("now_ms()")) {
            offenders.push(format!("{} reads the clock", file.path));
        }
    }
    for (room, _) in ROOMS {
        if !rooms.contains(room) {
            offenders.push(format!("ROOMS has a row for {room}, which is not there"));
        }
    }
    none(
        offenders,
        "turn the arrow round: what is below must not know what is above",
    );
}

#[test]
fn groups_of_routes_stand_on_what_they_share() {
    let mut offenders = Vec::new();
    for file in files(&["src/web"], &["rs"]) {
        let group = place_under(&file.path, "src/web/");
        // The router uses all groups; the handlers' state and error type are beside it.
        if ["mod", "state", "error", "health"].contains(&group.as_str()) {
            continue;
        }
        let Some((_, may)) = GROUPS.iter().find(|(name, _)| *name == group) else {
            offenders.push(format!(
                "web/{group}: no row in GROUPS says what it may name"
            ));
            continue;
        };
        let code: Vec<&str> = file.code().collect();
        for named in named_after(&code.join("\n"), "crate::web::") {
            let known = is_place(&named, "src/web");
            if named != group && known && !may.contains(&named.as_str()) {
                offenders.push(format!("{} names web::{named}", file.path));
            }
        }
    }
    none(offenders, "move what both need to what they share");
}

#[test]
fn what_is_shared_with_the_browser_does_not_draw() {
    let mut offenders = Vec::new();
    for file in files(&["widgets/src"], &["rs"]) {
        let pure = ["widgets/src/wire.rs", "widgets/src/fields"];
        let drawing = |line: &str| has_word(line, "yew") || has_word(line, "crate::text");
        if pure.iter().any(|place| file.path.starts_with(place)) && file.code().any(drawing) {
            offenders.push(format!("{} names what draws", file.path));
        }
    }
    none(offenders, "fields and wire are read by the server as well");
}

/// Only `src/main.rs` may use the demo.
#[test]
fn only_the_program_names_the_demo() {
    let naming = files(&["src"], &["rs"]).into_iter().filter(|file| {
        let code = |line: &str| names_crate(line, "demo") || has_word(line, "mod demo");
        file.path != "src/main.rs" && file.code().any(code)
    });
    none(
        naming.map(|file| file.path).collect(),
        "hand it over from src/main.rs",
    );
}

/// The first part of a path under a folder: a folder's name, or a file's without its extension.
fn place_under(path: &str, folder: &str) -> String {
    let rest = path.strip_prefix(folder).unwrap_or(path);
    let first = rest.split('/').next().unwrap_or_default();
    first.trim_end_matches(".rs").to_owned()
}

fn is_place(name: &str, folder: &str) -> bool {
    let root = super::root().join(folder);
    root.join(name).is_dir() || root.join(format!("{name}.rs")).is_file()
}

/// The names after a path prefix, also in braces: for `crate::{a::b, c}`, `a` and `c`.
fn named_after(code: &str, start: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices(start) {
        let rest = &code[at + start.len()..];
        let Some(inner) = rest.strip_prefix('{') else {
            names.insert(first_word(rest));
            continue;
        };
        let mut depth = 0;
        let mut fresh = true;
        for (at, one) in inner.char_indices() {
            match one {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => fresh = true,
                _ if one.is_whitespace() => {}
                _ => {
                    if fresh {
                        names.insert(first_word(&inner[at..]));
                    }
                    fresh = false;
                }
            }
        }
    }
    names
}

/// Whether a line contains a path that begins with this crate or module, or imports it.
fn names_crate(line: &str, name: &str) -> bool {
    let mut paths = line.match_indices(name).filter(|(at, _)| {
        let before = line[..*at].chars().next_back();
        before.is_none_or(|one| !one.is_alphanumeric() && one != '_' && one != ':')
    });
    paths.any(|(at, _)| {
        let after = &line[at + name.len()..];
        after.starts_with("::") || after.starts_with(';') && line.contains("use ")
    })
}

fn first_word(text: &str) -> String {
    let end = text.find(|one: char| !one.is_alphanumeric() && one != '_');
    text[..end.unwrap_or(text.len())].to_owned()
}
