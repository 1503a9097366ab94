//! Hourly housekeeping: deletes expired attempts, old idempotency answers and finished outbox rows,
//! some at a time. The caller passes the trusted time (`clock.rs`).

use super::chunks::Chunk;
use super::idempotency;
use super::rows;
use crate::domain::time::DAY_MS;
use crate::store::{Error, Store};

/// A sent email's row is kept for the address's rate limits and for the operator to see; it no longer
/// holds an address.
const SENT_KEPT_MS: i64 = 7 * DAY_MS;
const FAILED_KEPT_MS: i64 = 30 * DAY_MS;
/// The content of a failed email is kept this long, so that `undersigned mail retry` can still send
/// it. Its links and codes expire sooner.
const FAILED_PAYLOAD_KEPT_MS: i64 = 7 * DAY_MS;
/// The most rows of one table that a transaction deletes. An attempt with its links is in a dozen
/// indexes, which takes some 0.2 ms when there are a million.
pub(super) const AT_ONCE: i64 = 50;

/// Rows that expire.
struct Expiry {
    /// From the time that the rows have to when they are deleted.
    kept_ms: i64,
    /// Finds the keys of up to `$2` rows that expired by `$1`.
    find: &'static str,
    /// Deletes those that still have; `+ 0` keeps the engine from walking through all that expired
    /// instead of looking up the keys.
    delete: &'static [&'static str],
}

static EXPIRIES: [Expiry; 7] = [
    Expiry {
        kept_ms: 0,
        find: "select id from pending_signatures where expires_at <= $1 \
            order by expires_at, id limit $2",
        delete: &[
            // Manage links from unanswered emails, unless they lead to a signature.
            "delete from manage_links where attempt in (select p.id from pending_signatures p \
                where p.expires_at <= $1 and p.id in ({in}) and p.confirmed_at is null \
                and not exists (select 1 from signatures s \
                    where s.email_key = p.email_key and s.slug = p.slug) \
                and not exists (select 1 from withdrawn_signatures w \
                    where w.email_key = p.email_key and w.slug = p.slug))",
            "delete from pending_signatures where expires_at <= $1 and id in ({in})",
        ],
    },
    Expiry {
        kept_ms: 0,
        find: "select id from withdrawn_attempts where expires_at <= $1 \
            order by expires_at, id limit $2",
        delete: &["delete from withdrawn_attempts where expires_at <= $1 and id in ({in})"],
    },
    Expiry {
        kept_ms: 0,
        find: "select id from pending_subscriptions where expires_at <= $1 \
            order by expires_at, id limit $2",
        delete: &["delete from pending_subscriptions where expires_at <= $1 and id in ({in})"],
    },
    Expiry {
        kept_ms: idempotency::KEPT_MS,
        find: "select key from idempotency_keys where created_at <= $1 order by created_at limit $2",
        delete: &["delete from idempotency_keys where created_at <= $1 and key in ({in})"],
    },
    Expiry {
        kept_ms: SENT_KEPT_MS,
        find: "select id from outbox where status = 'sent' and done_at <= $1 \
            order by done_at, id limit $2",
        delete: &[
            "delete from outbox where status = 'sent' and done_at + 0 <= $1 and id in ({in})",
        ],
    },
    Expiry {
        kept_ms: FAILED_PAYLOAD_KEPT_MS,
        find: "select id from outbox where status = 'failed' and payload <> '' and done_at <= $1 \
            order by done_at, id limit $2",
        delete: &["update outbox set recipient = '', payload = '' \
            where status = 'failed' and done_at + 0 <= $1 and id in ({in})"],
    },
    Expiry {
        kept_ms: FAILED_KEPT_MS,
        find: "select id from outbox where status = 'failed' and payload = '' and done_at <= $1 \
            order by done_at, id limit $2",
        delete: &[
            "delete from outbox where status = 'failed' and done_at + 0 <= $1 and id in ({in})",
        ],
    },
];

/// One run of housekeeping, from its first step to its last.
#[derive(Debug)]
pub struct HousekeepingRun {
    now_ms: i64,
    /// How many of the expiries are done.
    done: usize,
}

impl HousekeepingRun {
    pub fn starting(now_ms: i64) -> Self {
        Self { now_ms, done: 0 }
    }
}

impl Store {
    /// Deletes some of what has expired; to be called until there is no more.
    pub async fn housekeep_some(&self, run: &mut HousekeepingRun) -> Result<Chunk, Error> {
        while let Some(expiry) = EXPIRIES.get(run.done) {
            let before_ms = run.now_ms - expiry.kept_ms;
            let query = sqlx::query_scalar(expiry.find)
                .bind(before_ms)
                .bind(AT_ONCE);
            let expired: Vec<String> = query.fetch_all(self.db.read()).await?;
            if (expired.len() as i64) < AT_ONCE {
                run.done += 1;
            }
            if expired.is_empty() {
                continue;
            }
            let mut transaction = self.db.write().await?.of("housekeeping");
            let mut rows = 0;
            for sql in expiry.delete {
                let (before, expired) = (Some(before_ms.into()), expired.clone());
                rows += rows::execute_in(&mut transaction, sql, before, expired).await?;
            }
            transaction.commit().await?;
            return Ok(Chunk::of(rows));
        }
        self.note_seen(run.now_ms).await?;
        self.db.forget_deleted().await?;
        // Another server of the same database may have erased a person.
        self.remember_ends().await;
        Ok(Chunk::END)
    }
}

/// Every statement of housekeeping.
#[cfg(test)]
pub(in crate::store) fn statements() -> impl Iterator<Item = &'static str> {
    let each = |expiry: &'static Expiry| std::iter::once(&expiry.find).chain(expiry.delete);
    EXPIRIES.iter().flat_map(each).copied()
}
