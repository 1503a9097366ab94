//! Fills values into texts, where names in braces are placeholders. There is one pass, so braces in
//! a value are not filled in.

use widgets::text::{Key, Text};
use yew::prelude::*;

/// The text with its placeholders replaced, as plain text.
pub(crate) fn filled(words: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (before, name) in pieces(words) {
        text.push_str(before);
        let value = values.iter().find(|(known, _)| Some(*known) == name);
        text.push_str(value.map_or("", |(_, value)| value));
    }
    text
}

/// The same, with each value isolated where the language is written from right to left: otherwise a
/// Latin name would reverse the text beside it. For plain text; in HTML, elements isolate.
pub(crate) fn isolated(lang: &str, words: &str, values: &[(&str, &str)]) -> String {
    if Text::of(lang).get(Key::Direction) == "ltr" {
        return filled(words, values);
    }
    let isolated: Vec<String> = values.iter().map(|(_, value)| apart(value)).collect();
    let names = values.iter().map(|(name, _)| *name);
    let pairs: Vec<(&str, &str)> = names.zip(isolated.iter().map(String::as_str)).collect();
    filled(words, &pairs)
}

/// A value between isolating characters, so that it stays in one piece beside text in the other
/// direction.
pub(crate) fn apart(value: &str) -> String {
    format!("\u{2068}{value}\u{2069}")
}

/// The text with its placeholders replaced by elements.
pub(crate) fn set(words: &'static str, values: &[(&str, Html)]) -> Html {
    let pieces = pieces(words).into_iter().map(|(before, name)| {
        let value = values.iter().find(|(known, _)| Some(*known) == name);
        html! { <>{ before }{ for value.map(|(_, value)| value.clone()) }</> }
    });
    pieces.collect()
}

/// The text before each placeholder, with the placeholder's name; the last piece has none.
fn pieces(words: &str) -> Vec<(&str, Option<&str>)> {
    let mut pieces = Vec::new();
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        pieces.push((before, Some(name)));
        rest = after;
    }
    pieces.push((rest, None));
    pieces
}
