//! What is not needed any more is deleted, hourly: attempts nobody answered, old answers, and
//! rows of letters that are done. The time it goes by is one that is trusted (`clock.rs`).

use super::{Error, Store, idempotency};
use crate::domain::time::DAY_MS;

/// The row of a sent letter is kept for the operator's eye; it holds no address any more.
const SENT_KEPT_MS: i64 = 7 * DAY_MS;
const FAILED_KEPT_MS: i64 = 30 * DAY_MS;
/// What a letter says that was given up: so long `undersigned mail retry` can send it after all. Links and
/// codes end sooner.
const FAILED_PAYLOAD_KEPT_MS: i64 = 7 * DAY_MS;

impl Store {
    /// Deletes what has had its time; the number of rows deleted.
    pub async fn housekeep(&self, now_ms: i64) -> Result<u64, Error> {
        let mut transaction = self.db.write().await?;
        let mut deleted = 0;
        for (sql, before_ms) in [
            // The links of letters that nobody answered, unless they lead to a signature.
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
        // Another server of the same database may have erased somebody.
        self.remember_ends().await;
        Ok(deleted)
    }
}
