//! Checks dates and placeholders. Checks common to all texts are in `tables.rs`.

use widgets::text::{Key, Text};

use super::fill::filled;
use super::format::{date, listed_plain, short_date};

#[test]
fn dates_are_formatted_for_each_language() {
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
fn placeholders_are_replaced_by_their_values() {
    let words = "Version {version}, {hash}.";
    assert_eq!(
        filled(words, &[("hash", "ab"), ("version", "2")]),
        "Version 2, ab."
    );
    assert_eq!(filled("nothing", &[]), "nothing");
}

#[test]
fn the_last_of_several_names_follows_the_languages_conjunction() {
    for (lang, names, listed) in [
        ("en", &["Megan", "Alun"][..], "Megan and Alun"),
        ("cy", &["Alun", "Megan"], "Alun a Megan"),
        ("cy", &["Megan", "Alun"], "Megan ac Alun"),
        ("cy", &["Megan", "Rhys", "Élodie"], "Megan, Rhys ac Élodie"),
        ("cy", &["Megan", "William"], "Megan a William"),
        ("cy", &["Alun"], "Alun"),
        ("fr", &["Megan", "Alun"], "Megan et Alun"),
    ] {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let plain = listed_plain(lang, &names).replace(['\u{2068}', '\u{2069}'], "");
        assert_eq!(plain, listed, "{lang}");
    }
}

/// `www/loader/stepdown.js` has them a second time, since it runs without the texts.
#[test]
fn a_frame_put_in_place_of_a_widget_is_titled_as_the_widgets_button() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/www/loader/stepdown.js");
    let script = std::fs::read_to_string(path).expect("the script");
    for lang in Text::LANGUAGES {
        let text = Text::of(lang);
        let (sign, join) = (text.get(Key::Submit), text.get(Key::Join));
        let titles = format!("{lang}: [\"{sign}\", \"{join}\", ");
        assert!(script.contains(&titles), "no {titles}");
    }
}
