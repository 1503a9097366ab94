//! To a signatory, after another attempt with their details: the signature counts already.

use widgets::wire::ConfirmedKind;

use super::{Confirmation, ConfirmationSubject, Draft, EmailContent};

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.text;
    let confirmation = Confirmation {
        subject: ConfirmationSubject::Code(ConfirmedKind::Signature),
        what_to_do: text.counts_once,
        button: text.button_signed,
        who_asks: text.signed_already,
        next: text.nothing_twice,
        not_you: text.not_you_already,
    };
    confirmation.compose(draft)
}
