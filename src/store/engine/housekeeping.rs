//! Hourly housekeeping: deletes expired attempts, old idempotency answers and finished outbox rows.
//! It uses the trusted time (`clock.rs`).

use super::idempotency;
use crate::domain::time::DAY_MS;
use crate::store::{Error, Store};

/// A sent email's row is kept for the operator to see; it no longer holds an address.
const SENT_KEPT_MS: i64 = 7 * DAY_MS;
const FAILED_KEPT_MS: i64 = 30 * DAY_MS;
/// The content of a failed email is kept this long, so that `undersigned mail retry` can still send
/// it. Its links and codes expire sooner.
const FAILED_PAYLOAD_KEPT_MS: i64 = 7 * DAY_MS;

impl Store {
    /// Deletes what has expired; returns the number of rows deleted.
    pub async fn housekeep(&self, now_ms: i64) -> Result<u64, Error> {
        let mut transaction = self.db.write().await?;
        let mut deleted = 0;
        for (sql, before_ms) in [
            // Manage links from unanswered emails, unless they lead to a signature.
            (
                "delete from manage_links where attempt in (select p.id from pending_signatures p \
                    where p.expires_at <= $1 and p.confirmed_at is null \
                    and not exists (select 1 from signatures s \
                        where s.email_key = p.email_key and s.slug = p.slug) \
                    and not exists (select 1 from withdrawn_signatures w \
                        where w.email_key = p.email_key and w.slug = p.slug))",
                now_ms,
            ),
            (
                "delete from pending_signatures where expires_at <= $1",
                now_ms,
            ),
            (
                "delete from withdrawn_attempts where expires_at <= $1",
                now_ms,
            ),
            (
                "delete from pending_subscriptions where expires_at <= $1",
                now_ms,
            ),
            (
                "delete from idempotency_keys where created_at <= $1",
                now_ms - idempotency::KEPT_MS,
            ),
            (
                "delete from outbox where status = 'sent' and done_at <= $1",
                now_ms - SENT_KEPT_MS,
            ),
            (
                "update outbox set recipient = '', payload = '' \
                    where status = 'failed' and done_at <= $1 and payload <> ''",
                now_ms - FAILED_PAYLOAD_KEPT_MS,
            ),
            (
                "delete from outbox where status = 'failed' and done_at <= $1",
                now_ms - FAILED_KEPT_MS,
            ),
        ] {
            deleted += sqlx::query(sql)
                .bind(before_ms)
                .execute(&mut *transaction)
                .await?
                .rows_affected();
        }
        transaction.commit().await?;
        self.note_seen(now_ms).await?;
        self.db.forget_deleted().await?;
        // Another server of the same database may have erased a person.
        self.remember_ends().await;
        Ok(deleted)
    }
}
