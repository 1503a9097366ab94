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
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::keys::token::Token;
use crate::domain::mail::email_key::EmailKey;
use crate::domain::mail::message::MessageKind;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::store::attempts;
use crate::store::engine::columns::Count;
use crate::store::engine::rows;
use crate::store::mail::queue;
use crate::store::mail::subjects::{self, EmailSubject};
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
    pub(in crate::store) attempt: Id,
    pub(in crate::store) email: &'a str,
    pub(in crate::store) lang: &'a str,
    pub(in crate::store) subject: EmailSubject,
}

/// An attempt that is disowned.
#[derive(sqlx::FromRow)]
struct DisownedRow {
    id: Id,
    epoch: i64,
    subject: i64,
    text_lang: String,
    person: KeyedHash,
    /// Encrypted.
    email: String,
    lang: String,
}

/// Where the link of an email may lead. An attempt can be disowned in any state, and a signature for
/// as long as its address is kept, which may be longer than its attempt.
const PLACES: [&str; 3] = ["attempts", "signatures", "withdrawn_signatures"];

/// Which of these suppressions, by the keyed hash of the address, are in force.
pub(in crate::store) async fn in_force(
    connection: &mut AnyConnection,
    hashes: impl IntoIterator<Item = KeyedHash>,
) -> Result<HashSet<KeyedHash>, Error> {
    let sql = "select suppression from suppressions \
        where lifted_at is null and suppression in ({in})";
    let found = rows::fetch_scalars_in(connection, sql, None, hashes).await?;
    Ok(found.into_iter().collect())
}

impl Privacy<'_> {
    /// Drops the recipient's unanswered attempts, and the signature if this very attempt became
    /// one. Anything they confirmed by another email stays. `None` for an unknown token.
    pub async fn disown(self, token: &Token, now_ms: i64) -> Result<Option<Refused>, Error> {
        let seal = &self.store.seal;
        let mut connection = self.store.db.read().acquire().await?;
        // A link that leads nowhere takes no lock.
        if disowned(&mut connection, seal, token).await?.is_none() {
            return Ok(None);
        }
        drop(connection);
        let mut transaction = self.store.write_about_rows(&[token.id]).await?;
        let Some(row) = disowned(&mut transaction, seal, token).await? else {
            return Ok(None);
        };
        let mut subjects = subjects::load(&mut transaction, [row.subject]).await?;
        let Some(subject) = subjects.remove(&(row.subject, row.text_lang)) else {
            return Ok(None);
        };
        let email = open(seal, Purpose::Email, &row.email)?;
        let whose = match subject.kind {
            ConfirmedKind::Signature if is_signature(&mut transaction, row.id).await? => {
                own::erase(&mut transaction, row.subject, row.id, row.person).await?
            }
            ConfirmedKind::Signature => Some(row.id),
            ConfirmedKind::Subscription => None,
        };
        let title = subject.email.title.clone();
        let receipt = Receipt {
            attempt: row.id,
            email: &email,
            lang: &row.lang,
            subject: subject.email,
        };
        let whom = (row.person, row.subject);
        let way_back = stop(&mut transaction, seal, whom, receipt, now_ms).await?;
        let record = Record::of(row.person, row.subject, ConsentEvent::Disowned, now_ms);
        consents::add(&mut transaction, vec![record.with(whose)]).await?;
        transaction.commit().await?;
        self.store.db.forget_deleted().await?;
        self.store.remember_ends().await;
        self.store.queued_mail.notify_one();
        Ok(Some(Refused {
            kind: subject.kind,
            slug: subject.slug,
            title,
            lang: row.lang,
            way_back,
        }))
    }

    /// The token in the link by which a suppressed address lifts its suppression.
    pub async fn way_back(self, email: &str) -> Result<Option<String>, Error> {
        let suppression = self.store.seal.suppression(&EmailKey::of_kept(email));
        let query = sqlx::query_scalar(IN_FORCE_SINCE).bind(suppression);
        let suppressed_at: Option<i64> = query.fetch_optional(self.store.db.read()).await?;
        Ok(suppressed_at.map(|at| self.store.seal.lift_token(suppression, at)))
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
        let mut connection = self.store.db.read().acquire().await?;
        let held = held(&mut connection, &self.store.seal, way_back).await?;
        drop(connection);
        let Some((suppression, suppressed_at)) = held else {
            return Ok(false);
        };
        let mut transaction = self.store.db.write().await?;
        // Two presses at once: one of them lifts it.
        let sql = "update suppressions set lifted_at = $1 \
            where suppression = $2 and suppressed_at = $3 and lifted_at is null";
        let lifted = sqlx::query(sql)
            .bind(now_ms)
            .bind(suppression)
            .bind(suppressed_at)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(lifted.rows_affected() > 0)
    }
}

/// What the link of an email leads to, if it is genuine.
async fn disowned(
    connection: &mut AnyConnection,
    seal: &Seal,
    token: &Token,
) -> Result<Option<DisownedRow>, Error> {
    for table in PLACES {
        let sql = format!(
            "select id, epoch, subject, text_lang, person, email, lang from {table} \
             where id = $1 and email <> ''"
        );
        let query = sqlx::query_as::<_, DisownedRow>(AssertSqlSafe(sql)).bind(token.id);
        if let Some(row) = query.fetch_optional(&mut *connection).await? {
            return Ok(Some(row).filter(|row| token.is(&seal.link(row.id, row.epoch))));
        }
    }
    Ok(None)
}

const IN_FORCE_SINCE: &str = "select suppressed_at from suppressions \
    where suppression = $1 and lifted_at is null";

/// The suppression that a link lifts and its time, if it is in force and the link is genuine.
async fn held(
    connection: &mut AnyConnection,
    seal: &Seal,
    way_back: &str,
) -> Result<Option<(KeyedHash, i64)>, Error> {
    let suppression = way_back.split_once('.');
    let Some(suppression) = suppression.and_then(|(hash, _)| KeyedHash::parse(hash)) else {
        return Ok(None);
    };
    let query = sqlx::query_scalar(IN_FORCE_SINCE).bind(suppression);
    let suppressed_at: Option<i64> = query.fetch_optional(connection).await?;
    let Some(suppressed_at) = suppressed_at else {
        return Ok(None);
    };
    let own = seal.lift_token(suppression, suppressed_at);
    let same = bool::from(own.as_bytes().ct_eq(way_back.as_bytes()));
    Ok(same.then_some((suppression, suppressed_at)))
}

/// Whether this very attempt became a signature, withdrawn or not.
async fn is_signature(connection: &mut AnyConnection, id: Id) -> Result<bool, Error> {
    let sql = "select (select count(*) from signatures where id = $1) \
        + (select count(*) from withdrawn_signatures where id = $1)";
    let Count(found) = sqlx::query_scalar(sql)
        .bind(id)
        .fetch_one(connection)
        .await?;
    Ok(found > 0)
}

/// Suppresses an address: drops its unanswered requests across all declarations and lists, and
/// queues one receipt if it was not suppressed already, which names the organisers of the subject.
/// Returns the token of the link that lifts the suppression.
pub(in crate::store) async fn stop(
    connection: &mut AnyConnection,
    seal: &Seal,
    (person, subject): (KeyedHash, i64),
    receipt: Receipt<'_>,
    now_ms: i64,
) -> Result<String, Error> {
    drop_attempts(connection, person, receipt.attempt).await?;
    let suppression = seal.suppression(&EmailKey::of_kept(receipt.email));
    let sql = "insert into suppressions (suppression, suppressed_at) values ($1, $2) \
        on conflict (suppression) do update \
            set suppressed_at = excluded.suppressed_at, lifted_at = null \
            where suppressions.lifted_at is not null \
        returning suppressed_at";
    let query = sqlx::query(sql).bind(suppression).bind(now_ms);
    if query.fetch_optional(&mut *connection).await?.is_none() {
        let query = sqlx::query_scalar(IN_FORCE_SINCE).bind(suppression);
        let suppressed_at = query.fetch_one(connection).await?;
        return Ok(seal.lift_token(suppression, suppressed_at));
    }
    let way_back = seal.lift_token(suppression, now_ms);
    // Without a name, which was given by another person.
    let facts = receipt.subject.facts(receipt.lang.to_owned(), &way_back);
    let (kind, to) = (MessageKind::Suppressed, receipt.email);
    let email = queue::composed(seal, kind, None, subject, to, &facts, now_ms);
    queue::insert(connection, vec![email]).await?;
    Ok(way_back)
}

/// Drops a person's unanswered attempts, this attempt in whatever state it waits, and all emails to
/// them. Attempts that another person of the mailbox answered and that are held do not belong to this
/// person and stay, with their emails.
async fn drop_attempts(
    connection: &mut AnyConnection,
    person: KeyedHash,
    id: Id,
) -> Result<(), Error> {
    let sql = "select id from attempts where person = $1 \
        and state in ('pending', 'held', 'withdrawn') and (held is null or id = $2)";
    let query = sqlx::query_scalar(sql).bind(person).bind(id);
    let dropped: Vec<Id> = query.fetch_all(&mut *connection).await?;
    attempts::delete(connection, dropped).await?;
    let sql = "select id from attempts where person = $1 and state = 'confirmed' \
        union select id from signatures where person = $1 \
        union select id from withdrawn_signatures where person = $1 \
        union select id from subscriptions where person = $1";
    let query = sqlx::query_scalar(sql).bind(person);
    let confirmed: Vec<Id> = query.fetch_all(&mut *connection).await?;
    queue::delete_of(connection, confirmed).await?;
    Ok(())
}
