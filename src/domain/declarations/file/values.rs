//! The values of settings, each read from its text or refused with what was expected.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use widgets::fields;

use crate::domain::signatures::name::nfc;

/// Longer than any campaign can justify.
const MOST_KEEP_DAYS: i64 = 3_650;

/// The end of the day that is some days after a given day.
pub(super) fn after(day: Date, days: i64) -> i64 {
    start_of(day.saturating_add(jiff::Span::new().days(days + 1)))
}

pub(super) fn keep_days(text: &str) -> Result<i64, String> {
    match text.parse::<i64>() {
        Ok(days) if (0..=MOST_KEEP_DAYS).contains(&days) => Ok(days),
        _ => Err(format!(
            "a whole number of days from 0 to {MOST_KEEP_DAYS}, not {text:?}"
        )),
    }
}

/// A slug, or what was expected.
pub fn slug(text: &str) -> Result<String, String> {
    fields::Slug::parse(text)
        .map(|slug| slug.as_str().to_owned())
        .map_err(|_| {
            format!(
                "at most {} small letters a to z, digits and single hyphens between them, not {text:?}",
                fields::Slug::MAX_CHARS
            )
        })
}

pub(super) fn one_line(text: &str, max_chars: usize) -> Result<String, String> {
    let chars = text.chars().count();
    if chars == 0 || chars > max_chars || text.chars().any(char::is_control) {
        return Err(format!(
            "one line of 1 to {max_chars} characters, not {chars}"
        ));
    }
    Ok(nfc(text))
}

pub(super) fn address(text: &str) -> Result<String, String> {
    fields::EmailAddress::parse(text)
        .map(|address| address.as_str().to_owned())
        .map_err(|_| format!("an email address such as hello@act.example, not {text:?}"))
}

pub(super) fn goal(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(goal) if goal > 0 => Ok(goal),
        _ => Err(format!(
            "a whole number above 0 without separators, not {text:?}"
        )),
    }
}

pub(super) fn date(text: &str) -> Result<Date, String> {
    // The library would also accept a date with a time, and drop the time.
    let date = text.parse::<Date>().ok();
    date.filter(|date| date.to_string() == text).ok_or_else(|| {
        format!(
            "a date such as 2026-11-01, without a time: days begin and end at midnight UTC, not {text:?}"
        )
    })
}

pub(super) fn start_of(day: Date) -> i64 {
    day.to_zoned(TimeZone::UTC)
        .map_or(i64::MAX, |start| start.timestamp().as_millisecond())
}
