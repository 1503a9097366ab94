//! Every string that a visitor sees in a widget, by key. The languages are in `src/i18n/`, beside the
//! server's own texts, so that a translator needs one folder: `src/i18n/en/widgets.rs` is English.
//!
//! A language is a `match` over [`Key`], so a missing string does not compile. The server contains
//! all languages; the wasm contains none and receives one as a JSON array in the order of
//! [`Key::ALL`], followed by how the language writes numbers and by its plural rule. Both sides format
//! numbers and plural forms from that table with the same code, never with the browser's own
//! functions, whose rules may differ.

mod field_errors;
mod key;
#[cfg(not(target_arch = "wasm32"))]
mod matching;
#[cfg(not(target_arch = "wasm32"))]
mod numbers;
#[cfg(not(target_arch = "wasm32"))]
mod rules;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub use field_errors::{field_error, form_error};
pub use key::Key;
#[cfg(not(target_arch = "wasm32"))]
pub use matching::{best, direction};

/// The strings of one language.
#[derive(Clone)]
pub struct Text {
    #[cfg(not(target_arch = "wasm32"))]
    language: &'static Language,
    #[cfg(target_arch = "wasm32")]
    texts: std::rc::Rc<[String]>,
}

/// A language of the table.
#[cfg(not(target_arch = "wasm32"))]
struct Language {
    tag: &'static str,
    texts: fn(Key) -> &'static str,
    /// How it writes whole numbers; see [`Text::number`].
    numbers: std::sync::LazyLock<String>,
    /// The plural rule; forms are in the order zero, one, two, few, many, other, as far as the
    /// language has them.
    rule: std::sync::LazyLock<rules::Rule>,
}

/// All languages, English first: passes their BCP 47 tags to a macro. To add a language, add its tag
/// here and a folder with its texts in `src/i18n/`.
#[macro_export]
macro_rules! each_language {
    ($compile:ident) => {
        $compile! { en cy fr pl pa bn ur ar }
    };
}

#[cfg(not(target_arch = "wasm32"))]
macro_rules! languages {
    ($($language:ident)*) => {
        #[path = "../../../src/i18n"]
        mod languages {
            $(pub(super) mod $language {
                mod widgets;
                pub(in crate::text) use widgets::texts;
            })*
        }
        static LANGUAGES: [Language; Text::LANGUAGES.len()] = [$(Language {
            tag: stringify!($language),
            texts: languages::$language::texts,
            numbers: std::sync::LazyLock::new(|| numbers::style(stringify!($language))),
            rule: std::sync::LazyLock::new(|| rules::Rule::of(stringify!($language))),
        }),*];
        impl Text {
            /// All languages, as BCP 47 tags; English is the first.
            pub const LANGUAGES: &[&str] = &[$(stringify!($language)),*];
        }
    };
}

#[cfg(not(target_arch = "wasm32"))]
each_language! { languages }

#[cfg(not(target_arch = "wasm32"))]
impl Text {
    /// The language that best matches a BCP 47 tag, or English.
    pub fn of(tag: &str) -> Text {
        Text::of_first([tag])
    }

    /// The language that matches the first tag for which there is one, or English.
    pub fn of_first<'a>(tags: impl IntoIterator<Item = &'a str>) -> Text {
        let tag = tags.into_iter().find_map(matching::ours);
        let language = LANGUAGES.iter().find(|language| Some(language.tag) == tag);
        Text {
            language: language.unwrap_or(&LANGUAGES[0]),
        }
    }

    /// Whether one of our languages matches this BCP 47 tag.
    pub fn serves(tag: &str) -> bool {
        matching::ours(tag).is_some()
    }

    /// The language as a BCP 47 tag.
    pub fn lang(&self) -> &'static str {
        self.language.tag
    }

    pub fn get(&self, key: Key) -> &'static str {
        (self.language.texts)(key)
    }

    fn numbers(&self) -> &str {
        &self.language.numbers
    }

    fn rule(&self) -> &str {
        self.language.rule.forms()
    }

    /// The asset `text-LANG.json`, which the browser receives.
    pub fn to_json(&self) -> String {
        let texts = Key::ALL.iter().map(|key| self.get(*key));
        let texts: Vec<&str> = texts.chain([self.numbers(), self.rule()]).collect();
        serde_json::to_string(&texts).expect("strings are always JSON")
    }

    /// A text about an ordinal number, from its forms separated by `|`, with its `{}` replaced.
    pub fn ordinal(&self, forms: &str, number: u32) -> String {
        rules::ordinal(self.lang(), forms, number).replacen("{}", &self.number(number), 1)
    }

    /// Replaces the digits of a date or a code by the language's own, and changes nothing else.
    pub fn digits(&self, text: &str) -> String {
        let zero = self.numbers().chars().next();
        let own = |character: char| match (character.to_digit(10), zero) {
            (Some(value), Some(zero)) => char::from_u32(zero as u32 + value).unwrap_or(character),
            _ => character,
        };
        text.chars().map(own).collect()
    }
}

#[cfg(target_arch = "wasm32")]
impl Text {
    /// Strings in the order of [`Key::ALL`], then how numbers are written, then the plural rule;
    /// missing strings read as empty.
    pub fn new(texts: Vec<String>) -> Text {
        Text {
            texts: texts.into(),
        }
    }

    pub fn get(&self, key: Key) -> &str {
        self.texts.get(key as usize).map_or("", String::as_str)
    }

    fn numbers(&self) -> &str {
        self.texts.get(Key::ALL.len()).map_or("", String::as_str)
    }

    fn rule(&self) -> &str {
        self.texts.last().map_or("", String::as_str)
    }
}

impl Text {
    /// The text before and after a string's placeholder.
    pub fn around(&self, key: Key) -> (&str, &str) {
        let text = self.get(key);
        around_placeholder(text).unwrap_or((text, ""))
    }

    /// A string with its `{}` replaced. For names and addresses use `scene::say_with`, which also
    /// isolates their direction.
    pub fn with(&self, key: Key, value: &str) -> String {
        let (before, after) = self.around(key);
        [before, value, after].concat()
    }

    /// The plural form of a string for a number, with its `{}` replaced by that number.
    pub fn plural(&self, key: Key, number: u32) -> String {
        self.form(self.get(key), number)
    }

    /// The same for strings from another table: their forms, separated by `|`.
    pub fn form(&self, forms: &str, number: u32) -> String {
        let form = self.rule().as_bytes().get(place(number)).copied();
        let mut forms = forms.split('|');
        let form = forms.nth(usize::from(form.unwrap_or(b'0') - b'0'));
        let form = form.unwrap_or_default();
        match around_placeholder(form) {
            Some((before, after)) => [before, &self.number(number), after].concat(),
            None => form.to_owned(),
        }
    }

    /// A whole number as the language writes it, by the Unicode CLDR. `numbers` gives its zero, its
    /// separator, the number of digits between separators above the thousands, and how many digits
    /// must precede the first separator. We do not use `toLocaleString`: the first call costs a page
    /// up to 161 ms, and server and browser must agree.
    pub fn number(&self, number: u32) -> String {
        let mut style = self.numbers().chars();
        let mut next = |usual| style.next().unwrap_or(usual);
        let (zero, separator) = (next('0'), next(','));
        let (pair, lone) = (next('3') == '2', next('1') == '1');
        let digits = number.to_string();
        let length = digits.len();
        let mut grouped = String::new();
        for (at, digit) in digits.bytes().enumerate() {
            let left = length - at;
            let boundary =
                left == 3 || left > 3 && (left - 3).is_multiple_of(if pair { 2 } else { 3 });
            if at > 0 && boundary && (lone || length > 4) {
                grouped.push(separator);
            }
            let digit = zero as u32 + u32::from(digit - b'0');
            grouped.push(char::from_u32(digit).unwrap_or(zero));
        }
        grouped
    }

    /// The message beside a field: `field` as on the wire, `code` of a
    /// [`crate::fields::FieldError`].
    pub fn field_message(&self, field: &str, code: &str) -> &str {
        self.get(field_error(field, code))
    }

    /// The message above the form: `code` of a [`crate::wire::Problem`].
    pub fn problem_message(&self, code: &str) -> &str {
        self.get(form_error(code))
    }
}

/// The text before and after `{}`. It is found by its first character, because the standard library's
/// search for a text weighs 0.6 kB in the bundle.
fn around_placeholder(text: &str) -> Option<(&str, &str)> {
    let (before, after) = text.split_once('{')?;
    Some((before, after.strip_prefix('}')?))
}

/// Index of a number's form in a language's rule. Plural rules of whole numbers depend on the
/// number itself while it is small, then on its last two digits; in French also on whole millions.
fn place(number: u32) -> usize {
    let place = match number {
        0..100 => number,
        _ if number.is_multiple_of(1_000_000) => 200,
        _ => 100 + number % 100,
    };
    place as usize
}
