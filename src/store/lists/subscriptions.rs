//! The subscribers of a list: subscribing once the email is answered, unsubscribing by the token of
//! any email about the list, and erasing.

use sqlx::{AnyConnection, AssertSqlSafe, Row};
use widgets::wire::ConfirmedKind;

use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::keys::token::Token;
use crate::domain::mail::message::{self, Facts, MessageKind};
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::store::engine::rows::{self, Value};
use crate::store::mail::queue::{self, EmailCause};
use crate::store::privacy::consents;
use crate::store::{Error, Store, open};

/// What the page behind an unsubscribe link shows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Subscribed {
    pub slug: String,
    /// BCP 47: the language they subscribed in.
    pub lang: String,
    pub title: String,
    pub organisers: String,
    pub contact: String,
    /// The person is on the list.
    pub active: bool,
}

pub(in crate::store) const WAYS_OUT_GO: &str =
    "delete from unsubscribe_links where email_key = $1 and slug = $2";
const PERSON: &str = "select slug, email_key from unsubscribe_links where token_hash = $1";

impl Store {
    /// What the page behind an unsubscribe link shows; changes nothing.
    pub async fn subscribed(&self, token: &Token) -> Result<Option<Subscribed>, Error> {
        let sql = "select l.slug, coalesce((select s.lang from subscriptions s \
                    where s.email_key = u.email_key and s.slug = u.slug), l.lang), l.title, l.organisers, l.contact, \
                (select count(*) from subscriptions s where s.email_key = u.email_key \
                    and s.slug = u.slug and s.unsubscribed_at is null) \
            from unsubscribe_links u join lists l on l.slug = u.slug where u.token_hash = $1";
        let query = sqlx::query(sql).bind(token.hash());
        let Some(row) = query.fetch_optional(self.db.read()).await? else {
            return Ok(None);
        };
        let active: i64 = row.try_get(5)?;
        Ok(Some(Subscribed {
            slug: row.try_get(0)?,
            lang: row.try_get(1)?,
            title: row.try_get(2)?,
            organisers: row.try_get(3)?,
            contact: row.try_get(4)?,
            active: active > 0,
        }))
    }

    /// Ends a subscription and returns the list's title and the language of the subscription;
    /// `None` for an unknown token. Repeating it changes nothing.
    pub async fn unsubscribe(
        &self,
        token: &Token,
        now_ms: i64,
    ) -> Result<Option<(String, String)>, Error> {
        let mut transaction = self.db.write().await?;
        let query = sqlx::query(PERSON).bind(token.hash());
        let Some(row) = query.fetch_optional(&mut *transaction).await? else {
            return Ok(None);
        };
        let (slug, email_key): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let sql = "update subscriptions set unsubscribed_at = $1 \
            where email_key = $2 and slug = $3 and unsubscribed_at is null";
        let ended = sqlx::query(sql)
            .bind(now_ms)
            .bind(email_key.clone())
            .bind(slug.clone())
            .execute(&mut *transaction)
            .await?;
        if ended.rows_affected() > 0 {
            let about = message::about(ConfirmedKind::Subscription, &slug);
            let record = Record::of(&email_key, about, ConsentEvent::Left, now_ms);
            consents::add(&mut transaction, vec![record]).await?;
        }
        let sql = "select l.title, coalesce((select s.lang from subscriptions s \
                where s.email_key = $2 and s.slug = l.slug), l.lang) \
            from lists l where l.slug = $1";
        let query = sqlx::query(sql).bind(slug).bind(email_key);
        let row = query.fetch_one(&mut *transaction).await?;
        let left = (row.try_get(0)?, row.try_get(1)?);
        transaction.commit().await?;
        self.remember_ends().await;
        Ok(Some(left))
    }
}

/// Copies attempts into subscriptions. A person who had unsubscribed is subscribed again, with
/// their new details. New subscribers get a welcome email with an unsubscribe link; returns whether
/// any was written.
pub(in crate::store) async fn confirm(
    connection: &mut AnyConnection,
    seal: &Seal,
    ids: Vec<String>,
    now_ms: i64,
) -> Result<bool, Error> {
    let sql = "select p.id, p.slug, p.email_key, p.email, p.name, l.title, l.organisers, l.contact, p.lang \
        from pending_subscriptions p join lists l on l.slug = p.slug \
        where not exists (select 1 from subscriptions s where s.email_key = p.email_key \
            and s.slug = p.slug and s.unsubscribed_at is null) and p.id in ({in})";
    let (mut links, mut letters) = (Vec::new(), Vec::new());
    for row in rows::select_in(connection, sql, None, ids.clone()).await? {
        let (id, slug, key): (String, String, String) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let token = Token::random();
        let facts = Facts {
            title: row.try_get(5)?,
            organisers: row.try_get(6)?,
            contact: row.try_get(7)?,
            name: row.try_get(4)?,
            token: token.reveal().to_owned(),
            code: None,
            change: None,
            reason: None,
            lang: row.try_get(8)?,
        };
        let email = open(seal, Purpose::Email, &row.try_get::<String, _>(3)?)?;
        links.push(link_row(&token, &slug, &key, now_ms));
        let to = (email.as_str(), EmailCause::Known);
        letters.push(queue::row(
            seal,
            (&id, MessageKind::Welcome),
            to,
            &facts,
            now_ms,
        ));
    }
    let sql = "insert into subscriptions (id, slug, name, email, email_key, postcode, topics, \
            lang, site, page_url, subscribed_at, confirmed_at) \
        select id, slug, name, email, email_key, postcode, topics, \
            lang, site, page_url, created_at, cast($1 as bigint) \
        from pending_subscriptions where id in ({in}) \
        on conflict (email_key, slug) do update set name = excluded.name, \
            email = excluded.email, postcode = excluded.postcode, topics = excluded.topics, \
            lang = excluded.lang, site = excluded.site, page_url = excluded.page_url, \
            confirmed_at = excluded.confirmed_at, unsubscribed_at = null returning id";
    let joined = rows::select_in(connection, sql, Some(now_ms), ids.clone()).await?;
    let joined = joined
        .iter()
        .map(|row| row.try_get(0))
        .collect::<Result<_, _>>()?;
    consents::keep_articles(connection, "subscriptions", joined).await?;
    let sql = "update pending_subscriptions set confirmed_at = $1 where id in ({in})";
    rows::select_in(connection, sql, Some(now_ms), ids).await?;
    insert_links(connection, &links).await?;
    let welcomed = !letters.is_empty();
    queue::insert(connection, letters).await?;
    Ok(welcomed)
}

/// Which of a mailbox's attempts are erased with its subscription.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::store) enum AttemptScope {
    All,
    /// Only those that were answered.
    Answered,
}

/// Erases a mailbox's subscription, the attempts it came from, waiting emails and the unsubscribe
/// links.
pub(in crate::store) async fn erase(
    connection: &mut AnyConnection,
    slug: &str,
    person: &str,
    attempts: AttemptScope,
) -> Result<(), Error> {
    let which = match attempts {
        AttemptScope::All => "email_key = $1 and slug = $2",
        AttemptScope::Answered => "email_key = $1 and slug = $2 and confirmed_at is not null",
    };
    for sql in [
        format!(
            "delete from outbox where attempt in \
                (select id from pending_subscriptions where {which})"
        ),
        format!("delete from pending_subscriptions where {which}"),
        WAYS_OUT_GO.to_owned(),
        "delete from subscriptions where email_key = $1 and slug = $2".to_owned(),
    ] {
        sqlx::query(AssertSqlSafe(sql))
            .bind(person.to_owned())
            .bind(slug.to_owned())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// An unsubscribe link, to be written with [`insert_links`].
pub(in crate::store) fn link_row(
    token: &Token,
    slug: &str,
    email_key: &str,
    now_ms: i64,
) -> Vec<Value> {
    vec![
        token.hash().into(),
        slug.into(),
        email_key.into(),
        now_ms.into(),
    ]
}

pub(in crate::store) async fn insert_links(
    connection: &mut AnyConnection,
    links: &[Vec<Value>],
) -> Result<(), Error> {
    let head = "insert into unsubscribe_links (token_hash, slug, email_key, created_at)";
    // An email that is sent again has the same link.
    rows::insert(connection, head, links, "on conflict do nothing").await?;
    Ok(())
}
