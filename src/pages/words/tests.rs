//! All languages held against English: the same values filled in, nothing left in English.

use widgets::text::Text;

use super::*;

/// Every string of a language, in the order of the fields.
fn strings(lang: &str) -> Vec<(String, String)> {
    let source = match lang {
        "en" => include_str!("en.rs"),
        "cy" => include_str!("cy.rs"),
        "fr" => include_str!("fr.rs"),
        "pl" => include_str!("pl.rs"),
        "pa" => include_str!("pa.rs"),
        "bn" => include_str!("bn.rs"),
        "ur" => include_str!("ur.rs"),
        "ar" => include_str!("ar.rs"),
        other => panic!("there is no file for {other}"),
    };
    let (words, _) = source.split_once("writing:").expect("writing stands last");
    let mut strings = Vec::new();
    for (field, rest) in words.match_indices(": ").map(|(at, _)| words.split_at(at)) {
        let field = field.rsplit(|one: char| one.is_whitespace()).next();
        let value = rest[2..].trim_start().strip_prefix('"');
        if let (Some(field), Some(value)) = (field, value) {
            let value = value.split('"').next().unwrap_or_default();
            strings.push((field.to_owned(), value.to_owned()));
        }
    }
    strings
}

fn names_in(words: &str) -> Vec<&str> {
    let mut names: Vec<&str> = pieces(words)
        .into_iter()
        .filter_map(|(_, name)| name)
        .collect();
    names.sort_unstable();
    names
}

#[test]
fn every_language_says_everything_with_the_same_values() {
    let english = strings("en");
    assert!(english.len() > 60, "{}", english.len());
    for lang in Text::LANGUAGES {
        let words = strings(lang);
        assert_eq!(words.len(), english.len(), "{lang}");
        for (field, model) in &english {
            let said = words.iter().find(|(name, _)| name == field);
            let (_, said) = said.unwrap_or_else(|| panic!("{lang} lacks {field}"));
            assert_eq!(names_in(said), names_in(model), "{lang}: {field}");
            assert!(
                !said.trim().is_empty() && !said.contains('!'),
                "{lang}: {field}"
            );
            assert!(
                *lang == "en" || said != model,
                "{lang} says {field} in English"
            );
        }
    }
}

#[test]
fn dates_are_written_as_each_language_writes_them() {
    let ms = 1_793_491_200_000; // 1 November 2026
    for (lang, long, short) in [
        ("en", "1 November 2026", "1 Nov"),
        ("cy", "1 Tachwedd 2026", "1 Tach"),
        ("fr", "1er novembre 2026", "1er nov."),
        ("pl", "1 listopada 2026", "1 lis"),
        ("pa", "1 ਨਵੰਬਰ 2026", "1 ਨਵੰ"),
        ("bn", "১ নভেম্বর, ২০২৬", "১ নভে"),
        ("ur", "1 نومبر، 2026", "1 نومبر"),
        ("ar", "1 نوفمبر 2026", "1 نوفمبر"),
    ] {
        assert_eq!(date(lang, ms), long);
        assert_eq!(short_date(lang, "2026-11-01T23:59:00Z"), short);
    }
    assert_eq!(short_date("en", "no time"), "");
}

#[test]
fn values_are_put_where_their_names_stand() {
    let words = "Version {version}, {hash}.";
    assert_eq!(
        filled(words, &[("hash", "ab"), ("version", "2")]),
        "Version 2, ab."
    );
    assert_eq!(filled("nothing", &[]), "nothing");
}
