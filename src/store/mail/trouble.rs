//! Emails that the mail server did not accept: counting them, and retrying those that were given
//! up. The commands that queue many emails again do so some at a time.

use std::collections::BTreeMap;

use super::Mail;
use super::outbox::MAIL_AT_ONCE;
use crate::domain::time::DAY_MS;
use crate::store::Error;
use crate::store::engine::chunks::let_others_write;
use crate::store::engine::columns::Flag;

/// A single rejected email may itself be at fault; several point to us.
const REFUSED_ALARM: u64 = 3;

/// What an operator needs to know about undelivered emails.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, sqlx::FromRow)]
pub struct MailTrouble {
    /// Emails that wait because the mail server rejects us; zero while they are few.
    #[sqlx(try_from = "i64")]
    pub refused: u64,
    /// Emails given up in the last day for a reason other than their recipient.
    #[sqlx(try_from = "i64")]
    pub given_up: u64,
}

/// The result of retrying failed emails.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Retry {
    /// Emails that are sent again.
    pub again: u64,
    /// Emails that are not, because what they request has expired or was answered.
    pub over: u64,
    /// Why the emails that are sent again had failed, in the mail server's words, and how many.
    pub reasons: BTreeMap<String, u64>,
}

/// True of a failed email whose link and code would no longer work.
const OVER: &str = "(kind in ('confirm_signature', 'remind_signature', 'already_signed') \
        and not exists (select 1 from pending_signatures p where p.id = outbox.attempt \
            and p.expires_at > $1 and p.confirmed_at is null) \
    or kind in ('confirm_subscription', 'remind_subscription', 'already_subscribed') \
        and not exists (select 1 from pending_subscriptions p where p.id = outbox.attempt \
            and p.expires_at > $1 and p.confirmed_at is null))";

/// A failed email that can be sent again.
#[derive(sqlx::FromRow)]
struct GivenUp {
    id: String,
    done_at: i64,
    reason: String,
    #[sqlx(try_from = "Flag")]
    is_over: bool,
}

pub(in crate::store) const TROUBLE: &str = "select \
    (select count(*) from outbox where last_error is not null \
        and status = 'waiting' and fault = 'refused') as refused, \
    (select count(*) from outbox where status = 'failed' and payload <> '' \
        and done_at > $1 and fault = 'refused') as given_up";
pub(in crate::store) const NEWEST: &str =
    "select max(done_at) from outbox where status = 'failed' and payload <> ''";
const AGAIN: &str = "update outbox set status = 'waiting', tries = 0, next_try_at = $1, \
    due_at = $1, done_at = null, last_error = null, fault = '' \
    where status = 'failed' and id in ({in})";
pub(in crate::store) const HELD: &str =
    "select id from outbox where status = 'held' and id > '' order by id limit $1";
const RELEASED: &str = "update outbox set status = 'waiting', tries = 0, next_try_at = $1, \
    due_at = $1 where status = 'held' and id in ({in})";

impl Mail<'_> {
    /// What keeps emails from being sent, for monitoring.
    pub async fn trouble(self, now_ms: i64) -> Result<MailTrouble, Error> {
        let query = sqlx::query_as::<_, MailTrouble>(TROUBLE).bind(now_ms - DAY_MS);
        let mut trouble = query.fetch_one(self.store.db.read()).await?;
        if trouble.refused < REFUSED_ALARM {
            trouble.refused = 0;
        }
        Ok(trouble)
    }

    /// Queues the failed emails that are still kept for sending again; a dry run reports which
    /// ones, and changes nothing.
    pub async fn retry(self, dry_run: bool, now_ms: i64) -> Result<Retry, Error> {
        let mut retry = Retry::default();
        let mut after = (i64::MIN, String::new());
        // Not those that fail again meanwhile.
        let query = sqlx::query_scalar(NEWEST).fetch_one(self.store.db.read());
        let newest: Option<i64> = query.await?;
        while let Some(newest) = newest {
            let failed = self.given_up(&after, newest, now_ms).await?;
            let Some(last) = failed.last() else {
                break;
            };
            after = (last.done_at, last.id.clone());
            let (over, again): (Vec<_>, Vec<_>) = failed.into_iter().partition(|one| one.is_over);
            retry.over += over.len() as u64;
            retry.again += again.len() as u64;
            let mut ids = Vec::with_capacity(again.len());
            for GivenUp { id, reason, .. } in again {
                *retry.reasons.entry(reason).or_default() += 1;
                ids.push(id);
            }
            if !dry_run {
                self.change(AGAIN, ids, now_ms).await?;
                self.store.queued_mail.notify_one();
                let_others_write().await;
            }
        }
        Ok(retry)
    }

    /// Some failed emails that are still kept, after a time and an id, up to another time.
    async fn given_up(
        self,
        after: &(i64, String),
        until: i64,
        now_ms: i64,
    ) -> Result<Vec<GivenUp>, Error> {
        let sql = format!(
            "select id, done_at, coalesce(last_error, '') as reason, \
                 cast(case when {OVER} then 1 else 0 end as bigint) as is_over \
             from outbox where status = 'failed' and payload <> '' and done_at <= $5 \
                 and (done_at, id) > ($2, $3) \
             order by done_at, id limit $4"
        );
        let query = sqlx::query_as::<_, GivenUp>(sqlx::AssertSqlSafe(sql))
            .bind(now_ms)
            .bind(after.0)
            .bind(after.1.clone())
            .bind(MAIL_AT_ONCE as i64)
            .bind(until);
        Ok(query.fetch_all(self.store.db.read()).await?)
    }

    /// Releases the emails that a restored copy held; returns how many.
    pub async fn release_held(self, now_ms: i64) -> Result<u64, Error> {
        let mut released = 0;
        loop {
            let query = sqlx::query_scalar(HELD).bind(MAIL_AT_ONCE as i64);
            let held: Vec<String> = query.fetch_all(self.store.db.read()).await?;
            if held.is_empty() {
                return Ok(released);
            }
            // Emails are given up only after days of failure, counted from now.
            released += self.change(RELEASED, held, now_ms).await?;
            let_others_write().await;
        }
    }
}
