//! Emails that the mail server did not accept: counting them, and retrying those that were given
//! up. The commands that queue many emails again do so some at a time.

use std::collections::BTreeMap;

use super::Mail;
use super::outbox::MAIL_AT_ONCE;
use super::queue;
use super::sendings::Sendings;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::time::DAY_MS;
use crate::store::Error;
use crate::store::engine::chunks::let_others_write;
use crate::store::engine::columns::Flag;
use crate::store::engine::rows;

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

/// A failed email that can be sent again.
#[derive(sqlx::FromRow)]
struct GivenUp {
    id: Id,
    done_at: i64,
    reason: String,
    #[sqlx(try_from = "Flag")]
    is_over: bool,
}

pub(in crate::store) const TROUBLE: &str = "select \
    (select count(*) from emails where last_error is not null \
        and status = 'waiting' and fault = 'refused') as refused, \
    (select count(*) from emails where status = 'failed' \
        and done_at > $1 and fault = 'refused') as given_up";
pub(in crate::store) const NEWEST: &str = "select max(done_at) from emails where status = 'failed'";
/// Failed emails after `$2` and `$3`. One is over if it would be made from an attempt that was answered or
/// has ended by `$1`: its link and code would no longer work.
pub(in crate::store) const GIVEN_UP: &str = "select id, done_at, coalesce(last_error, '') as reason, \
        cast(case when payload is null and not exists (select 1 from attempts a \
            where a.id = emails.attempt and a.state = 'pending' and a.expires_at > $1) \
            then 1 else 0 end as bigint) as is_over \
    from emails where status = 'failed' and done_at <= $4 and (done_at, id) > ($2, $3) \
    order by done_at, id limit $5";
const AGAIN: &str = "update emails set status = 'waiting', tries = 0, next_try_at = $1, \
    due_at = $1, done_at = null, last_error = null, fault = '' \
    where status = 'failed' and id in ({in}) returning mailbox, limited_by";
pub(in crate::store) const HELD: &str =
    "select id from emails where status = 'held' and id > '' order by id limit $1";
const RELEASED: &str = "update emails set status = 'waiting', tries = 0, next_try_at = $1, \
    due_at = $1, lease_until = null where status = 'held' and id in ({in}) returning mailbox, limited_by";

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
        let mut after = (i64::MIN, Id::FIRST);
        // Not those that fail again meanwhile.
        let query = sqlx::query_scalar(NEWEST).fetch_one(self.store.db.read());
        let newest: Option<i64> = query.await?;
        while let Some(newest) = newest {
            let failed = self.given_up(after, newest, now_ms).await?;
            let Some(last) = failed.last() else {
                break;
            };
            after = (last.done_at, last.id);
            let (over, again): (Vec<_>, Vec<_>) = failed.into_iter().partition(|one| one.is_over);
            retry.over += over.len() as u64;
            retry.again += again.len() as u64;
            let mut ids = Vec::with_capacity(again.len());
            for GivenUp { id, reason, .. } in again {
                *retry.reasons.entry(reason).or_default() += 1;
                ids.push(id);
            }
            if !dry_run {
                self.queue_again(AGAIN, ids, now_ms).await?;
                self.store.queued_mail.notify_one();
                let_others_write().await;
            }
        }
        Ok(retry)
    }

    /// Some failed emails that are still kept, after a time and an id, up to another time.
    async fn given_up(
        self,
        after: (i64, Id),
        until: i64,
        now_ms: i64,
    ) -> Result<Vec<GivenUp>, Error> {
        let query = sqlx::query_as::<_, GivenUp>(GIVEN_UP)
            .bind(now_ms)
            .bind(after.0)
            .bind(after.1)
            .bind(until)
            .bind(MAIL_AT_ONCE as i64);
        Ok(query.fetch_all(self.store.db.read()).await?)
    }

    /// Makes some emails due now, by a statement that returns their mailboxes, where they count again;
    /// returns how many.
    async fn queue_again(self, sql: &str, ids: Vec<Id>, now_ms: i64) -> Result<u64, Error> {
        #[derive(sqlx::FromRow)]
        struct QueuedEmail {
            mailbox: KeyedHash,
            limited_by: Option<KeyedHash>,
        }
        if ids.is_empty() {
            return Ok(0);
        }
        let mut transaction = self.store.db.write().await?.of("mail");
        queue::lock_mailboxes(&mut transaction, &ids).await?;
        let now = Some(now_ms.into());
        let queued = rows::fetch_in::<QueuedEmail>(&mut transaction, sql, now, ids).await?;
        let mailboxes = queued.iter().map(|email| email.mailbox);
        let mut sendings = Sendings::load(&mut transaction, mailboxes, now_ms).await?;
        for email in &queued {
            sendings.add(email.mailbox, email.limited_by, now_ms);
        }
        sendings.save(&mut transaction).await?;
        transaction.commit().await?;
        Ok(queued.len() as u64)
    }

    /// Releases the emails that a restored copy held; returns how many.
    pub async fn release_held(self, now_ms: i64) -> Result<u64, Error> {
        let mut released = 0;
        loop {
            let query = sqlx::query_scalar(HELD).bind(MAIL_AT_ONCE as i64);
            let held: Vec<Id> = query.fetch_all(self.store.db.read()).await?;
            if held.is_empty() {
                return Ok(released);
            }
            // Emails are given up only after days of failure, counted from now.
            released += self.queue_again(RELEASED, held, now_ms).await?;
            let_others_write().await;
        }
    }
}
