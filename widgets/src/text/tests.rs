//! Checks all languages against the keys, the CLDR and each other.

use super::*;

/// Keys whose strings have plural forms.
const PLURALS: [Key; 3] = [Key::Signed, Key::ReadPrinciples, Key::AskedAgo];

fn all() -> impl Iterator<Item = Text> {
    Text::LANGUAGES.iter().map(|lang| Text::of(lang))
}

#[test]
fn every_translation_is_complete_with_the_same_placeholders() {
    let english = Text::of("en");
    for text in all() {
        for key in Key::ALL {
            let (translation, model) = (text.get(*key), english.get(*key));
            assert!(
                !translation.trim().is_empty(),
                "{} says nothing for {key:?}",
                text.lang()
            );
            let last = translation.rsplit('|').next().unwrap_or_default();
            assert_eq!(
                last.matches("{}").count(),
                model
                    .rsplit('|')
                    .next()
                    .unwrap_or_default()
                    .matches("{}")
                    .count(),
                "{}: {key:?}",
                text.lang()
            );
            assert!(
                !translation.contains('!'),
                "{} shouts in {key:?}",
                text.lang()
            );
        }
    }
}

#[test]
fn no_translation_is_left_in_english() {
    // Strings that are the same word in both languages, or no word.
    let same = |lang: &str, key: Key| {
        matches!(
            (lang, key),
            (_, Key::Direction)
                | ("fr" | "pl", Key::ShareEmail | Key::FollowRss)
                | ("fr", Key::MoreOrganisation)
        )
    };
    let english = Text::of("en");
    for text in all().skip(1) {
        for key in Key::ALL.iter().filter(|key| !same(text.lang(), **key)) {
            assert_ne!(
                text.get(*key),
                english.get(*key),
                "{}: {key:?}",
                text.lang()
            );
        }
    }
}

#[test]
fn every_language_has_exactly_its_cldr_plural_forms() {
    for text in all() {
        let kinds = rules::categories(&rules::cldr(text.lang()));
        for key in Key::ALL {
            let forms = text.get(*key).split('|').count();
            let expected = if PLURALS.contains(key) {
                kinds.len()
            } else {
                1
            };
            assert_eq!(forms, expected, "{}: {key:?} for {kinds:?}", text.lang());
        }
    }
}

#[test]
fn the_shipped_plural_rule_matches_the_cldr() {
    let large = [
        10_000,
        10_001,
        99_999,
        100_011,
        412_903,
        999_999,
        1_000_000,
        1_000_001,
        2_000_000,
        7_000_003,
        21_000_000,
        u32::MAX,
    ];
    for text in all() {
        let rules = rules::cldr(text.lang());
        let kinds = rules::categories(&rules);
        for number in (0..=1200).chain(large) {
            let form = text.rule().as_bytes()[place(number)] - b'0';
            let expected = rules.category_for(number);
            assert_eq!(
                kinds[usize::from(form)],
                expected,
                "{} {number}",
                text.lang()
            );
        }
    }
}

#[test]
fn a_count_uses_the_plural_form_of_its_number() {
    for (lang, number, expected) in [
        ("en", 1, "has signed"),
        ("en", 2, "have signed"),
        ("cy", 2, "lofnod"),
        ("cy", 7, "llofnod"),
        ("fr", 0, "signature"),
        ("fr", 412, "signatures"),
        ("fr", 1_000_000, "de signatures"),
        ("pl", 22, "podpisy"),
        ("pl", 12, "podpisów"),
        ("ar", 2, "توقيعان"),
        ("ar", 105, "تواقيع"),
        ("ar", 412, "توقيعًا"),
        ("ar", 100, "توقيع"),
    ] {
        assert_eq!(
            Text::of(lang).plural(Key::Signed, number),
            expected,
            "{lang} {number}"
        );
    }
    let read = |lang: &str, number| Text::of(lang).plural(Key::ReadPrinciples, number);
    assert_eq!(read("en", 6), "Read the 6 principles");
    assert_eq!(read("bn", 6), "৬টি নীতি পড়ুন");
    assert_eq!(read("ar", 2), "قراءة المبدأين");
}

#[test]
fn numbers_are_formatted_by_the_cldr() {
    for (lang, written) in [
        (
            "en",
            ["0", "999", "1,234", "12,345", "412,903", "1,234,567"],
        ),
        (
            "cy",
            ["0", "999", "1,234", "12,345", "412,903", "1,234,567"],
        ),
        (
            "fr",
            [
                "0",
                "999",
                "1\u{202f}234",
                "12\u{202f}345",
                "412\u{202f}903",
                "1\u{202f}234\u{202f}567",
            ],
        ),
        (
            "pl",
            [
                "0",
                "999",
                "1234",
                "12\u{a0}345",
                "412\u{a0}903",
                "1\u{a0}234\u{a0}567",
            ],
        ),
        (
            "pa",
            ["0", "999", "1,234", "12,345", "4,12,903", "12,34,567"],
        ),
        (
            "bn",
            ["০", "৯৯৯", "১,২৩৪", "১২,৩৪৫", "৪,১২,৯০৩", "১২,৩৪,৫৬৭"],
        ),
        (
            "ur",
            ["0", "999", "1,234", "12,345", "412,903", "1,234,567"],
        ),
        (
            "ar",
            ["0", "999", "1,234", "12,345", "412,903", "1,234,567"],
        ),
    ] {
        let shown = [0, 999, 1234, 12_345, 412_903, 1_234_567];
        for (number, written) in shown.into_iter().zip(written) {
            assert_eq!(Text::of(lang).number(number), written, "{lang}");
        }
        let cldr = numbers::cldr(lang);
        for number in (0..10_000).chain([99_999, 100_000, 9_999_999, 10_000_000, u32::MAX]) {
            let written = cldr.format(&number.into()).to_string();
            assert_eq!(Text::of(lang).number(number), written, "{lang}");
        }
    }
    assert_eq!(Text::of("bn").digits("21-2026"), "২১-২০২৬");
    assert_eq!(Text::of("ar").digits("2026"), "2026");
}

#[test]
fn a_language_tag_maps_to_a_supported_language() {
    for (tag, lang) in [
        ("en", "en"),
        ("en-GB", "en"),
        ("cy-GB", "cy"),
        ("CY", "cy"),
        ("pa-Guru", "pa"),
        ("pa-Guru-IN", "pa"),
        ("pa-Arab-PK", "ur"),
        ("ar-x-moon", "ar"),
        ("fr-CA-u-nu-latn", "fr"),
        ("zh", "en"),
        ("", "en"),
        ("x", "en"),
        ("arc", "en"),
        ("cy_GB", "cy"),
        ("pa_Arab_PK", "ur"),
        (" FR_ca ", "fr"),
    ] {
        assert_eq!(Text::of(tag).lang(), lang, "{tag}");
    }
    assert_eq!(Text::of_first(["zh", "ur-PK", "cy"]).lang(), "ur");
    assert_eq!(Text::of_first(["zh", "la"]).lang(), "en");
}

#[test]
fn the_closest_offered_language_is_chosen() {
    for (wanted, offered, expected) in [
        ("en-US", &["cy", "en-GB"][..], Some("en-GB")),
        ("pt", &["pt-BR", "pt-PT"], Some("pt-BR")),
        ("zh-Hant-TW", &["zh-Hans", "zh-Hant"], Some("zh-Hant")),
        ("PT-br", &["pt", "pt-BR"], Some("pt-BR")),
        ("de", &["en", "cy"], None),
        ("zh_Hant_TW", &["zh-Hans", "zh-Hant"], Some("zh-Hant")),
    ] {
        assert_eq!(best(wanted, offered.iter().copied()), expected, "{wanted}");
    }
}

#[test]
fn text_direction_follows_language_and_script() {
    for text in all() {
        assert_eq!(
            text.get(Key::Direction),
            direction(text.lang()),
            "{}",
            text.lang()
        );
    }
    for (tag, expected) in [
        ("he-IL", "rtl"),
        ("pa-Arab", "rtl"),
        ("az-Latn-IR", "ltr"),
        ("ks-Deva", "ltr"),
        ("fa", "rtl"),
    ] {
        assert_eq!(direction(tag), expected, "{tag}");
    }
}

#[test]
fn the_json_asset_lists_strings_in_key_order_then_numbers_and_the_plural_rule() {
    for text in all() {
        let texts: Vec<String> = serde_json::from_str(&text.to_json()).expect("is JSON");
        assert_eq!(texts.len(), Key::ALL.len() + 2);
        for key in Key::ALL {
            assert_eq!(texts[*key as usize], text.get(*key));
        }
        assert_eq!(texts[Key::ALL.len()].chars().count(), 4);
        assert_eq!(texts.last().map(String::len), Some(201));
    }
}

#[test]
fn a_value_replaces_the_braces() {
    let text = Text::of("en").with(Key::Updates, "Carers & Co");
    assert_eq!(text, "Send me updates from Carers & Co");
}
