//! The clock: Unix milliseconds in UTC, from the system or from a pinned clock that tests advance.
//! Nothing else in the server reads a clock; the store and the domain get `now_ms` as an argument.
//!
//! There are two times. What is written and shown uses the system's clock. Deletion uses the
//! *trusted* time: a clock that jumps ahead (a dead battery, a resumed virtual machine, a mistyped
//! date) would otherwise make everything look old at once, and rows deleted for their age do not
//! come back when the clock is corrected.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};

/// The clock is not doubted if the server was stopped for less than this. Deleting up to a day
/// early does no harm, since everything is kept for a day after it falls due.
const STOPPED_MS: i64 = DAY_MS;
/// While the server runs, a correction of up to this much at once raises no doubt. Time servers
/// correct by seconds.
const CORRECTED_MS: i64 = 10 * MINUTE_MS;
/// A clock that jumped ahead is trusted again after running steadily for this long: enough for a
/// time server, or an operator who reads the log, to correct it.
pub const DOUBT: Duration = Duration::from_millis(HOUR_MS as u64);

/// The source of the current time; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Set for a pinned clock, which moves only by `advance`.
    pinned: Option<Arc<AtomicI64>>,
    trust: Arc<Mutex<Trust>>,
}

impl Clock {
    pub fn system() -> Self {
        Self::default()
    }

    pub fn pinned(now_ms: i64) -> Self {
        Self {
            pinned: Some(Arc::new(AtomicI64::new(now_ms))),
            trust: Arc::default(),
        }
    }

    pub fn now_ms(&self) -> i64 {
        match &self.pinned {
            Some(at) => at.load(Ordering::SeqCst),
            None => now_ms(),
        }
    }

    /// Moves a pinned clock; does nothing to the system's.
    pub fn advance(&self, by: Duration) {
        if let Some(at) = &self.pinned {
            at.fetch_add(by.as_millis() as i64, Ordering::SeqCst);
        }
    }

    /// Tells the clock at start-up when a server last worked on this database, by a clock that was
    /// trusted then.
    pub fn last_seen(&self, at_ms: Option<i64>) {
        let now_ms = self.now_ms();
        self.lock().begin(at_ms, now_ms, Instant::now());
        self.trusted_ms();
    }

    /// The time to use for deletion. It is never ahead of the time known to have passed, unless the
    /// clock has run steadily for [`DOUBT`] since it jumped.
    pub fn trusted_ms(&self) -> i64 {
        let now_ms = self.now_ms();
        self.lock().look(now_ms, Instant::now())
    }

    /// How far the clock is ahead of the trusted time, while it is doubted.
    pub fn doubt_ms(&self) -> Option<i64> {
        self.trusted_ms();
        self.lock().jumped.map(|jump| jump.by_ms)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Trust> {
        self.trust.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is known about the time, measured by a monotonic clock that cannot be set.
#[derive(Debug, Default)]
struct Trust {
    known: Option<TrustedReading>,
    jumped: Option<Jump>,
}

#[derive(Clone, Copy, Debug)]
struct TrustedReading {
    trusted_ms: i64,
    at: Instant,
}

/// The clock is ahead of the expected time.
#[derive(Clone, Copy, Debug)]
struct Jump {
    by_ms: i64,
    since: Instant,
}

impl Trust {
    fn begin(&mut self, seen_ms: Option<i64>, now_ms: i64, at: Instant) {
        let ahead = seen_ms.filter(|seen| now_ms - seen > STOPPED_MS);
        self.known = Some(TrustedReading {
            trusted_ms: ahead.unwrap_or(now_ms),
            at,
        });
        self.jumped = None;
    }

    fn look(&mut self, now_ms: i64, at: Instant) -> i64 {
        let Some(known) = self.known else {
            self.known = Some(TrustedReading {
                trusted_ms: now_ms,
                at,
            });
            return now_ms;
        };
        let passed = at.saturating_duration_since(known.at).as_millis();
        let expected = known.trusted_ms + i64::try_from(passed).unwrap_or(i64::MAX);
        let by_ms = now_ms - expected;
        // A clock that is behind is always trusted: an earlier time deletes less.
        if by_ms <= CORRECTED_MS {
            if self.jumped.take().is_some() {
                tracing::warn!("the clock was corrected; nothing was deleted because of it");
            }
            return self.believe(now_ms, at);
        }
        let same = self
            .jumped
            .filter(|jump| (by_ms - jump.by_ms).abs() <= CORRECTED_MS);
        let jump = same.unwrap_or_else(|| {
            tracing::warn!(
                ahead_hours = by_ms / HOUR_MS,
                "the clock is ahead of the time that has passed since a server last used this \
                 database: nothing is deleted for its age for an hour. If the server was stopped \
                 that long, all is well; otherwise correct the clock, or stop the server within the hour"
            );
            Jump { by_ms, since: at }
        });
        if at.saturating_duration_since(jump.since) >= DOUBT {
            tracing::warn!("the clock has run steadily for an hour and is trusted again");
            self.jumped = None;
            return self.believe(now_ms, at);
        }
        self.jumped = Some(jump);
        expected
    }

    fn believe(&mut self, now_ms: i64, at: Instant) -> i64 {
        self.known = Some(TrustedReading {
            trusted_ms: now_ms,
            at,
        });
        now_ms
    }
}

/// The system's time.
pub fn now_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_millis() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000_000;

    #[test]
    fn a_pinned_clock_moves_only_by_hand() {
        let clock = Clock::pinned(5);
        clock.advance(Duration::from_secs(2));
        assert_eq!(clock.now_ms(), 2_005);
    }

    /// Each case says how long ago the server was last seen, then reads its clock: minutes passed,
    /// how far ahead the clock is, and whether it is trusted.
    #[test]
    fn a_clock_is_trusted_unless_it_jumped_ahead_within_the_hour() {
        for (seen_ago, looks) in [
            (None, &[(0, 0, true), (300, 0, true)][..]),
            (Some(HOUR_MS), &[(0, 0, true)]),
            (Some(20 * HOUR_MS), &[(0, 0, true)]),
            // Stopped for a week or a week ahead: the two look the same for an hour.
            (
                Some(7 * DAY_MS),
                &[(0, 0, false), (59, 0, false), (60, 0, true), (61, 0, true)],
            ),
            // Corrected within the hour.
            (
                Some(7 * DAY_MS),
                &[
                    (0, 0, false),
                    (30, -7 * DAY_MS, true),
                    (31, -7 * DAY_MS, true),
                ],
            ),
            // It jumps while the server runs, then jumps again: the hour starts again.
            (
                None,
                &[
                    (0, 0, true),
                    (10, 365 * DAY_MS, false),
                    (60, 400 * DAY_MS, false),
                    (119, 400 * DAY_MS, false),
                    (120, 400 * DAY_MS, true),
                ],
            ),
            // A time server's correction of a few seconds is not a jump; nor is any step back.
            (
                None,
                &[(0, 0, true), (1, 30_000, true), (2, -3 * DAY_MS, true)],
            ),
        ] {
            let (mut trust, began) = (Trust::default(), Instant::now());
            trust.begin(seen_ago.map(|ago| NOW - ago), NOW, began);
            for &(minutes, ahead, trusted) in looks {
                let now_ms = NOW + minutes * MINUTE_MS + ahead;
                let at = began + Duration::from_secs(minutes.unsigned_abs() * 60);
                let told = trust.look(now_ms, at);
                assert_eq!(told == now_ms, trusted, "{seen_ago:?} {minutes} {ahead}");
                assert!(told <= now_ms, "{seen_ago:?} {minutes} {ahead}");
            }
        }
    }
}
