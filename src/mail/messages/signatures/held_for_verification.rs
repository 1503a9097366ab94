//! To a person who signed for an unverified organisation: how to verify it.

use super::{Draft, EmailContent, StatusReport};

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.text;
    let report = StatusReport {
        subject: text.subject_held,
        state: text.held,
        reason: None,
        next: text.held_for_verification,
    };
    report.compose(draft)
}
