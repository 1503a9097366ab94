//! How many emails an address gets. They are few, so that nobody can be bombed with somebody else's
//! campaign; but what is asked for by two people of one address, or once more, waits for its turn and is
//! not lost.

use crate::domain::time::{DAY_MS, MINUTE_MS};

/// Emails of the last seven days count.
pub const COUNTED_MS: i64 = 7 * DAY_MS;
/// What may wait for one address.
pub const MOST_HELD: usize = 5;

/// So many in so long: to one person of an address about one declaration or list.
const FOR_ONE: [(usize, i64); 2] = [(1, MINUTE_MS), (3, DAY_MS)];
/// To one address, whatever they are about.
const FOR_ALL: [(usize, i64); 2] = [(10, DAY_MS), (20, COUNTED_MS)];

/// An email that went to an address, or waits for its turn.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Slot {
    /// Whom of the address it is for and what it is about; empty where the mailbox's own holder caused it,
    /// which counts for the address alone.
    pub key: String,
    /// When it went, or may go.
    pub at: i64,
}

/// When one more email may go: the first moment at which it and what waits already keep to every limit.
pub fn may_go_at(slots: &[Slot], key: &str, now_ms: i64) -> i64 {
    let all: Vec<i64> = slots.iter().map(|one| one.at).collect();
    let for_one = slots.iter().filter(|one| one.key == key);
    let for_one: Vec<i64> = for_one.map(|one| one.at).collect();
    let limits = || {
        let of = |limits: [(usize, i64); 2], times| limits.map(|limit| (limit, times));
        of(FOR_ONE, &for_one).into_iter().chain(of(FOR_ALL, &all))
    };
    // It becomes possible only when an earlier one is long enough ago.
    let ends =
        limits().flat_map(|((_, length_ms), times)| times.iter().map(move |at| at + length_ms));
    let mut moments: Vec<i64> = ends.filter(|at| *at > now_ms).collect();
    moments.push(now_ms);
    moments.sort_unstable();
    let fits = |at: &i64| limits().all(|(limit, times)| keeps(times, *at, limit));
    let last = moments.last().copied().unwrap_or(now_ms);
    moments.into_iter().find(fits).unwrap_or(last)
}

/// Whether, with one more at a moment, no stretch of this length holds more than so many.
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

    /// Slots so many minutes ago, and when the next may go, in minutes from now.
    fn next(keys: &[(&str, i64)], key: &str) -> i64 {
        let slots: Vec<Slot> = keys
            .iter()
            .map(|(key, minutes_ago)| Slot {
                key: (*key).to_owned(),
                at: -minutes_ago * MINUTE_MS,
            })
            .collect();
        may_go_at(&slots, key, 0) / MINUTE_MS
    }

    #[test]
    fn one_person_gets_one_a_minute_and_three_a_day() {
        for (earlier, waits) in [
            (&[][..], 0),
            (&[("ada", 0)], 1),
            (&[("ada", 1)], 0),
            (&[("ada", 1), ("ada", 2)], 0),
            (&[("ada", 1), ("ada", 2), ("ada", 3 * HOUR)], 21 * HOUR),
            (&[("ada", 1), ("ada", 2), ("ada", 24 * HOUR)], 0),
            // Somebody else of the same address, or about something else, is not in the way.
            (&[("bo", 0), ("ada elsewhere", 0)], 0),
            // What waits counts as if it had gone; what waits for tomorrow takes nobody's turn today.
            (&[("ada", 0), ("ada", -1)], 2),
            (&[("bo", -24 * HOUR)], 0),
        ] {
            assert_eq!(next(earlier, "ada"), waits, "{earlier:?}");
        }
    }

    #[test]
    fn one_address_gets_ten_a_day_and_twenty_a_week() {
        let mut earlier: Vec<(String, i64)> = (0..9).map(|n| (n.to_string(), 10 + n)).collect();
        let told = |earlier: &[(String, i64)]| {
            let earlier: Vec<(&str, i64)> = earlier.iter().map(|(k, m)| (k.as_str(), *m)).collect();
            next(&earlier, "new")
        };
        assert_eq!(told(&earlier), 0);
        // What its holder caused counts too.
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
