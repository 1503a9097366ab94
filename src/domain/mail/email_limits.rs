//! Rate limits for emails to an address. They are low, so the forms cannot be used to flood another
//! person's mailbox; but when two people share an address, or an email is requested again, the
//! email waits for its turn instead of being lost.

use std::num::NonZeroU64;

use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::time::{DAY_MS, MINUTE_MS};

/// Emails of the last seven days count.
pub const COUNTED_MS: i64 = 7 * DAY_MS;
/// The most emails that may wait for one address.
pub const MOST_HELD: usize = 5;

/// Limits (number, period) for one person of an address about one declaration or list.
const FOR_ONE: [(usize, i64); 2] = [(1, MINUTE_MS), (3, DAY_MS)];
/// Limits for one address across all subjects.
const FOR_ALL: [(usize, i64); 2] = [(10, DAY_MS), (20, COUNTED_MS)];

/// An email that was sent to an address, or waits for its turn.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Slot {
    /// The person and subject it is for; `None` if the mailbox's owner or the organisers caused it, which
    /// counts only towards the address's limit.
    pub key: Option<LimitKey>,
    /// When it was sent, or may be sent.
    pub at: i64,
}

/// The person in a mailbox and the subject that emails are limited for: half of their keyed hash, which
/// is enough to tell the few of one mailbox apart. It has no zero.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct LimitKey(NonZeroU64);

impl LimitKey {
    pub fn of(limited_by: KeyedHash) -> Self {
        let hash = limited_by.bytes();
        let (half, _) = hash.split_first_chunk().expect("a keyed hash has 16 bytes");
        Self::from_bytes(*half).unwrap_or(Self(NonZeroU64::MAX))
    }

    /// From what [`Self::bytes`] gave; `None` for zeros.
    pub fn from_bytes(bytes: [u8; 8]) -> Option<Self> {
        NonZeroU64::new(u64::from_be_bytes(bytes)).map(Self)
    }

    pub const fn bytes(self) -> [u8; 8] {
        self.0.get().to_be_bytes()
    }
}

/// When another email may be sent: the first time at which it and the waiting ones keep to every
/// limit.
pub fn may_be_sent_at(slots: &[Slot], key: LimitKey, now_ms: i64) -> i64 {
    let all: Vec<i64> = slots.iter().map(|one| one.at).collect();
    let own = slots.iter().filter(|one| one.key == Some(key));
    let for_one: Vec<i64> = own.map(|one| one.at).collect();
    let limits = || {
        let of = |limits: [(usize, i64); 2], times| limits.map(|limit| (limit, times));
        of(FOR_ONE, &for_one).into_iter().chain(of(FOR_ALL, &all))
    };
    // It can only become possible when an earlier one drops out of a period.
    let ends =
        limits().flat_map(|((_, length_ms), times)| times.iter().map(move |at| at + length_ms));
    let mut moments: Vec<i64> = ends.filter(|at| *at > now_ms).collect();
    moments.push(now_ms);
    moments.sort_unstable();
    let fits = |at: &i64| limits().all(|(limit, times)| keeps(times, *at, limit));
    let last = moments.last().copied().unwrap_or(now_ms);
    moments.into_iter().find(fits).unwrap_or(last)
}

/// Whether, with one more at this time, every period of this length stays within the limit.
fn keeps(times: &[i64], at: i64, (most, length_ms): (usize, i64)) -> bool {
    let later = times
        .iter()
        .filter(|end| (at..at + length_ms).contains(*end));
    later.chain([&at]).all(|end| {
        let stretch = end - length_ms + 1..=*end;
        times.iter().filter(|one| stretch.contains(*one)).count() < most
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60;

    /// A key for a name; none for an empty one.
    fn key(name: &str) -> Option<LimitKey> {
        let mut bytes = [0; 16];
        for (byte, character) in bytes.iter_mut().zip(name.bytes()) {
            *byte = character;
        }
        (!name.is_empty()).then(|| LimitKey::of(KeyedHash::from_bytes(bytes)))
    }

    /// Builds slots from minutes ago and returns when the next may be sent, in minutes from now.
    fn next(earlier: &[(&str, i64)], name: &str) -> i64 {
        let slots: Vec<Slot> = earlier
            .iter()
            .map(|(name, minutes_ago)| Slot {
                key: key(name),
                at: -minutes_ago * MINUTE_MS,
            })
            .collect();
        may_be_sent_at(&slots, key(name).expect("a name"), 0) / MINUTE_MS
    }

    #[test]
    fn a_limit_key_round_trips_through_its_bytes_and_is_never_zeros() {
        let key = LimitKey::of(KeyedHash::from_bytes([7; 16]));
        assert_eq!(LimitKey::from_bytes(key.bytes()), Some(key));
        assert_eq!(LimitKey::from_bytes([0; 8]), None);
        let zeros = LimitKey::of(KeyedHash::from_bytes([0; 16]));
        assert_ne!(zeros.bytes(), [0; 8]);
    }

    #[test]
    fn a_person_is_limited_to_one_email_a_minute_and_three_a_day() {
        for (earlier, waits) in [
            (&[][..], 0),
            (&[("ada", 0)], 1),
            (&[("ada", 1)], 0),
            (&[("ada", 1), ("ada", 2)], 0),
            (&[("ada", 1), ("ada", 2), ("ada", 3 * HOUR)], 21 * HOUR),
            (&[("ada", 1), ("ada", 2), ("ada", 24 * HOUR)], 0),
            // Another person of the same address, or another subject, makes no difference.
            (&[("bo", 0), ("ada too", 0)], 0),
            // A waiting email counts as if it had been sent; one waiting for tomorrow takes no slot
            // today.
            (&[("ada", 0), ("ada", -1)], 2),
            (&[("bo", -24 * HOUR)], 0),
        ] {
            assert_eq!(next(earlier, "ada"), waits, "{earlier:?}");
        }
    }

    #[test]
    fn an_address_is_limited_to_ten_emails_a_day_and_twenty_a_week() {
        let mut earlier: Vec<(String, i64)> = (0..9).map(|n| (n.to_string(), 10 + n)).collect();
        let told = |earlier: &[(String, i64)]| {
            let earlier: Vec<(&str, i64)> = earlier.iter().map(|(k, m)| (k.as_str(), *m)).collect();
            next(&earlier, "new")
        };
        assert_eq!(told(&earlier), 0);
        // An email caused by the mailbox's owner counts too.
        earlier.push((String::new(), HOUR));
        assert_eq!(told(&earlier), 23 * HOUR);
        for (_, minutes) in &mut earlier {
            *minutes += 24 * HOUR;
        }
        assert_eq!(told(&earlier), 0);
        earlier.extend((0..10).map(|n| (format!("old {n}"), 6 * 24 * HOUR + n)));
        assert_eq!(told(&earlier), 24 * HOUR - 9);
    }
}
