//! Which letters there are, what their words are made from, and how many an address may get.

use serde::{Deserialize, Serialize};

use widgets::wire::ConfirmedKind;

use crate::domain::difference::Passage;
use crate::domain::time::{DAY_MS, MINUTE_MS};

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
}

impl LetterKind {
    pub const ALL: [Self; 13] = [
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
    /// As typed; shortened where it is written into a letter.
    pub name: Option<String>,
    pub token: String,
    /// Absent where nothing is to be confirmed.
    pub code: Option<String>,
    /// Of a letter that asks for renewal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<TextChange>,
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

/// What letters are counted by: the same words for every letter about one declaration or list.
pub fn about(kind: ConfirmedKind, slug: &str) -> String {
    match kind {
        ConfirmedKind::Signature => format!("signature/{slug}"),
        ConfirmedKind::Subscription => format!("subscription/{slug}"),
    }
}

/// A letter that went to an address, for counting.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Earlier {
    /// What it was about: kind and slug.
    pub about: String,
    pub sent_at: i64,
}

const A_DAY_AND_SUBJECT: usize = 3;
const A_DAY: usize = 10;
const APART_MS: i64 = MINUTE_MS;

/// Whether one more letter may go: at most three a day about one thing, a minute apart, and ten a
/// day in all, so that nobody can be bombed with somebody else's campaign.
pub fn may_go(earlier: &[Earlier], about: &str, now_ms: i64) -> bool {
    let today = || {
        earlier
            .iter()
            .filter(|letter| letter.sent_at > now_ms - DAY_MS)
    };
    let same = || today().filter(|letter| letter.about == about);
    today().count() < A_DAY
        && same().count() < A_DAY_AND_SUBJECT
        && same().all(|letter| letter.sent_at <= now_ms - APART_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(about: &str, minutes_ago: &[i64]) -> Vec<Earlier> {
        let letter = |minutes: &i64| Earlier {
            about: about.to_owned(),
            sent_at: -minutes * MINUTE_MS,
        };
        minutes_ago.iter().map(letter).collect()
    }

    #[test]
    fn letters_to_one_address_are_few() {
        for (minutes_ago, may) in [
            (&[][..], true),
            (&[0], false),
            (&[1], true),
            (&[1, 2, 3], false),
            (&[1, 2, 24 * 60], true),
        ] {
            assert_eq!(
                may_go(&letters("a", minutes_ago), "a", 0),
                may,
                "{minutes_ago:?}"
            );
        }
        let elsewhere = letters("b", &[1; 9]);
        assert!(may_go(&elsewhere, "a", 0));
        assert!(!may_go(&letters("b", &[1; 10]), "a", 0));
    }

    #[test]
    fn every_letter_is_found_by_its_name() {
        for kind in LetterKind::ALL {
            assert_eq!(LetterKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(LetterKind::parse("newsletter"), None);
    }
}
