//! The time, as Unix milliseconds in UTC: the system's, or a pinned one that tests move by hand.
//! Nothing else in the server reads a clock; the store and the domain get `now_ms` as an argument.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pinned_clock_moves_only_by_hand() {
        let clock = Clock::pinned(5);
        clock.advance(Duration::from_secs(2));
        assert_eq!(clock.now_ms(), 2_005);
    }
}
