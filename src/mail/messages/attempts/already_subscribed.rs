//! To a subscriber, after another attempt: they are on the list already.

use widgets::wire::ConfirmedKind;

use super::{Confirmation, ConfirmationSubject, Draft, EmailContent};

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.text;
    let confirmation = Confirmation {
        subject: ConfirmationSubject::Code(ConfirmedKind::Subscription),
        what_to_do: text.need_nothing,
        button: text.button_subscribe,
        who_asks: text.subscribed_already,
        next: text.stay_subscribed,
        not_you: text.not_you_subscribed,
    };
    confirmation.compose(draft)
}
