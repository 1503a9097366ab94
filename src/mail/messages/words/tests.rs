//! Checks that emails match the pages they lead to. Checks common to all texts are in `i18n/tables.rs`.

use super::*;

#[test]
fn emails_use_the_same_button_label_as_the_page() {
    for lang in Text::LANGUAGES {
        let page = std::fs::read_to_string(format!(
            concat!(env!("CARGO_MANIFEST_DIR"), "/src/i18n/{}/page.rs"),
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
fn a_title_in_the_other_text_direction_is_isolated() {
    let facts = Facts {
        lang: "ur".to_owned(),
        title: "Keep {name} public".to_owned(),
        organisers: "Midland Carers".to_owned(),
        contact: "hello@act.example".to_owned(),
        name: None,
        token: "TOKEN".to_owned(),
        code: None,
        change: None,
        reason: None,
    };
    let subject = filled(words_of("ur").subject_sign, &facts, None);
    assert!(
        subject.ends_with("\u{2068}Keep {name} public\u{2069}"),
        "{subject}"
    );
}
