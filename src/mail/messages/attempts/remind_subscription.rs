//! Reminds a person to confirm a subscription.

use super::{Confirmation, ConfirmationSubject, Draft, EmailContent};

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.text;
    let confirmation = Confirmation {
        subject: ConfirmationSubject::Reminder(text.subject_remind),
        what_to_do: text.type_code_subscribed,
        button: text.button_subscribe,
        who_asks: text.asks_to_subscribe,
        next: text.once_reminded,
        not_you: text.not_you_subscribed,
    };
    confirmation.compose(draft)
}
