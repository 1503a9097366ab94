//! Claims queued emails: `queue.rs` writes them, this file claims them with a lease that is
//! committed, `crate::jobs::mail` sends them, and `deliveries.rs` stores the outcome. An email is sent
//! at least once; its id is its Message-ID, so mail programs can recognise a duplicate.
//!
//! Claiming moves `next_try_at` to the end of the lease, so a claimed email is not found before it. The
//! lease itself, `lease_until`, goes by the clock of the database: if the clock of a second server is
//! ahead, it finds the email too early and leaves it alone.
//!
//! Each priority has its own part of one index, so the next email is found by one look, however many
//! wait.

use sqlx::{AnyConnection, AssertSqlSafe};

use super::Mail;
use super::contents::{ClaimedMail, ClaimedRow};
use super::deliveries::{self, Delivery};
use crate::domain::id::Id;
use crate::domain::mail::priority::Priority;
use crate::domain::time::MINUTE_MS;
use crate::store::Error;
use crate::store::engine::dialect::with_row_locks;

/// Longer than any send may take; after it, another worker may retry.
const LEASE_MS: i64 = MINUTE_MS;
/// The most emails that one transaction claims, and the most that it marks. Fewer would cost more
/// commits, each of which waits for the disk; these rows are written in some 10 ms.
pub const MAIL_AT_ONCE: usize = 200;

/// How many emails may be claimed, by priority: each number counts the more urgent ones, too.
pub type ClaimRoom = [usize; Priority::ALL.len()];

/// When the next waiting email of each priority may be tried; for a claimed one, when its lease ends.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, sqlx::FromRow)]
struct NextTries {
    code: Option<i64>,
    organiser: Option<i64>,
    reminder: Option<i64>,
    mailing: Option<i64>,
}

pub(in crate::store) const NEXT: &str = "select \
    (select min(next_try_at) from emails where status = 'waiting' and priority = 0) as code, \
    (select min(next_try_at) from emails where status = 'waiting' and priority = 1) as organiser, \
    (select min(next_try_at) from emails where status = 'waiting' and priority = 2) as reminder, \
    (select min(next_try_at) from emails where status = 'waiting' and priority = 3) as mailing";

/// Claims up to `$4` emails that are due at `$3`, the time of this server, and have no lease at `$5`, that
/// of the database. What another server is claiming is skipped, so that nobody waits.
pub(in crate::store) const CLAIM: &str = "update emails \
    set next_try_at = $1, lease_until = $6, tries = tries + 1 \
    where id in (select id from emails where status = 'waiting' and priority = $2 \
        and next_try_at <= $3 and (lease_until is null or lease_until <= $5) \
        order by next_try_at, id limit $4 /*for update skip locked*/) \
    returning id, attempt, subject, kind, recipient, payload, tries, created_at, due_at, lease_until";

/// The number of emails, for metrics.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct QueueDepth {
    pub waiting: u64,
    pub failed: u64,
    /// Held in a restored copy until the operator releases them.
    pub held: u64,
}

impl Mail<'_> {
    /// Claims up to `limit` due emails for a minute, the most urgent ones; returns them oldest first.
    pub async fn claim(self, limit: usize, now_ms: i64) -> Result<Vec<ClaimedMail>, Error> {
        self.claim_trusting(limit, now_ms, now_ms).await
    }

    /// The same when the clock is in doubt: nothing is dropped that has not expired by the trusted
    /// time.
    pub async fn claim_trusting(
        self,
        limit: usize,
        now_ms: i64,
        trusted_ms: i64,
    ) -> Result<Vec<ClaimedMail>, Error> {
        let room = [limit; Priority::ALL.len()];
        self.exchange(&[], room, now_ms, trusted_ms).await
    }

    /// Stores the outcomes of deliveries and claims due emails, in one transaction of at most
    /// [`MAIL_AT_ONCE`] of either; there is none if there is nothing to do.
    pub async fn exchange(
        self,
        deliveries: &[(Id, Delivery)],
        room: ClaimRoom,
        now_ms: i64,
        trusted_ms: i64,
    ) -> Result<Vec<ClaimedMail>, Error> {
        // Reading first keeps an idle server from writing.
        let due = self.due(room, now_ms).await?;
        if deliveries.is_empty() && due.is_empty() {
            return Ok(Vec::new());
        }
        let mut transaction = self.store.db.write().await?.of("mail");
        deliveries::write(&mut transaction, deliveries, now_ms).await?;
        let mut claimed = Vec::new();
        for (priority, most) in due {
            let limit = most.min(MAIL_AT_ONCE).saturating_sub(claimed.len());
            if limit > 0 {
                let times = (now_ms, now_ms + self.store.db.clock_ahead_ms());
                claimed.extend(claim(&mut transaction, priority, limit, times).await?);
            }
        }
        transaction.commit().await?;
        // Outside of the transaction, since it decrypts.
        self.read(claimed, now_ms, trusted_ms).await
    }

    /// The priorities with due emails and with room.
    async fn due(self, room: ClaimRoom, now_ms: i64) -> Result<Vec<(Priority, usize)>, Error> {
        if room.iter().all(|most| *most == 0) {
            return Ok(Vec::new());
        }
        let next = self.next_tries().await?;
        let with_room = Priority::ALL.into_iter().zip(room).zip(next);
        let due = with_room
            .filter(|((_, most), at)| *most > 0 && at.is_some_and(|at| at <= now_ms))
            .map(|(due, _)| due);
        Ok(due.collect())
    }

    /// When the next waiting email may be tried; for a claimed one, when its lease ends.
    pub async fn next_at(self) -> Result<Option<i64>, Error> {
        Ok(self.next_tries().await?.into_iter().flatten().min())
    }

    pub(in crate::store) async fn next_tries(
        self,
    ) -> Result<[Option<i64>; Priority::ALL.len()], Error> {
        let query = sqlx::query_as::<_, NextTries>(NEXT);
        let next = query.fetch_one(self.store.db.read()).await?;
        Ok([next.code, next.organiser, next.reminder, next.mailing])
    }

    pub async fn queue_depth(self) -> Result<QueueDepth, Error> {
        #[derive(sqlx::FromRow)]
        struct Counted {
            #[sqlx(try_from = "i64")]
            waiting: u64,
            #[sqlx(try_from = "i64")]
            failed: u64,
            #[sqlx(try_from = "i64")]
            held: u64,
        }
        let query = sqlx::query_as::<_, Counted>(DEPTH);
        let counted = query.fetch_one(self.store.db.read()).await?;
        Ok(QueueDepth {
            waiting: counted.waiting,
            failed: counted.failed,
            held: counted.held,
        })
    }
}

/// Each condition is that of an index.
pub(in crate::store) const DEPTH: &str = "select \
    (select count(*) from emails where status = 'waiting' and priority >= 0) as waiting, \
    (select count(*) from emails where status = 'failed' and done_at > 0) \
        + (select count(*) from emails where status = 'emptied' and done_at > 0) as failed, \
    (select count(*) from emails where status = 'held' and id > '') as held";

async fn claim(
    connection: &mut AnyConnection,
    priority: Priority,
    limit: usize,
    (now_ms, database_ms): (i64, i64),
) -> Result<Vec<ClaimedRow>, Error> {
    let sql = AssertSqlSafe(with_row_locks(connection, CLAIM).into_owned());
    let claimed = sqlx::query_as::<_, ClaimedRow>(sql)
        .bind(now_ms + LEASE_MS)
        .bind(priority.number() as i64)
        .bind(now_ms)
        .bind(limit as i64)
        .bind(database_ms)
        .bind(database_ms + LEASE_MS)
        .fetch_all(connection)
        .await?;
    Ok(claimed)
}
