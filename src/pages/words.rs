//! The texts of whole pages, one file per language in `words/`; texts that widgets use too are in
//! `widgets::text`. Each language is a value of [`Words`], so a missing string does not compile.
//!
//! Names in braces are filled in by [`filled`]. Messages for programs stay in English.

mod ar;
mod bn;
mod cy;
mod en;
mod fr;
mod pa;
mod pl;
mod problems;
mod ur;

use widgets::text::{Key, Text};
use yew::prelude::*;

pub use problems::{
    for_people as problem_words, heading as problem_heading, title as problem_title,
};

use crate::tables;

/// All texts of our own pages in one language.
pub(crate) struct Words {
    /// On every page.
    pub skip: &'static str,
    pub made_with: &'static str,
    pub other_languages: &'static str,

    pub on_your_site: &'static str,

    pub a_declaration: &'static str,
    pub describe_declaration: &'static str,
    pub sign: &'static str,
    pub sign_below: &'static str,
    pub imprint: &'static str,
    pub privacy_notice: &'static str,
    pub names_continued: &'static str,
    pub more_names: &'static str,
    pub more_organisations: &'static str,

    /// Searching for a name.
    pub find_a_name: &'static str,
    pub find_hint: &'static str,
    pub find: &'static str,
    pub found: &'static str,
    pub nobody_found: &'static str,
    pub nobody_found_hint: &'static str,
    pub type_letters: &'static str,

    pub a_list: &'static str,
    pub describe_list: &'static str,

    pub home_title: &'static str,
    pub describe_home: &'static str,
    pub declarations: &'static str,
    pub nothing_open: &'static str,
    pub open_here: &'static str,
    pub runs: &'static str,
    pub api: &'static str,

    pub one_step_left: &'static str,
    pub confirm_signature: &'static str,
    pub confirm_joining: &'static str,
    pub asked_to_sign: &'static str,
    pub asked_to_join: &'static str,
    pub confirmed_before: &'static str,
    pub counts_once_pressed: &'static str,
    pub shown_hidden: &'static str,
    pub shown_full: &'static str,
    pub shown_initials: &'static str,
    pub shown_organisation_full: &'static str,
    pub shown_organisation_initials: &'static str,
    pub joined_already: &'static str,
    pub nothing_sent_yet: &'static str,
    pub sign_as: &'static str,
    pub join_this: &'static str,
    pub somebody_else: &'static str,
    pub not_me: &'static str,

    pub you_signed: &'static str,
    pub you_joined: &'static str,
    pub signed_this: &'static str,
    pub joined_this: &'static str,
    pub answered_before: &'static str,
    pub manage: &'static str,
    /// With `{site}`, the host of the allied page.
    pub back: &'static str,
    /// With `{seconds}` and `{site}`.
    pub back_soon: &'static str,
    pub stay: &'static str,
    pub about_list: &'static str,
    pub pass_on: &'static str,
    pub why_joined: &'static str,

    pub taken_back: &'static str,
    pub it_is_taken_back: &'static str,
    pub deleted: &'static str,
    pub changed_mind: &'static str,
    pub let_emails_come: &'static str,
    pub let_emails_come_heading: &'static str,
    pub let_emails_come_what: &'static str,
    pub emails_come: &'static str,
    pub emails_come_what: &'static str,
    pub nothing_to_do: &'static str,

    pub leave: &'static str,
    pub leave_this: &'static str,
    pub no_more_letters: &'static str,
    pub left: &'static str,
    pub no_more_of_this: &'static str,
    pub slip: &'static str,
    pub end_updates: &'static str,
    pub end_updates_of: &'static str,
    pub signature_stays: &'static str,
    pub updates_ended: &'static str,
    pub no_more_updates: &'static str,

    /// Links to go on after an error.
    pub what_can_be_signed: &'static str,
    pub sign_on_our_page: &'static str,
    pub join_on_our_page: &'static str,
    /// A form to check again before sending: the button, the text above it, and the text where it
    /// cannot be sent at all.
    pub check_and_send: &'static str,
    pub check_first: &'static str,
    pub check_elsewhere: &'static str,
    pub not_on_this_site: &'static str,
    pub for_editor: &'static str,
    /// Headings of error pages.
    pub nothing_here: &'static str,
    pub not_open_yet: &'static str,
    pub has_closed: &'static str,
    pub off_the_web: &'static str,
    pub off_the_web_what: &'static str,
    /// With `{title}`; then `{date}`, `{organisers}` and `{contact}`.
    pub nothing_confirmed: &'static str,
    pub kept_until: &'static str,
    pub dead_link: &'static str,
    pub a_moment: &'static str,
    pub did_not_work: &'static str,
    pub cannot_be_done: &'static str,
    /// What to do about the errors.
    pub no_such_address: &'static str,
    pub sign_again: &'static str,
    pub go_back: &'static str,
    pub no_database: &'static str,
    pub our_fault: &'static str,

    pub writing: Writing,
}

/// How a language writes dates and lists of names.
pub(crate) struct Writing {
    /// `{day}`, `{month}` and `{year}`.
    pub date: &'static str,
    /// `{day}` and `{month}`, the month abbreviated.
    pub short_date: &'static str,
    /// The first day of a month, where it is written differently from a plain 1.
    pub first_day: &'static str,
    pub months: [&'static str; 12],
    pub short_months: [&'static str; 12],
    /// Between names; before the last of two; before the last of three or more.
    pub comma: &'static str,
    pub and: &'static str,
    pub last_and: &'static str,
}

/// The texts in the language that best matches a language tag.
pub(crate) fn of(lang: &str) -> &'static Words {
    tables::of_language!(lang)
}

/// A language's name in that language; the tag itself for a language we do not have.
pub fn own_name(lang: &str) -> &str {
    match lang {
        "en" => "English",
        "cy" => "Cymraeg",
        "fr" => "Français",
        "pl" => "Polski",
        "pa" => "ਪੰਜਾਬੀ",
        "bn" => "বাংলা",
        "ur" => "اردو",
        "ar" => "العربية",
        other => other,
    }
}

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

/// A whole number as the language writes it.
pub fn number(lang: &str, value: u64) -> String {
    Text::of(lang).number(countable(value))
}

/// The words after a count: "has signed", "have signed".
pub fn have_signed(lang: &str, count: u64) -> String {
    Text::of(lang).plural(Key::Signed, countable(count))
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
    let month = usize::try_from(date.month() - 1).ok();
    let month = month.and_then(|month| months.get(month).copied());
    let year = digits(date.year());
    let month = month.unwrap_or_default();
    filled(pattern, &[("day", &day), ("month", month), ("year", &year)])
}

/// A list of names, each in its own direction: "A", "A and B", "A, B and C".
pub fn listed(lang: &str, names: &[String]) -> Html {
    let named = names.iter().enumerate();
    named
        .map(|(at, name)| html! { <>{ between(lang, at, names.len()) }<bdi>{ name }</bdi></> })
        .collect()
}

/// The same as plain text, where isolating characters keep the directions apart.
pub fn listed_plain(lang: &str, names: &[String]) -> String {
    let named = names.iter().enumerate();
    named
        .map(|(at, name)| format!("{}\u{2068}{name}\u{2069}", between(lang, at, names.len())))
        .collect()
}

fn between(lang: &str, at: usize, count: usize) -> &'static str {
    let writing = &of(lang).writing;
    match at {
        0 => "",
        _ if at + 1 < count => writing.comma,
        1 => writing.and,
        _ => writing.last_and,
    }
}

#[cfg(test)]
mod tests;
