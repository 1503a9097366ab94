//! Unsubscribed people: kept for as many days as the list's file says, then erased. Only the
//! ledger's record, by keyed hash, remains.

use std::collections::VecDeque;

use super::Lists;
use super::subscriptions::{self, AttemptScope};
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::domain::time::DAY_MS;
use crate::store::Error;
use crate::store::engine::chunks::{Chunk, let_others_write};
use crate::store::engine::rows;
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

pub(in crate::store) const LEFT: &str = "select person from subscriptions \
    where subject = $1 and unsubscribed_at <= $2 order by unsubscribed_at, id limit $3";
/// The most people that one transaction erases, so that other writes can run between; each is in several
/// tables.
const AT_ONCE: i64 = 20;

/// One run that erases those who are due.
#[derive(Debug)]
pub struct UnsubscribedRun {
    due_at: i64,
    now_ms: i64,
    /// The lists with people to be erased, each with its number, the current one first.
    due: VecDeque<(i64, Unsubscribed)>,
}

impl UnsubscribedRun {
    /// The list whose people are being erased.
    pub fn current(&self) -> Option<&Unsubscribed> {
        self.due.front().map(|(_, unsubscribed)| unsubscribed)
    }
}

/// How many people have unsubscribed from a list, and how many of them are due for erasure.
#[derive(sqlx::FromRow)]
struct UnsubscribedRow {
    subject: i64,
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
        let counted = self.unsubscribed_by_subject(now_ms).await?.into_iter();
        Ok(counted.map(|(_, unsubscribed)| unsubscribed).collect())
    }

    async fn unsubscribed_by_subject(self, now_ms: i64) -> Result<Vec<(i64, Unsubscribed)>, Error> {
        let sql = "select l.subject, s.slug, l.keep_unsubscribed_days, \
                count(case when p.unsubscribed_at <= $1 - l.keep_unsubscribed_days * $2 then 1 end) as due, \
                count(*) as kept \
            from lists l join subjects s on s.id = l.subject \
            join subscriptions p on p.subject = l.subject \
            where p.unsubscribed_at is not null \
            group by l.subject, s.slug, l.keep_unsubscribed_days order by s.slug";
        let query = sqlx::query_as::<_, UnsubscribedRow>(sql)
            .bind(now_ms)
            .bind(DAY_MS);
        let counted = query.fetch_all(self.store.db.read()).await?.into_iter();
        let unsubscribed = counted.map(|list| {
            let unsubscribed = Unsubscribed {
                slug: list.slug,
                keep_days: list.keep_unsubscribed_days,
                due: list.due,
                later: list.kept - list.due,
            };
            (list.subject, unsubscribed)
        });
        Ok(unsubscribed.collect())
    }

    /// Erases those due at `due_at`; returns the lists and the numbers. For a command.
    pub async fn erase_unsubscribed(
        self,
        due_at: i64,
        now_ms: i64,
    ) -> Result<Vec<Unsubscribed>, Error> {
        let mut run = self.unsubscribed_run(due_at, now_ms).await?;
        let due = run.due.iter().map(|(_, unsubscribed)| unsubscribed.clone());
        let due = due.collect();
        while self.erase_some_unsubscribed(&mut run).await?.has_more {
            let_others_write().await;
        }
        Ok(due)
    }

    /// A run that erases those due at `due_at`.
    pub async fn unsubscribed_run(
        self,
        due_at: i64,
        now_ms: i64,
    ) -> Result<UnsubscribedRun, Error> {
        let mut due = self.unsubscribed_by_subject(due_at).await?;
        due.retain(|(_, unsubscribed)| unsubscribed.due > 0);
        Ok(UnsubscribedRun {
            due_at,
            now_ms,
            due: due.into(),
        })
    }

    /// Erases some of those who are due; to be called until there is no more. Once a list is done,
    /// [`UnsubscribedRun::current`] is the next.
    pub async fn erase_some_unsubscribed(self, run: &mut UnsubscribedRun) -> Result<Chunk, Error> {
        while let Some((subject, unsubscribed)) = run.due.front() {
            let subject = *subject;
            let before = run.due_at - unsubscribed.keep_days * DAY_MS;
            let query = sqlx::query_scalar(LEFT)
                .bind(subject)
                .bind(before)
                .bind(AT_ONCE);
            let found: Vec<KeyedHash> = query.fetch_all(self.store.db.read()).await?;
            if !found.is_empty() {
                let people = self.erase_people(subject, before, found, run.now_ms);
                let erased = people.await?;
                return Ok(Chunk::of(erased));
            }
            run.due.pop_front();
            if run.due.is_empty() {
                self.store.db.forget_deleted().await?;
            }
        }
        Ok(Chunk::END)
    }

    /// Erases those of these people who have not subscribed again; returns how many.
    async fn erase_people(
        self,
        subject: i64,
        before: i64,
        people: Vec<KeyedHash>,
        now_ms: i64,
    ) -> Result<u64, Error> {
        #[derive(sqlx::FromRow)]
        struct Left {
            subject: i64,
            person: KeyedHash,
        }
        let locked = people.iter().copied();
        let transaction = self.store.db.write_about(locked, [subject]).await?;
        let mut transaction = transaction.of("retention");
        let sql = "select subject, person from subscriptions \
            where unsubscribed_at <= $1 and person in ({in})";
        let before = Some(before.into());
        let left = rows::fetch_in::<Left>(&mut transaction, sql, before, people).await?;
        let mut records = Vec::with_capacity(left.len());
        for Left { person, .. } in left.into_iter().filter(|one| one.subject == subject) {
            // A new, unanswered attempt to subscribe is unrelated and stays.
            let scope = AttemptScope::Answered;
            subscriptions::erase(&mut transaction, subject, person, scope).await?;
            records.push(Record::of(person, subject, ConsentEvent::Expired, now_ms));
        }
        let erased = records.len() as u64;
        consents::add(&mut transaction, records).await?;
        transaction.commit().await?;
        Ok(erased)
    }
}
