//! Asks to confirm a signature.

use widgets::wire::ConfirmedKind;

use super::{Confirmation, ConfirmationSubject, Draft, EmailContent};

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.text;
    let confirmation = Confirmation {
        subject: ConfirmationSubject::Code(ConfirmedKind::Signature),
        what_to_do: text.type_code_signed,
        button: text.button_sign,
        who_asks: text.asks_to_confirm,
        next: text.once_signed,
        not_you: text.not_you_signed,
    };
    confirmation.compose(draft)
}
