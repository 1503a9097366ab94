//! Times as Unix milliseconds in UTC: durations, and how times are written. `clock.rs` tells the
//! current time.

pub const SECOND_MS: i64 = 1_000;
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// RFC 3339 in UTC with whole seconds, as the API writes times.
pub fn rfc3339(at_ms: i64) -> String {
    jiff::Timestamp::from_second(at_ms.div_euclid(SECOND_MS))
        .map_or_else(|_| String::new(), |at| at.to_string())
}

/// ISO 8601 date in UTC.
pub fn day(at_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(at_ms).map_or_else(
        |_| String::new(),
        |at| at.to_zoned(jiff::tz::TimeZone::UTC).date().to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_formatted_in_utc_with_whole_seconds() {
        assert_eq!(rfc3339(1_793_491_200_999), "2026-11-01T00:00:00Z");
        assert_eq!(day(1_793_491_199_999), "2026-10-31");
    }
}
