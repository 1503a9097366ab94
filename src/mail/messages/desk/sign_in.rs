//! To an organiser who signs in: a code and a link.

use super::with_minutes;
use crate::mail::messages::EmailContent;
use crate::mail::messages::draft::Draft;
use crate::mail::messages::layout::EmailBlock;

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.desk();
    EmailContent {
        subject: draft.say(text.subject_sign_in),
        blocks: vec![
            EmailBlock::Code {
                digits: draft.facts.code.clone().unwrap_or_default(),
                owner: None,
            },
            draft.paragraph(text.sign_in_how),
            EmailBlock::link(text.sign_in_button, draft.desk_url("sign-in")),
            EmailBlock::Paragraph(with_minutes(draft, text.sign_in_life)),
            EmailBlock::note(draft.text.wasnt_you, &draft.say(text.sign_in_not_you)),
        ],
    }
}
