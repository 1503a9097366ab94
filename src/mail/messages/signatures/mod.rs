//! Emails to signatories about their own signature: held, approved or rejected, taken down or
//! restored, and to be renewed. Most only report a state; [`StatusReport`] has what differs.

pub(in crate::mail::messages) mod approved;
pub(in crate::mail::messages) mod held_as_duplicate;
pub(in crate::mail::messages) mod held_for_mailbox;
pub(in crate::mail::messages) mod held_for_verification;
pub(in crate::mail::messages) mod rejected;
pub(in crate::mail::messages) mod renewal;
pub(in crate::mail::messages) mod restored;
pub(in crate::mail::messages) mod taken_down;

use super::EmailContent;
use super::draft::Draft;
use super::layout::EmailBlock;

/// The strings of an email that reports the state of a signature and links to its page.
struct StatusReport {
    subject: &'static str,
    /// The state; the title follows.
    state: &'static str,
    /// The organisers' reason, if they gave one.
    reason: Option<&'static str>,
    /// What follows from the state.
    next: &'static str,
}

impl StatusReport {
    fn compose(&self, draft: &Draft<'_>) -> EmailContent {
        let mut blocks = vec![draft.greeting(), draft.paragraph(self.state), draft.title()];
        blocks.extend(self.reason.map(|reason| draft.paragraph(reason)));
        blocks.extend([
            draft.paragraph(self.next),
            EmailBlock::link(draft.text.button_manage, draft.manage_url()),
        ]);
        EmailContent {
            subject: draft.say(self.subject),
            blocks,
        }
    }
}
