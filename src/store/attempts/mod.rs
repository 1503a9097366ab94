//! Attempts to sign or subscribe, until they are confirmed: stores each attempt and queues its
//! email in one transaction. The outcome does not reveal whether the address is known; only the
//! email does. `prepared.rs` makes an attempt ready for the transaction, `tables.rs` builds the rows.

pub(super) mod admissions;
pub(super) mod confirmations;
pub(super) mod credentials;
pub(super) mod due_attempts;
pub(super) mod mailboxes;
pub(super) mod prepared;
pub(super) mod reminders;
pub(super) mod resending;
pub(super) mod still_valid;
pub(super) mod tables;

use std::collections::HashSet;

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use super::engine::batch::WriteOutcome;
use super::engine::rows;
use super::mail::subjects::{self, EmailSubject, LatestSubjects, Subjects};
use super::privacy::{consents, suppressions};
use super::{AttemptOutcome, ConfirmOutcome, Error, Store};
use crate::domain::attempts::credential::{Credential, IdempotencyKey};
use crate::domain::attempts::{Attempt, Resend};
use crate::domain::keys::sealed::Seal;
use crate::domain::keys::token::Token;
use crate::domain::lists::subscription::NewSubscription;
use crate::domain::mail::email_key::EmailKey;
use crate::domain::mail::message::{self, MessageKind};
use crate::domain::signatures::NewSignature;
use mailboxes::SignerColumns;
use prepared::PreparedAttempt;
use tables::AttemptRows;

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

    /// The token of the link in an attempt's first email.
    pub fn link(self, attempt: &str) -> Token {
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

/// Stores the attempts; returns whether emails were queued.
pub(super) async fn write(
    connection: &mut AnyConnection,
    (seal, latest): (&Seal, &LatestSubjects),
    attempts: Vec<(usize, &PreparedAttempt)>,
    outcomes: &mut [Option<WriteOutcome>],
) -> Result<bool, Error> {
    if attempts.is_empty() {
        return Ok(false);
    }
    let asked = || attempts.iter().map(|(_, prepared)| &prepared.asked);
    let recipients: Vec<&Recipient> = asked().map(|asked| &asked.to).collect();
    let known = BatchContext::load(connection, &recipients).await?;
    latest.remember(&known.subjects);
    let mut wordings = Vec::new();
    for asked in asked() {
        let its_own = asked.attempt.wordings();
        wordings.extend(its_own.map(|wording| (wording, asked.now_ms)));
    }
    consents::keep_wordings(connection, wordings).await?;
    let mut made = AttemptRows::default();
    for (at, prepared) in attempts {
        let to = &prepared.asked.to;
        let outcome = match known.subject(to) {
            None => AttemptOutcome::Unknown,
            Some(subject) => {
                let email = known.email_kind(to);
                made.push(seal, prepared, email.map(|kind| (kind, subject)));
                AttemptOutcome::Accepted {
                    id: prepared.asked.attempt.id().to_owned(),
                }
            }
        };
        outcomes[at] = Some(WriteOutcome::Attempt(outcome));
    }
    made.insert(connection).await
}

/// The recipient of an email and its subject. They decide which email it is, and whether one is
/// sent at all.
pub(super) struct Recipient {
    kind: ConfirmedKind,
    slug: String,
    text_lang: String,
    /// Which person in the mailbox signs; empty for a list.
    signer: String,
    /// The keyed hash of the address.
    pub(super) person: String,
    suppression: String,
}

impl Recipient {
    pub(super) fn new(
        seal: &Seal,
        address: &EmailKey,
        (kind, slug, text_lang): (ConfirmedKind, &str, &str),
        signer: String,
    ) -> Self {
        Self {
            kind,
            slug: slug.to_owned(),
            text_lang: text_lang.to_owned(),
            signer,
            person: seal.person(address),
            suppression: seal.suppression(address),
        }
    }

    pub(super) fn about(&self) -> String {
        message::about(self.kind, &self.slug)
    }

    /// The key of what the email is about, in [`Subjects`].
    fn subject_key(&self) -> (String, String) {
        (self.about(), self.text_lang.clone())
    }
}

/// What the store knows about the recipients in a batch.
#[derive(Default)]
pub(super) struct BatchContext {
    subjects: Subjects,
    /// Existing signatures and subscriptions: mailbox, subject, and signatory within the mailbox.
    confirmed: HashSet<(String, String, String)>,
    suppressions: HashSet<String>,
}

impl BatchContext {
    pub(super) async fn load(
        connection: &mut AnyConnection,
        recipients: &[&Recipient],
    ) -> Result<Self, Error> {
        let mut known = Self::default();
        for kind in [ConfirmedKind::Signature, ConfirmedKind::Subscription] {
            let of_kind = || recipients.iter().filter(move |one| one.kind == kind);
            let slugs = of_kind().map(|one| &one.slug);
            let subjects = subjects::load(connection, kind, slugs).await?;
            known.subjects.extend(subjects);
            let keys = of_kind().map(|one| &one.person);
            let confirmed = confirmed_of(connection, kind, keys).await?;
            known.confirmed.extend(confirmed);
        }
        let hashes = recipients.iter().map(|one| &one.suppression);
        known.suppressions = suppressions::in_force(connection, hashes).await?;
        Ok(known)
    }

    /// The email for an attempt, unless its address is suppressed. The queue decides when it is
    /// sent.
    pub(super) fn email_kind(&self, to: &Recipient) -> Option<MessageKind> {
        if self.suppressions.contains(&to.suppression) {
            return None;
        }
        let signer = (to.person.clone(), to.about(), to.signer.clone());
        let confirmed = self.confirmed.contains(&signer);
        Some(match (to.kind, confirmed) {
            (ConfirmedKind::Signature, false) => MessageKind::ConfirmSignature,
            (ConfirmedKind::Signature, true) => MessageKind::AlreadySigned,
            (ConfirmedKind::Subscription, false) => MessageKind::ConfirmSubscription,
            (ConfirmedKind::Subscription, true) => MessageKind::AlreadySubscribed,
        })
    }

    pub(super) fn subject(&self, to: &Recipient) -> Option<&EmailSubject> {
        let subject = self.subjects.get(&to.subject_key());
        subject.map(|subject| &subject.email)
    }
}

/// The signatures or subscriptions of these mailboxes: mailbox, subject, and signatory within the
/// mailbox, who is empty for a list.
async fn confirmed_of(
    connection: &mut AnyConnection,
    kind: ConfirmedKind,
    mailboxes: impl Iterator<Item = impl AsRef<str>>,
) -> Result<Vec<(String, String, String)>, Error> {
    #[derive(sqlx::FromRow)]
    struct ConfirmedSigner {
        email_key: String,
        slug: String,
        #[sqlx(flatten)]
        whose: SignerColumns,
    }
    #[derive(sqlx::FromRow)]
    struct ConfirmedSubscriber {
        email_key: String,
        slug: String,
    }
    match kind {
        ConfirmedKind::Signature => {
            let sql = "select email_key, slug, kind, name, organisation from signatures \
                where email_key in ({in})";
            let found = rows::fetch_in::<ConfirmedSigner>(connection, sql, None, mailboxes).await?;
            let signed = found.into_iter().map(|one| {
                let about = message::about(kind, &one.slug);
                (one.email_key, about, one.whose.signer())
            });
            Ok(signed.collect())
        }
        ConfirmedKind::Subscription => {
            let sql = "select email_key, slug from subscriptions \
                where unsubscribed_at is null and email_key in ({in})";
            let found =
                rows::fetch_in::<ConfirmedSubscriber>(connection, sql, None, mailboxes).await?;
            let subscribed = found.into_iter().map(|one| {
                let about = message::about(kind, &one.slug);
                (one.email_key, about, String::new())
            });
            Ok(subscribed.collect())
        }
    }
}
