//! To a person whose held signature counts now.

use super::{Draft, EmailContent, StatusReport};

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.text;
    let report = StatusReport {
        subject: text.subject_let_in,
        state: text.let_in,
        reason: None,
        next: text.let_in_next,
    };
    report.compose(draft)
}
