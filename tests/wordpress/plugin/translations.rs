//! The plugin's texts: the template lists all of them, and every language translates each. GNU
//! gettext collects and compares them.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use widgets::text::Text;

use super::package::files;
use crate::support::process;

/// WordPress's name for each of the widgets' languages; English is in the sources.
pub(super) const LOCALES: [(&str, &str); 7] = [
    ("cy", "cy"),
    ("fr", "fr_FR"),
    ("pl", "pl_PL"),
    ("pa", "pa_IN"),
    ("bn", "bn_BD"),
    ("ur", "ur"),
    ("ar", "ar"),
];

const TEMPLATE: &str = "undersigned.pot";

/// In place of xgettext's own header, which contains the time.
const HEADER: &str = r#"# The texts of the plugin, which xgettext collects from its sources.
msgid ""
msgstr ""
"Project-Id-Version: Undersigned\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"#;

#[test]
fn the_template_lists_every_text_of_the_plugin() {
    let folder = tempfile::TempDir::with_prefix("undersigned-texts.").expect("a folder");
    let collected = collect(folder.path());
    let kept = fs::read_to_string(languages().join(TEMPLATE)).expect("the template");
    if kept != collected {
        let fresh = process::build_folder().join(TEMPLATE);
        fs::write(&fresh, collected).expect("the build folder can be written");
        panic!(
            "the plugin has other texts than its template: put {} in the place of {}, and update \
             the translations beside it by `msgmerge --update --no-fuzzy-matching`",
            fresh.display(),
            languages().join(TEMPLATE).display()
        );
    }
}

#[test]
fn every_language_translates_every_text() {
    let known: Vec<&str> = LOCALES.iter().map(|(lang, _)| *lang).collect();
    let others = Text::LANGUAGES.iter().copied();
    let others = others.filter(|lang| *lang != "en");
    assert_eq!(known, others.collect::<Vec<_>>());
    for (_, locale) in LOCALES {
        let file = format!("undersigned-{locale}.po");
        let checks: [&[&str]; 3] = [
            // Placeholders are those of the English, and the header is valid.
            &["msgfmt", "--check", "--output-file=/dev/null", &file],
            // Everything is translated, and no translation is marked as doubtful.
            &["msgcmp", &file, TEMPLATE],
            // Nothing else is there.
            &["msgcmp", "--use-untranslated", TEMPLATE, &file],
        ];
        for check in checks {
            let checked = Command::new(check[0])
                .args(&check[1..])
                .current_dir(languages())
                .output();
            let checked = checked.expect("`cargo xtask setup` installs gettext");
            assert!(checked.status.success(), "{check:?}: {checked:?}");
        }
    }
}

#[test]
fn quotes_and_spaces_are_those_of_each_language() {
    let forbidden: [(&str, &[&str]); 3] = [
        // Spaces before these must not break a line.
        ("fr_FR", &[" :", " ;", " ?", " !", "« ", " »", "“"]),
        ("ur", &["“%", "%s”", "“%1$s”"]),
        ("ar", &["“", "”"]),
    ];
    for (locale, marks) in forbidden {
        let file = languages().join(format!("undersigned-{locale}.po"));
        let text = fs::read_to_string(file).expect("a translation");
        for line in text.lines().filter(|line| line.starts_with("msgstr \"")) {
            for mark in marks {
                assert!(!line.contains(mark), "{locale}: {mark:?} in {line}");
            }
        }
    }
}

/// The translation of a text that is on a line of its own in the file.
pub(super) fn translated(locale: &str, english: &str) -> String {
    let file = languages().join(format!("undersigned-{locale}.po"));
    let text = fs::read_to_string(file).expect("a translation");
    let (_, after) = text
        .split_once(&format!("msgid \"{english}\"\nmsgstr \""))
        .expect("it is translated");
    after.split_once("\"\n").expect("its end").0.to_owned()
}

fn languages() -> PathBuf {
    process::source("www/wordpress/undersigned/languages")
}

/// What the template should be, made in this folder.
fn collect(folder: &Path) -> String {
    let (php, scripts) = copy_sources(folder);
    xgettext(folder, &["--language=PHP"], &php);
    let joined = ["--language=JavaScript", "--join-existing"];
    xgettext(folder, &joined, &scripts);
    let collected = fs::read_to_string(folder.join(TEMPLATE)).expect("xgettext writes it");
    let (_, texts) = collected.split_once("\n\n").expect("its own header");
    format!("{HEADER}\n{texts}")
}

fn xgettext(folder: &Path, arguments: &[&str], files: &[PathBuf]) {
    let collected = Command::new("xgettext")
        .args(["--from-code=UTF-8", "--add-comments=translators"])
        .args(["--add-location=file", &format!("--output={TEMPLATE}")])
        // The functions of WordPress; the first forgets those of the language.
        .args(["--keyword", "--keyword=__", "--keyword=_x:1,2c"])
        .args(["esc_html__", "esc_html_e", "esc_attr__"].map(|name| format!("--keyword={name}")))
        .args(arguments)
        .args(files)
        .current_dir(folder)
        .output()
        .expect("`cargo xtask setup` installs gettext");
    assert!(collected.status.success(), "{collected:?}");
}

/// Copies the plugin's PHP and scripts, and returns their paths. What WordPress translates without a
/// call in the code is added as one: the plugin's description, and what is in each `block.json`.
fn copy_sources(folder: &Path) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let plugin = process::source("www/wordpress/undersigned");
    let (mut php, mut scripts) = (Vec::new(), Vec::new());
    for file in files(&plugin) {
        let read = || fs::read_to_string(plugin.join(&file)).expect("a source");
        let text = match file.extension().and_then(OsStr::to_str) {
            Some("php") => format!("{}{}", read(), header_calls(&file, &read())),
            Some("js") => read(),
            Some("json") => block_calls(&read()),
            _ => continue,
        };
        let copy = folder.join(&file);
        fs::create_dir_all(copy.parent().expect("a folder")).expect("a new folder");
        fs::write(copy, text).expect("a copy");
        if file.extension().is_some_and(|name| name == "js") {
            scripts.push(file);
        } else {
            php.push(file);
        }
    }
    (php, scripts)
}

fn header_calls(file: &Path, text: &str) -> String {
    if file != Path::new("undersigned.php") {
        return String::new();
    }
    let mut lines = text.lines();
    let description = lines.find_map(|line| line.strip_prefix(" * Description: "));
    let description = quoted(description.expect("the plugin has a description"));
    format!(
        "\n/* translators: the plugin's description in the list of plugins. */\n__( {description} );\n"
    )
}

fn block_calls(json: &str) -> String {
    let block: Value = serde_json::from_str(json).expect("JSON");
    let call = |text: &Value, context: &str| {
        let text = quoted(text.as_str().expect("a text"));
        format!("_x( {text}, 'block {context}' );\n")
    };
    let mut calls = "<?php\n".to_owned();
    calls += &call(&block["title"], "title");
    calls += &call(&block["description"], "description");
    for keyword in block["keywords"].as_array().expect("keywords") {
        calls += &call(keyword, "keyword");
    }
    calls
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
