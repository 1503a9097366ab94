//! All languages held against English: the same values filled in, the forms that a language has.

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
    let fields = source.split(",\n").filter_map(|line| {
        let line = line.rsplit_once("{\n").map_or(line, |(_, last)| last);
        let (field, value) = line.split_once(": ").or_else(|| line.split_once(":\n"))?;
        let value = value.trim().strip_prefix('"')?.strip_suffix('"')?;
        Some((field.trim().to_owned(), value.to_owned()))
    });
    fields.collect()
}

/// The names in braces of a string, or of one form of it.
fn names_in(words: &str) -> Vec<&str> {
    let mut names: Vec<&str> = words
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .filter(|name| !name.is_empty())
        .collect();
    names.sort_unstable();
    names
}

#[test]
fn every_language_says_everything_with_the_same_values() {
    let english = strings("en");
    assert!(english.len() > 4, "{}", english.len());
    for lang in Text::LANGUAGES {
        let words = strings(lang);
        assert_eq!(words.len(), english.len(), "{lang}");
        for (field, model) in &english {
            let said = words.iter().find(|(name, _)| name == field);
            let (_, said) = said.unwrap_or_else(|| panic!("{lang} lacks {field}"));
            let model = model.split('|').next().unwrap_or_default();
            for form in said.split('|') {
                assert_eq!(names_in(form), names_in(model), "{lang}: {field}");
                assert!(!form.trim().is_empty(), "{lang}: {field}");
            }
        }
    }
}

#[test]
fn counts_have_every_form_of_their_language() {
    for lang in Text::LANGUAGES {
        let most = 0..=1_000_000_u64;
        for number in most.step_by(1).take(120).chain([1_000_000]) {
            let said = plural(lang, of(lang).reserved, number);
            assert!(
                said.contains("{principle}"),
                "{lang} has no form for {number}"
            );
        }
    }
}
