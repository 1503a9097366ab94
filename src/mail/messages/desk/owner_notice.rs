//! To the owners of the desk: what another organiser did that concerns all of them.

use crate::domain::mail::message::OwnerNotice;
use crate::mail::messages::EmailContent;
use crate::mail::messages::draft::Draft;
use crate::mail::messages::layout::EmailBlock;

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.desk();
    let desk = draft.facts.desk.as_ref();
    let (subject, what) = match desk.and_then(|desk| desk.notice) {
        Some(OwnerNotice::Invited) => (text.subject_owner_invited, text.owner_invited),
        Some(OwnerNotice::Added) => (text.subject_owner_added, text.owner_added),
        Some(OwnerNotice::Lowered) => (text.subject_owner_lowered, text.owner_lowered),
        Some(OwnerNotice::Removed) => (text.subject_owner_removed, text.owner_removed),
        Some(OwnerNotice::Left) => (text.subject_owner_left, text.owner_left),
        Some(OwnerNotice::Exported) | None => (text.subject_exported, text.exported),
    };
    let mut blocks = vec![draft.paragraph(draft.text.greeting), draft.paragraph(what)];
    if !draft.facts.title.is_empty() {
        blocks.push(draft.title());
    }
    blocks.extend([
        draft.paragraph(text.owner_notice_why),
        EmailBlock::link(text.audit_button, draft.desk_page_url("audit")),
    ]);
    EmailContent {
        subject: draft.say(subject),
        blocks,
    }
}
