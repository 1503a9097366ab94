//! Sites that ask the organisers to let them embed a declaration or list: each asks once, and its request
//! is one email. Anybody can ask for any site, so the organisers get a limited number of them.

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use super::{Declarations, subjects};
use crate::domain::mail::email_key::EmailKey;
use crate::domain::mail::message::{MessageKind, RequestingSite};
use crate::domain::time::DAY_MS;
use crate::store::Error;
use crate::store::engine::columns::Count;
use crate::store::mail::queue;
use crate::store::mail::subjects::{self as email_subjects, EmailSubject};
use crate::store::privacy::suppressions;

/// A site may ask again after this time.
const ASKS_AGAIN_MS: i64 = 30 * DAY_MS;
/// The most sites that may ask the same organisers in a day.
const MOST_A_DAY: u64 = 10;

/// The outcome of a site's request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SiteRequestOutcome {
    /// The organisers get an email.
    Sent,
    /// They have got one about this site in the last 30 days.
    SentBefore,
    /// They get no email: too many sites have asked today, or their address wants no emails.
    Unsent,
    /// No such declaration or list.
    Unknown,
}

impl Declarations<'_> {
    /// Asks the organisers, in this language, to let a site embed a declaration or list.
    pub async fn request_site(
        self,
        (kind, slug): (ConfirmedKind, &str),
        site: &RequestingSite,
        lang: &str,
        now_ms: i64,
    ) -> Result<SiteRequestOutcome, Error> {
        let seal = &self.store.seal;
        let mut connection = self.store.db.read().acquire().await?;
        let Some(subject) = subjects::find(&mut connection, kind, slug).await? else {
            return Ok(SiteRequestOutcome::Unknown);
        };
        let Some(about) = email_subject(&mut connection, subject, lang).await? else {
            return Ok(SiteRequestOutcome::Unknown);
        };
        // A flood of requests takes no lock.
        if let Some(outcome) = settled(&mut connection, subject, &site.origin, now_ms).await? {
            return Ok(outcome);
        }
        drop(connection);
        let contact = about.contact.clone();
        let key = EmailKey::of_kept(&contact);
        let transaction = self.store.db.write_about([seal.person(&key)], [subject]);
        let mut transaction = transaction.await?.of("site_request");
        if let Some(outcome) = settled(&mut transaction, subject, &site.origin, now_ms).await? {
            return Ok(outcome);
        }
        let suppression = seal.suppression(&key);
        let in_force = suppressions::in_force(&mut transaction, [suppression]).await?;
        if !in_force.is_empty() {
            return Ok(SiteRequestOutcome::Unsent);
        }
        sqlx::query("delete from site_requests where subject = $1 and asked_at <= $2")
            .bind(subject)
            .bind(now_ms - ASKS_AGAIN_MS)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("insert into site_requests (subject, site, asked_at) values ($1, $2, $3)")
            .bind(subject)
            .bind(site.origin.clone())
            .bind(now_ms)
            .execute(&mut *transaction)
            .await?;
        let mut facts = about.facts(lang.to_owned(), "");
        facts.site = Some(site.clone());
        let email = MessageKind::SiteRequest;
        let email = queue::composed(seal, email, None, subject, &contact, &facts, now_ms);
        queue::insert(&mut transaction, vec![email]).await?;
        transaction.commit().await?;
        self.store.queued_mail.notify_one();
        Ok(SiteRequestOutcome::Sent)
    }
}

/// What the email says it is about; a list has one text, whatever its language.
async fn email_subject(
    connection: &mut AnyConnection,
    subject: i64,
    lang: &str,
) -> Result<Option<EmailSubject>, Error> {
    let mut subjects = email_subjects::load(connection, [subject]).await?;
    let found = subjects
        .remove(&(subject, lang.to_owned()))
        .or_else(|| subjects.remove(&(subject, String::new())));
    Ok(found.map(|subject| subject.email))
}

/// The outcome if nothing is to be sent, which this site or others have decided before.
async fn settled(
    connection: &mut AnyConnection,
    subject: i64,
    site: &str,
    now_ms: i64,
) -> Result<Option<SiteRequestOutcome>, Error> {
    let sql =
        "select count(*) from site_requests where subject = $1 and site = $2 and asked_at > $3";
    let query = sqlx::query_scalar(sql).bind(subject).bind(site.to_owned());
    let query = query.bind(now_ms - ASKS_AGAIN_MS);
    let Count(before) = query.fetch_one(&mut *connection).await?;
    if before > 0 {
        return Ok(Some(SiteRequestOutcome::SentBefore));
    }
    let sql = "select count(*) from site_requests where subject = $1 and asked_at > $2";
    let query = sqlx::query_scalar(sql).bind(subject);
    let query = query.bind(now_ms - DAY_MS);
    let Count(today) = query.fetch_one(&mut *connection).await?;
    Ok((today >= MOST_A_DAY).then_some(SiteRequestOutcome::Unsent))
}
