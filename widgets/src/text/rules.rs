//! The plural rules of the Unicode CLDR as a string that both sides read: one digit per kind of
//! number, giving the index of the form to use. ICU4X contains the rules; the browser receives the
//! string, so it always agrees with the server.

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};

/// The order of forms in the table.
const ORDER: [PluralCategory; 6] = [
    PluralCategory::Zero,
    PluralCategory::One,
    PluralCategory::Two,
    PluralCategory::Few,
    PluralCategory::Many,
    PluralCategory::Other,
];

/// One language's rule.
pub(super) struct Rule {
    forms: String,
}

impl Rule {
    pub(super) fn of(tag: &str) -> Rule {
        let rules = cldr(tag);
        let has = categories(&rules);
        let form = |number: u32| {
            let category = rules.category_for(number);
            let place = has.iter().position(|one| *one == category);
            char::from_digit(place.unwrap_or_default() as u32, 10).unwrap_or('0')
        };
        // The positions of `super::place`: 0 to 99, then the last two digits of larger numbers,
        // then millions.
        let numbers = (0..200).chain([1_000_000]);
        Rule {
            forms: numbers.map(form).collect(),
        }
    }

    pub(super) fn forms(&self) -> &str {
        &self.forms
    }
}

/// The form of an ordinal number, as in `1st`, `2nd`: the forms are in the same order. A language
/// whose text needs no such forms has a single one.
pub(super) fn ordinal<'a>(tag: &str, forms: &'a str, number: u32) -> &'a str {
    let locale: Locale = tag.parse().expect("a tag of the table is a locale");
    let rules = PluralRules::try_new_ordinal((&locale).into())
        .expect("the rules of all languages are built in");
    let category = rules.category_for(number);
    let place = categories(&rules).iter().position(|one| *one == category);
    let mut split = forms.split('|');
    let first = split.next().unwrap_or_default();
    match place {
        None | Some(0) => first,
        Some(place) => split.nth(place - 1).unwrap_or(first),
    }
}

/// The CLDR's plural rules for a language.
pub(super) fn cldr(tag: &str) -> PluralRules {
    let locale: Locale = tag.parse().expect("a tag of the table is a locale");
    PluralRules::try_new_cardinal((&locale).into())
        .expect("the rules of all languages are built in")
}

/// The kinds of number that a language distinguishes, in the order of the table.
pub(super) fn categories(rules: &PluralRules) -> Vec<PluralCategory> {
    let has: Vec<PluralCategory> = rules.categories().collect();
    ORDER.into_iter().filter(|one| has.contains(one)).collect()
}
