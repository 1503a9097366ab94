//! To a signatory whose signature the organisers restored.

use super::{Draft, EmailContent, StatusReport};

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.text;
    let report = StatusReport {
        subject: text.subject_restored,
        state: text.restored,
        reason: None,
        next: text.restored_next,
    };
    report.compose(draft)
}
