//! Suppression after "it wasn't me": the requests made in the person's name are dropped and the
//! address gets no more emails, whichever form it is typed into. Only a keyed hash of the address
//! is kept. The mailbox's owner can lift the suppression from the page that follows, or from the
//! one receipt they get.

use std::collections::HashSet;

use sqlx::{AnyConnection, AssertSqlSafe};
use subtle::ConstantTimeEq as _;
use widgets::wire::ConfirmedKind;

use super::Privacy;
use super::consents;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::keys::token::Token;
use crate::domain::mail::email_key::EmailKey;
use crate::domain::mail::message::{self, MessageKind};
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::store::engine::columns::Count;
use crate::store::engine::rows;
use crate::store::mail::queue::{self, EmailCause};
use crate::store::mail::subjects::EmailSubject;
use crate::store::signatures::own;
use crate::store::{Error, open};

/// What was disowned, for the page that says so.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refused {
    pub kind: ConfirmedKind,
    pub slug: String,
    pub title: String,
    /// BCP 47: the language of the form.
    pub lang: String,
    /// The token in the link that lifts the suppression.
    pub way_back: String,
}

/// The content of the receipt.
pub(in crate::store) struct Receipt<'a> {
    pub(in crate::store) attempt: &'a str,
    pub(in crate::store) email: &'a str,
    pub(in crate::store) lang: &'a str,
    pub(in crate::store) subject: EmailSubject,
}

/// An attempt that is disowned, with what its receipt needs.
#[derive(sqlx::FromRow)]
struct DisownedRow {
    id: String,
    slug: String,
    email_key: String,
    /// Encrypted.
    email: String,
    lang: String,
    #[sqlx(flatten)]
    subject: EmailSubject,
}

/// Which of these suppressions, by the keyed hash of the address, are in force.
pub(in crate::store) async fn in_force(
    connection: &mut AnyConnection,
    hashes: impl IntoIterator<Item = impl AsRef<str>>,
) -> Result<HashSet<String>, Error> {
    let sql = "select suppression_hash from suppressions \
        where lifted_at is null and suppression_hash in ({in})";
    let found = rows::fetch_scalars_in(connection, sql, None, hashes).await?;
    Ok(found.into_iter().collect())
}

impl Privacy<'_> {
    /// Drops the recipient's unanswered attempts, and the signature if this very attempt became
    /// one. Anything they confirmed by another email stays. `None` for an unknown token.
    pub async fn disown(self, token: &Token, now_ms: i64) -> Result<Option<Refused>, Error> {
        let mut transaction = self.store.db.write().await?;
        let signature = "select p.slug, p.email_key, t.title, p.email, p.id, p.lang, d.organisers, \
                d.contact from pending_signatures p join declarations d on d.slug = p.slug \
            join declaration_texts t on t.slug = p.slug and t.lang = p.text_lang where p.token_hash = $1";
        let subscription = "select p.slug, p.email_key, l.title, p.email, p.id, p.lang, l.organisers, \
                l.contact from pending_subscriptions p \
            join lists l on l.slug = p.slug where p.token_hash = $1";
        for (kind, sql) in [
            (ConfirmedKind::Signature, signature),
            (ConfirmedKind::Subscription, subscription),
        ] {
            let query = sqlx::query_as::<_, DisownedRow>(sql).bind(token.hash());
            let Some(row) = query.fetch_optional(&mut *transaction).await? else {
                continue;
            };
            let DisownedRow {
                id,
                slug,
                email_key,
                lang,
                subject,
                ..
            } = row;
            let title = subject.title.clone();
            let email = open(&self.store.seal, Purpose::Email, &row.email)?;
            let whose = match kind {
                ConfirmedKind::Signature if is_signature(&mut transaction, &id).await? => {
                    own::erase(&mut transaction, &slug, &id, &email_key).await?
                }
                ConfirmedKind::Signature => id.clone(),
                ConfirmedKind::Subscription => String::new(),
            };
            let receipt = Receipt {
                attempt: &id,
                email: &email,
                lang: &lang,
                subject,
            };
            let way_back = stop(
                &mut transaction,
                &self.store.seal,
                &email_key,
                receipt,
                now_ms,
            )
            .await?;
            let about = message::about(kind, &slug);
            let record = Record::of(&email_key, about, ConsentEvent::Disowned, now_ms);
            consents::add(&mut transaction, vec![record.with(&whose)]).await?;
            transaction.commit().await?;
            self.store.db.forget_deleted().await?;
            self.store.remember_ends().await;
            self.store.queued_mail.notify_one();
            return Ok(Some(Refused {
                kind,
                slug,
                title,
                lang,
                way_back,
            }));
        }
        Ok(None)
    }

    /// The token in the link by which a suppressed address lifts its suppression.
    pub async fn way_back(self, email: &str) -> Result<Option<String>, Error> {
        let suppression = self.store.seal.suppression(&EmailKey::of_kept(email));
        let sql = "select suppressed_at from suppressions \
            where suppression_hash = $1 and lifted_at is null";
        let query = sqlx::query_scalar(sql).bind(suppression.clone());
        let suppressed_at: Option<i64> = query.fetch_optional(self.store.db.read()).await?;
        Ok(suppressed_at.map(|at| self.store.seal.lift_token(&suppression, at)))
    }

    /// Whether a link matches a suppression in force; changes nothing.
    pub async fn is_suppressed(self, way_back: &str) -> Result<bool, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let found = held(&mut connection, &self.store.seal, way_back).await?;
        Ok(found.is_some())
    }

    /// Lifts a suppression, so that the address gets emails again; returns whether the link matched
    /// one in force.
    pub async fn lift_suppression(self, way_back: &str, now_ms: i64) -> Result<bool, Error> {
        let mut transaction = self.store.db.write().await?;
        let Some(suppression) = held(&mut transaction, &self.store.seal, way_back).await? else {
            return Ok(false);
        };
        let sql = "update suppressions set lifted_at = $1 where suppression_hash = $2";
        sqlx::query(sql)
            .bind(now_ms)
            .bind(suppression)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// The suppression that a link lifts, if it is in force and the link is genuine.
async fn held(
    connection: &mut AnyConnection,
    seal: &Seal,
    way_back: &str,
) -> Result<Option<String>, Error> {
    let Some((suppression, _)) = way_back.split_once('.') else {
        return Ok(None);
    };
    let sql = "select suppressed_at from suppressions \
        where suppression_hash = $1 and lifted_at is null";
    let query = sqlx::query_scalar(sql).bind(suppression.to_owned());
    let Some(suppressed_at) = query.fetch_optional(connection).await? else {
        return Ok(None);
    };
    let own = seal.lift_token(suppression, suppressed_at);
    let same = bool::from(own.as_bytes().ct_eq(way_back.as_bytes()));
    Ok(same.then(|| suppression.to_owned()))
}

/// Whether this very attempt became a signature, withdrawn or not.
async fn is_signature(connection: &mut AnyConnection, id: &str) -> Result<bool, Error> {
    let sql = "select (select count(*) from signatures where id = $1) \
        + (select count(*) from withdrawn_signatures where id = $1)";
    let query = sqlx::query_scalar(sql).bind(id.to_owned());
    let Count(found) = query.fetch_one(connection).await?;
    Ok(found > 0)
}

/// Suppresses an address: drops its unanswered requests across all declarations and lists, and
/// queues one receipt if it was not suppressed already. Returns the token of the link that lifts
/// the suppression.
pub(in crate::store) async fn stop(
    connection: &mut AnyConnection,
    seal: &Seal,
    person: &str,
    receipt: Receipt<'_>,
    now_ms: i64,
) -> Result<String, Error> {
    drop_attempts(connection, person, receipt.attempt, now_ms).await?;
    let suppression = seal.suppression(&EmailKey::of_kept(receipt.email));
    let sql = "insert into suppressions (suppression_hash, suppressed_at) values ($1, $2) \
        on conflict (suppression_hash) do update \
            set suppressed_at = excluded.suppressed_at, lifted_at = null \
            where suppressions.lifted_at is not null \
        returning suppressed_at";
    let query = sqlx::query(sql).bind(suppression.clone()).bind(now_ms);
    if query.fetch_optional(&mut *connection).await?.is_none() {
        let sql = "select suppressed_at from suppressions where suppression_hash = $1";
        let query = sqlx::query_scalar(sql).bind(suppression.clone());
        let suppressed_at = query.fetch_one(connection).await?;
        return Ok(seal.lift_token(&suppression, suppressed_at));
    }
    let way_back = seal.lift_token(&suppression, now_ms);
    // Without a name, which was given by another person.
    let facts = receipt.subject.facts(receipt.lang.to_owned(), &way_back);
    let to = (receipt.email, EmailCause::Known);
    let email = queue::row_alone(seal, MessageKind::Suppressed, to, &facts, now_ms);
    queue::insert(connection, vec![email]).await?;
    Ok(way_back)
}

/// Attempts that another person of the mailbox answered and that are held do not belong to this
/// person and stay. An email that was sent, or is being sent, stays as a row without content,
/// because it counts towards the address's limits.
async fn drop_attempts(
    connection: &mut AnyConnection,
    person: &str,
    id: &str,
    now_ms: i64,
) -> Result<(), Error> {
    const SIGNING: &str = "select id from pending_signatures \
        where email_key = $1 and (held is null or id = $2)";
    const SUBSCRIBING: &str =
        "select id from pending_subscriptions where email_key = $1 and $2 <> ''";
    for attempts in [SIGNING, SUBSCRIBING] {
        let sql = format!(
            "update outbox set status = 'sent', done_at = $3, lease_until = null, recipient = '', \
                payload = '', last_error = null, fault = '' \
             where status <> 'sent' and tries > 0 and attempt in ({attempts})"
        );
        sqlx::query(AssertSqlSafe(sql))
            .bind(person.to_owned())
            .bind(id.to_owned())
            .bind(now_ms)
            .execute(&mut *connection)
            .await?;
        let sql = format!("delete from outbox where status <> 'sent' and attempt in ({attempts})");
        sqlx::query(AssertSqlSafe(sql))
            .bind(person.to_owned())
            .bind(id.to_owned())
            .execute(&mut *connection)
            .await?;
    }
    for sql in [
        "delete from pending_signatures where email_key = $1 \
            and confirmed_at is null and (held is null or id = $2)",
        "delete from pending_subscriptions \
            where email_key = $1 and confirmed_at is null and $2 <> ''",
    ] {
        sqlx::query(sql)
            .bind(person.to_owned())
            .bind(id.to_owned())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
