//! Sends an attempt's email again, and corrects its address. The attempt keeps its id, from which
//! the link and code are derived, so the same ones are sent again; correcting the address
//! invalidates them.

use std::collections::{HashMap, HashSet};

use sqlx::AnyConnection;
use widgets::wire::{ConfirmedKind, SignatoryKind};

use super::codes::CodeColumns;
use super::later_emails::{self, LaterEmail};
use super::states::{AttemptKind, AttemptState};
use super::{BatchContext, Recipient};
use crate::domain::attempts::Resend;
use crate::domain::id::Id;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::email_key::EmailKey;
use crate::domain::signatures::mailbox;
use crate::store::declarations::endings;
use crate::store::engine::batch::WriteOutcome;
use crate::store::engine::columns::{Corrupt, StoredWord};
use crate::store::engine::rows::{self, Value};
use crate::store::mail::queue;
use crate::store::privacy::signals;
use crate::store::{AttemptOutcome, Error, open};

/// Queues the requested emails; returns whether there were any.
pub(in crate::store) async fn write(
    connection: &mut AnyConnection,
    seal: &Seal,
    mut waiting: Vec<(usize, &Resend, i64)>,
    outcomes: &mut [Option<WriteOutcome>],
) -> Result<bool, Error> {
    let mut queued_mail = false;
    while !waiting.is_empty() {
        // Requests for the same attempt come one after the other.
        let mut first = HashSet::new();
        let (now, later): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .partition(|(_, resend, _)| first.insert(resend.id));
        queued_mail |= write_once_each(connection, seal, now, outcomes).await?;
        waiting = later;
    }
    Ok(queued_mail)
}

/// An attempt, with what its email needs.
#[derive(sqlx::FromRow)]
struct ResendableAttempt {
    id: Id,
    kind: AttemptKind,
    subject: i64,
    state: AttemptState,
    /// Encrypted.
    email: String,
    name: Option<String>,
    /// The kind of signatory; only of a signature.
    signatory: Option<String>,
    organisation: Option<String>,
    #[sqlx(flatten)]
    code: CodeColumns,
    reminders: i64,
    expires_at: i64,
}

async fn write_once_each(
    connection: &mut AnyConnection,
    seal: &Seal,
    asked: Vec<(usize, &Resend, i64)>,
    outcomes: &mut [Option<WriteOutcome>],
) -> Result<bool, Error> {
    let sql = "select id, kind, subject, state, email, name, signatory, organisation, epoch, \
            fresh_codes, code_at, code_tries, asked_at, email_id, known_at, reminders, expires_at \
        from attempts where state in ('pending', 'held', 'confirmed') and id in ({in})";
    let ids = asked.iter().map(|(_, resend, _)| resend.id);
    let found = rows::fetch_in::<ResendableAttempt>(connection, sql, None, ids).await?;
    let subjects: HashSet<i64> = found.iter().map(|one| one.subject).collect();
    let off = endings::off_the_web(connection, subjects).await?;
    let found = found.into_iter().map(|one| (one.id, one));
    let mut found: HashMap<Id, ResendableAttempt> = found.collect();
    let mut open = Vec::new();
    for (at, resend, now_ms) in asked {
        let attempt = found.remove(&resend.id);
        let outcome = match attempt.filter(|one| now_ms < one.expires_at) {
            None => AttemptOutcome::Unknown,
            // The link in an email could confirm nothing.
            Some(attempt) if off.contains(&attempt.subject) => AttemptOutcome::OffTheWeb,
            Some(attempt) => {
                // A confirmed attempt needs no email.
                if attempt.state == AttemptState::Pending {
                    open.push(RequestedEmail::new(seal, attempt, resend, now_ms)?);
                }
                AttemptOutcome::Accepted { id: resend.id }
            }
        };
        outcomes[at] = Some(WriteOutcome::Attempt(outcome));
    }
    correct(connection, seal, &open).await?;
    let known = BatchContext::load(connection, open.iter().map(|one| &one.to)).await?;
    let later = open.into_iter().map(|one| one.later(seal, &known));
    let emails = later_emails::write(connection, later.collect()).await?;
    Ok(emails > 0)
}

/// An attempt whose email is requested again.
struct RequestedEmail {
    attempt: ResendableAttempt,
    to: Recipient,
    /// The new address, if it was corrected.
    corrected: Option<String>,
    now_ms: i64,
}

impl RequestedEmail {
    fn new(
        seal: &Seal,
        mut attempt: ResendableAttempt,
        resend: &Resend,
        now_ms: i64,
    ) -> Result<Self, Error> {
        let address = open(seal, Purpose::Email, &attempt.email)?;
        let corrected = resend.to.as_ref().map(|to| to.as_str().to_owned());
        let corrected = corrected.filter(|corrected| *corrected != address);
        if corrected.is_some() {
            attempt.code.correct_address(now_ms);
            attempt.reminders = 0;
        }
        attempt.code.request(now_ms);
        let key = EmailKey::of_kept(corrected.as_ref().unwrap_or(&address));
        Ok(Self {
            to: Recipient::new(seal, attempt.kind.0, &key, &attempt.signer()?),
            attempt,
            corrected,
            now_ms,
        })
    }

    fn later(self, seal: &Seal, known: &BatchContext) -> LaterEmail {
        let Self {
            attempt,
            to,
            now_ms,
            ..
        } = self;
        let kind = known.email_kind(&to, attempt.subject);
        let about = (attempt.id, attempt.subject);
        LaterEmail {
            attempt: attempt.id,
            person: to.person,
            code: attempt.code,
            reminders: attempt.reminders,
            email: kind.map(|kind| to.email(seal, kind, about, now_ms)),
            now_ms,
        }
    }
}

impl ResendableAttempt {
    /// Which person in the mailbox signs, by name; empty for a list.
    fn signer(&self) -> Result<String, Error> {
        let (Some(kind), ConfirmedKind::Signature) = (&self.signatory, self.kind.0) else {
            return Ok(String::new());
        };
        let kind = SignatoryKind::try_from(StoredWord(kind.clone()));
        let kind = kind.map_err(|Corrupt| Error::Internal(Corrupt.to_string()))?;
        let name = self.name.as_deref().unwrap_or_default();
        Ok(mailbox::signer(kind, name, self.organisation.as_deref()))
    }
}

/// Moves attempts to another mailbox: the owner of the mistaken address can no longer use them.
async fn correct(
    connection: &mut AnyConnection,
    seal: &Seal,
    open: &[RequestedEmail],
) -> Result<(), Error> {
    let mut moved: Vec<[Value; 4]> = Vec::new();
    let mut domains: Vec<[Value; 2]> = Vec::new();
    let mut ids = Vec::new();
    for one in open {
        if let Some(address) = &one.corrected {
            let domain = seal.mail_domain(&EmailKey::of_kept(address));
            domains.push([one.attempt.id.into(), domain.into()]);
            ids.push(one.attempt.id);
            moved.push([
                one.attempt.id.into(),
                seal.seal(Purpose::Email, address).into(),
                one.to.person.into(),
                one.to.signer.into(),
            ]);
        }
    }
    // Emails that were sent still count for the address they were sent to.
    queue::delete_of(connection, ids).await?;
    let head = "update attempts set email = made.column2, person = made.column3, \
        signer = made.column4 from (";
    let tail = ") as made where attempts.id = made.column1";
    rows::insert(connection, head, &moved, tail).await?;
    signals::correct(connection, &domains).await
}
