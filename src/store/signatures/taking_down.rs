//! Organisers take down and restore signatures, both confirmed ones and attempts. In the same
//! transaction, everyone who confirmed gets an email saying why and whom to contact, and the ledger
//! gets a record. `withdrawals.rs` moves the rows; `finding.rs` searches.

use sqlx::AnyConnection;

use super::Signatures;
use super::manage_links;
use super::withdrawals::{self, WithdrawnBy};
use crate::domain::keys::sealed::Seal;
use crate::domain::mail::message::MessageKind;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::store::Error;
use crate::store::attempts::mailboxes::{self, SignerColumns};
use crate::store::engine::columns::{Count, Flag};
use crate::store::engine::rows::Value;
use crate::store::mail::queue::{self, Email};
use crate::store::mail::signatories::{self, EmailedSignature};
use crate::store::privacy::consents;

/// How many of the named signatures and attempts were moved.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Moved {
    pub signatures: u64,
    /// Not confirmed yet, or held for the organisers.
    pub attempts: u64,
    pub emails: u64,
}

impl Moved {
    pub fn add(&mut self, more: &Moved) {
        self.signatures += more.signatures;
        self.attempts += more.attempts;
        self.emails += more.emails;
    }
}

/// The most that a caller should name at once: one transaction moves them, each by a dozen statements,
/// and other writes run between transactions.
pub const TAKEN_DOWN_AT_ONCE: usize = 20;

impl Signatures<'_> {
    /// How many signatures a declaration has; zero if it is unknown.
    pub async fn count(self, slug: &str) -> Result<u64, Error> {
        let query = sqlx::query_scalar("select count from declarations where slug = $1");
        let query = query.bind(slug.to_owned());
        let count: Option<Count> = query.fetch_optional(self.store.db.read()).await?;
        Ok(count.map_or(0, |Count(signatures)| signatures))
    }

    /// Takes signatures and attempts down. Unknown ids change nothing.
    pub async fn take_down(
        self,
        ids: &[String],
        reason: &str,
        silently: bool,
        now_ms: i64,
    ) -> Result<Moved, Error> {
        let mut transaction = self.store.db.write().await?;
        let mut moved = Moved::default();
        let mut pending = PendingWrites::default();
        let which = ("signatures", "");
        let found = signatories::load(&mut transaction, which, None, ids.iter().cloned()).await?;
        for signature in &found {
            pending.add(
                &self.store.seal,
                signature,
                MessageKind::TakenDown,
                Some(reason),
                now_ms,
            )?;
            pending
                .records
                .push(signature.record(ConsentEvent::TakenDown, now_ms));
            let by = WithdrawnBy::Organisers { reason };
            let EmailedSignature { slug, id, .. } = signature;
            withdrawals::move_out(&mut transaction, slug, id, by, now_ms).await?;
            moved.signatures += 1;
        }
        let which = ("pending_signatures", "and s.confirmed_at is null");
        let found = signatories::load(&mut transaction, which, None, ids.iter().cloned()).await?;
        for signature in &found {
            let attempts = attempts(&mut transaction, signature).await?;
            if attempts.is_empty() {
                continue;
            }
            moved.attempts += 1;
            for attempt in attempts {
                // The other attempts have not proved that the mailbox is theirs.
                if attempt.answered {
                    let kind = MessageKind::TakenDown;
                    pending.add(&self.store.seal, signature, kind, Some(reason), now_ms)?;
                    pending
                        .records
                        .push(signature.record(ConsentEvent::TakenDown, now_ms));
                }
                let id = &attempt.id;
                withdrawals::move_attempt_out(&mut transaction, id, reason, now_ms).await?;
            }
        }
        moved.emails = pending.write(&mut transaction, silently).await?;
        transaction.commit().await?;
        self.store.queued_mail.notify_one();
        Ok(moved)
    }

    /// Restores what the organisers took down. A signatory who has signed again since keeps the
    /// newer signature, and signatures withdrawn by their signatories stay withdrawn.
    pub async fn put_back(
        self,
        ids: &[String],
        silently: bool,
        now_ms: i64,
    ) -> Result<Moved, Error> {
        let mut transaction = self.store.db.write().await?;
        let mut moved = Moved::default();
        let mut pending = PendingWrites::default();
        let which = ("withdrawn_signatures", "and s.withdrawn_by = 'organisers'");
        let found = signatories::load(&mut transaction, which, None, ids.iter().cloned()).await?;
        for signature in &found {
            let EmailedSignature {
                slug,
                id,
                email_key: person,
                ..
            } = signature;
            let persons = [person.clone()];
            let mut mailboxes = mailboxes::load(&mut transaction, persons.into_iter()).await?;
            let mailbox = mailboxes.remove(&(person.clone(), slug.clone()));
            let mailbox = mailbox.unwrap_or_default();
            if mailbox.has_slot(&signature.whose.signer()) {
                continue;
            }
            withdrawals::move_back(&mut transaction, slug, id, mailbox.free_slot()).await?;
            pending.add(
                &self.store.seal,
                signature,
                MessageKind::Restored,
                None,
                now_ms,
            )?;
            pending
                .records
                .push(signature.record(ConsentEvent::Restored, now_ms));
            moved.signatures += 1;
        }
        let (which, now) = (
            ("withdrawn_attempts", "and s.expires_at > $1"),
            Some(now_ms.into()),
        );
        let found = signatories::load(&mut transaction, which, now, ids.iter().cloned()).await?;
        for signature in &found {
            moved.attempts += 1;
            for attempt in taken_down_attempts(&mut transaction, signature).await? {
                withdrawals::move_attempt_back(&mut transaction, &attempt.id).await?;
                if attempt.answered {
                    pending
                        .records
                        .push(signature.record(ConsentEvent::Restored, now_ms));
                }
            }
        }
        moved.emails = pending.write(&mut transaction, silently).await?;
        transaction.commit().await?;
        self.store.queued_mail.notify_one();
        Ok(moved)
    }
}

/// What a transaction writes besides moving rows.
#[derive(Default)]
struct PendingWrites {
    emails: Vec<Email>,
    links: Vec<Vec<Value>>,
    records: Vec<Record>,
}

impl PendingWrites {
    fn add(
        &mut self,
        seal: &Seal,
        signature: &EmailedSignature,
        kind: MessageKind,
        reason: Option<&str>,
        now_ms: i64,
    ) -> Result<(), Error> {
        if !signature.email.is_empty() {
            let outgoing = signature.message(seal, kind, reason, now_ms)?;
            self.links.push(outgoing.link);
            self.emails.push(outgoing.email);
        }
        Ok(())
    }

    /// Returns how many emails are sent.
    async fn write(self, connection: &mut AnyConnection, silently: bool) -> Result<u64, Error> {
        consents::add(connection, self.records).await?;
        if silently {
            return Ok(0);
        }
        manage_links::insert(connection, &self.links).await?;
        let emails = self.emails.len() as u64;
        queue::insert(connection, self.emails).await?;
        Ok(emails)
    }
}

/// An attempt of a mailbox.
#[derive(sqlx::FromRow)]
struct MailboxAttempt {
    id: String,
    /// It was answered, and is held for the organisers.
    #[sqlx(try_from = "Flag")]
    answered: bool,
    #[sqlx(flatten)]
    whose: SignerColumns,
}

/// This attempt and its reminders, which are attempts themselves: all unconfirmed ones of the same
/// signatory.
async fn attempts(
    connection: &mut AnyConnection,
    of: &EmailedSignature,
) -> Result<Vec<MailboxAttempt>, Error> {
    let sql = "select id, cast(case when held is null then 0 else 1 end as bigint) as answered, \
            kind, name, organisation from pending_signatures \
        where email_key = $1 and slug = $2 and confirmed_at is null order by id";
    same_signers(connection, sql, of).await
}

async fn taken_down_attempts(
    connection: &mut AnyConnection,
    of: &EmailedSignature,
) -> Result<Vec<MailboxAttempt>, Error> {
    let sql = "select id, cast(case when held is null then 0 else 1 end as bigint) as answered, \
            kind, name, organisation from withdrawn_attempts \
        where email_key = $1 and slug = $2 order by id";
    same_signers(connection, sql, of).await
}

async fn same_signers(
    connection: &mut AnyConnection,
    sql: &'static str,
    of: &EmailedSignature,
) -> Result<Vec<MailboxAttempt>, Error> {
    let query = sqlx::query_as::<_, MailboxAttempt>(sql)
        .bind(of.email_key.clone())
        .bind(of.slug.clone());
    let signer = of.whose.signer();
    let mut attempts = query.fetch_all(connection).await?;
    attempts.retain(|one| one.whose.signer() == signer);
    Ok(attempts)
}
