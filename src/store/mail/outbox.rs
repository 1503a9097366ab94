//! The outbox's rows: emails are written by `queue.rs`, claimed here with a lease that is
//! committed, sent by `crate::jobs::mail`, then marked. An email is sent at least once; its id is its
//! Message-ID, so mail programs can recognise a duplicate.

use super::Mail;
use super::queue;
use crate::domain::declarations::difference::Passage;
use crate::domain::keys::sealed::Purpose;
use crate::domain::mail::message::{Facts, MessageKind};
use crate::domain::privacy::holder::Holder;
use crate::domain::time::MINUTE_MS;
use crate::store::declarations::corrupt;
use crate::store::engine::columns::Json;
use crate::store::engine::rows;
use crate::store::privacy::holders::HolderColumns;
use crate::store::{Error, open};

/// Longer than any send may take; after it, another worker may retry.
const LEASE_MS: i64 = MINUTE_MS;

/// An email claimed for sending.
#[derive(Clone, Debug)]
pub struct ClaimedMail {
    pub id: String,
    pub kind: MessageKind,
    pub recipient: String,
    pub facts: Facts,
    /// The data holder of its declaration or list, as the file says now.
    pub holder: Holder,
    /// How often it was claimed, including this time.
    pub tries: u32,
    pub created_at: i64,
    /// The time from which it may be sent.
    pub due_at: i64,
}

/// The columns of a claimed email; recipient and payload are encrypted.
#[derive(sqlx::FromRow)]
struct ClaimedRow {
    id: String,
    kind: MessageKind,
    recipient: String,
    payload: String,
    #[sqlx(try_from = "i64")]
    tries: u32,
    created_at: i64,
    due_at: i64,
}

/// The outcome for a claimed email.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Delivery {
    Sent,
    /// To be retried; the error is the mail server's reply, without addresses.
    Deferred {
        next_try_at: i64,
        error: String,
    },
    /// The same, but the mail server rejected us rather than the recipient.
    Refused {
        next_try_at: i64,
        error: String,
    },
    /// Given up; it is kept for some days and can be retried by command.
    Failed {
        error: String,
        /// The failure was on our side, not the recipient's.
        for_us: bool,
    },
}

/// The number of emails, for metrics.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct QueueDepth {
    pub waiting: u64,
    pub failed: u64,
    /// Held in a restored copy until the operator releases them.
    pub held: u64,
}

impl Mail<'_> {
    /// Run when an outbox starts: every email that waits for a retry may be tried at once, because
    /// the cause may be fixed; emails delayed by rate limits stay delayed. Leases of a crashed
    /// server end too, unless other servers share the database and may hold them.
    pub async fn retry_now(self, now_ms: i64) -> Result<(), Error> {
        let mut transaction = self.store.db.write().await?;
        let sql = "update outbox set next_try_at = $1 \
            where status = 'waiting' and next_try_at > $1 and due_at <= $1";
        sqlx::query(sql)
            .bind(now_ms)
            .execute(&mut *transaction)
            .await?;
        if !self.store.db.is_shared {
            let sql = "update outbox set lease_until = 0 where status = 'waiting'";
            sqlx::query(sql).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Claims due emails for a minute, oldest first.
    pub async fn claim(self, limit: u32, now_ms: i64) -> Result<Vec<ClaimedMail>, Error> {
        self.claim_trusting(limit, now_ms, now_ms).await
    }

    /// The same when the clock is in doubt: nothing is dropped that has not expired by the trusted
    /// time.
    pub async fn claim_trusting(
        self,
        limit: u32,
        now_ms: i64,
        trusted_ms: i64,
    ) -> Result<Vec<ClaimedMail>, Error> {
        // Reading first keeps an idle server from writing.
        if self.next_at(now_ms).await?.is_none_or(|due| due > now_ms) {
            return Ok(Vec::new());
        }
        let mut transaction = self.store.db.write().await?;
        queue::drop_ended(&mut transaction, now_ms, trusted_ms).await?;
        let sql = "update outbox set lease_until = $1, tries = tries + 1 where id in \
                (select id from outbox where status = 'waiting' and next_try_at <= $2 \
                    and lease_until <= $2 order by next_try_at, id limit $3) \
            returning id, kind, recipient, payload, tries, created_at, due_at";
        let claimed = sqlx::query_as::<_, ClaimedRow>(sql)
            .bind(now_ms + LEASE_MS)
            .bind(now_ms)
            .bind(i64::from(limit))
            .fetch_all(&mut *transaction)
            .await?;
        transaction.commit().await?;
        let mut emails = Vec::with_capacity(claimed.len());
        for row in claimed {
            let payload = open(&self.store.seal, Purpose::Message, &row.payload)?;
            emails.push(ClaimedMail {
                id: row.id,
                kind: row.kind,
                recipient: open(&self.store.seal, Purpose::Recipient, &row.recipient)?,
                facts: serde_json::from_str(&payload).map_err(|_| corrupt("payload"))?,
                holder: Holder::default(),
                tries: row.tries,
                created_at: row.created_at,
                due_at: row.due_at,
            });
        }
        self.fill_in_changes(&mut emails).await?;
        self.fill_in_holders(&mut emails).await?;
        emails.sort_by(|one, other| (one.created_at, &one.id).cmp(&(other.created_at, &other.id)));
        Ok(emails)
    }

    /// Fills in the text change, which is stored once for all emails about it.
    async fn fill_in_changes(self, emails: &mut [ClaimedMail]) -> Result<(), Error> {
        #[derive(sqlx::FromRow)]
        struct ChangeRow {
            id: String,
            #[sqlx(try_from = "Json")]
            difference: Vec<Passage>,
        }
        let changes = emails.iter().filter_map(|one| one.facts.change.as_ref());
        let ids: Vec<String> = changes.map(|change| change.id.clone()).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let mut connection = self.store.db.read().acquire().await?;
        let sql = "select id, difference from text_changes where id in ({in})";
        for changed in rows::fetch_in::<ChangeRow>(&mut connection, sql, None, ids).await? {
            let changes = emails
                .iter_mut()
                .filter_map(|one| one.facts.change.as_mut());
            for change in changes.filter(|change| change.id == changed.id) {
                change.difference.clone_from(&changed.difference);
            }
        }
        Ok(())
    }

    /// Fills in the data holder for each email: postal address and privacy notice.
    async fn fill_in_holders(self, emails: &mut [ClaimedMail]) -> Result<(), Error> {
        #[derive(sqlx::FromRow)]
        struct EmailHolder {
            id: String,
            #[sqlx(flatten)]
            holder: HolderColumns,
        }
        let ids: Vec<String> = emails.iter().map(|one| one.id.clone()).collect();
        let mut connection = self.store.db.read().acquire().await?;
        let sql = "select o.id, coalesce(d.address, l.address) as address, \
                coalesce(d.privacy, l.privacy) as privacy \
            from outbox o \
            left join pending_signatures p on p.id = o.attempt \
            left join signatures s on s.id = o.attempt \
            left join withdrawn_signatures w on w.id = o.attempt \
            left join pending_subscriptions q on q.id = o.attempt \
            left join declarations d on d.slug = coalesce(p.slug, s.slug, w.slug) \
            left join lists l on l.slug = q.slug where o.id in ({in})";
        for held in rows::fetch_in::<EmailHolder>(&mut connection, sql, None, ids).await? {
            if let Some(email) = emails.iter_mut().find(|one| one.id == held.id) {
                email.holder = held.holder.into();
            }
        }
        Ok(())
    }

    /// Stores the outcomes of claimed emails. Of a sent email only that fact is kept.
    pub async fn mark(self, deliveries: &[(String, Delivery)], now_ms: i64) -> Result<(), Error> {
        let mut transaction = self.store.db.write().await?;
        let sent = deliveries
            .iter()
            .filter(|(_, delivery)| *delivery == Delivery::Sent)
            .map(|(id, _)| id.clone());
        let sql = "update outbox set status = 'sent', done_at = $1, recipient = '', \
            payload = '', last_error = null, refused = 0 where id in ({in})";
        rows::execute_in(&mut transaction, sql, Some(now_ms.into()), sent).await?;
        let later = "update outbox set next_try_at = $1, last_error = $2, refused = $3, \
            lease_until = 0 where id = $4";
        let failed = "update outbox set status = 'failed', done_at = $1, last_error = $2, \
            refused = $3 where id = $4";
        for (id, delivery) in deliveries {
            let (sql, at, error, refused) = match delivery {
                Delivery::Sent => continue,
                Delivery::Deferred { next_try_at, error } => (later, *next_try_at, error, 0),
                Delivery::Refused { next_try_at, error } => (later, *next_try_at, error, 1),
                Delivery::Failed { error, for_us } => (failed, now_ms, error, i64::from(*for_us)),
            };
            sqlx::query(sql)
                .bind(at)
                .bind(error.clone())
                .bind(refused)
                .bind(id.clone())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Releases the emails that a restored copy held; returns how many.
    pub async fn release_held(self, now_ms: i64) -> Result<u64, Error> {
        let mut transaction = self.store.db.write().await?;
        // Emails are given up only after days of failure, counted from now.
        let sql = "update outbox set status = 'waiting', tries = 0, next_try_at = $1, due_at = $1 \
            where status = 'held'";
        let released = sqlx::query(sql)
            .bind(now_ms)
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        transaction.commit().await?;
        Ok(released)
    }

    /// When the next waiting email may be tried; for a leased one, when its lease ends.
    pub async fn next_at(self, now_ms: i64) -> Result<Option<i64>, Error> {
        let sql = "select min(case when lease_until > $1 and lease_until > next_try_at \
            then lease_until else next_try_at end) from outbox where status = 'waiting'";
        let query = sqlx::query_scalar(sql).bind(now_ms);
        Ok(query.fetch_one(self.store.db.read()).await?)
    }

    pub async fn queue_depth(self) -> Result<QueueDepth, Error> {
        #[derive(sqlx::FromRow)]
        struct StatusRow {
            status: String,
            #[sqlx(try_from = "i64")]
            emails: u64,
        }
        let sql = "select status, count(*) as emails from outbox \
            where status in ('waiting', 'failed', 'held') group by status";
        let query = sqlx::query_as::<_, StatusRow>(sql);
        let mut depth = QueueDepth::default();
        for counted in query.fetch_all(self.store.db.read()).await? {
            match counted.status.as_str() {
                "waiting" => depth.waiting = counted.emails,
                "held" => depth.held = counted.emails,
                _ => depth.failed = counted.emails,
            }
        }
        Ok(depth)
    }
}
