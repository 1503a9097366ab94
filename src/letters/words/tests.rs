//! All languages held against English: the same values filled in, nothing left in English.

use super::*;

fn source(lang: &str) -> &'static str {
    match lang {
        "en" => include_str!("en.rs"),
        "cy" => include_str!("cy.rs"),
        "fr" => include_str!("fr.rs"),
        "pl" => include_str!("pl.rs"),
        "pa" => include_str!("pa.rs"),
        "bn" => include_str!("bn.rs"),
        "ur" => include_str!("ur.rs"),
        "ar" => include_str!("ar.rs"),
        other => panic!("there is no file for {other}"),
    }
}

/// Field and words, in the order of the file.
fn strings(lang: &str) -> Vec<(&'static str, &'static str)> {
    let quoted: Vec<&str> = source(lang).split('"').collect();
    let pairs = quoted.chunks_exact(2);
    pairs
        .map(|pair| {
            (
                pair[0].rsplit(|one: char| !(one.is_alphanumeric() || one == '_')),
                pair[1],
            )
        })
        .map(|(mut names, words)| {
            (
                names.find(|name| !name.is_empty()).unwrap_or_default(),
                words,
            )
        })
        .collect()
}

fn places(words: &str) -> Vec<&str> {
    let mut places: Vec<&str> = words
        .split('{')
        .skip(1)
        .filter_map(|one| one.split('}').next())
        .collect();
    places.sort_unstable();
    places
}

#[test]
fn every_language_says_everything_with_the_same_values() {
    let english = strings("en");
    assert!(english.len() > 30, "{}", english.len());
    for lang in Text::LANGUAGES {
        let words = strings(lang);
        assert_eq!(words.len(), english.len(), "{lang}");
        for (field, model) in &english {
            let said = words.iter().find(|(name, _)| name == field);
            let (_, said) = said.unwrap_or_else(|| panic!("{lang} lacks {field}"));
            assert_eq!(places(said), places(model), "{lang}: {field}");
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
fn a_letter_names_the_button_of_its_page_as_the_page_does() {
    for lang in Text::LANGUAGES {
        let page = std::fs::read_to_string(format!(
            concat!(env!("CARGO_MANIFEST_DIR"), "/src/pages/words/{}.rs"),
            lang
        ));
        let page = page.expect("the pages speak the same languages");
        let button = page
            .split_once("not_me: \"")
            .and_then(|(_, rest)| rest.split_once('"'));
        let (button, _) = button.expect("the page has that button");
        let words = words_of(lang);
        for not_you in [
            words.not_you_signed,
            words.not_you_already,
            words.not_you_joined,
        ] {
            assert!(not_you.contains(button), "{lang}: {not_you}");
        }
    }
}

#[test]
fn a_name_written_the_other_way_turns_nothing_round() {
    let facts = Facts {
        lang: "ur".to_owned(),
        title: "Keep {name} public".to_owned(),
        organisers: "Midland Carers".to_owned(),
        contact: "hello@act.example".to_owned(),
        name: None,
        token: "TOKEN".to_owned(),
        code: None,
        change: None,
    };
    let subject = filled(words_of("ur").subject_sign, &facts);
    assert!(
        subject.ends_with("\u{2068}Keep {name} public\u{2069}"),
        "{subject}"
    );
}
