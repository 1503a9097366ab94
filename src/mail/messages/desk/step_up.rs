//! To an organiser who is signed in: a code, before what cannot be undone. It has no link, since it is typed
//! where the organiser is at work.

use super::with_minutes;
use crate::mail::messages::EmailContent;
use crate::mail::messages::draft::Draft;
use crate::mail::messages::layout::EmailBlock;

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.desk();
    EmailContent {
        subject: draft.say(text.subject_step_up),
        blocks: vec![
            EmailBlock::Code {
                digits: draft.facts.code.clone().unwrap_or_default(),
                owner: None,
            },
            EmailBlock::Paragraph(with_minutes(draft, text.step_up_how)),
            EmailBlock::note(draft.text.wasnt_you, &draft.say(text.step_up_not_you)),
            EmailBlock::link(text.account_button, draft.desk_page_url("account")),
        ],
    }
}
