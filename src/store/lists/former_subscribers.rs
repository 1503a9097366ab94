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

impl Lists<'_> {
    /// A page of those who unsubscribed from a list since a given time.
    pub async fn left_list(
        self,
        slug: &str,
        since: i64,
        after: Id,
        limit: u32,
    ) -> Result<ResultPage<UnsubscribedPerson, Id>, Error> {
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
        let sql = "select id, email, name, unsubscribed_at from subscriptions \
            where subject = $1 and id > $2 and unsubscribed_at >= $3 order by id limit $4";
        let found = sqlx::query_as::<_, UnsubscribedContact>(sql)
            .bind(subject)
            .bind(after)
            .bind(since)
            .bind(i64::from(limit))
            .fetch_all(&mut *connection)
            .await?;
        let next = next(&found, limit, |left| left.contact.id);
        let people = found.into_iter().map(|left| {
            let at = left.unsubscribed_at;
            left.contact
                .unsubscribed_person(&self.store.seal, "unsubscribed", at)
        });
        let people = people.collect::<Result<Vec<_>, _>>()?;
        let people = reachable(&mut connection, &self.store.seal, people, |one| &one.email).await?;
        Ok(ResultPage { people, next })
    }

    /// A page of signatories who had asked for updates and no longer get any, according to ledger
    /// records since a given time; `after` is a record's number in the declaration's chain.
    pub async fn left_updates(
        self,
        slug: &str,
        since: i64,
        after: i64,
        limit: u32,
    ) -> Result<ResultPage<UnsubscribedPerson, i64>, Error> {
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
        let sql = "select number, attempt, event, at from consents \
            where subject = $1 and number > $2 and at >= $3 and attempt is not null \
                and event in ('updates_ended', 'withdrawn', 'taken_down') \
            order by number limit $4";
        let found = sqlx::query_as::<_, EndedUpdates>(sql)
            .bind(subject)
            .bind(after)
            .bind(since)
            .bind(i64::from(limit))
            .fetch_all(&mut *connection)
            .await?;
        let next = next(&found, limit, |ended| ended.number);
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
            let Some(EndedUpdates { event, at, .. }) = ended.get(&one.contact.id) else {
                continue;
            };
            // A withdrawn signatory who never asked for updates was in no file.
            if event == "updates_ended" || one.updates {
                people.push(
                    one.contact
                        .unsubscribed_person(&self.store.seal, event, *at)?,
                );
            }
        }
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
        let sql = "select count(*) from consents where subject = $1 and at >= $2 \
            and event in ('erased', 'disowned', 'expired')";
        let query = sqlx::query_scalar(sql).bind(subject).bind(since);
        let Count(records) = query.fetch_one(&mut *connection).await?;
        Ok(records)
    }
}
