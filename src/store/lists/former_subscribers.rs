//! Files of those who may no longer be emailed: people who unsubscribed from a list, and signatories
//! who had asked for updates and no longer get any. `subscribers.rs` lists those who may be.

use std::collections::HashMap;

use serde::Serialize;
use widgets::wire::ConfirmedKind;

use super::Lists;
use super::subscribers::{ResultPage, next, reachable};
use crate::domain::id::Id;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::time;
use crate::store::engine::columns::{Count, Flag};
use crate::store::engine::rows;
use crate::store::{Error, open};

/// A person who may no longer be emailed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct UnsubscribedPerson {
    pub email: String,
    pub name: Option<String>,
    /// unsubscribed, updates_ended, withdrawn or taken_down.
    pub how: String,
    /// RFC 3339, UTC.
    pub left_at: String,
}

/// A row's id, encrypted address and name.
#[derive(sqlx::FromRow)]
struct ContactRow {
    id: Id,
    email: String,
    name: Option<String>,
}

impl ContactRow {
    fn unsubscribed_person(
        self,
        seal: &Seal,
        how: &str,
        at: i64,
    ) -> Result<UnsubscribedPerson, Error> {
        Ok(UnsubscribedPerson {
            email: open(seal, Purpose::Email, &self.email)?,
            name: self.name,
            how: how.to_owned(),
            left_at: time::rfc3339(at),
        })
    }
}

/// Where a file of those who have left continues: after a time, and there after one row.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct LeftCursor {
    /// When they left, in Unix milliseconds.
    at: i64,
    /// Of a list: the subscription.
    subscription: Id,
    /// Of a declaration: the record's number in its chain.
    record: i64,
}

impl LeftCursor {
    /// Before everybody who has left at this time or later, in Unix milliseconds.
    pub const fn since(at: i64) -> Self {
        Self {
            at,
            subscription: Id::FIRST,
            record: 0,
        }
    }
}

/// How many have left since a time.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct LeftCount {
    /// Those whom a file names.
    pub people: u64,
    /// There are more, who were not counted.
    pub more: bool,
    /// Records about people who were erased, so that no file can name them.
    pub unnamed: u64,
}

/// People a page, and the pages that are counted for a page of the desk.
const COUNTED_AT_ONCE: u32 = 500;
const COUNTED_PAGES: u32 = 4;

pub(in crate::store) const UNSUBSCRIBED: &str = "\
    select id, email, name, unsubscribed_at from subscriptions \
    where subject = $1 and unsubscribed_at is not null and (unsubscribed_at, id) > ($2, $3) \
    order by unsubscribed_at, id limit $4";
/// The list of events is that of the index `consents_left`.
pub(in crate::store) const UPDATES_ENDED: &str = "\
    select number, attempt, event, at from consents \
    where subject = $1 and (at, number) > ($2, $3) and attempt is not null \
        and event in ('updates_ended', 'withdrawn', 'taken_down', 'erased', 'disowned', 'expired') \
        and event in ('updates_ended', 'withdrawn', 'taken_down') \
    order by at, number limit $4";
pub(in crate::store) const UNNAMED: &str = "\
    select count(*) from consents where subject = $1 and at >= $2 \
        and event in ('updates_ended', 'withdrawn', 'taken_down', 'erased', 'disowned', 'expired') \
        and event in ('erased', 'disowned', 'expired')";

impl Lists<'_> {
    /// A page of those who have left: unsubscribed from a list, or ended a declaration's updates.
    pub async fn left(
        self,
        kind: ConfirmedKind,
        slug: &str,
        after: LeftCursor,
        limit: u32,
    ) -> Result<ResultPage<UnsubscribedPerson, LeftCursor>, Error> {
        match kind {
            ConfirmedKind::Subscription => self.left_list(slug, after, limit).await,
            ConfirmedKind::Signature => self.left_updates(slug, after, limit).await,
        }
    }

    /// How many have left since a time, as far as a page of the desk needs to know: some thousands are
    /// counted.
    pub async fn count_left(
        self,
        kind: ConfirmedKind,
        slug: &str,
        since: i64,
    ) -> Result<LeftCount, Error> {
        let unnamed = self.ended_unnamed(kind, slug, since).await?;
        let (mut people, mut after) = (0, Some(LeftCursor::since(since)));
        for _ in 0..COUNTED_PAGES {
            let Some(cursor) = after else { break };
            let page = self.left(kind, slug, cursor, COUNTED_AT_ONCE).await?;
            people += page.people.len() as u64;
            after = page.next;
        }
        Ok(LeftCount {
            people,
            more: after.is_some(),
            unnamed,
        })
    }

    /// A page of those who unsubscribed from a list.
    async fn left_list(
        self,
        slug: &str,
        after: LeftCursor,
        limit: u32,
    ) -> Result<ResultPage<UnsubscribedPerson, LeftCursor>, Error> {
        #[derive(sqlx::FromRow)]
        struct UnsubscribedContact {
            #[sqlx(flatten)]
            contact: ContactRow,
            unsubscribed_at: i64,
        }
        let kind = ConfirmedKind::Subscription;
        let Some((mut connection, subject)) = self.store.read_about(kind, slug).await? else {
            return Ok(ResultPage::empty());
        };
        let found = sqlx::query_as::<_, UnsubscribedContact>(UNSUBSCRIBED)
            .bind(subject)
            .bind(after.at)
            .bind(after.subscription)
            .bind(i64::from(limit))
            .fetch_all(&mut *connection)
            .await?;
        let next = next(&found, limit, |left| LeftCursor {
            at: left.unsubscribed_at,
            subscription: left.contact.id,
            record: 0,
        });
        let people = found.into_iter().map(|left| {
            let at = left.unsubscribed_at;
            left.contact
                .unsubscribed_person(&self.store.seal, "unsubscribed", at)
        });
        let people = people.collect::<Result<Vec<_>, _>>()?;
        let people = reachable(&mut connection, &self.store.seal, people, |one| &one.email).await?;
        Ok(ResultPage { people, next })
    }

    /// A page of signatories who had asked for updates and no longer get any, according to the ledger.
    async fn left_updates(
        self,
        slug: &str,
        after: LeftCursor,
        limit: u32,
    ) -> Result<ResultPage<UnsubscribedPerson, LeftCursor>, Error> {
        #[derive(sqlx::FromRow)]
        struct EndedUpdates {
            number: i64,
            attempt: Id,
            event: String,
            at: i64,
        }
        #[derive(sqlx::FromRow)]
        struct UpdatesContact {
            #[sqlx(flatten)]
            contact: ContactRow,
            #[sqlx(try_from = "Flag")]
            updates: bool,
        }
        let kind = ConfirmedKind::Signature;
        let Some((mut connection, subject)) = self.store.read_about(kind, slug).await? else {
            return Ok(ResultPage::empty());
        };
        let found = sqlx::query_as::<_, EndedUpdates>(UPDATES_ENDED)
            .bind(subject)
            .bind(after.at)
            .bind(after.record)
            .bind(i64::from(limit))
            .fetch_all(&mut *connection)
            .await?;
        let next = next(&found, limit, |ended| LeftCursor {
            at: ended.at,
            subscription: Id::FIRST,
            record: ended.number,
        });
        let found = found.into_iter().map(|one| (one.attempt, one));
        let ended: HashMap<Id, EndedUpdates> = found.collect();
        // A signatory who consented again since then gets updates.
        let sql = "select id, email, name, updates from signatures \
                where updates = 0 and email <> '' and id in ({in}) \
            union all select id, email, name, updates \
                from withdrawn_signatures where id in ({in})";
        let ids = ended.keys().copied();
        let mut people = Vec::new();
        for one in rows::fetch_in::<UpdatesContact>(&mut connection, sql, None, ids).await? {
            let Some(ended) = ended.get(&one.contact.id) else {
                continue;
            };
            // A withdrawn signatory who never asked for updates was in no file.
            if ended.event == "updates_ended" || one.updates {
                let (seal, contact) = (&self.store.seal, one.contact);
                let person = contact.unsubscribed_person(seal, &ended.event, ended.at)?;
                people.push(((ended.at, ended.number), person));
            }
        }
        // The contacts come in the order of two tables; the file is in that of leaving.
        people.sort_unstable_by_key(|(left, _)| *left);
        let people = people.into_iter().map(|(_, person)| person).collect();
        let people = reachable(&mut connection, &self.store.seal, people, |one| &one.email).await?;
        Ok(ResultPage { people, next })
    }

    /// How many ledger records since a given time are about erased people, whom no file can name.
    pub async fn ended_unnamed(
        self,
        kind: ConfirmedKind,
        slug: &str,
        since: i64,
    ) -> Result<u64, Error> {
        let Some((mut connection, subject)) = self.store.read_about(kind, slug).await? else {
            return Ok(0);
        };
        let query = sqlx::query_scalar(UNNAMED).bind(subject).bind(since);
        let Count(records) = query.fetch_one(&mut *connection).await?;
        Ok(records)
    }
}
