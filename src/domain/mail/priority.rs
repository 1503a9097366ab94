//! The order in which queued emails are sent. This is the only place that derives it from the kind of
//! an email.

use super::message::MessageKind;

/// How urgent an email is. Among those that are due, all emails of one priority are sent before any
/// of the next.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Priority {
    /// A visitor is waiting for it in front of the screen.
    Code,
    /// About one signature or subscription, after something that its owner or the organisers did.
    Organiser,
    Reminder,
    /// To everybody who signed or subscribed.
    Mailing,
}

impl Priority {
    /// Most urgent first; the position of each is its number in the database.
    pub const ALL: [Self; 4] = [Self::Code, Self::Organiser, Self::Reminder, Self::Mailing];

    pub const fn of(kind: MessageKind) -> Self {
        match kind {
            // Who has signed already waits as well, and must not see a difference.
            MessageKind::ConfirmSignature
            | MessageKind::AlreadySigned
            | MessageKind::ConfirmSubscription
            | MessageKind::AlreadySubscribed
            | MessageKind::SignIn
            | MessageKind::StepUp => Self::Code,
            MessageKind::Welcome
            | MessageKind::HeldForMailbox
            | MessageKind::HeldForVerification
            | MessageKind::HeldAsDuplicate
            | MessageKind::Approved
            | MessageKind::Rejected
            | MessageKind::Suppressed
            | MessageKind::TakenDown
            | MessageKind::Restored
            | MessageKind::SiteRequest
            | MessageKind::Invitation
            | MessageKind::OwnerNotice => Self::Organiser,
            MessageKind::RemindSignature | MessageKind::RemindSubscription => Self::Reminder,
            MessageKind::Renew => Self::Mailing,
        }
    }

    /// The number in the database, and the position in arrays by priority.
    pub const fn number(self) -> usize {
        self as usize
    }

    /// Whether many are queued at once and no single one is urgent.
    pub const fn is_bulk(self) -> bool {
        matches!(self, Self::Reminder | Self::Mailing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_precedes_an_organisers_email_and_a_reminder_precedes_a_mailing() {
        let order = [
            MessageKind::ConfirmSignature,
            MessageKind::TakenDown,
            MessageKind::RemindSignature,
            MessageKind::Renew,
        ];
        let order = order.map(Priority::of);
        assert!(order.is_sorted_by(|one, next| one < next), "{order:?}");
        for (at, priority) in Priority::ALL.into_iter().enumerate() {
            assert_eq!(priority.number(), at);
        }
    }

    #[test]
    fn an_email_for_a_known_address_is_as_urgent_as_for_a_new_one() {
        for (new, known) in [
            (MessageKind::ConfirmSignature, MessageKind::AlreadySigned),
            (
                MessageKind::ConfirmSubscription,
                MessageKind::AlreadySubscribed,
            ),
        ] {
            assert_eq!(Priority::of(new), Priority::of(known));
        }
    }
}
