//! To a new subscriber, with the link to unsubscribe.

use crate::mail::messages::EmailContent;
use crate::mail::messages::draft::Draft;
use crate::mail::messages::layout::EmailBlock;

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.text;
    EmailContent {
        subject: draft.say(text.subject_welcome),
        blocks: vec![
            draft.greeting(),
            draft.paragraph(text.welcome),
            draft.title(),
            draft.paragraph(text.keep_this),
            EmailBlock::link(text.unsubscribe, draft.unsubscribe_url()),
        ],
    }
}
