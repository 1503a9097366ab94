//! To somebody whom a colleague invites to the desk.

use crate::domain::accounts::INVITATION_LIFE_MS;
use crate::domain::time::DAY_MS;
use crate::mail::messages::EmailContent;
use crate::mail::messages::draft::Draft;
use crate::mail::messages::layout::EmailBlock;

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.desk();
    let days = (INVITATION_LIFE_MS / DAY_MS).to_string();
    EmailContent {
        subject: draft.say(text.subject_invitation),
        blocks: vec![
            draft.paragraph(draft.text.greeting),
            draft.paragraph(text.invitation),
            EmailBlock::link(text.invitation_button, draft.desk_url("invitations")),
            draft.paragraph(&text.invitation_life.replace("{days}", &days)),
            draft.paragraph(text.invitation_else),
        ],
    }
}
