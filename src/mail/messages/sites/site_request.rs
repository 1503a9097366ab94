//! To the organisers: a site asks to embed their declaration or list, and what lets it.

use crate::mail::messages::EmailContent;
use crate::mail::messages::draft::Draft;
use crate::mail::messages::layout::EmailBlock;

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.text;
    let origin = draft.facts.site.as_ref().map(|site| &*site.origin);
    EmailContent {
        subject: draft.say(text.subject_site_request),
        blocks: vec![
            draft.paragraph(text.greeting),
            draft.paragraph(text.site_request),
            draft.title(),
            draft.paragraph(text.site_request_how),
            // To be copied, so it is apart from the sentence and has no marks of direction in it.
            EmailBlock::Title(format!("\"{}\"", origin.unwrap_or_default())),
            draft.paragraph(text.site_request_else),
        ],
    }
}
