//! Attempts to sign or subscribe, until they are confirmed: stores each attempt and queues its
//! email in one transaction. The outcome does not reveal whether the address is known; only the
//! email does. `prepared.rs` makes an attempt ready for the transaction, `later_emails.rs` writes
//! about it again.

pub(super) mod admissions;
mod codes;
pub(super) mod confirmations;
pub(super) mod credentials;
pub(super) mod due_attempts;
pub(super) mod expiry;
mod later_emails;
pub(super) mod mailboxes;
mod pending_views;
pub(super) mod prepared;
pub(super) mod reminders;
pub(super) mod resending;
pub(super) mod states;
pub(super) mod still_valid;

use std::collections::HashSet;

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use super::declarations::subjects;
use super::engine::batch::WriteOutcome;
use super::engine::rows;
use super::entries;
use super::entries::daily_tallies::CountedForm;
use super::mail::queue::{self, Email};
use super::mail::subjects as email_subjects;
use super::privacy::{consents, signals, suppressions};
use super::{AttemptOutcome, ConfirmOutcome, Error, Store};
use crate::domain::attempts::credential::{Credential, IdempotencyKey};
use crate::domain::attempts::{Attempt, Resend};
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::Seal;
use crate::domain::keys::token::Token;
use crate::domain::lists::subscription::NewSubscription;
use crate::domain::mail::email_key::EmailKey;
use crate::domain::mail::message::MessageKind;
use crate::domain::signatures::NewSignature;
use crate::domain::signatures::verification::HoldReason;
use crate::domain::time::DAY_MS;
use later_emails::forget_dropped;
use prepared::PreparedAttempt;

/// How long an emailed link is valid.
pub(in crate::store) const TOKEN_LIFE_MS: i64 = 7 * DAY_MS;

/// Attempts to sign or subscribe, until they are confirmed.
#[derive(Clone, Copy)]
pub struct Attempts<'a> {
    store: &'a Store,
}

impl Store {
    /// Attempts to sign or subscribe.
    pub fn attempts(&self) -> Attempts<'_> {
        Attempts { store: self }
    }
}

impl Attempts<'_> {
    /// Stores an attempt to sign and writes its email. The outcome is the same whether or not the
    /// person has signed before.
    pub async fn sign(
        self,
        signature: NewSignature,
        key: Option<IdempotencyKey>,
        now_ms: i64,
    ) -> Result<AttemptOutcome, Error> {
        self.store
            .batch
            .attempt(Attempt::Signature(signature), key, now_ms)
            .await
    }

    /// Stores an attempt to subscribe and writes its email.
    pub async fn subscribe(
        self,
        subscription: NewSubscription,
        key: Option<IdempotencyKey>,
        now_ms: i64,
    ) -> Result<AttemptOutcome, Error> {
        self.store
            .batch
            .attempt(Attempt::Subscription(subscription), key, now_ms)
            .await
    }

    /// Requests the email of an attempt again, perhaps at a corrected address. The outcome does not
    /// reveal whether one is sent.
    pub async fn resend(
        self,
        resend: Resend,
        key: Option<IdempotencyKey>,
        now_ms: i64,
    ) -> Result<AttemptOutcome, Error> {
        self.store.batch.resend(resend, key, now_ms).await
    }

    /// The token of the link in an attempt's emails, until its address is corrected.
    pub fn link(self, attempt: Id) -> Token {
        self.store.seal.link(attempt, 0)
    }

    /// Turns an attempt into a signature or subscription; calling it again has no further effect.
    pub async fn confirm(
        self,
        credential: Credential,
        key: Option<IdempotencyKey>,
        now_ms: i64,
    ) -> Result<ConfirmOutcome, Error> {
        self.store.batch.confirm(credential, key, now_ms).await
    }
}

/// What storing attempts leaves to do.
#[derive(Default)]
pub(super) struct StoredAttempts<'a> {
    pub(super) queued_mail: bool,
    /// To be counted at the end of the transaction.
    pub(super) sent: Vec<CountedForm<'a>>,
}

/// Stores the attempts.
pub(super) async fn write<'a>(
    connection: &mut AnyConnection,
    seal: &Seal,
    attempts: Vec<(usize, &'a PreparedAttempt)>,
    outcomes: &mut [Option<WriteOutcome>],
) -> Result<StoredAttempts<'a>, Error> {
    let Some(now_ms) = attempts.iter().map(|(_, one)| one.now_ms).min() else {
        return Ok(StoredAttempts::default());
    };
    let about = existing_subjects(connection, &attempts).await?;
    let recipients = || attempts.iter().map(|(_, one)| &one.to);
    let known = BatchContext::load(connection, recipients()).await?;
    let wordings = attempts.iter().flat_map(|(_, one)| {
        let wordings = one.attempt.wordings();
        wordings.map(|wording| (wording, one.now_ms))
    });
    consents::keep_wordings(connection, wordings.collect()).await?;
    let (mut stored, mut emails) = (Vec::with_capacity(attempts.len()), Vec::new());
    for ((at, prepared), subject) in attempts.iter().zip(about) {
        let outcome = match subject {
            None => AttemptOutcome::Unknown,
            Some(subject) => {
                let kind = known.email_kind(&prepared.to, subject);
                let attempt = (prepared.id, subject);
                let email =
                    kind.map(|kind| prepared.to.email(seal, kind, attempt, prepared.now_ms));
                stored.push((*prepared, subject, email.as_ref().map(Email::id)));
                emails.extend(email);
                AttemptOutcome::Accepted { id: prepared.id }
            }
        };
        outcomes[*at] = Some(WriteOutcome::Attempt(outcome));
    }
    let queued_mail = !emails.is_empty();
    let due = queue::insert(connection, emails).await?;
    let emailed = |email: Option<Id>| email.and_then(|id| Some((id, *due.get(&id)?)));
    let rows: Vec<_> = stored
        .iter()
        .map(|(prepared, subject, email)| prepared.row(*subject, emailed(*email)))
        .collect();
    let delayed = stored.iter().filter(|(prepared, _, email)| {
        email.is_some() && emailed(*email).is_none_or(|(_, due_at)| due_at > prepared.now_ms)
    });
    let delayed = delayed.map(|(prepared, ..)| prepared.to.person);
    forget_dropped(connection, delayed, now_ms).await?;
    prepared::insert(connection, &rows).await?;
    let signals = stored.iter().map(|(prepared, ..)| &prepared.signals);
    signals::insert(connection, &signals.collect::<Vec<_>>()).await?;
    let sent = stored
        .into_iter()
        .map(|(prepared, subject, _)| CountedForm {
            subject,
            origin: prepared.origin(),
            at: prepared.now_ms,
        });
    Ok(StoredAttempts {
        queued_mail,
        sent: sent.collect(),
    })
}

/// What each attempt is about; `None` if that, or its text in that language, does not exist.
async fn existing_subjects(
    connection: &mut AnyConnection,
    attempts: &[(usize, &PreparedAttempt)],
) -> Result<Vec<Option<i64>>, Error> {
    let attempts = || attempts.iter().map(|(_, one)| &one.attempt);
    let slugs = |kind| -> HashSet<String> {
        let of_kind = attempts().filter(move |one| one.kind() == kind);
        of_kind.map(|one| one.slug().to_owned()).collect()
    };
    let (signing, subscribing) = (ConfirmedKind::Signature, ConfirmedKind::Subscription);
    let declarations = subjects::find_all(connection, signing, slugs(signing)).await?;
    let lists = subjects::find_all(connection, subscribing, slugs(subscribing)).await?;
    let ids = declarations.values().chain(lists.values()).copied();
    let texts = email_subjects::load(connection, ids).await?;
    let subject = |attempt: &Attempt| {
        let of_kind = match attempt.kind() {
            ConfirmedKind::Signature => &declarations,
            ConfirmedKind::Subscription => &lists,
        };
        let id = *of_kind.get(attempt.slug())?;
        let text = (id, attempt.text_lang().to_owned());
        texts.contains_key(&text).then_some(id)
    };
    Ok(attempts().map(subject).collect())
}

/// The recipient of an attempt's emails. It decides, with the subject, which email that is and
/// whether one is sent at all.
pub(super) struct Recipient {
    kind: ConfirmedKind,
    pub(super) person: KeyedHash,
    /// Which person in the mailbox signs.
    pub(super) signer: KeyedHash,
    suppression: KeyedHash,
}

impl Recipient {
    /// `signer` is the folded name of who signs; empty for a list.
    pub(super) fn new(seal: &Seal, kind: ConfirmedKind, address: &EmailKey, signer: &str) -> Self {
        let person = seal.person(address);
        Self {
            kind,
            person,
            signer: seal.signer(person, signer),
            suppression: seal.suppression(address),
        }
    }

    /// An email to it about an attempt, within the limits.
    pub(super) fn email(
        &self,
        seal: &Seal,
        kind: MessageKind,
        (attempt, subject): (Id, i64),
        now_ms: i64,
    ) -> Email {
        let limited_by = Some(seal.limit(self.signer, subject));
        queue::of_attempt(kind, attempt, subject, self.person, limited_by, now_ms)
    }
}

/// What the store knows about the recipients in a batch.
#[derive(Default)]
pub(super) struct BatchContext {
    /// Who has signed what.
    signers: HashSet<(KeyedHash, i64)>,
    /// Which mailbox has subscribed to what.
    subscribers: HashSet<(KeyedHash, i64)>,
    suppressions: HashSet<KeyedHash>,
}

impl BatchContext {
    pub(super) async fn load(
        connection: &mut AnyConnection,
        recipients: impl Iterator<Item = &Recipient> + Clone,
    ) -> Result<Self, Error> {
        let persons = |kind| {
            let of_kind = recipients.clone().filter(move |one| one.kind == kind);
            of_kind.map(|one| one.person)
        };
        let signed = "select signer as whose, subject from signatures where person in ({in})";
        let subscribed = "select person as whose, subject from subscriptions \
            where unsubscribed_at is null and person in ({in})";
        let signing = persons(ConfirmedKind::Signature);
        let subscribing = persons(ConfirmedKind::Subscription);
        let hashes = recipients.clone().map(|one| one.suppression);
        Ok(Self {
            signers: confirmed(connection, signed, signing).await?,
            subscribers: confirmed(connection, subscribed, subscribing).await?,
            suppressions: suppressions::in_force(connection, hashes).await?,
        })
    }

    /// The email for an attempt, unless its address is suppressed. The queue decides when it is
    /// sent.
    pub(super) fn email_kind(&self, to: &Recipient, subject: i64) -> Option<MessageKind> {
        if self.suppressions.contains(&to.suppression) {
            return None;
        }
        let signed = || self.signers.contains(&(to.signer, subject));
        let subscribed = || self.subscribers.contains(&(to.person, subject));
        Some(match to.kind {
            ConfirmedKind::Signature if signed() => MessageKind::AlreadySigned,
            ConfirmedKind::Signature => MessageKind::ConfirmSignature,
            ConfirmedKind::Subscription if subscribed() => MessageKind::AlreadySubscribed,
            ConfirmedKind::Subscription => MessageKind::ConfirmSubscription,
        })
    }
}

/// Who, among these mailboxes, has confirmed what.
async fn confirmed(
    connection: &mut AnyConnection,
    sql: &str,
    mailboxes: impl Iterator<Item = KeyedHash>,
) -> Result<HashSet<(KeyedHash, i64)>, Error> {
    #[derive(sqlx::FromRow)]
    struct ConfirmedSigner {
        whose: KeyedHash,
        subject: i64,
    }
    let found = rows::fetch_in::<ConfirmedSigner>(connection, sql, None, mailboxes).await?;
    Ok(found
        .into_iter()
        .map(|one| (one.whose, one.subject))
        .collect())
}

/// Deletes attempts, what is kept about how they were sent, and the emails about them; returns how many
/// attempts there were. Their mailboxes are locked, and of those that are or were held the declarations.
pub(in crate::store) async fn delete(
    connection: &mut AnyConnection,
    ids: impl IntoIterator<Item = Id> + Clone,
) -> Result<u64, Error> {
    queue::delete_of(connection, ids.clone()).await?;
    signals::delete(connection, ids.clone()).await?;
    let sql = "delete from attempts where id in ({in}) returning id, subject, held";
    let deleted = rows::fetch_in::<DeletedAttempt>(connection, sql, None, ids).await?;
    let held = deleted.iter().filter(|one| one.held.is_some());
    let held = held.map(|one| (one.subject, one.id));
    let changes = entries::take_all(connection, held).await?;
    changes.write(connection).await?;
    Ok(deleted.len() as u64)
}

/// An attempt that was deleted.
#[derive(sqlx::FromRow)]
struct DeletedAttempt {
    id: Id,
    subject: i64,
    held: Option<HoldReason>,
}
