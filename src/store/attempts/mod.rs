//! Attempts to sign or subscribe, until they are confirmed: stores each attempt and queues its
//! email in one transaction. The outcome does not reveal whether the address is known; only the
//! email does. `tables.rs` builds the rows.

pub(super) mod admissions;
pub(super) mod confirmations;
pub(super) mod credentials;
pub(super) mod reminders;
pub(super) mod resending;
pub(super) mod standing;
pub(super) mod tables;

use std::collections::{HashMap, HashSet};

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use widgets::wire::ConfirmedKind;

use super::engine::batch::WriteOutcome;
use super::engine::rows;
use super::privacy::consents;
use super::{AttemptOutcome, Error};
use crate::domain::attempts::Attempt;
use crate::domain::keys::sealed::Seal;
use crate::domain::keys::token::{Code, Token};
use crate::domain::mail::email_key::EmailKey;
use crate::domain::mail::message::{self, MessageKind};
use tables::AttemptRows;

/// Stores the attempts; returns whether emails were queued.
pub(super) async fn write(
    connection: &mut AnyConnection,
    seal: &Seal,
    attempts: Vec<(usize, &Attempt, i64)>,
    outcomes: &mut [Option<WriteOutcome>],
) -> Result<bool, Error> {
    if attempts.is_empty() {
        return Ok(false);
    }
    let asked: Vec<_> = attempts
        .into_iter()
        .map(|(at, attempt, now_ms)| (at, Asked::new(seal, attempt, now_ms)))
        .collect();
    let recipients: Vec<&Recipient> = asked.iter().map(|(_, asked)| &asked.to).collect();
    let known = BatchContext::load(connection, &recipients).await?;
    let mut words = Vec::new();
    for (_, asked) in &asked {
        words.extend(asked.attempt.wordings().map(|words| (words, asked.now_ms)));
    }
    consents::keep_words(connection, words).await?;
    let mut made = AttemptRows::default();
    for (at, asked) in asked {
        let attempt = asked.attempt;
        let outcome = match known.subject(&asked.to) {
            None => AttemptOutcome::Unknown,
            Some(subject) => {
                let letter = known.letter(&asked.to);
                made.push(seal, &asked, letter.map(|kind| (kind, subject)));
                AttemptOutcome::Accepted {
                    id: attempt.id().to_owned(),
                }
            }
        };
        outcomes[at] = Some(WriteOutcome::Attempt(outcome));
    }
    made.insert(connection).await
}

/// An attempt, the recipient of its email, and the secrets in the email.
pub(super) struct Asked<'a> {
    pub(super) attempt: &'a Attempt,
    pub(super) to: Recipient,
    pub(super) token: Token,
    pub(super) code: Code,
    pub(super) now_ms: i64,
}

impl<'a> Asked<'a> {
    fn new(seal: &Seal, attempt: &'a Attempt, now_ms: i64) -> Self {
        let about = (attempt.kind(), attempt.slug(), attempt.text_lang());
        Self {
            attempt,
            to: Recipient::new(seal, attempt.email_key(), about, attempt.signer()),
            token: seal.link(attempt.id(), 0),
            code: seal.code(attempt.id(), 0, 0),
            now_ms,
        }
    }
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
    refusal: String,
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
            refusal: seal.suppression(address),
        }
    }

    pub(super) fn about(&self) -> String {
        message::about(self.kind, &self.slug)
    }
}

/// What an email says about the declaration or list.
pub(super) struct EmailSubject {
    pub(super) title: String,
    pub(super) organisers: String,
    pub(super) contact: String,
}

/// What the store knows about the recipients in a batch.
#[derive(Default)]
pub(super) struct BatchContext {
    /// By subject and language of the text.
    subjects: HashMap<(String, String), EmailSubject>,
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
            let slugs = of_kind().map(|one| one.slug.clone());
            for row in rows::select_in(connection, subjects_of(kind), None, slugs).await? {
                let subject = EmailSubject {
                    title: row.try_get(1)?,
                    organisers: row.try_get(2)?,
                    contact: row.try_get(3)?,
                };
                known.subjects.insert(
                    (message::about(kind, row.try_get(0)?), row.try_get(4)?),
                    subject,
                );
            }
            let keys = of_kind().map(|one| one.person.clone());
            for row in rows::select_in(connection, confirmed_of(kind), None, keys).await? {
                let signer = signer(kind, &row)?;
                let about = message::about(kind, row.try_get(1)?);
                known.confirmed.insert((row.try_get(0)?, about, signer));
            }
        }
        let hashes = recipients.iter().map(|one| one.refusal.clone());
        let sql = "select refusal_hash from refusals \
            where ended_at is null and refusal_hash in ({in})";
        for row in rows::select_in(connection, sql, None, hashes).await? {
            known.suppressions.insert(row.try_get(0)?);
        }
        Ok(known)
    }

    /// The email for an attempt, unless its address is suppressed. The queue decides when it is
    /// sent.
    pub(super) fn letter(&self, to: &Recipient) -> Option<MessageKind> {
        if self.suppressions.contains(&to.refusal) {
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
        self.subjects.get(&(to.about(), to.text_lang.clone()))
    }
}

/// Which person in a mailbox a row is about; reads the columns kind, name, organisation from the
/// third on.
pub(super) fn signer(kind: ConfirmedKind, row: &AnyRow) -> Result<String, Error> {
    match kind {
        ConfirmedKind::Signature => admissions::signer(row),
        ConfirmedKind::Subscription => Ok(String::new()),
    }
}

const fn subjects_of(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => {
            "select d.slug, t.title, d.organisers, d.contact, t.lang from declarations d \
             join declaration_texts t on t.slug = d.slug where d.slug in ({in})"
        }
        ConfirmedKind::Subscription => {
            "select slug, title, organisers, contact, cast('' as text) from lists where slug in ({in})"
        }
    }
}

const fn confirmed_of(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => {
            "select email_key, slug, kind, name, organisation from signatures \
             where email_key in ({in})"
        }
        ConfirmedKind::Subscription => {
            "select email_key, slug from subscriptions \
             where unsubscribed_at is null and email_key in ({in})"
        }
    }
}
