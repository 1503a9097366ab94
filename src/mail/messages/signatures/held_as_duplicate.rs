//! To an organisation whose name has signed already: the signature is held for the organisers.

use super::{Draft, EmailContent, StatusReport};

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.text;
    let report = StatusReport {
        subject: text.subject_held,
        state: text.held,
        reason: None,
        next: text.held_as_duplicate,
    };
    report.compose(draft)
}
