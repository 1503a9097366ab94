//! The time, as Unix milliseconds in UTC: the system's, or a pinned one that tests move by hand.
//! Nothing else in the server reads a clock; the store and the domain get `now_ms` as an argument.
//!
//! There are two answers. What is written and shown goes by the system's clock. What deletes goes by
//! the *trusted* time: a clock that jumps ahead (a dead battery, a virtual machine that was resumed,
//! a mistyped date) would otherwise make everything look old at once, and what is deleted for its
//! age does not come back when the clock is put right.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};

/// A server that was stopped for less than this is no reason to doubt the clock: what is deleted a day
/// early is not lost to anybody, since everything that is due is kept for a day more.
const STOPPED_MS: i64 = DAY_MS;
/// While the server runs, the clock may be corrected by as much at once without doubt; time servers
/// correct by seconds.
const CORRECTED_MS: i64 = 10 * MINUTE_MS;
/// A clock that jumped ahead is believed once it has gone on steadily for so long: time enough for a
/// time server, or somebody who reads the log, to put it right.
pub const DOUBT: Duration = Duration::from_millis(HOUR_MS as u64);

/// Tells the time; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Present in a clock that stands still until it is moved.
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

    /// Moves a pinned clock; the system's clock is not ours to move.
    pub fn advance(&self, by: Duration) {
        if let Some(at) = &self.pinned {
            at.fetch_add(by.as_millis() as i64, Ordering::SeqCst);
        }
    }

    /// At the start: when a server last worked on this database, by a clock that was trusted then.
    pub fn last_seen(&self, at_ms: Option<i64>) {
        let now_ms = self.now_ms();
        self.lock().begin(at_ms, now_ms, Instant::now());
        self.trusted_ms();
    }

    /// The time by which something may be deleted: never ahead of what has passed for certain, unless
    /// the clock has gone on steadily for [`DOUBT`] since it jumped.
    pub fn trusted_ms(&self) -> i64 {
        let now_ms = self.now_ms();
        self.lock().look(now_ms, Instant::now())
    }

    /// By how much the clock is ahead of the time that is trusted, while it is doubted.
    pub fn doubt_ms(&self) -> Option<i64> {
        self.trusted_ms();
        self.lock().jumped.map(|jump| jump.by_ms)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Trust> {
        self.trust.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is known of the time, and since when by a clock that nobody sets.
#[derive(Debug, Default)]
struct Trust {
    known: Option<Known>,
    jumped: Option<Jump>,
}

#[derive(Clone, Copy, Debug)]
struct Known {
    trusted_ms: i64,
    at: Instant,
}

/// The clock is ahead of what is known.
#[derive(Clone, Copy, Debug)]
struct Jump {
    by_ms: i64,
    since: Instant,
}

impl Trust {
    fn begin(&mut self, seen_ms: Option<i64>, now_ms: i64, at: Instant) {
        let ahead = seen_ms.filter(|seen| now_ms - seen > STOPPED_MS);
        self.known = Some(Known {
            trusted_ms: ahead.unwrap_or(now_ms),
            at,
        });
        self.jumped = None;
    }

    fn look(&mut self, now_ms: i64, at: Instant) -> i64 {
        let Some(known) = self.known else {
            self.known = Some(Known {
                trusted_ms: now_ms,
                at,
            });
            return now_ms;
        };
        let passed = at.saturating_duration_since(known.at).as_millis();
        let expected = known.trusted_ms + i64::try_from(passed).unwrap_or(i64::MAX);
        let by_ms = now_ms - expected;
        // Behind is always believed: an earlier time deletes less.
        if by_ms <= CORRECTED_MS {
            if self.jumped.take().is_some() {
                tracing::warn!("the clock was put right; nothing was deleted by it");
            }
            return self.believe(now_ms, at);
        }
        let same = self
            .jumped
            .filter(|jump| (by_ms - jump.by_ms).abs() <= CORRECTED_MS);
        let jump = same.unwrap_or_else(|| {
            tracing::warn!(
                ahead_hours = by_ms / HOUR_MS,
                "the clock is ahead of the time that has passed since this database was last worked \
                 on: nothing is deleted for its age for an hour. If the server was stopped as long, \
                 all is well; otherwise set the clock, or stop the server before the hour is over"
            );
            Jump { by_ms, since: at }
        });
        if at.saturating_duration_since(jump.since) >= DOUBT {
            tracing::warn!("the clock has gone on steadily for an hour and is believed");
            self.jumped = None;
            return self.believe(now_ms, at);
        }
        self.jumped = Some(jump);
        expected
    }

    fn believe(&mut self, now_ms: i64, at: Instant) -> i64 {
        self.known = Some(Known {
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

    /// A server that was last seen so long ago, and what its clock says minutes later: the time that
    /// has passed, how far ahead the clock is then, and whether it is trusted.
    #[test]
    fn a_clock_is_trusted_unless_it_jumped_ahead_within_the_hour() {
        for (seen_ago, looks) in [
            (None, &[(0, 0, true), (300, 0, true)][..]),
            (Some(HOUR_MS), &[(0, 0, true)]),
            (Some(20 * HOUR_MS), &[(0, 0, true)]),
            // Stopped for a week, or a week ahead: the same for an hour.
            (
                Some(7 * DAY_MS),
                &[(0, 0, false), (59, 0, false), (60, 0, true), (61, 0, true)],
            ),
            // Put right within the hour.
            (
                Some(7 * DAY_MS),
                &[
                    (0, 0, false),
                    (30, -7 * DAY_MS, true),
                    (31, -7 * DAY_MS, true),
                ],
            ),
            // It jumps while the server runs, and once more: the hour begins anew.
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
            // A few seconds by a time server are no jump; nor is any step back.
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
