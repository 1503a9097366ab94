//! Every string a visitor sees in a widget, by key; a file per language beside this one.
//!
//! A language is a `match` over [`Key`], so that a missing string does not compile. The server has
//! all languages; the wasm has none and is handed one as a JSON array in the order of [`Key::ALL`].

#[cfg(not(target_arch = "wasm32"))]
mod en;
mod faults;
mod key;

pub use faults::{field_fault, problem_fault};
pub use key::Key;

/// The strings of one language.
#[derive(Clone)]
pub struct Text {
    #[cfg(not(target_arch = "wasm32"))]
    words: fn(Key) -> &'static str,
    #[cfg(target_arch = "wasm32")]
    words: std::rc::Rc<[String]>,
}

#[cfg(not(target_arch = "wasm32"))]
impl Text {
    /// The languages there are, as BCP 47 tags.
    pub const LANGUAGES: [&str; 1] = ["en"];

    /// The language that serves a BCP 47 tag best: its own, its primary one, or English.
    pub fn of(_lang: &str) -> Text {
        Text { words: en::words }
    }

    pub fn get(&self, key: Key) -> &str {
        (self.words)(key)
    }

    /// The asset `text-LANG.json`: what the browser is handed.
    pub fn to_json(&self) -> String {
        let words: Vec<&str> = Key::ALL.iter().map(|key| self.get(*key)).collect();
        serde_json::to_string(&words).expect("strings are always JSON")
    }
}

#[cfg(target_arch = "wasm32")]
impl Text {
    /// Strings in the order of [`Key::ALL`]; one that is missing reads as nothing.
    pub fn new(words: Vec<String>) -> Text {
        Text {
            words: words.into(),
        }
    }

    pub fn get(&self, key: Key) -> &str {
        self.words.get(key as usize).map_or("", String::as_str)
    }
}

impl Text {
    /// A string with its `{}` replaced.
    pub fn with(&self, key: Key, value: &str) -> String {
        let words = self.get(key);
        match words.split_once("{}") {
            Some((before, after)) => [before, value, after].concat(),
            None => words.to_owned(),
        }
    }

    /// A whole number with its digits grouped the way the language groups them. `toLocaleString`
    /// costs a page up to 161 ms the first time, and server and browser must agree.
    pub fn number(&self, number: u32) -> String {
        let digits = number.to_string();
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push_str(self.get(Key::DigitGroups));
            }
            grouped.push(digit);
        }
        grouped
    }

    /// What to write beside a field: `field` as on the wire, `code` of a
    /// [`crate::fields::FieldError`].
    pub fn field_message(&self, field: &str, code: &str) -> &str {
        self.get(field_fault(field, code))
    }

    /// What to write above the form: `code` of a [`crate::wire::Problem`].
    pub fn problem_message(&self, code: &str) -> &str {
        self.get(problem_fault(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three() {
        let text = Text::of("en");
        for (number, grouped) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (412_903, "412,903"),
            (1_000_000, "1,000,000"),
        ] {
            assert_eq!(text.number(number), grouped);
        }
    }

    #[test]
    fn the_asset_has_every_string_in_the_order_of_the_keys() {
        let text = Text::of("en");
        let words: Vec<String> = serde_json::from_str(&text.to_json()).expect("is JSON");
        assert_eq!(words.len(), Key::ALL.len());
        for key in Key::ALL {
            assert_eq!(words[*key as usize], text.get(*key));
            assert!(!words[*key as usize].is_empty(), "{key:?} says nothing");
        }
    }

    #[test]
    fn a_value_takes_the_place_of_the_braces() {
        let text = Text::of("en");
        assert_eq!(
            text.with(Key::Updates, "Carers & Co"),
            "Send me updates from Carers & Co"
        );
    }
}
