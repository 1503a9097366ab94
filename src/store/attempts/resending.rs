//! Sends an attempt's email again, and corrects its address. The attempt keeps its id, from which
//! the link and code are derived, so the same ones are sent again; correcting the address
//! invalidates them.

use sqlx::{AnyConnection, AssertSqlSafe};
use widgets::wire::{ConfirmedKind, SignatoryKind};

use super::credentials::{KINDS, MOST_TRIES, table};
use super::{BatchContext, Recipient};
use crate::domain::attempts::Resend;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::email_key::EmailKey;
use crate::domain::mail::message::Facts;
use crate::domain::signatures::mailbox;
use crate::domain::signatures::verification::HoldReason;
use crate::store::declarations::endings;
use crate::store::engine::batch::WriteOutcome;
use crate::store::engine::columns::StoredWord;
use crate::store::lists::subscriptions;
use crate::store::mail::queue::{self, EmailCause};
use crate::store::signatures::manage_links::{self, NewLink};
use crate::store::{AttemptOutcome, Error, open};

/// Queues the requested emails; returns whether there were any.
pub(in crate::store) async fn write(
    connection: &mut AnyConnection,
    seal: &Seal,
    asked: Vec<(usize, &Resend, i64)>,
    outcomes: &mut [Option<WriteOutcome>],
) -> Result<bool, Error> {
    let mut queued_mail = false;
    for (at, resend, now_ms) in asked {
        let mut found = None;
        for kind in KINDS {
            if found.is_none() {
                found = find(connection, kind, &resend.id, now_ms).await?;
            }
        }
        let outcome = match found {
            None => AttemptOutcome::Unknown,
            Some(attempt) if attempt.is_off_the_web(connection).await? => AttemptOutcome::OffTheWeb,
            Some(attempt) => {
                // A confirmed attempt needs no email.
                if attempt.is_open {
                    queued_mail |= attempt.resend(connection, seal, resend, now_ms).await?;
                }
                AttemptOutcome::Accepted {
                    id: resend.id.clone(),
                }
            }
        };
        outcomes[at] = Some(WriteOutcome::Attempt(outcome));
    }
    Ok(queued_mail)
}

/// An attempt, with what its email needs.
struct ResendableAttempt {
    kind: ConfirmedKind,
    id: String,
    slug: String,
    /// The language of the signed text; empty for a list.
    text_lang: String,
    lang: String,
    name: Option<String>,
    /// Which person in the mailbox signs; empty for a list.
    signer: String,
    /// Sealed.
    email: String,
    person: String,
    epoch: i64,
    fresh_codes: i64,
    tries: i64,
    /// Neither confirmed nor held for the organisers.
    is_open: bool,
}

/// The columns of [`ResendableAttempt`].
#[derive(sqlx::FromRow)]
struct ResendableRow {
    id: String,
    slug: String,
    /// Of a signature.
    #[sqlx(try_from = "StoredWord")]
    kind: SignatoryKind,
    name: Option<String>,
    organisation: Option<String>,
    text_lang: String,
    held: Option<HoldReason>,
    lang: String,
    email: String,
    email_key: String,
    epoch: i64,
    fresh_codes: i64,
    code_tries: i64,
    confirmed_at: Option<i64>,
}

async fn find(
    connection: &mut AnyConnection,
    kind: ConfirmedKind,
    id: &str,
    now_ms: i64,
) -> Result<Option<ResendableAttempt>, Error> {
    let columns = match kind {
        ConfirmedKind::Signature => "kind, name, organisation, text_lang, held",
        ConfirmedKind::Subscription => {
            "cast('person' as text) as kind, name, cast(null as text) as organisation, \
             cast('' as text) as text_lang, cast(null as text) as held"
        }
    };
    let sql = format!(
        "select id, slug, {columns}, lang, email, email_key, epoch, fresh_codes, code_tries, \
            confirmed_at from {} where id = $1 and expires_at > $2 and reminds is null",
        table(kind)
    );
    let query = sqlx::query_as::<_, ResendableRow>(AssertSqlSafe(sql))
        .bind(id.to_owned())
        .bind(now_ms);
    let row = query.fetch_optional(connection).await?;
    Ok(row.map(|row| attempt(kind, row)))
}

fn attempt(kind: ConfirmedKind, row: ResendableRow) -> ResendableAttempt {
    let name = row.name.as_deref().unwrap_or_default();
    ResendableAttempt {
        signer: match kind {
            ConfirmedKind::Signature => {
                mailbox::signer(row.kind, name, row.organisation.as_deref())
            }
            ConfirmedKind::Subscription => String::new(),
        },
        kind,
        id: row.id,
        slug: row.slug,
        name: row.name,
        text_lang: row.text_lang,
        lang: row.lang,
        email: row.email,
        person: row.email_key,
        epoch: row.epoch,
        fresh_codes: row.fresh_codes,
        tries: row.code_tries,
        is_open: row.held.is_none() && row.confirmed_at.is_none(),
    }
}

impl ResendableAttempt {
    /// Whether its declaration or list is unpublished, so the link in an email could confirm
    /// nothing.
    async fn is_off_the_web(&self, connection: &mut AnyConnection) -> Result<bool, Error> {
        let slug = [self.slug.clone()];
        let off = endings::off_the_web(connection, self.kind, slug).await?;
        Ok(!off.is_empty())
    }

    /// Queues the email; returns whether there is one. The attempt's row changes in the same way if
    /// the address is suppressed; otherwise anyone could find out which addresses are.
    async fn resend(
        mut self,
        connection: &mut AnyConnection,
        seal: &Seal,
        resend: &Resend,
        now_ms: i64,
    ) -> Result<bool, Error> {
        let mut address = open(seal, Purpose::Email, &self.email)?;
        if let Some(corrected) = &resend.to
            && corrected.as_str() != address
        {
            address = corrected.as_str().to_owned();
            self.correct(connection, seal, &address, now_ms).await?;
        }
        if self.tries >= MOST_TRIES {
            self.fresh_codes += 1;
            let sql = "fresh_codes = fresh_codes + 1, code_tries = 0, code_at = $1";
            self.set(connection, sql, now_ms).await?;
        }
        self.set(connection, "asked_at = $1", now_ms).await?;
        let about = (self.kind, self.slug.as_str(), self.text_lang.as_str());
        let key = EmailKey::of_kept(&address);
        let to = Recipient::new(seal, &key, about, self.signer.clone());
        let known = BatchContext::load(connection, &[&to]).await?;
        let (Some(email_kind), Some(subject)) = (known.email_kind(&to), known.subject(&to)) else {
            return Ok(false);
        };
        let (token, code) = (
            seal.link(&self.id, self.epoch),
            seal.code(&self.id, self.epoch, self.fresh_codes),
        );
        let sql = format!(
            "update {} set token_hash = $1 where id = $2",
            table(self.kind)
        );
        sqlx::query(AssertSqlSafe(sql))
            .bind(token.hash())
            .bind(self.id.clone())
            .execute(&mut *connection)
            .await?;
        let signer = seal.signer(&self.person, &self.signer);
        if self.kind == ConfirmedKind::Signature {
            let link = NewLink {
                token: &token,
                slug: &self.slug,
                attempt: &self.id,
                person: &self.person,
                lang: &self.lang,
                signer: signer.clone(),
            };
            manage_links::insert(connection, &[link.row(now_ms)]).await?;
        } else if email_kind.offers_unsubscribing() {
            let way_out = subscriptions::link_row(&token, &self.slug, &self.person, now_ms);
            subscriptions::insert_links(connection, &[way_out]).await?;
        }
        let facts = Facts {
            name: self.name.clone(),
            code: Some(code.reveal().to_owned()),
            ..subject.clone().facts(self.lang.clone(), token.reveal())
        };
        let whose = EmailCause::Asked {
            about: &to.about(),
            signer: &signer,
        };
        let email = queue::row(
            seal,
            (&self.id, email_kind),
            (&address, whose),
            &facts,
            now_ms,
        );
        queue::insert(connection, vec![email]).await?;
        Ok(true)
    }

    /// Moves the attempt to another mailbox: the owner of the mistaken address can no longer use
    /// it.
    async fn correct(
        &mut self,
        connection: &mut AnyConnection,
        seal: &Seal,
        address: &str,
        now_ms: i64,
    ) -> Result<(), Error> {
        let table = table(self.kind);
        let both = format!("(select id from {table} where id = $1 or reminds = $1)");
        for sql in [
            // Emails already sent still count for the address they were sent to.
            format!("delete from outbox where status <> 'sent' and attempt in {both}"),
            format!("delete from manage_links where attempt in {both}"),
            format!("delete from {table} where reminds = $1"),
        ] {
            let query = sqlx::query(AssertSqlSafe(sql)).bind(self.id.clone());
            query.execute(&mut *connection).await?;
        }
        self.person = seal.person(&EmailKey::of_kept(address));
        (self.epoch, self.fresh_codes, self.tries) = (self.epoch + 1, 0, 0);
        let sql = format!(
            "update {table} set email = $1, email_key = $2, token_hash = null, epoch = $3, \
                fresh_codes = 0, code_tries = 0, code_at = $4 where id = $5"
        );
        sqlx::query(AssertSqlSafe(sql))
            .bind(seal.seal(Purpose::Email, address))
            .bind(self.person.clone())
            .bind(self.epoch)
            .bind(now_ms)
            .bind(self.id.clone())
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Updates columns; `$1` in them is the current time.
    async fn set(
        &self,
        connection: &mut AnyConnection,
        columns: &str,
        now_ms: i64,
    ) -> Result<(), Error> {
        let sql = format!("update {} set {columns} where id = $2", table(self.kind));
        let query = sqlx::query(AssertSqlSafe(sql)).bind(now_ms);
        query.bind(self.id.clone()).execute(connection).await?;
        Ok(())
    }
}
