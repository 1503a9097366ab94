//! The glossary's words to avoid, in names and in text. `docs/contributing.md` lists them in tables.

use std::collections::{BTreeMap, BTreeSet};

use super::{File, files, none, none_by_file, read, schema, syntax::PARSED};

/// Where a word to avoid is right: a file or the start of a path, the word (`*` for any) or the whole
/// name, and the reason.
const ALLOWED: &[(&str, &str, &str)] = &[
    (
        "src/i18n/",
        "*",
        "the texts that visitors read keep their names until they are rewritten",
    ),
    (
        "bench/src/campaign/",
        "*",
        "what the authors of a text wrote",
    ),
    (
        "demo/keep-care-public.md",
        "*",
        "what the authors of a text wrote",
    ),
    ("bench/src/requests.rs", "letter", "of an alphabet"),
    ("crates/typeset/", "letter", "of an alphabet"),
    ("src/config/checked/data_key.rs", "letter", "of an alphabet"),
    ("src/domain/signatures/", "letter", "of an alphabet"),
    ("src/images/", "letter", "of an alphabet"),
    ("widgets/src/fields/", "letter", "of an alphabet"),
    ("xtask/src/bundle/", "letter", "of an alphabet"),
    ("src/store/engine/backup/", "refusal", "of a backup"),
    ("src/store/keys/file.rs", "refusal", "of a key"),
    ("tests/api/", "refusal", "of a request or an email"),
    ("crates/site_check/src/fetching.rs", "Body", "of a response"),
    (
        "crates/typeset/src/",
        "body",
        "the text of a document below its title",
    ),
    ("src/web/api/confirmations.rs", "*", "the API's names"),
    ("src/mail/reply.rs", "Stage", "of an SMTP session"),
    ("docs/organising.md", "organising", "what its readers do"),
];

/// Folders whose files have names and text of our own.
const PLACES: [&str; 11] = [
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
];

#[test]
fn names_avoid_the_words_that_the_glossary_replaces() {
    none_by_file(
        offending_names(&mut Exceptions::default()),
        "use the words of the glossary in docs/contributing.md",
    );
}

#[test]
fn text_avoids_the_words_that_the_glossary_replaces() {
    none_by_file(
        offending_text(&mut Exceptions::default()),
        "say it with the words of the glossary in docs/contributing.md",
    );
}

#[test]
fn every_exception_from_the_glossary_is_needed() {
    let mut exceptions = Exceptions::default();
    offending_names(&mut exceptions);
    offending_text(&mut exceptions);
    let rows = ALLOWED.iter().enumerate();
    let unused = rows.filter(|(at, _)| !exceptions.used.contains(at));
    none(
        unused
            .map(|(_, (place, word, _))| format!("{word} in {place}"))
            .collect(),
        "take it out of ALLOWED",
    );
}

/// Names with a word to avoid, by file: of files, folders, and everything that Rust and SQL declare.
fn offending_names(exceptions: &mut Exceptions) -> BTreeMap<String, Vec<String>> {
    let anywhere = Avoided::in_table("not in a name");
    let whole_names = Avoided::in_table("not as a file, module or type");
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut judge = |path: &str, name: &str, whole: bool| {
        let words = split(name);
        let mut avoided = anywhere.phrases_in(&words);
        if whole && whole_names.are(&words) {
            avoided.push(name.to_owned());
        }
        avoided.retain(|word| !exceptions.contain(path, [word.as_str(), name]));
        let names = found.entry(path.to_owned()).or_default();
        if !avoided.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    };
    for file in PARSED.iter() {
        for name in &file.names {
            let whole = file.types.contains(name) || file.modules.contains(name);
            judge(&file.path, name, whole);
        }
    }
    for file in files(&["migrations"], &["sql"]) {
        for name in schema::declared(&file.text) {
            judge(&file.path, &name, false);
        }
    }
    for file in files(&PLACES, &[]) {
        let mut path = String::new();
        for part in file.path.split_inclusive('/') {
            path.push_str(part);
            let name = part.trim_end_matches('/');
            judge(&path, name.split('.').next().unwrap_or(name), true);
        }
    }
    found.retain(|_, names| !names.is_empty());
    found
}

/// Words to avoid in comments, documentation, logs, errors and help, by file.
fn offending_text(exceptions: &mut Exceptions) -> BTreeMap<String, Vec<String>> {
    let avoided = Avoided::in_table("not in text");
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut judge = |path: &str, text: &str| {
        for phrase in avoided.phrases_in(&split(text)) {
            if !exceptions.contain(path, [phrase.as_str(), phrase.as_str()]) {
                found.entry(path.to_owned()).or_default().push(phrase);
            }
        }
    };
    let mut documents = files(&PLACES, &["md"]);
    documents.extend(
        ["README.md", "CHANGELOG.md"]
            .into_iter()
            .filter_map(File::at),
    );
    for file in documents {
        // The glossary itself names the words.
        let glossary = file.path == "docs/contributing.md";
        let lines = file.text.lines();
        let lines = lines.filter(|line| !glossary || !line.starts_with("| `"));
        judge(
            &file.path,
            &without_code(&lines.collect::<Vec<_>>().join("\n")),
        );
    }
    let mut commented = files(&PLACES, &["rs", "js", "css", "sql", "toml", "py", "php"]);
    commented.extend(
        ["Cargo.toml", ".env.sample"]
            .into_iter()
            .filter_map(File::at),
    );
    for file in commented {
        judge(&file.path, &without_code(&comments(&file)));
    }
    for file in PARSED.iter() {
        for message in &file.messages {
            judge(&file.path, message);
        }
    }
    found
}

/// Which rows of [`ALLOWED`] were needed.
#[derive(Default)]
struct Exceptions {
    used: BTreeSet<usize>,
}

impl Exceptions {
    fn contain(&mut self, path: &str, names: [&str; 2]) -> bool {
        let found = ALLOWED.iter().position(|(place, allowed, _)| {
            path.starts_with(place) && (*allowed == "*" || names.contains(allowed))
        });
        self.used.extend(found);
        found.is_some()
    }
}

/// Words and sequences of words to avoid, from one table of the glossary.
struct Avoided(Vec<Vec<String>>);

impl Avoided {
    /// What stands in backticks in the first column of the table whose header begins so.
    fn in_table(header: &str) -> Avoided {
        let page = read("docs/contributing.md");
        let (_, table) = page
            .split_once(&format!("\n| {header} |"))
            .unwrap_or_else(|| panic!("docs/contributing.md has no table {header:?}"));
        let rows = table.lines().skip(2).take_while(|row| row.starts_with('|'));
        let first = rows.filter_map(|row| row.split('|').nth(1));
        let marked: Vec<_> = first
            .flat_map(|cell| cell.split('`').skip(1).step_by(2))
            .map(split)
            .collect();
        assert!(marked.len() > 5, "{header:?} lists {marked:?}");
        Avoided(marked)
    }

    /// The sequences that occur in these words, each as often as it occurs. The last word of a
    /// sequence may have a plural s.
    fn phrases_in(&self, words: &[String]) -> Vec<String> {
        let mut found = Vec::new();
        for phrase in &self.0 {
            let windows = words.windows(phrase.len());
            let equal = windows.filter(|window| is_phrase(window, phrase));
            found.extend(equal.map(|_| phrase.join(" ")));
        }
        found
    }

    /// Whether the words are one of the sequences, and nothing else.
    fn are(&self, words: &[String]) -> bool {
        let same = |phrase: &Vec<String>| phrase.len() == words.len() && is_phrase(words, phrase);
        self.0.iter().any(same)
    }
}

/// Whether words are a phrase of the same length, possibly in the plural.
fn is_phrase(words: &[String], phrase: &[String]) -> bool {
    let last = phrase.len() - 1;
    let equal = |(at, (word, part)): (usize, (&String, &String))| {
        word == part || at == last && word.strip_suffix('s') == Some(part)
    };
    words.iter().zip(phrase).enumerate().all(equal)
}

/// The words of a name or text, in lower case: `email_key`, `EmailKey`, `EMAIL_KEY`, "email key".
fn split(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let characters: Vec<char> = text.chars().collect();
    for (at, one) in characters.iter().enumerate() {
        // A capital after a small one, or the last of several that a small one follows.
        let before = at.checked_sub(1).map(|before| characters[before]);
        let follows_small = before.is_some_and(char::is_lowercase);
        let follows_capital = before.is_some_and(char::is_uppercase);
        let small_next = characters
            .get(at + 1)
            .is_some_and(|next| next.is_lowercase());
        let starts = one.is_uppercase() && (follows_small || follows_capital && small_next);
        if starts || !one.is_alphanumeric() {
            words.push(String::new());
        }
        if one.is_alphanumeric() {
            let word = words.last_mut().expect("there is one from the start");
            word.extend(one.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The comments of a source file, one after another.
fn comments(file: &File) -> String {
    let hash = [".toml", ".py", ".sample"]
        .iter()
        .any(|end| file.path.ends_with(end));
    let mark = if file.path.ends_with(".sql") {
        "--"
    } else {
        "//"
    };
    let mut text = Vec::new();
    for line in file.text.lines() {
        let line = line.trim_start();
        if hash {
            text.extend(line.split_once("# ").map(|(_, comment)| comment));
        } else if line.starts_with("/*") || line.starts_with("* ") {
            text.push(line);
        } else if let Some((before, comment)) = line.split_once(mark)
            // The slashes of an address.
            && !before.ends_with(':')
        {
            text.push(comment);
        }
    }
    text.join(" ")
}

/// Text without what is in backticks: names are judged where they are declared.
fn without_code(text: &str) -> String {
    let mut outside = true;
    let mut kept = String::new();
    for fenced in text.split("```") {
        if outside {
            let inline = fenced.split('`').step_by(2);
            kept.push_str(&inline.collect::<Vec<_>>().join(" "));
        }
        outside = !outside;
    }
    kept
}

#[test]
fn names_are_judged_by_whole_words_in_any_notation() {
    let avoided = Avoided(vec![split("letter"), split("let in")]);
    for (name, count) in [
        ("letter_to", 1),
        ("FIRST_LETTERS", 1),
        ("SMTPLetter", 1),
        ("letterKind", 1),
        ("newsletter", 0),
        ("lettered", 0),
        ("LetIn", 1),
        ("is let in, and let in again", 2),
        ("let_us_in", 0),
    ] {
        assert_eq!(avoided.phrases_in(&split(name)).len(), count, "{name}");
    }
}
