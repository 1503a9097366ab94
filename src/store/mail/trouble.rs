//! Emails that the mail server did not accept: counting them, and retrying those that were given
//! up.

use std::collections::BTreeMap;

use sqlx::AnyConnection;

use super::Mail;
use crate::domain::time::DAY_MS;
use crate::store::Error;
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

/// True of a failed email whose link and code would no longer work.
const OVER: &str = "(kind in ('confirm_signature', 'remind_signature', 'already_signed') \
        and not exists (select 1 from pending_signatures p where p.id = outbox.attempt \
            and p.expires_at > $1 and p.confirmed_at is null) \
    or kind in ('confirm_subscription', 'remind_subscription', 'already_subscribed') \
        and not exists (select 1 from pending_subscriptions p where p.id = outbox.attempt \
            and p.expires_at > $1 and p.confirmed_at is null))";

impl Mail<'_> {
    /// What keeps emails from being sent, for monitoring.
    pub async fn trouble(self, now_ms: i64) -> Result<MailTrouble, Error> {
        let sql = "select \
            (select count(*) from outbox \
                where last_error is not null and status = 'waiting' and refused = 1) as refused, \
            (select count(*) from outbox \
                where last_error is not null and status = 'failed' and refused = 1 \
                    and done_at > $1) as given_up";
        let query = sqlx::query_as::<_, MailTrouble>(sql).bind(now_ms - DAY_MS);
        let mut trouble = query.fetch_one(self.store.db.read()).await?;
        if trouble.refused < REFUSED_ALARM {
            trouble.refused = 0;
        }
        Ok(trouble)
    }

    /// Queues the failed emails that are still kept for sending again; a dry run reports which
    /// ones, and changes nothing.
    pub async fn retry(self, dry_run: bool, now_ms: i64) -> Result<Retry, Error> {
        let mut transaction = self.store.db.write().await?;
        let (ids, retry) = given_up(&mut transaction, now_ms).await?;
        if dry_run || ids.is_empty() {
            transaction.rollback().await?;
            return Ok(retry);
        }
        let sql = "update outbox set status = 'waiting', tries = 0, next_try_at = $1, due_at = $1, \
            lease_until = 0, done_at = null, last_error = null, refused = 0 where id in ({in})";
        for some in ids.chunks(500) {
            rows::execute_in(&mut transaction, sql, Some(now_ms.into()), some.to_vec()).await?;
        }
        transaction.commit().await?;
        self.store.queued_mail.notify_one();
        Ok(retry)
    }
}

async fn given_up(
    connection: &mut AnyConnection,
    now_ms: i64,
) -> Result<(Vec<String>, Retry), Error> {
    #[derive(sqlx::FromRow)]
    struct GivenUp {
        id: String,
        reason: String,
        #[sqlx(try_from = "Flag")]
        is_over: bool,
    }
    let sql = format!(
        "select id, coalesce(last_error, '') as reason, \
             cast(case when {OVER} then 1 else 0 end as bigint) as is_over \
         from outbox where status = 'failed' and payload <> '' order by created_at, id"
    );
    let query = sqlx::query_as::<_, GivenUp>(sqlx::AssertSqlSafe(sql)).bind(now_ms);
    let (mut ids, mut retry) = (Vec::new(), Retry::default());
    for email in query.fetch_all(connection).await? {
        if email.is_over {
            retry.over += 1;
            continue;
        }
        ids.push(email.id);
        retry.again += 1;
        *retry.reasons.entry(email.reason).or_default() += 1;
    }
    Ok((ids, retry))
}
