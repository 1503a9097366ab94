//! To a signatory whose signature the organisers took down: their reason, and whom to contact.

use super::{Draft, EmailContent, StatusReport};

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.text;
    let report = StatusReport {
        subject: text.subject_taken_down,
        state: text.taken_down,
        reason: draft.facts.reason.as_ref().map(|_| text.taken_down_why),
        next: text.taken_down_next,
    };
    report.compose(draft)
}
