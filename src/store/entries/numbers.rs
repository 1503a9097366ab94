//! The running counts of one declaration or list, as its page on the desk shows them: by state, by site
//! and by day. Their number is bounded by days and sites, not by people.

use std::collections::BTreeMap;

use super::Entries;
use crate::store::Error;
use crate::store::engine::columns::Corrupt;

/// How many there are in each state; of a site, of a day or of everything.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct StateCounts {
    /// Forms that were sent, also those whose emails were never answered.
    pub sent: u64,
    pub confirmed: u64,
    pub held: u64,
    pub withdrawn: u64,
    pub taken_down: u64,
    pub unsubscribed: u64,
}

/// The counts of a declaration or list.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SubjectCounts {
    pub all: StateCounts,
    /// By the origin of the page, which is empty for the server's own pages; most first.
    pub sites: Vec<(String, StateCounts)>,
    /// By days since 1970 in UTC, the day on which the state began; oldest first, only days that count
    /// anything.
    pub days: Vec<(i64, StateCounts)>,
}

impl StateCounts {
    /// Adds a count; the numbers of measures are those of the schema.
    fn add(&mut self, measure: i64, count: u64) -> Result<(), Error> {
        let state = match measure {
            0 => &mut self.sent,
            1 => &mut self.confirmed,
            2 => &mut self.held,
            3 => &mut self.withdrawn,
            4 => &mut self.taken_down,
            5 => &mut self.unsubscribed,
            _ => return Err(Error::Internal(Corrupt.to_string())),
        };
        *state += count;
        Ok(())
    }
}

pub(in crate::store) const BY_SITE: &str = "\
    select t.site, s.origin, t.measure, cast(sum(t.count) as bigint) as count \
    from daily_tallies t join sites s on s.id = t.site \
    where t.subject = $1 group by t.site, s.origin, t.measure";
pub(in crate::store) const BY_DAY: &str = "\
    select day, measure, cast(sum(count) as bigint) as count from daily_tallies \
    where subject = $1 and day >= $2 group by day, measure";

#[derive(sqlx::FromRow)]
struct SiteCount {
    origin: String,
    measure: i64,
    count: i64,
}

#[derive(sqlx::FromRow)]
struct DayCount {
    day: i64,
    measure: i64,
    count: i64,
}

impl Entries<'_> {
    /// The counts of the declaration or list with this number; those by day from a day on, in days
    /// since 1970.
    pub async fn counts(self, subject: i64, from_day: i64) -> Result<SubjectCounts, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let found = sqlx::query_as::<_, SiteCount>(BY_SITE)
            .bind(subject)
            .fetch_all(&mut *connection)
            .await?;
        let mut all = StateCounts::default();
        let mut sites: BTreeMap<String, StateCounts> = BTreeMap::new();
        for row in found {
            let count = counted(row.count);
            all.add(row.measure, count)?;
            sites
                .entry(row.origin)
                .or_default()
                .add(row.measure, count)?;
        }
        let mut sites: Vec<_> = sites.into_iter().collect();
        sites.sort_by_key(|(_, counts)| std::cmp::Reverse((counts.confirmed, counts.sent)));
        let found = sqlx::query_as::<_, DayCount>(BY_DAY)
            .bind(subject)
            .bind(from_day)
            .fetch_all(&mut *connection)
            .await?;
        let mut days: BTreeMap<i64, StateCounts> = BTreeMap::new();
        for row in found {
            let day = days.entry(row.day).or_default();
            day.add(row.measure, counted(row.count))?;
        }
        Ok(SubjectCounts {
            all,
            sites,
            days: days.into_iter().collect(),
        })
    }
}

/// A count below zero could only be a fault of ours, which a recount mends.
fn counted(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}
