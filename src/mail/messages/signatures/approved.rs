//! To a person whose held signature counts now.

use super::{Draft, EmailContent, StatusReport};

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.text;
    let report = StatusReport {
        subject: text.subject_approved,
        state: text.approved,
        reason: None,
        next: text.approved_next,
    };
    report.compose(draft)
}
