//! Health checks: when a server last ran here by a time it trusted, whether commits succeed, and
//! whether due emails are being sent.

use crate::domain::mail::priority::Priority;
use crate::domain::time::{DAY_MS, MINUTE_MS};
use crate::store::engine::columns::Flag;
use crate::store::{Error, Store};

/// Row names: the last trusted time, and the last trial commit.
const CLOCK: &str = "clock";
const TRY: &str = "try";
const BEAT: &str = "insert into heartbeats (name, at) values ($1, $2) \
    on conflict (name) do update set at = excluded.at";

/// A due email is claimed within seconds; this delay means that no worker is claiming.
const OVERDUE_MS: i64 = 10 * MINUTE_MS;
/// Reminders and mailings wait for all others, and many are queued at once.
const BULK_OVERDUE_MS: i64 = DAY_MS;
/// A lease lasts a minute; one that ended this long ago, or ends this far in the future, belongs to
/// no worker.
const OLD_LEASE_MS: i64 = 5 * MINUTE_MS;

/// Emails that are not being sent although they could be.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Stuck {
    /// Due for ten minutes without being claimed; a day for reminders and mailings.
    pub overdue: bool,
    /// Claimed by a worker that has gone, or under a wrong clock.
    pub old_lease: bool,
    /// Held since the database was restored.
    pub held: bool,
}

impl Store {
    /// When a server last did its housekeeping here, by the time it trusted.
    pub async fn last_seen(&self) -> Result<Option<i64>, Error> {
        let sql = "select at from heartbeats where name = $1";
        let query = sqlx::query_scalar(sql).bind(CLOCK.to_owned());
        Ok(query.fetch_optional(self.db.read()).await?)
    }

    /// Records the time that a server trusts.
    pub async fn note_seen(&self, trusted_ms: i64) -> Result<(), Error> {
        self.beat(CLOCK, trusted_ms).await
    }

    /// Tries a commit, as signing needs one.
    pub async fn try_to_commit(&self, now_ms: i64) -> Result<(), Error> {
        self.beat(TRY, now_ms).await
    }

    async fn beat(&self, name: &str, at: i64) -> Result<(), Error> {
        let mut transaction = self.db.write().await?;
        sqlx::query(BEAT)
            .bind(name.to_owned())
            .bind(at)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Emails that are not being sent although they could be.
    pub async fn stuck_mail(&self, now_ms: i64) -> Result<Stuck, Error> {
        #[derive(sqlx::FromRow)]
        struct Found {
            first_lease: Option<i64>,
            last_lease: Option<i64>,
            #[sqlx(try_from = "Flag")]
            held: bool,
        }
        let found = sqlx::query_as::<_, Found>(STUCK)
            .fetch_one(self.db.read())
            .await?;
        // A lease that ends far in the future was taken by a clock that ran ahead.
        let database_ms = now_ms + self.db.clock_ahead_ms();
        let is_old = |ends_at: i64| (ends_at - database_ms).abs() > OLD_LEASE_MS;
        let leases = [found.first_lease, found.last_lease];
        let next = Priority::ALL
            .into_iter()
            .zip(self.mail().next_tries().await?);
        let overdue = |(priority, at): (Priority, Option<i64>)| {
            let patience = if priority.is_bulk() {
                BULK_OVERDUE_MS
            } else {
                OVERDUE_MS
            };
            at.is_some_and(|at| at <= now_ms - patience)
        };
        Ok(Stuck {
            overdue: next.into_iter().any(overdue),
            old_lease: leases.into_iter().flatten().any(is_old),
            held: found.held,
        })
    }
}

// Without arguments: PostgreSQL would guess that a third of all rows match `lease_until <= $1`, and
// read the whole queue in search of the first.
pub(in crate::store) const STUCK: &str = "select \
    (select min(lease_until) from emails where status = 'waiting' and lease_until is not null) \
        as first_lease, \
    (select max(lease_until) from emails where status = 'waiting' and lease_until is not null) \
        as last_lease, \
    cast(case when exists (select 1 from emails where status = 'held' and id > '') \
        then 1 else 0 end as bigint) as held";
