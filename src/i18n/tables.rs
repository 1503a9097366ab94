//! Compares every language with English: the same placeholders, and nothing left in English.

use std::collections::BTreeMap;

use syn::{Expr, ExprStruct, Item, Lit};
use widgets::text::Text;

/// Folder, minimum number of strings, and whether each language has its own words for every one
/// of them.
const TABLES: [(&str, usize, bool); 7] = [
    ("mail", 31, true),
    ("page", 61, true),
    ("declaration", 5, false),
    ("manage", 31, false),
    ("print", 26, false),
    ("embed", 31, false),
    ("advice", 31, false),
];
/// How a language writes dates and lists of names is its own choice, so it is not compared.
const OWN: &str = "writing";

/// Every string of a language by its field: `failures.slow.0` is the first of a nested pair.
fn strings(table: &str, lang: &str) -> BTreeMap<String, String> {
    let root = env!("CARGO_MANIFEST_DIR");
    let source = std::fs::read_to_string(format!("{root}/src/i18n/{lang}/{table}.rs"))
        .unwrap_or_else(|error| panic!("{table} lacks {lang}: {error}"));
    let file = syn::parse_file(&source).expect("it compiles");
    let words = file.items.iter().find_map(|item| match item {
        Item::Const(table) => Some(&*table.expr),
        _ => None,
    });
    let mut strings = BTreeMap::new();
    match words.expect("a table") {
        // A language may lack the desk's table, which is an `Option` for that reason.
        Expr::Call(some) if table == "desk" => gather(&some.args[0], "", &mut strings),
        Expr::Path(_) if table == "desk" => {}
        words => gather(words, "", &mut strings),
    }
    strings
}

fn gather(words: &Expr, place: &str, strings: &mut BTreeMap<String, String>) {
    match words {
        Expr::Lit(literal) => {
            let Lit::Str(said) = &literal.lit else {
                panic!("{place} is no words");
            };
            strings.insert(place.to_owned(), said.value());
        }
        Expr::Array(several) => {
            for (at, one) in several.elems.iter().enumerate() {
                gather(one, &format!("{place}.{at}"), strings);
            }
        }
        Expr::Struct(ExprStruct { fields, .. }) => {
            for field in fields {
                let syn::Member::Named(name) = &field.member else {
                    panic!("{place} has fields without names");
                };
                if name != OWN {
                    let inner = format!("{place}.{name}");
                    gather(&field.expr, inner.trim_start_matches('.'), strings);
                }
            }
        }
        _ => panic!("{place} is no words"),
    }
}

/// Placeholders and code.
fn names_in(words: &str) -> Vec<&str> {
    let after_braces = words.split('{').skip(1);
    let placeholders = after_braces.filter_map(|rest| rest.split('}').next());
    // `{}` is the number in a plural form, which the forms for one and two may leave out.
    let named = placeholders.filter(|name| !name.is_empty());
    let code = words.split('`').skip(1).step_by(2);
    let mut names: Vec<&str> = named.chain(code).collect();
    names.sort_unstable();
    names
}

fn same_values(said: &str, model: &str, place: &str) {
    let model = model.split('|').next().unwrap_or_default();
    for form in said.split('|') {
        assert_eq!(names_in(form), names_in(model), "{place}");
        assert!(!form.trim().is_empty() && !form.contains('!'), "{place}");
    }
}

#[test]
fn every_translation_is_complete_with_the_same_placeholders() {
    for (table, least, of_its_own) in TABLES {
        let english = strings(table, "en");
        assert!(english.len() >= least, "{table}: {}", english.len());
        for lang in Text::LANGUAGES {
            let words = strings(table, lang);
            assert!(words.keys().eq(english.keys()), "{table}: {lang}");
            for (field, model) in &english {
                let (said, place) = (&words[field], format!("{table}: {lang}: {field}"));
                same_values(said, model, &place);
                let own = *lang == "en" || said != model;
                assert!(own || !of_its_own, "{place} is English");
            }
            let own = *lang == "en" || words != english;
            assert!(own, "{table}: {lang} is English");
        }
    }
}

#[test]
fn the_desk_is_complete_in_each_language_that_it_speaks() {
    let english = strings("desk", "en");
    assert!(english.len() >= 200, "{}", english.len());
    let tables = Text::LANGUAGES
        .iter()
        .map(|lang| (*lang, strings("desk", lang)));
    let spoken: Vec<_> = tables.filter(|(_, words)| !words.is_empty()).collect();
    let languages: Vec<_> = spoken.iter().map(|(lang, _)| *lang).collect();
    assert!(languages.contains(&"en") && languages.contains(&"cy"));
    assert!(super::desk::languages().eq(languages.iter().copied()));
    for (lang, words) in &spoken {
        assert!(words.keys().eq(english.keys()), "{lang}");
        for (field, model) in &english {
            same_values(&words[field], model, &format!("desk: {lang}: {field}"));
        }
        assert!(*lang == "en" || *words != english, "{lang} is English");
    }
}
