//! Unsubscribed people: kept for as many days as the list's file says, then erased. Only the
//! ledger's record, by keyed hash, remains.

use widgets::wire::ConfirmedKind;

use super::Lists;
use super::subscriptions::{self, AttemptScope};
use crate::domain::mail::message;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::domain::time::DAY_MS;

use crate::store::Error;
use crate::store::privacy::consents;

/// The unsubscribed people of a list who are still kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Unsubscribed {
    pub slug: String,
    /// Days they are kept after unsubscribing.
    pub keep_days: i64,
    /// Those due for erasure.
    pub due: u64,
    pub later: u64,
}

pub(in crate::store) const LEFT: &str = "select email_key from subscriptions \
    where slug = $1 and unsubscribed_at <= $2 order by unsubscribed_at, id limit $3";
/// The most that one transaction erases, so that other writes can run between.
const BATCH: i64 = 200;

/// How many people have unsubscribed from a list, and how many of them are due for erasure.
#[derive(sqlx::FromRow)]
struct UnsubscribedRow {
    slug: String,
    keep_unsubscribed_days: i64,
    #[sqlx(try_from = "i64")]
    due: u64,
    #[sqlx(try_from = "i64")]
    kept: u64,
}

impl Lists<'_> {
    /// Counts unsubscribed people by list; reads only.
    pub async fn unsubscribed(self, now_ms: i64) -> Result<Vec<Unsubscribed>, Error> {
        let sql = "select l.slug, l.keep_unsubscribed_days, \
                count(case when s.unsubscribed_at <= $1 - l.keep_unsubscribed_days * $2 then 1 end) as due, \
                count(*) as kept \
            from lists l join subscriptions s on s.slug = l.slug \
            where s.unsubscribed_at is not null \
            group by l.slug, l.keep_unsubscribed_days order by l.slug";
        let query = sqlx::query_as::<_, UnsubscribedRow>(sql)
            .bind(now_ms)
            .bind(DAY_MS);
        let counted = query.fetch_all(self.store.db.read()).await?.into_iter();
        let unsubscribed = counted.map(|list| Unsubscribed {
            slug: list.slug,
            keep_days: list.keep_unsubscribed_days,
            due: list.due,
            later: list.kept - list.due,
        });
        Ok(unsubscribed.collect())
    }

    /// Erases those due at `due_at`; returns the lists and the numbers.
    pub async fn erase_unsubscribed(
        self,
        due_at: i64,
        now_ms: i64,
    ) -> Result<Vec<Unsubscribed>, Error> {
        let mut due = self.unsubscribed(due_at).await?;
        due.retain(|unsubscribed| unsubscribed.due > 0);
        for Unsubscribed {
            slug, keep_days, ..
        } in &due
        {
            let before = due_at - keep_days * DAY_MS;
            while self.erase_some_unsubscribed(slug, before, now_ms).await? {}
        }
        if !due.is_empty() {
            self.store.db.forget_deleted().await?;
        }
        Ok(due)
    }

    /// Erases a batch; returns whether there may be more.
    async fn erase_some_unsubscribed(
        self,
        slug: &str,
        before: i64,
        now_ms: i64,
    ) -> Result<bool, Error> {
        let mut transaction = self.store.db.write().await?;
        let found: Vec<String> = sqlx::query_scalar(LEFT)
            .bind(slug.to_owned())
            .bind(before)
            .bind(BATCH)
            .fetch_all(&mut *transaction)
            .await?;
        let about = message::about(ConfirmedKind::Subscription, slug);
        let mut records = Vec::with_capacity(found.len());
        for person in &found {
            // A new, unanswered attempt to subscribe is unrelated and stays.
            subscriptions::erase(&mut transaction, slug, person, AttemptScope::Answered).await?;
            let about = about.clone();
            records.push(Record::of(person, about, ConsentEvent::Expired, now_ms));
        }
        consents::add(&mut transaction, records).await?;
        transaction.commit().await?;
        Ok(!found.is_empty())
    }
}
