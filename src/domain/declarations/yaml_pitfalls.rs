//! Finds unquoted text in a file's settings that YAML misreads: it takes the end of "Care #ForAll"
//! for a comment, and "&" before a title for an anchor. YAML drops such text silently, so the
//! author is asked to add quotation marks.

use super::front_matter::FileError;

/// Settings that hold no free text: in these a comment is a comment.
const NOT_WORDS: [&str; 20] = [
    "kind",
    "slug",
    "lang",
    "contact",
    "goal",
    "opens",
    "closes",
    "keep_until",
    "keep_days",
    "sites",
    "topics",
    "id",
    "date",
    "fields",
    "organisation",
    "role",
    "postcode",
    "public",
    "reservations",
    "updates",
];

/// A fault for each line of the settings whose text YAML would misread.
pub(super) fn faults(settings: &str) -> Vec<FileError> {
    let mut faults = Vec::new();
    // The setting that indented lines belong to, and whether they are a block of text.
    let (mut setting, mut block) = ("", false);
    for (index, line) in settings.lines().enumerate() {
        let indented = line.starts_with([' ', '\t', '-']);
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') || (indented && block) {
            continue;
        }
        let item = line.strip_prefix("- ").map(str::trim_start);
        let (name, value) = match item.unwrap_or(line).split_once(':') {
            Some((name, value))
                if is_name(name) && (value.is_empty() || value.starts_with(' ')) =>
            {
                (name, value.trim())
            }
            _ if item.is_some() => (setting, item.unwrap_or_default()),
            _ => continue,
        };
        if !indented {
            setting = name;
        }
        block = value.starts_with(['|', '>']);
        if NOT_WORDS.contains(&name) || block {
            continue;
        }
        if let Some(reading) = misreading(value) {
            let bare = value.strip_prefix(['"', '\'']).unwrap_or(value);
            let quoted = bare.replace('\\', "\\\\").replace('"', "\\\"");
            let expected = format!(
                "expected {name} in quotation marks, as in \"{quoted}\": without them YAML {reading}"
            );
            // The opening hyphens are the file's first line.
            faults.push(FileError {
                line: index + 2,
                expected,
            });
        }
    }
    faults
}

fn is_name(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// How YAML misreads an unquoted value, if it does.
fn misreading(value: &str) -> Option<&'static str> {
    match value.chars().next()? {
        mark @ ('"' | '\'') if !value[1..].contains(mark) => {
            Some("looks for the second quotation mark in the lines below")
        }
        // Quoted, or a list or mapping, which have rules of their own.
        '"' | '\'' | '[' | '{' => None,
        '&' | '*' | '!' | '%' | '@' | '`' => Some("takes its first sign for one of its own"),
        _ if value.contains(" #") => Some("takes what follows # for a comment"),
        _ if value.contains(": ") || value.ends_with(':') => {
            Some("takes what stands before the second colon for another setting")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unquoted_yaml_that_would_be_misread_asks_for_quotation_marks() {
        for (settings, line, words) in [
            ("slug: a\ntitle: Care #ForAll\n", 3, "\"Care #ForAll\""),
            ("title: &now Care\n", 2, "first sign"),
            ("title: !important\n", 2, "first sign"),
            ("organisers: Us: all of us\n", 2, "second colon"),
            (
                "drafted_by:\n  - Branch #3\n",
                3,
                "drafted_by in quotation marks",
            ),
            (
                "drafted_by:\n- Branch #3\n",
                3,
                "drafted_by in quotation marks",
            ),
            ("meeting: Room #3\n", 2, "meeting"),
            ("topics:\n  - id: a\n    label: Care #now\n", 4, "label"),
            ("title: \"Care\n", 2, "\"Care\""),
            ("title: 'Tis time\n", 2, "\"Tis time\""),
            ("title: Say \"no\" #now\n", 2, "Say \\\"no\\\" #now"),
        ] {
            let faults = faults(settings);
            assert_eq!(faults.len(), 1, "{settings}: {faults:?}");
            assert_eq!(faults[0].line, line, "{settings}");
            assert!(faults[0].expected.contains(words), "{faults:?}");
        }
    }

    #[test]
    fn comments_and_quoted_values_are_accepted() {
        let settings = "# Ours\nslug: a # short\ntitle: \"Care #ForAll\" # the words\n\
            goal: 1000 # people\nsites: [\"https://a.example\"] # two soon\ncontact: a@b.example # Ada\n\
            drafted_by: [One, Two] # so far\norganisers: C#Minor, at 10:30\nsites:\n  - https://a.example # ours\n\
            meeting:\n  name: 'A: B'\n  date: 2026-11-01 # a Sunday\nprivacy: |\n  See: here #now\n";
        assert_eq!(faults(settings), []);
    }
}
