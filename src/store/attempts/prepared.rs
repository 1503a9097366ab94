//! An attempt, made ready for its transaction: all hashes and random bytes, and everything that is
//! sealed, come from here, in the task of the attempt's own request. All attempts go through one
//! writer, which then only runs statements.

use std::borrow::Cow;

use widgets::wire::ConfirmedKind;

use super::{Recipient, tables};
use crate::domain::attempts::Attempt;
use crate::domain::keys::sealed::Seal;
use crate::domain::keys::token::{Code, Token};
use crate::domain::mail::message::MessageKind;
use crate::store::engine::rows::Value;
use crate::store::mail::queue::Email;
use crate::store::mail::subjects::{EmailSubject, LatestSubjects};

/// An attempt, the recipient of its email, and the secrets in the email.
pub(super) struct AddressedAttempt {
    pub(super) attempt: Attempt,
    pub(super) to: Recipient,
    pub(super) token: Token,
    pub(super) code: Code,
    pub(super) now_ms: i64,
}

impl AddressedAttempt {
    fn new(seal: &Seal, attempt: Attempt, now_ms: i64) -> Self {
        let about = (attempt.kind(), attempt.slug(), attempt.text_lang());
        Self {
            to: Recipient::new(seal, attempt.email_key(), about, attempt.signer()),
            token: seal.link(attempt.id(), 0),
            code: seal.code(attempt.id(), 0, 0),
            attempt,
            now_ms,
        }
    }
}

/// An attempt and its rows, as they are if an email may be sent.
pub(in crate::store) struct PreparedAttempt {
    pub(super) asked: AddressedAttempt,
    row: Vec<Value>,
    link: Vec<Value>,
    /// Its email, and the subject that was known when it was sealed.
    email: Option<(EmailSubject, Email)>,
}

impl PreparedAttempt {
    pub(in crate::store) fn new(
        seal: &Seal,
        latest: &LatestSubjects,
        attempt: Attempt,
        now_ms: i64,
    ) -> Self {
        let asked = AddressedAttempt::new(seal, attempt, now_ms);
        let subject = latest.get(&asked.to.subject_key());
        Self {
            row: tables::attempt_row(seal, &asked, true),
            link: tables::link_row(seal, &asked),
            email: subject.map(|subject| {
                let email = tables::email(seal, &asked, expected_kind(&asked.attempt), &subject);
                (subject, email)
            }),
            asked,
        }
    }

    /// The attempt's row. Without an email it has no link, because no one could know it.
    pub(super) fn row(&self, seal: &Seal, has_email: bool) -> Cow<'_, [Value]> {
        if has_email {
            Cow::Borrowed(&self.row)
        } else {
            Cow::Owned(tables::attempt_row(seal, &self.asked, false))
        }
    }

    /// The row of the link in its email.
    pub(super) fn link(&self) -> &[Value] {
        &self.link
    }

    pub(super) fn email(&self, seal: &Seal, kind: MessageKind, subject: &EmailSubject) -> Email {
        match &self.email {
            Some((known, email)) if known == subject => email.of_kind(kind),
            _ => tables::email(seal, &self.asked, kind, subject),
        }
    }
}

/// Most people have not signed or subscribed before.
fn expected_kind(attempt: &Attempt) -> MessageKind {
    match attempt.kind() {
        ConfirmedKind::Signature => MessageKind::ConfirmSignature,
        ConfirmedKind::Subscription => MessageKind::ConfirmSubscription,
    }
}
