//! Leaving a list, by the token of any letter about it.

use sqlx::{AnyConnection, Row};

use super::{Error, Store, refusals};
use crate::domain::token::Token;

/// What the page behind an unsubscribe link shows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Subscribed {
    pub slug: String,
    pub lang: String,
    pub title: String,
    pub organisers: String,
    pub contact: String,
    /// Letters of this list may still go to the person: they are on it, or were asked to join.
    pub active: bool,
}

/// The person on a list that a token speaks of: by the letter that was answered, or by any later
/// letter that is still remembered.
const PERSON: &str = "select slug, email_key from subscriptions where unsubscribe_hash = $1 \
    union select slug, email_key from pending_subscriptions where token_hash = $1";

impl Store {
    /// What the page behind an unsubscribe link shows; changes nothing.
    pub async fn subscribed(&self, token: &Token) -> Result<Option<Subscribed>, Error> {
        let query = sqlx::query(PERSON).bind(token.hash());
        let Some(row) = query.fetch_optional(self.db.read()).await? else {
            return Ok(None);
        };
        let (slug, email_key): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let sql = "select l.slug, l.lang, l.title, l.organisers, l.contact, \
                (select count(*) from subscriptions s where s.email_key = $1 and s.slug = l.slug \
                    and s.unsubscribed_at is null), \
                (select count(*) from subscriptions s where s.email_key = $1 and s.slug = l.slug) \
            from lists l where l.slug = $2";
        let query = sqlx::query(sql).bind(email_key).bind(slug);
        let row = query.fetch_one(self.db.read()).await?;
        let (on_it, known): (i64, i64) = (row.try_get(5)?, row.try_get(6)?);
        Ok(Some(Subscribed {
            slug: row.try_get(0)?,
            lang: row.try_get(1)?,
            title: row.try_get(2)?,
            organisers: row.try_get(3)?,
            contact: row.try_get(4)?,
            active: on_it > 0 || known == 0,
        }))
    }

    /// Ends a subscription; for somebody who was only asked to join, it is a refusal. Gives the
    /// list's title; `None` for an unknown token. Asking again changes nothing.
    pub async fn unsubscribe(&self, token: &Token, now_ms: i64) -> Result<Option<String>, Error> {
        let mut transaction = self.db.write().await?;
        let query = sqlx::query(PERSON).bind(token.hash());
        let Some(row) = query.fetch_optional(&mut *transaction).await? else {
            return Ok(None);
        };
        let (slug, email_key): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        if !leave(&mut transaction, &slug, &email_key, now_ms).await? {
            refusals::refuse_subscription(&mut transaction, &slug, &email_key, now_ms).await?;
        }
        let query = sqlx::query("select title from lists where slug = $1").bind(slug);
        let title = query.fetch_one(&mut *transaction).await?.try_get(0)?;
        transaction.commit().await?;
        Ok(Some(title))
    }
}

/// Whether there was a subscription, left now or before.
async fn leave(
    connection: &mut AnyConnection,
    slug: &str,
    email_key: &str,
    now_ms: i64,
) -> Result<bool, Error> {
    let sql = "update subscriptions set unsubscribed_at = coalesce(unsubscribed_at, $1) \
        where email_key = $2 and slug = $3";
    let query = sqlx::query(sql)
        .bind(now_ms)
        .bind(email_key.to_owned())
        .bind(slug.to_owned());
    Ok(query.execute(connection).await?.rows_affected() > 0)
}
