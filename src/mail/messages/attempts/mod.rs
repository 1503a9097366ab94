//! Emails about attempts: each asks a person to confirm, by a code or by a link, what was entered
//! with their address. They look alike; [`Confirmation`] has what differs.

pub(in crate::mail::messages) mod already_signed;
pub(in crate::mail::messages) mod already_subscribed;
pub(in crate::mail::messages) mod confirm_signature;
pub(in crate::mail::messages) mod confirm_subscription;
pub(in crate::mail::messages) mod remind_signature;
pub(in crate::mail::messages) mod remind_subscription;

use widgets::wire::ConfirmedKind;

use super::EmailContent;
use super::draft::Draft;
use super::layout::EmailBlock;
use crate::i18n::mail::confirmation_subject;

/// The strings of an email that asks to confirm.
struct Confirmation {
    subject: ConfirmationSubject,
    /// What to do with the code above, or on the page behind the button below.
    what_to_do: &'static str,
    /// The label of the button that leads to the page.
    button: &'static str,
    /// Who asks, and for what; the title follows.
    who_asks: &'static str,
    /// What happens next.
    next: &'static str,
    /// What to do if another person entered the address.
    not_you: &'static str,
}

enum ConfirmationSubject {
    /// What the code confirms. The code step shows this subject before the email arrives.
    Code(ConfirmedKind),
    /// A reminder comes days later, when nobody waits for a code any more.
    Reminder(&'static str),
}

impl Confirmation {
    /// First what its reader came for, which also is what a mail program shows before the email is
    /// opened: the code and what to do with it. Only then who asks, and for what.
    fn compose(&self, draft: &Draft<'_>) -> EmailContent {
        let text = draft.text;
        let mut blocks = Vec::new();
        if let Some(digits) = &draft.facts.code {
            blocks.push(EmailBlock::Code {
                digits: digits.clone(),
                owner: draft.named(text.for_name),
            });
        }
        blocks.extend([
            draft.paragraph(self.what_to_do),
            EmailBlock::link(self.button, draft.confirm_url()),
            draft.paragraph(self.who_asks),
            draft.title(),
            EmailBlock::note(text.next, self.next),
            EmailBlock::note(text.wasnt_you, self.not_you),
        ]);
        EmailContent {
            subject: self.subject(draft),
            blocks,
        }
    }

    fn subject(&self, draft: &Draft<'_>) -> String {
        let facts = draft.facts;
        match self.subject {
            ConfirmationSubject::Code(kind) => {
                confirmation_subject(&facts.lang, kind, facts.code.as_deref(), &facts.title)
            }
            ConfirmationSubject::Reminder(subject) => draft.say(subject),
        }
    }
}
