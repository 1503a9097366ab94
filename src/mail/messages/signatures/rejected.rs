//! To a person whose held signature the organisers rejected. Nothing of it is kept, so there is no
//! link.

use super::{Draft, EmailContent};

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.text;
    EmailContent {
        subject: draft.say(text.subject_rejected),
        blocks: vec![
            draft.greeting(),
            draft.paragraph(text.rejected),
            draft.title(),
            draft.paragraph(text.rejected_next),
        ],
    }
}
