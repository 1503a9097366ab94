//! Days as they are typed behind an option: the first moment of each, in UTC.

use anyhow::bail;
use jiff::{civil::Date, tz::TimeZone};

/// The first moment of a day, in Unix milliseconds.
pub(super) fn start(typed: &str) -> anyhow::Result<i64> {
    let typed = typed.trim();
    // The parser takes a time of day as well, and would forget it.
    let day = typed.parse::<Date>().ok();
    let Some(day) = day.filter(|_| typed.len() == "2026-11-01".len()) else {
        bail!("{typed:?} is no day: write it as 2026-11-01");
    };
    let start = day.to_zoned(TimeZone::UTC)?;
    Ok(start.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_utc() {
        assert_eq!(start("2026-11-01").expect("a day"), 1_793_491_200_000);
        assert_eq!(start(" 2026-11-01 ").expect("a day"), 1_793_491_200_000);
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
