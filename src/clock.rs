//! The time, as Unix milliseconds in UTC: the system's, or a pinned one that tests move by hand.
//! Nothing else in the server reads a clock; the store and the domain get `now_ms` as an argument.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub const SECOND_MS: i64 = 1_000;
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// Tells the time; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Present in a clock that stands still until it is moved.
    pinned: Option<Arc<AtomicI64>>,
}

impl Clock {
    pub fn system() -> Self {
        Self::default()
    }

    pub fn pinned(now_ms: i64) -> Self {
        Self {
            pinned: Some(Arc::new(AtomicI64::new(now_ms))),
        }
    }

    pub fn now_ms(&self) -> i64 {
        match &self.pinned {
            Some(at) => at.load(Ordering::SeqCst),
            None => now_ms(),
        }
    }

    /// Moves a pinned clock; the system's clock is not ours to move.
    pub fn advance(&self, by: Duration) {
        if let Some(at) = &self.pinned {
            at.fetch_add(by.as_millis() as i64, Ordering::SeqCst);
        }
    }
}

/// The system's time.
pub fn now_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_millis() as i64)
}

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
    fn times_are_written_in_utc_with_whole_seconds() {
        assert_eq!(rfc3339(1_793_491_200_999), "2026-11-01T00:00:00Z");
        assert_eq!(day(1_793_491_199_999), "2026-10-31");
    }

    #[test]
    fn a_pinned_clock_moves_only_by_hand() {
        let clock = Clock::pinned(5);
        clock.advance(Duration::from_secs(2));
        assert_eq!(clock.now_ms(), 2_005);
    }
}
