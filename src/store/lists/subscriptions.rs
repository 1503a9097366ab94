//! The subscribers of a list: subscribing once the email is answered, unsubscribing by the token of
//! any email about the list, and erasing.

use sqlx::{AnyConnection, AssertSqlSafe};
use widgets::wire::ConfirmedKind;

use super::Lists;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::keys::token::Token;
use crate::domain::mail::message::{self, Facts, MessageKind};
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::store::engine::columns::Flag;
use crate::store::engine::rows::{self, Value};
use crate::store::mail::queue::{self, EmailCause};
use crate::store::mail::subjects::EmailSubject;
use crate::store::privacy::consents;
use crate::store::{Error, open};

/// What the page behind an unsubscribe link shows.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct Subscribed {
    pub slug: String,
    /// BCP 47: the language they subscribed in.
    pub lang: String,
    pub title: String,
    pub organisers: String,
    pub contact: String,
    /// The person is on the list.
    #[sqlx(try_from = "Flag")]
    pub active: bool,
}

/// An attempt to subscribe that is being confirmed, with what the welcome email needs.
#[derive(sqlx::FromRow)]
struct NewSubscriber {
    id: String,
    slug: String,
    email_key: String,
    /// Encrypted.
    email: String,
    name: Option<String>,
    lang: String,
    #[sqlx(flatten)]
    subject: EmailSubject,
}

pub(in crate::store) const WAYS_OUT_GO: &str =
    "delete from unsubscribe_links where email_key = $1 and slug = $2";
const PERSON: &str = "select slug, email_key from unsubscribe_links where token_hash = $1";

impl Lists<'_> {
    /// What the page behind an unsubscribe link shows; changes nothing.
    pub async fn subscribed(self, token: &Token) -> Result<Option<Subscribed>, Error> {
        let sql = "select l.slug, coalesce((select s.lang from subscriptions s \
                    where s.email_key = u.email_key and s.slug = u.slug), l.lang) as lang, \
                l.title, l.organisers, l.contact, \
                (select count(*) from subscriptions s where s.email_key = u.email_key \
                    and s.slug = u.slug and s.unsubscribed_at is null) as active \
            from unsubscribe_links u join lists l on l.slug = u.slug where u.token_hash = $1";
        let query = sqlx::query_as::<_, Subscribed>(sql).bind(token.hash());
        Ok(query.fetch_optional(self.store.db.read()).await?)
    }

    /// Ends a subscription and returns the list's title and the language of the subscription;
    /// `None` for an unknown token. Repeating it changes nothing.
    pub async fn unsubscribe(
        self,
        token: &Token,
        now_ms: i64,
    ) -> Result<Option<(String, String)>, Error> {
        #[derive(sqlx::FromRow)]
        struct UnsubscribeLinkRow {
            slug: String,
            email_key: String,
        }
        #[derive(sqlx::FromRow)]
        struct EndedSubscription {
            title: String,
            lang: String,
        }
        let mut transaction = self.store.db.write().await?;
        let query = sqlx::query_as::<_, UnsubscribeLinkRow>(PERSON).bind(token.hash());
        let Some(UnsubscribeLinkRow { slug, email_key }) =
            query.fetch_optional(&mut *transaction).await?
        else {
            return Ok(None);
        };
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
            let record = Record::of(&email_key, about, ConsentEvent::Unsubscribed, now_ms);
            consents::add(&mut transaction, vec![record]).await?;
        }
        let sql = "select l.title, coalesce((select s.lang from subscriptions s \
                where s.email_key = $2 and s.slug = l.slug), l.lang) as lang \
            from lists l where l.slug = $1";
        let query = sqlx::query_as::<_, EndedSubscription>(sql)
            .bind(slug)
            .bind(email_key);
        let left = query.fetch_one(&mut *transaction).await?;
        transaction.commit().await?;
        self.store.remember_ends().await;
        Ok(Some((left.title, left.lang)))
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
    let (mut links, mut emails) = (Vec::new(), Vec::new());
    for new in rows::fetch_in::<NewSubscriber>(connection, sql, None, ids.clone()).await? {
        let token = Token::random();
        let facts = Facts {
            name: new.name,
            ..new.subject.facts(new.lang, token.reveal())
        };
        let email = open(seal, Purpose::Email, &new.email)?;
        links.push(link_row(&token, &new.slug, &new.email_key, now_ms));
        emails.push(queue::row(
            seal,
            (&new.id, MessageKind::Welcome),
            (&email, EmailCause::Known),
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
    let now = Some(Value::Int(now_ms));
    let subscribed = rows::fetch_scalars_in(connection, sql, now.clone(), ids.clone()).await?;
    consents::keep_articles(connection, "subscriptions", subscribed).await?;
    let sql = "update pending_subscriptions set confirmed_at = $1 where id in ({in})";
    rows::execute_in(connection, sql, now, ids).await?;
    insert_links(connection, &links).await?;
    let welcomed = !emails.is_empty();
    queue::insert(connection, emails).await?;
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

pub(in crate::store) async fn insert_links<Row: AsRef<[Value]> + Sync>(
    connection: &mut AnyConnection,
    links: &[Row],
) -> Result<(), Error> {
    let head = "insert into unsubscribe_links (token_hash, slug, email_key, created_at)";
    // An email that is sent again has the same link.
    rows::insert(connection, head, links, "on conflict do nothing").await?;
    Ok(())
}
