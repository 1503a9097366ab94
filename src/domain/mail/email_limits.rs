//! Rate limits for emails to an address. They are low, so the forms cannot be used to flood another
//! person's mailbox; but when two people share an address, or an email is requested again, the
//! email waits for its turn instead of being lost.

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
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Slot {
    /// The person and subject it is for; empty if the mailbox's owner caused it, which counts only
    /// towards the address's limit.
    pub key: String,
    /// When it was sent, or may be sent.
    pub at: i64,
}

/// When another email may be sent: the first time at which it and the waiting ones keep to every
/// limit.
pub fn may_be_sent_at(slots: &[Slot], key: &str, now_ms: i64) -> i64 {
    let all: Vec<i64> = slots.iter().map(|one| one.at).collect();
    let own = slots.iter().filter(|one| one.key == key);
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

    /// Builds slots from minutes ago and returns when the next may be sent, in minutes from now.
    fn next(keys: &[(&str, i64)], key: &str) -> i64 {
        let slots: Vec<Slot> = keys
            .iter()
            .map(|(key, minutes_ago)| Slot {
                key: (*key).to_owned(),
                at: -minutes_ago * MINUTE_MS,
            })
            .collect();
        may_be_sent_at(&slots, key, 0) / MINUTE_MS
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
            (&[("bo", 0), ("ada elsewhere", 0)], 0),
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
        earlier.extend((0..10).map(|n| (format!("older {n}"), 6 * 24 * HOUR + n)));
        assert_eq!(told(&earlier), 24 * HOUR - 9);
    }
}
