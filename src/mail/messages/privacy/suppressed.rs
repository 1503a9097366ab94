//! To a person who said "it wasn't me": no more emails will come, and how to lift that.

use crate::mail::messages::EmailContent;
use crate::mail::messages::draft::Draft;
use crate::mail::messages::layout::EmailBlock;

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.text;
    EmailContent {
        subject: draft.say(text.subject_suppressed),
        blocks: vec![
            // Without a name: this reader is not the person who signed.
            draft.paragraph(text.greeting),
            draft.paragraph(text.suppressed),
            draft.title(),
            draft.paragraph(text.suppressed_next),
            EmailBlock::link(text.button_suppressed, draft.way_back_url()),
        ],
    }
}
