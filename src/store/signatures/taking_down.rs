//! Organisers take down and restore signatures, both confirmed ones and attempts. In the same
//! transaction, everyone who confirmed gets an email saying why and whom to contact, and the ledger
//! gets a record. `withdrawals.rs` moves the rows; `finding.rs` searches.

use std::collections::HashSet;

use sqlx::AnyConnection;

use super::Signatures;
use super::withdrawals::{self, WithdrawnBy};
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::Seal;
use crate::domain::mail::message::MessageKind;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::store::Error;
use crate::store::attempts::mailboxes;
use crate::store::engine::columns::Count;
use crate::store::engine::rows;
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

/// The most that a caller should name at once: one transaction moves them, and other writes run between
/// transactions.
pub const TAKEN_DOWN_AT_ONCE: usize = 20;

/// Attempts that can be taken down: not confirmed yet, or held for the organisers.
const OPEN: &str = "state in ('pending', 'held')";
/// Attempts that were taken down.
const TAKEN_DOWN: &str = "state = 'withdrawn'";
/// Attempts whose emails were answered.
const HELD: (&str, &str) = ("attempts", "and s.state = 'held'");

impl Signatures<'_> {
    /// How many signatures a declaration has; zero if it is unknown.
    pub async fn count(self, slug: &str) -> Result<u64, Error> {
        let (mut connection, subject) = self.of_declaration(slug).await?;
        let query = sqlx::query_scalar("select count from declarations where subject = $1");
        let count: Option<Count> = query.bind(subject).fetch_optional(&mut *connection).await?;
        Ok(count.map_or(0, |Count(signatures)| signatures))
    }

    /// Takes signatures and attempts down. Unknown ids change nothing.
    pub async fn take_down(
        self,
        ids: &[Id],
        reason: &str,
        silently: bool,
        now_ms: i64,
    ) -> Result<Moved, Error> {
        let mut transaction = self.store.write_about_rows(ids).await?;
        let (which, named) = (("signatures", ""), ids.iter().copied());
        let signatures = signatories::load(&mut transaction, which, None, named.clone()).await?;
        let which = ("attempts", "and s.state in ('pending', 'held')");
        let attempts = signatories::load(&mut transaction, which, None, named).await?;
        let others = of_same_signers(&mut transaction, &attempts, OPEN).await?;
        // The others have not proved that the mailbox is theirs.
        let held = others.iter().copied();
        let held = signatories::load(&mut transaction, HELD, None, held).await?;
        let mut pending = PendingWrites::default();
        let (seal, kind) = (&self.store.seal, MessageKind::TakenDown);
        for one in signatures.iter().chain(&held) {
            pending.email(seal, one, kind, Some(reason), now_ms)?;
            pending.record(one, ConsentEvent::TakenDown, now_ms);
        }
        let by = WithdrawnBy::Organisers { reason };
        let moved = signatures.iter().map(|one| one.id).collect();
        withdrawals::move_out(&mut transaction, moved, by, now_ms).await?;
        withdrawals::move_attempts_out(&mut transaction, others, reason, now_ms).await?;
        let emails = pending.write(&mut transaction, silently).await?;
        transaction.commit().await?;
        self.store.queued_mail.notify_one();
        Ok(Moved {
            signatures: signatures.len() as u64,
            attempts: attempts.len() as u64,
            emails,
        })
    }

    /// Restores what the organisers took down. A signatory who has signed again since keeps the
    /// newer signature, and signatures withdrawn by their signatories stay withdrawn.
    pub async fn put_back(self, ids: &[Id], silently: bool, now_ms: i64) -> Result<Moved, Error> {
        let mut transaction = self.store.write_about_rows(ids).await?;
        let named = ids.iter().copied();
        let mut moved = Moved::default();
        let mut pending = PendingWrites::default();
        let which = ("withdrawn_signatures", "and s.withdrawn_by = 'organisers'");
        for one in signatories::load(&mut transaction, which, None, named.clone()).await? {
            let person = [one.person].into_iter();
            let mut mailboxes = mailboxes::load(&mut transaction, person).await?;
            let mailbox = mailboxes.remove(&(one.person, one.subject));
            let mailbox = mailbox.unwrap_or_default();
            if mailbox.has_slot(one.signer) {
                continue;
            }
            withdrawals::move_back(&mut transaction, one.id, mailbox.free_slot()).await?;
            let (seal, kind) = (&self.store.seal, MessageKind::Restored);
            pending.email(seal, &one, kind, None, now_ms)?;
            pending.record(&one, ConsentEvent::Restored, now_ms);
            moved.signatures += 1;
        }
        let which = (
            "attempts",
            "and s.state = 'withdrawn' and s.expires_at > $1",
        );
        let now = Some(now_ms.into());
        let attempts = signatories::load(&mut transaction, which, now, named).await?;
        let others = of_same_signers(&mut transaction, &attempts, TAKEN_DOWN).await?;
        withdrawals::move_attempts_back(&mut transaction, others.clone()).await?;
        for one in signatories::load(&mut transaction, HELD, None, others).await? {
            pending.record(&one, ConsentEvent::Restored, now_ms);
        }
        moved.attempts = attempts.len() as u64;
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
    records: Vec<Record>,
}

impl PendingWrites {
    /// Adds an email to the signatory, as long as the address is kept.
    fn email(
        &mut self,
        seal: &Seal,
        to: &EmailedSignature,
        kind: MessageKind,
        reason: Option<&str>,
        now_ms: i64,
    ) -> Result<(), Error> {
        if !to.email.is_empty() {
            self.emails.push(to.message(seal, kind, reason, now_ms)?);
        }
        Ok(())
    }

    fn record(&mut self, of: &EmailedSignature, event: ConsentEvent, now_ms: i64) {
        self.records.push(of.record(event, now_ms));
    }

    /// Returns how many emails are sent.
    async fn write(self, connection: &mut AnyConnection, silently: bool) -> Result<u64, Error> {
        consents::add(connection, self.records).await?;
        if silently {
            return Ok(0);
        }
        let emails = self.emails.len() as u64;
        queue::insert(connection, self.emails).await?;
        Ok(emails)
    }
}

/// These attempts and, for the same declarations, the others of the same signatories: a person who
/// sent a form several times is taken down at once.
async fn of_same_signers(
    connection: &mut AnyConnection,
    attempts: &[EmailedSignature],
    state: &str,
) -> Result<Vec<Id>, Error> {
    #[derive(sqlx::FromRow)]
    struct MailboxAttempt {
        id: Id,
        subject: i64,
        signer: KeyedHash,
    }
    let whose: HashSet<(i64, KeyedHash)> = attempts
        .iter()
        .map(|one| (one.subject, one.signer))
        .collect();
    let sql =
        format!("select id, subject, signer from attempts where {state} and person in ({{in}})");
    let persons = attempts.iter().map(|one| one.person);
    let mut found = rows::fetch_in::<MailboxAttempt>(connection, &sql, None, persons).await?;
    found.retain(|one| whose.contains(&(one.subject, one.signer)));
    Ok(found.into_iter().map(|one| one.id).collect())
}
