//! Days typed as an option, converted to the first moment of the day or after it, in UTC.

use anyhow::bail;
use jiff::{civil::Date, tz::TimeZone};

/// The first moment of a day, in Unix milliseconds.
pub(super) fn start(typed: &str) -> anyhow::Result<i64> {
    moment(typed, 0)
}

/// The first moment after a day, in Unix milliseconds.
pub(super) fn end(typed: &str) -> anyhow::Result<i64> {
    moment(typed, 1)
}

fn moment(typed: &str, days: i64) -> anyhow::Result<i64> {
    let typed = typed.trim();
    // The parser also accepts a time of day, and would ignore it.
    let day = typed.parse::<Date>().ok();
    let Some(day) = day.filter(|_| typed.len() == "2026-11-01".len()) else {
        bail!("{typed:?} is not a date: write it as 2026-11-01");
    };
    let day = day.saturating_add(jiff::Span::new().days(days));
    let start = day.to_zoned(TimeZone::UTC)?;
    Ok(start.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_and_ends_at_midnight_utc() {
        assert_eq!(start("2026-11-01").expect("a day"), 1_793_491_200_000);
        assert_eq!(end(" 2026-10-31 ").expect("a day"), 1_793_491_200_000);
        for wrong in [
            "",
            "yesterday",
            "01.11.2026",
            "2026-13-01",
            "2026-11-01T18:00",
        ] {
            assert!(start(wrong).is_err(), "{wrong}");
        }
    }
}
