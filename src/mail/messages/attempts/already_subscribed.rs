//! To a subscriber, after another attempt: they are on the list already.

use super::{Confirmation, Draft, EmailContent};

pub(in crate::mail::messages) fn compose(draft: &Draft<'_>) -> EmailContent {
    let text = draft.text;
    let confirmation = Confirmation {
        subject: text.subject_on_list,
        who_asks: text.on_list_already,
        what_to_do: text.need_nothing,
        button: text.button_join,
        next: text.stay_on_list,
        not_you: text.not_you_joined,
    };
    confirmation.compose(draft)
}
