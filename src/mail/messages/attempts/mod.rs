//! Emails about attempts: each asks a person to confirm, by a code or by a link, what was entered
//! with their address. They look alike; [`Confirmation`] has what differs.

pub(in crate::mail::messages) mod already_signed;
pub(in crate::mail::messages) mod already_subscribed;
pub(in crate::mail::messages) mod confirm_signature;
pub(in crate::mail::messages) mod confirm_subscription;
pub(in crate::mail::messages) mod remind_signature;
pub(in crate::mail::messages) mod remind_subscription;

use super::EmailContent;
use super::draft::Draft;
use super::layout::EmailBlock;

/// The strings of an email that asks to confirm.
struct Confirmation {
    subject: &'static str,
    /// Who asks, and for what; the title follows.
    who_asks: &'static str,
    /// What to do; the code follows.
    what_to_do: &'static str,
    /// The label of the button that leads to the page.
    button: &'static str,
    /// What happens next.
    next: &'static str,
    /// What to do if another person entered the address.
    not_you: &'static str,
}

impl Confirmation {
    fn compose(&self, draft: &Draft<'_>) -> EmailContent {
        let text = draft.text;
        let mut blocks = vec![
            draft.greeting(),
            draft.paragraph(self.who_asks),
            draft.title(),
            draft.paragraph(self.what_to_do),
        ];
        if let Some(code) = &draft.facts.code {
            blocks.extend([
                EmailBlock::Code(code.clone()),
                draft.paragraph(text.open_page),
                EmailBlock::link(self.button, draft.confirm_url()),
            ]);
        }
        blocks.push(EmailBlock::note(text.next, self.next));
        if draft.facts.code.is_some() {
            blocks.push(EmailBlock::note(text.wasnt_you, self.not_you));
        }
        EmailContent {
            subject: draft.say(self.subject),
            blocks,
        }
    }
}
