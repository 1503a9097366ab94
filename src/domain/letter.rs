//! Which letters there are, and what their words are made from. How many an address gets is in
//! `email_limits.rs`.

use serde::{Deserialize, Serialize};

use widgets::wire::ConfirmedKind;

use crate::domain::difference::Passage;

/// A letter that this server sends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LetterKind {
    ConfirmSignature,
    /// To somebody who has signed already and was signed up again.
    AlreadySigned,
    ConfirmSubscription,
    AlreadySubscribed,
    /// To somebody who has just joined: the way off the list again.
    Welcome,
    /// To somebody who signed a text that has changed since.
    Renew,
    /// To somebody who has not answered yet.
    RemindSignature,
    RemindSubscription,
    /// To somebody whose address two have signed from already: the organisers are asked.
    WaitsForSeat,
    /// To somebody who signed for an organisation, which nothing proves yet.
    WaitsForProof,
    /// To an organisation whose name has been signed already: the organisers are asked.
    WaitsAsNamesake,
    /// To somebody whose signature waited and counts now.
    LetIn,
    /// To somebody whose signature waited and was not let in: nothing of it is kept.
    TurnedAway,
    /// To somebody who said "it wasn't me": that nothing more comes, and the way back.
    Stopped,
    /// To somebody whose signature the organisers took down: why, and whom to ask.
    TakenDown,
    /// To somebody whose signature the organisers put back.
    Restored,
}

impl LetterKind {
    pub const ALL: [Self; 16] = [
        Self::ConfirmSignature,
        Self::AlreadySigned,
        Self::ConfirmSubscription,
        Self::AlreadySubscribed,
        Self::Welcome,
        Self::Renew,
        Self::RemindSignature,
        Self::RemindSubscription,
        Self::WaitsForSeat,
        Self::WaitsForProof,
        Self::WaitsAsNamesake,
        Self::LetIn,
        Self::TurnedAway,
        Self::Stopped,
        Self::TakenDown,
        Self::Restored,
    ];

    /// The name in the outbox.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ConfirmSignature => "confirm_signature",
            Self::AlreadySigned => "already_signed",
            Self::ConfirmSubscription => "confirm_subscription",
            Self::AlreadySubscribed => "already_subscribed",
            Self::Welcome => "welcome",
            Self::Renew => "renew",
            Self::RemindSignature => "remind_signature",
            Self::RemindSubscription => "remind_subscription",
            Self::WaitsForSeat => "waits_for_seat",
            Self::WaitsForProof => "waits_for_proof",
            Self::WaitsAsNamesake => "waits_as_namesake",
            Self::LetIn => "let_in",
            Self::TurnedAway => "turned_away",
            Self::Stopped => "stopped",
            Self::TakenDown => "taken_down",
            Self::Restored => "restored",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether it is about a signature, to which it shows the way.
    pub const fn is_to_signer(self) -> bool {
        matches!(
            self,
            Self::ConfirmSignature
                | Self::AlreadySigned
                | Self::Renew
                | Self::RemindSignature
                | Self::WaitsForSeat
                | Self::WaitsForProof
                | Self::WaitsAsNamesake
                | Self::LetIn
                | Self::TakenDown
                | Self::Restored
        )
    }

    /// Whether anybody can cause it who types an address: its name may be somebody else's words.
    pub const fn is_caused_by_anybody(self) -> bool {
        matches!(
            self,
            Self::ConfirmSignature
                | Self::AlreadySigned
                | Self::ConfirmSubscription
                | Self::AlreadySubscribed
                | Self::RemindSignature
                | Self::RemindSubscription
        )
    }

    /// Whether its reader is on a list, which they can leave with one click (RFC 8058).
    pub const fn offers_leaving(self) -> bool {
        matches!(self, Self::AlreadySubscribed | Self::Welcome)
    }
}

/// What a letter's words are made from; emptied once it is sent.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Facts {
    /// BCP 47: the letter speaks the language that the form was shown in.
    pub lang: String,
    /// Title of the declaration or list.
    pub title: String,
    pub organisers: String,
    pub contact: String,
    /// As typed; initials, or shortened, where it is written into a letter.
    pub name: Option<String>,
    pub token: String,
    /// Absent where nothing is to be confirmed.
    pub code: Option<String>,
    /// Of a letter that asks for renewal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<TextChange>,
    /// Of an email that tells of a signature taken down: why, in the organisers' words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How a text changed that was signed.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct TextChange {
    /// Where the store keeps the difference: once, and not with every letter.
    pub id: String,
    /// The version that is to be signed now.
    pub to: u32,
    /// Filled in when the letter is about to go.
    #[serde(skip)]
    pub difference: Vec<Passage>,
}

/// What a letter is about: the same words for every letter about one declaration or list.
pub fn about(kind: ConfirmedKind, slug: &str) -> String {
    match kind {
        ConfirmedKind::Signature => format!("signature/{slug}"),
        ConfirmedKind::Subscription => format!("subscription/{slug}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_found_by_its_name() {
        for kind in LetterKind::ALL {
            assert_eq!(LetterKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(LetterKind::parse("newsletter"), None);
    }
}
