//! Hourly housekeeping: deletes expired attempts, signals of how forms were sent, old idempotency
//! answers, emails given up long ago, what the limits no longer count, and what is old of the desk, some at
//! a time. The caller passes the trusted time (`clock.rs`).

use std::collections::VecDeque;

use super::chunks::{Chunk, LOOKED_AT};
use super::columns::Flag;
use super::idempotency;
use super::rows;
use crate::domain::accounts::SESSION_IDLE_MS;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::mail::email_limits::COUNTED_MS;
use crate::domain::time::DAY_MS;
use crate::store::accounts::audit;
use crate::store::attempts::{self, TOKEN_LIFE_MS};
use crate::store::privacy::signals;
use crate::store::{Error, Store};

const FAILED_KEPT_MS: i64 = 30 * DAY_MS;
/// After it has expired, so that who invited can see why nobody came.
const INVITATIONS_KEPT_MS: i64 = 30 * DAY_MS;
/// The content of a failed email is kept this long, so that `undersigned mail retry` can still send
/// it. Links and codes of attempts expire sooner.
const FAILED_PAYLOAD_KEPT_MS: i64 = 7 * DAY_MS;
/// The most rows of one table that a transaction deletes.
pub(super) const AT_ONCE: i64 = 100;

/// Above every key, none of which has more than 16 bytes.
const LAST_KEY: [u8; 17] = [u8::MAX; 17];

/// Rows that expire. Their keys are bytes.
struct Expiry {
    /// From the time that the rows have to when they are deleted.
    kept_ms: i64,
    look: Look,
    delete: Delete,
}

/// Deletes those of some rows that still have expired by `$1`.
enum Delete {
    /// By one statement; `+ 0` keeps the engine from walking through all that have expired instead of
    /// looking up the keys.
    Rows(&'static str),
    /// The same for mailboxes: these are what writes lock, so they are locked first, in their order.
    Mailboxes(&'static str),
    /// Attempts that were never held, and what belongs to them.
    Attempts,
    /// Attempts that were held. They have entries, which others count, so they are locked like any
    /// signature.
    HeldAttempts,
    /// Signals, which expire by the time that is in their key.
    Signals,
}

/// Looks for keys of expired rows: outside of any lock, so nobody waits for it. Each selects `key` and
/// whether the row `has_expired` by `$1`, of the first rows that are left.
enum Look {
    /// By an index on the time: up to `$2` rows, all of which have expired.
    ByTime(&'static str),
    /// In the order of the keys, after `$2` and before `$3`: up to `$4` rows, since no index knows which of
    /// them have expired.
    ByKey {
        sql: &'static str,
        /// The key that no expired row reaches; `None` if any may.
        before: Option<fn(i64) -> Id>,
        at_once: i64,
    },
}

/// The expiry of a table's rows some time after a column of theirs. The id of a row is older than that, so
/// only ids up to then are looked at.
macro_rules! by_column {
    ($table:literal, $column:literal, $kept_ms:expr, $at_once:expr) => {
        Expiry {
            kept_ms: $kept_ms,
            look: Look::ByKey {
                sql: concat!(
                    "select id as key, cast(case when ",
                    $column,
                    " <= $1 then 1 else 0 end as bigint) as has_expired from ",
                    $table,
                    " where id > $2 and id < $3 order by id limit $4"
                ),
                before: Some(|before_ms| Id::lowest_at(before_ms + 1)),
                at_once: $at_once,
            },
            delete: Delete::Rows(concat!(
                "delete from ",
                $table,
                " where ",
                $column,
                " <= $1 and id in ({in})"
            )),
        }
    };
}

static EXPIRIES: [Expiry; 12] = [
    Expiry {
        kept_ms: 0,
        look: Look::ByKey {
            sql: "select id as key, cast(case when expires_at <= $1 and held is null then 1 else 0 end \
                    as bigint) as has_expired \
                from attempts where id > $2 and id < $3 order by id limit $4",
            // An attempt lives for a week at least, and an id tells when it was made. Only those that are
            // held or withdrawn live longer, so few are looked at in vain.
            before: Some(before_token_life),
            at_once: AT_ONCE,
        },
        delete: Delete::Attempts,
    },
    Expiry {
        kept_ms: 0,
        // Those that are left.
        look: Look::ByKey {
            sql: "select id as key, cast(case when expires_at <= $1 and held is not null then 1 else 0 end \
                    as bigint) as has_expired \
                from attempts where id > $2 and id < $3 order by id limit $4",
            before: Some(before_token_life),
            at_once: LOOKED_AT,
        },
        delete: Delete::HeldAttempts,
    },
    Expiry {
        kept_ms: signals::KEPT_MS,
        look: Look::ByKey {
            sql: "select attempt as key, cast(case when $1 > 0 then 1 else 0 end as bigint) as has_expired \
                from signals where attempt > $2 and attempt < $3 order by attempt limit $4",
            before: Some(|before_ms| Id::lowest_at(before_ms + 1)),
            at_once: AT_ONCE,
        },
        delete: Delete::Signals,
    },
    Expiry {
        kept_ms: idempotency::KEPT_MS,
        look: Look::ByTime(
            "select key, cast(1 as bigint) as has_expired from idempotency_keys \
                where created_at <= $1 order by created_at limit $2",
        ),
        delete: Delete::Rows(
            "delete from idempotency_keys where created_at + 0 <= $1 and key in ({in})",
        ),
    },
    Expiry {
        kept_ms: FAILED_PAYLOAD_KEPT_MS,
        look: Look::ByTime(
            "select id as key, cast(1 as bigint) as has_expired from emails \
                where status = 'failed' and done_at <= $1 order by done_at, id limit $2",
        ),
        delete: Delete::Rows(
            "update emails set status = 'emptied', recipient = null, payload = null \
                where status = 'failed' and done_at + 0 <= $1 and id in ({in})",
        ),
    },
    Expiry {
        kept_ms: FAILED_KEPT_MS,
        look: Look::ByTime(
            "select id as key, cast(1 as bigint) as has_expired from emails \
                where status = 'emptied' and done_at <= $1 order by done_at, id limit $2",
        ),
        delete: Delete::Rows(
            "delete from emails where status = 'emptied' and done_at + 0 <= $1 and id in ({in})",
        ),
    },
    Expiry {
        kept_ms: COUNTED_MS,
        look: Look::ByKey {
            sql: "select person as key, cast(case when last_at <= $1 then 1 else 0 end as bigint) \
                    as has_expired \
                from mailboxes where person > $2 and person < $3 order by person limit $4",
            before: None,
            at_once: LOOKED_AT,
        },
        delete: Delete::Mailboxes("delete from mailboxes where last_at <= $1 and person in ({in})"),
    },
    // The desk: a day's sign-ins count for their limit.
    by_column!("sign_ins", "expires_at", DAY_MS, AT_ONCE),
    // One that was ended is deleted as late as if it had not been used since.
    by_column!("sessions", "seen_at", SESSION_IDLE_MS, LOOKED_AT),
    by_column!("invitations", "expires_at", INVITATIONS_KEPT_MS, LOOKED_AT),
    Expiry {
        kept_ms: audit::KEPT_MS,
        look: Look::ByKey {
            sql: "select id as key, cast(case when $1 > 0 then 1 else 0 end as bigint) as has_expired \
                from audit where id > $2 and id < $3 order by id limit $4",
            before: Some(|before_ms| Id::lowest_at(before_ms + 1)),
            at_once: AT_ONCE,
        },
        delete: Delete::Rows("delete from audit where $1 > 0 and id in ({in})"),
    },
    // The log names who left for as long as it has a row of theirs.
    by_column!("accounts", "left_at", audit::KEPT_MS, LOOKED_AT),
];

/// The lowest id of an attempt whose link and code may still be valid.
fn before_token_life(now_ms: i64) -> Id {
    Id::lowest_at(now_ms - TOKEN_LIFE_MS + 1)
}

/// One run of housekeeping, from its first step to its last.
#[derive(Debug)]
pub struct HousekeepingRun {
    now_ms: i64,
    /// How many of the expiries are done.
    done: usize,
    /// The last key that was looked at in this one.
    after: Vec<u8>,
    /// Whether all keys of this one were looked at.
    has_seen_all: bool,
    /// The keys of its expired rows, as far as they are known.
    expired: VecDeque<Vec<u8>>,
}

impl HousekeepingRun {
    pub fn starting(now_ms: i64) -> Self {
        Self {
            now_ms,
            done: 0,
            after: Vec::new(),
            has_seen_all: false,
            expired: VecDeque::new(),
        }
    }

    fn begin_next(&mut self) {
        *self = Self {
            done: self.done + 1,
            ..Self::starting(self.now_ms)
        };
    }
}

impl Store {
    /// Deletes some of what has expired, or looks at some rows without finding any; to be called until
    /// there is no more.
    pub async fn housekeep_some(&self, run: &mut HousekeepingRun) -> Result<Chunk, Error> {
        while let Some(expiry) = EXPIRIES.get(run.done) {
            if !run.expired.is_empty() {
                return Ok(Chunk::of(self.delete_expired(expiry, run).await?));
            }
            if run.has_seen_all {
                run.begin_next();
                continue;
            }
            self.look_for_expired(expiry, run).await?;
            if run.expired.is_empty() && !run.has_seen_all {
                return Ok(Chunk::of(0));
            }
        }
        self.note_seen(run.now_ms).await?;
        self.db.forget_deleted().await?;
        // Another server of the same database may have erased a person.
        self.remember_ends().await;
        Ok(Chunk::END)
    }

    async fn look_for_expired(
        &self,
        expiry: &Expiry,
        run: &mut HousekeepingRun,
    ) -> Result<(), Error> {
        #[derive(sqlx::FromRow)]
        struct SeenRow {
            key: Vec<u8>,
            #[sqlx(try_from = "Flag")]
            has_expired: bool,
        }
        let before_ms = run.now_ms - expiry.kept_ms;
        let (query, at_once) = match &expiry.look {
            Look::ByTime(sql) => {
                let query = sqlx::query_as::<_, SeenRow>(*sql).bind(before_ms);
                (query.bind(AT_ONCE), AT_ONCE)
            }
            Look::ByKey {
                sql,
                before,
                at_once,
            } => {
                let last = before.map_or(LAST_KEY.to_vec(), |of| of(before_ms).bytes().to_vec());
                let query = sqlx::query_as::<_, SeenRow>(*sql).bind(before_ms);
                let query = query.bind(run.after.clone()).bind(last);
                (query.bind(*at_once), *at_once)
            }
        };
        let seen = query.fetch_all(self.db.read()).await?;
        run.has_seen_all = (seen.len() as i64) < at_once;
        if let Some(last) = seen.last() {
            run.after.clone_from(&last.key);
        }
        let expired = seen.into_iter().filter(|row| row.has_expired);
        run.expired = expired.map(|row| row.key).collect();
        Ok(())
    }

    async fn delete_expired(
        &self,
        expiry: &Expiry,
        run: &mut HousekeepingRun,
    ) -> Result<u64, Error> {
        let most = run.expired.len().min(AT_ONCE as usize);
        let keys: Vec<Vec<u8>> = run.expired.drain(..most).collect();
        let before_ms = run.now_ms - expiry.kept_ms;
        let transaction = match expiry.delete {
            Delete::Mailboxes(_) => {
                let persons = keys.iter().filter_map(|key| KeyedHash::from_slice(key));
                let persons: Vec<KeyedHash> = persons.collect();
                self.db.write_about(persons, []).await?
            }
            Delete::HeldAttempts => {
                let ids = keys.iter().filter_map(|key| key.as_slice().try_into().ok());
                let ids: Vec<Id> = ids.map(Id::from_bytes).collect();
                self.write_about_rows(&ids).await?
            }
            Delete::Rows(_) | Delete::Attempts | Delete::Signals => self.db.write().await?,
        };
        let mut transaction = transaction.of("housekeeping");
        let deleted = match expiry.delete {
            Delete::Rows(sql) | Delete::Mailboxes(sql) => {
                let before = Some(before_ms.into());
                rows::execute_in(&mut transaction, sql, before, keys).await?
            }
            Delete::Attempts => attempts::expiry::delete(&mut transaction, before_ms, keys).await?,
            Delete::HeldAttempts => {
                attempts::expiry::delete_held(&mut transaction, before_ms, keys).await?
            }
            Delete::Signals => signals::delete(&mut transaction, keys).await?,
        };
        transaction.commit().await?;
        Ok(deleted)
    }
}

/// Every statement of housekeeping.
#[cfg(test)]
pub(in crate::store) fn statements() -> impl Iterator<Item = &'static str> {
    EXPIRIES.iter().flat_map(|expiry| {
        let look = match &expiry.look {
            Look::ByTime(sql) | Look::ByKey { sql, .. } => *sql,
        };
        let delete = match expiry.delete {
            Delete::Rows(sql) | Delete::Mailboxes(sql) => sql,
            Delete::Attempts => attempts::expiry::DELETE,
            Delete::HeldAttempts => attempts::expiry::DELETE_HELD,
            Delete::Signals => signals::DELETE,
        };
        [look, delete]
    })
}
