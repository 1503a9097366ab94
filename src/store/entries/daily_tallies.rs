//! Running counts by day and site: of the forms that were sent, and of entries by the day on which
//! their state began. Forms that were sent are counted once and for all, because attempts expire;
//! the rest can be counted again (`recount.rs`).

use std::collections::BTreeMap;

use sqlx::AnyConnection;

use crate::domain::time::DAY_MS;
use crate::store::Error;
use crate::store::engine::rows::{self, Value};

/// The measure that counts forms; the others are states of entries.
const SENT: i64 = 0;

/// What one count is of.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, sqlx::FromRow)]
pub(super) struct DailyTally {
    subject: i64,
    /// Since 1970, UTC.
    day: i64,
    site: i64,
    measure: i64,
}

/// A form that was sent.
pub(in crate::store) struct CountedForm<'a> {
    pub(in crate::store) subject: i64,
    /// The site's origin.
    pub(in crate::store) origin: &'a str,
    pub(in crate::store) at: i64,
}

/// Counts forms, by the numbers of their sites. It is to be the last statement of its transaction: the
/// counts are shared with the transactions of other servers and have no other lock, so who holds one waits
/// for nothing but further ones, in their order, and the commit.
pub(in crate::store) async fn count_sent(
    connection: &mut AnyConnection,
    forms: Vec<CountedForm<'_>>,
    sites: &BTreeMap<String, i64>,
) -> Result<(), Error> {
    let mut changes = TallyChanges::default();
    changes.note(
        forms.into_iter().map(|form| DailyTally {
            subject: form.subject,
            day: form.at / DAY_MS,
            site: sites[form.origin],
            measure: SENT,
        }),
        1,
    );
    changes.write(connection).await
}

/// Changes of the counts of entries that are still to be written: once the declarations and lists are
/// locked, and as late as possible, because everybody waits for those locks.
#[must_use = "the counts would no longer agree with the entries"]
#[derive(Debug, Default)]
pub(in crate::store) struct TallyChanges(BTreeMap<DailyTally, i64>);

impl TallyChanges {
    /// Adds so many to each of these counts.
    pub(super) fn note(&mut self, tallies: impl IntoIterator<Item = DailyTally>, change: i64) {
        for tally in tallies {
            *self.0.entry(tally).or_default() += change;
        }
    }

    /// These changes and others, as one.
    pub(in crate::store) fn and(mut self, others: Self) -> Self {
        for (tally, change) in others.0 {
            self.note([tally], change);
        }
        self
    }

    /// Changes the counts, in the order of their keys.
    pub(in crate::store) async fn write(self, connection: &mut AnyConnection) -> Result<(), Error> {
        let changes = self.0.into_iter().filter(|(_, change)| *change != 0);
        let changes: Vec<[Value; 5]> = changes
            .map(|(tally, change)| {
                [
                    tally.subject.into(),
                    tally.day.into(),
                    tally.site.into(),
                    tally.measure.into(),
                    change.into(),
                ]
            })
            .collect();
        let head = "insert into daily_tallies (subject, day, site, measure, count)";
        let tail = "on conflict (subject, day, site, measure) \
            do update set count = daily_tallies.count + excluded.count";
        rows::insert(connection, head, &changes, tail).await?;
        Ok(())
    }
}
