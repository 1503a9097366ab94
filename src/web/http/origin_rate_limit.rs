//! The rate limit by origin, for posts that are counted by origin.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use url::Url;

use super::rate_limit::RateLimiter;
use crate::web::error::Error;

/// The most origins known at one time.
const MOST_ORIGINS: usize = 10_000;
/// An origin is new for this long after its first post.
const NEW_FOR: Duration = Duration::from_secs(60 * 60);

/// How often each origin may post if every site may embed: a token proves nothing then, because any
/// page can get one. Posts from all subdomains of a site are counted together.
pub(in crate::web) struct OriginRateLimit {
    /// Writes a minute for a network; `None` for no limit.
    writes: Option<NonZeroU32>,
    limiter: RateLimiter<String>,
    first_seen: Mutex<HashMap<String, Instant>>,
}

impl OriginRateLimit {
    pub(in crate::web) fn new(writes_a_minute: Option<u32>) -> OriginRateLimit {
        OriginRateLimit {
            writes: writes_a_minute.and_then(NonZeroU32::new),
            limiter: RateLimiter::new(MOST_ORIGINS),
            first_seen: Mutex::default(),
        }
    }

    pub(in crate::web) fn check(&self, origin: &str) -> Result<(), Error> {
        self.check_at(origin, Instant::now())
    }

    fn check_at(&self, origin: &str, now: Instant) -> Result<(), Error> {
        let Some(writes) = self.writes else {
            return Ok(());
        };
        let site = owned(origin);
        let a_minute = if self.is_new(&site, now) {
            writes.get().div_ceil(4)
        } else {
            writes.get().saturating_mul(10)
        };
        Ok(self.limiter.spend(now, vec![(site, a_minute)])?)
    }

    /// Whether its first post was less than an hour ago. A full table takes no more entries: a
    /// flood of new origins cannot make one of them old, and no old one is forgotten.
    fn is_new(&self, site: &str, now: Instant) -> bool {
        let seen = self.first_seen.lock();
        let mut seen = seen.unwrap_or_else(PoisonError::into_inner);
        if !seen.contains_key(site) && seen.len() >= MOST_ORIGINS {
            return true;
        }
        let first = *seen.entry(site.to_owned()).or_insert(now);
        now.saturating_duration_since(first) < NEW_FOR
    }

    pub(in crate::web) fn forget_quiet(&self) {
        self.limiter.sweep(Instant::now());
    }
}

/// The part of an origin that has one owner: its registrable domain, or else its host.
fn owned(origin: &str) -> String {
    let Ok(url) = Url::parse(origin) else {
        return origin.to_owned();
    };
    let host = url.host_str().unwrap_or_default();
    let domain = psl::domain_str(host).filter(|_| url.domain().is_some());
    domain.unwrap_or(host).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_origins_have_a_lower_rate_limit_shared_by_their_subdomains() {
        let (origins, now) = (OriginRateLimit::new(Some(8)), Instant::now());
        let posts = |origin: &dyn Fn(u32) -> String, now| {
            let accepted = (0..200).filter(|n| origins.check_at(&origin(*n), now).is_ok());
            accepted.count()
        };
        let subdomains = |n| format!("https://n{n}.evil.example");
        assert_eq!(posts(&subdomains, now), 2);
        assert_eq!(posts(&|_| "http://192.0.2.7:8080".to_owned(), now), 2);
        assert_eq!(posts(&|_| "https://ally.co.uk".to_owned(), now), 2);
        assert_eq!(posts(&subdomains, now + NEW_FOR), 80);
        let none = OriginRateLimit::new(None);
        assert!((0..1_000).all(|_| none.check("https://evil.example").is_ok()));
    }
}
