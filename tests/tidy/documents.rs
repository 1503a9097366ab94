//! Checks that the documentation lists every option, error code, property, event and route.

use std::collections::BTreeSet;
use std::process::Command;

use widgets::fields::FieldError;

use super::{files, none, quoted, read, root, words_starting_with};

#[test]
fn the_readme_has_at_most_120_lines() {
    let lines = read("README.md").lines().count();
    assert!(lines <= 120, "README.md has {lines} lines; 120 are read");
}

#[test]
fn the_readme_names_every_top_level_folder() {
    let readme = read("README.md");
    // What builds and programs leave behind, and git's own folder.
    let ignored = read(".gitignore");
    let ignored: Vec<&str> = ignored
        .lines()
        .map(|line| line.trim_start_matches('/'))
        .chain([".git"])
        .collect();
    let mut missing = Vec::new();
    for entry in std::fs::read_dir(root()).expect("the checkout can be read") {
        let entry = entry.expect("a readable folder");
        let name = entry.file_name().to_string_lossy().into_owned();
        let folder = entry.path().is_dir() && !ignored.contains(&name.as_str());
        if folder && !readme.contains(&format!("`{name}/`")) {
            missing.push(name);
        }
    }
    none(missing, "name it under \"Where things are\" in README.md");
}

#[test]
fn the_sample_settings_and_docs_list_every_option() {
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
    // This option belongs to the demo, whose own help lists it.
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
        // The `-file` variants are documented once for all options.
        flags
            .filter(|flag| !flag.ends_with("-file") || flag == "--smtp-ca-file")
            .filter(|flag| !operating.contains(flag))
            .collect(),
        "tell it in docs/operating.md",
    );
}

#[test]
fn the_embedding_docs_list_every_error_code() {
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
fn the_embedding_docs_list_every_property_part_and_event() {
    let page = read("docs/embedding.md");
    let mut promised = BTreeSet::new();
    for file in files(&["widgets/src", "www"], &["rs", "css", "js"]) {
        if file.path.starts_with("www/ally") {
            continue;
        }
        let properties = words_starting_with(&file.text, "--undersigned-");
        promised.extend(properties);
        let events = words_starting_with(&file.text, "undersigned:");
        // From the selector `:not()` in a style sheet, not an event.
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
        // A local storage key, and prefixes that other code completes.
        !told(name) && name != "undersigned:mastodon" && !name.ends_with([':', '-'])
    });
    none(missing.collect(), "tell it in docs/embedding.md");
}

#[test]
fn the_embedding_docs_list_every_public_route() {
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
    // The native forms' targets are internal, not part of the public contract.
    routes.retain(|route| {
        !(route.starts_with("/d/") || route.starts_with("/l/")) || route.matches('/').count() == 2
    });
    let missing = routes.into_iter().filter(|route| {
        let spelled = route.replace("{widget}", "{signature,signup,share}");
        !page.contains(route.as_str()) && !page.contains(&spelled)
    });
    none(missing.collect(), "tell it in docs/embedding.md");
}

/// Files and folders are written from the root of the checkout or from `src/`.
#[test]
fn the_glossary_names_files_that_exist() {
    let page = read("docs/contributing.md");
    let (_, glossary) = page
        .split_once("\n## Glossary\n")
        .expect("it has a glossary");
    let rows = glossary.lines().filter(|line| line.starts_with("| "));
    let named: Vec<&str> = rows
        .flat_map(|row| row.split('`').skip(1).step_by(2))
        .filter(|name| name.contains('/') && !name.starts_with('/'))
        .collect();
    assert!(named.len() > 20, "{named:?}");
    let exists = |path: &str| root().join(path).exists() || root().join("src").join(path).exists();
    let missing = named.into_iter().filter(|path| !exists(path));
    none(
        missing.map(str::to_owned).collect(),
        "correct docs/contributing.md, section Glossary",
    );
}
