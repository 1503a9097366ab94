//! Numbers, dates and lists of names, as each language writes them.

use unicode_normalization::UnicodeNormalization as _;
use widgets::text::{Key, Text};
use yew::prelude::*;

use super::fill::{apart, filled};
use super::page::of;

/// A whole number as the language writes it.
pub fn number(lang: &str, value: u64) -> String {
    Text::of(lang).number(countable(value))
}

/// The words after a count: "has signed", "have signed".
pub fn have_signed(lang: &str, count: u64) -> String {
    Text::of(lang).plural(Key::Signed, countable(count))
}

/// "You are the 423rd to sign."
pub fn you_are(lang: &str, place: u64) -> String {
    Text::of(lang).ordinal(of(lang).you_are, countable(place))
}

/// Caps at `u32::MAX`: fewer people than that can sign.
fn countable(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// `21 November 2026`, in UTC; empty for an invalid time.
pub fn date(lang: &str, ms: i64) -> String {
    let writing = &of(lang).writing;
    jiff::Timestamp::from_millisecond(ms)
        .map(|time| write_date(lang, writing.date, &writing.months, time))
        .unwrap_or_default()
}

/// `21 November 2026`, from a calendar date.
pub fn civil_date(lang: &str, day: jiff::civil::Date) -> String {
    let start = day.to_zoned(jiff::tz::TimeZone::UTC);
    start.map_or(String::new(), |start| {
        date(lang, start.timestamp().as_millisecond())
    })
}

/// `21 Nov` from an RFC 3339 time, for lists where the year is obvious.
pub fn short_date(lang: &str, time: &str) -> String {
    let writing = &of(lang).writing;
    time.parse::<jiff::Timestamp>()
        .map(|time| write_date(lang, writing.short_date, &writing.short_months, time))
        .unwrap_or_default()
}

fn write_date(lang: &str, pattern: &str, months: &[&str; 12], time: jiff::Timestamp) -> String {
    let date = time.to_zoned(jiff::tz::TimeZone::UTC).date();
    let digits = |number: i16| Text::of(lang).digits(&number.to_string());
    let day = match (date.day(), of(lang).writing.first_day) {
        (1, first) if !first.is_empty() => first.to_owned(),
        (day, _) => digits(day.into()),
    };
    let index = usize::from(date.month().unsigned_abs()) - 1;
    let month = months.get(index).copied().unwrap_or_default();
    let year = digits(date.year());
    filled(pattern, &[("day", &day), ("month", month), ("year", &year)])
}

/// A list of names, each in its own direction: "A", "A and B", "A, B and C".
pub fn listed(lang: &str, names: &[String]) -> Html {
    let named = names.iter().enumerate();
    named
        .map(|(at, name)| html! { <>{ between(lang, at, names) }<bdi>{ name }</bdi></> })
        .collect()
}

/// The same as plain text, where isolating characters keep the directions apart.
pub fn listed_plain(lang: &str, names: &[String]) -> String {
    let named = names.iter().enumerate();
    named
        .map(|(at, name)| [between(lang, at, names), &apart(name)].concat())
        .collect()
}

/// What comes before the name at this place.
fn between(lang: &str, at: usize, names: &[String]) -> &'static str {
    let writing = &of(lang).writing;
    let before_vowel = writing.and_before_vowel;
    match at {
        0 => "",
        _ if at + 1 < names.len() => writing.comma,
        _ if !before_vowel.is_empty()
            && names.get(at).is_some_and(|name| begins_with_vowel(name)) =>
        {
            before_vowel
        }
        1 => writing.and,
        _ => writing.last_and,
    }
}

/// In Welsh: `w` and `y` are consonants at the beginning of most names ("William", "Yusuf").
fn begins_with_vowel(name: &str) -> bool {
    let letters = name.nfd().find(|letter| letter.is_alphabetic());
    letters.is_some_and(|letter| "aeiouAEIOU".contains(letter))
}
