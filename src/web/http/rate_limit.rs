//! Rate limits per minute, counted under several keys at once (GCRA, the algorithm of ATM
//! networks): a whole minute's worth at once, then one at a time. Nothing here knows about HTTP.
//!
//! The crate `governor` counts one key at a time and lets its table grow without a bound. Here an
//! action counts under all of its keys or under none, so that a refusal by a narrow key uses up
//! nothing of a wide one; and the table has a maximum size, so that a flood of new keys cannot fill
//! the memory.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

const MINUTE: Duration = Duration::from_secs(60);
/// A full table is swept at most this often: while everything in it is recent, sweeping gains
/// nothing.
const BETWEEN_SWEEPS: Duration = Duration::from_secs(1);
/// When the table is full, a client may try again after this.
const FULL_AGAIN: Duration = Duration::from_secs(5);

/// Keys, and when each has its whole budget again.
pub(in crate::web) struct RateLimiter<K> {
    table: Mutex<BudgetTable<K>>,
    most: usize,
}

struct BudgetTable<K> {
    whole_again: HashMap<K, Instant>,
    swept: Option<Instant>,
}

/// How long to wait before trying the same action again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::web) struct Wait(pub Duration);

impl<K: Eq + Hash> RateLimiter<K> {
    /// A table for at most `most` keys.
    pub(in crate::web) fn new(most: usize) -> RateLimiter<K> {
        let table = BudgetTable {
            whole_again: HashMap::new(),
            swept: None,
        };
        RateLimiter {
            table: Mutex::new(table),
            most,
        }
    }

    /// Takes one from the budget of every key, given with its limit a minute, or from none of them.
    pub(in crate::web) fn spend(&self, now: Instant, keys: Vec<(K, u32)>) -> Result<(), Wait> {
        let mut table = self.lock();
        let mut new = 0;
        for (key, a_minute) in &keys {
            let Some(whole) = table.whole_again.get(key) else {
                new += 1;
                continue;
            };
            let owed = whole.saturating_duration_since(now) + cost(*a_minute);
            if let Some(too_much) = owed.checked_sub(MINUTE).filter(|wait| !wait.is_zero()) {
                return Err(Wait(too_much));
            }
        }
        if table.whole_again.len() + new > self.most {
            table.sweep_if_due(now);
            if table.whole_again.len() + new > self.most {
                return Err(Wait(FULL_AGAIN));
            }
        }
        for (key, a_minute) in keys {
            let whole = table.whole_again.entry(key).or_insert(now);
            *whole = (*whole).max(now) + cost(a_minute);
        }
        Ok(())
    }

    /// Forgets the keys that have their whole budget again.
    pub(in crate::web) fn sweep(&self, now: Instant) {
        self.lock().sweep(now);
    }

    /// No code panics while holding the lock; a count that stopped halfway would do no harm either.
    fn lock(&self) -> MutexGuard<'_, BudgetTable<K>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash> BudgetTable<K> {
    fn sweep_if_due(&mut self, now: Instant) {
        if self
            .swept
            .is_none_or(|swept| now.saturating_duration_since(swept) >= BETWEEN_SWEEPS)
        {
            self.sweep(now);
            tracing::warn!(
                keys = self.whole_again.len(),
                "the rate limit's table was full, and was swept"
            );
        }
    }

    fn sweep(&mut self, now: Instant) {
        self.whole_again.retain(|_, whole| *whole > now);
        self.swept = Some(now);
    }
}

/// The part of a minute that one action uses up.
fn cost(a_minute: u32) -> Duration {
    MINUTE / a_minute.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn once(
        limiter: &RateLimiter<&'static str>,
        now: Instant,
        keys: &[(&'static str, u32)],
    ) -> bool {
        limiter.spend(now, keys.to_vec()).is_ok()
    }

    #[test]
    fn a_minutes_budget_can_be_spent_at_once_and_refills_steadily() {
        let (limiter, now) = (RateLimiter::new(10), Instant::now());
        let key = [("a", 3)];
        assert!((0..3).all(|_| once(&limiter, now, &key)));
        let wait = limiter.spend(now, key.to_vec()).unwrap_err();
        assert_eq!(wait, Wait(Duration::from_secs(20)));
        let later = now + wait.0;
        assert!(once(&limiter, later, &key));
        assert!(!once(&limiter, later, &key));
        assert!((0..3).all(|_| once(&limiter, later + MINUTE, &key)));
    }

    #[test]
    fn a_request_limited_by_one_key_spends_nothing_from_the_others() {
        let (limiter, now) = (RateLimiter::new(10), Instant::now());
        assert!(once(&limiter, now, &[("narrow", 1), ("wide", 2)]));
        for _ in 0..5 {
            assert!(!once(&limiter, now, &[("narrow", 1), ("wide", 2)]));
        }
        assert!(once(&limiter, now, &[("neighbour", 1), ("wide", 2)]));
        assert!(!once(&limiter, now, &[("third", 1), ("wide", 2)]));
    }

    #[test]
    fn a_full_table_limits_known_keys_and_rejects_new_ones() {
        let (limiter, now) = (RateLimiter::new(2), Instant::now());
        assert!(once(&limiter, now, &[("a", 60)]));
        assert!(once(&limiter, now, &[("b", 60)]));
        assert_eq!(
            limiter.spend(now, vec![("c", 60)]),
            Err(Wait(FULL_AGAIN)),
            "not let in uncounted"
        );
        assert!(
            once(&limiter, now, &[("a", 60)]),
            "a known network may continue"
        );
        // Both have been quiet for long enough; the table is swept when there is need.
        let later = now + Duration::from_secs(2);
        assert!(once(&limiter, later, &[("c", 60)]));
        assert_eq!(limiter.lock().whole_again.len(), 1);
    }

    #[test]
    fn the_table_never_exceeds_its_maximum_size() {
        let (limiter, now) = (RateLimiter::new(100), Instant::now());
        for key in 1..10_000 {
            _ = limiter.spend(now, vec![(key, 1), (-key, 1)]);
        }
        let keys = limiter.lock().whole_again.len();
        assert!(keys <= 100, "{keys}");
        limiter.sweep(now + MINUTE);
        assert!(limiter.lock().whole_again.is_empty());
    }
}
