//! Consent: the exact wording that a person agreed to, and the ledger's record of it. Consent to
//! processing a signature and consent to updates are two consents, each with its own wording.

use serde::Serialize;

use crate::domain::hash;
use crate::domain::time;

/// A consent wording that was shown to a visitor, in one language.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct ConsentWording {
    /// BCP 47.
    pub lang: String,
    pub text: String,
    /// The text's hash, computed once here so that the database's only writer need not wait for it.
    hash: String,
}

impl ConsentWording {
    pub fn new(lang: &str, text: String) -> Self {
        Self {
            lang: lang.to_owned(),
            hash: hash::of_bytes(text.as_bytes()),
            text,
        }
    }

    pub fn hash(&self) -> &str {
        &self.hash
    }
}

/// An event in the history of a person's consent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ConsentEvent {
    Signed,
    /// Agreed to updates in addition to signing.
    Updates,
    Joined,
    Corrected,
    UpdatesEnded,
    Withdrawn,
    /// Withdrawn by the organisers.
    TakenDown,
    /// Put back by the organisers after they took it down.
    Restored,
    Left,
    Erased,
    Refused,
    /// Erased because its retention period was over.
    Expired,
    /// Held for the organisers, who rejected it.
    TurnedAway,
}

impl ConsentEvent {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Updates => "updates",
            Self::Joined => "joined",
            Self::Corrected => "corrected",
            Self::UpdatesEnded => "updates_ended",
            Self::Withdrawn => "withdrawn",
            Self::TakenDown => "taken_down",
            Self::Restored => "restored",
            Self::Left => "left",
            Self::Erased => "erased",
            Self::Refused => "refused",
            Self::Expired => "expired",
            Self::TurnedAway => "turned_away",
        }
    }
}

/// A record before it is added to the ledger.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Record {
    /// The keyed hash of the address.
    pub person: String,
    /// Kind and slug, the same key as for counting emails.
    pub about: String,
    /// The attempt it was given with; empty if the record concerns the whole mailbox.
    pub signature: String,
    pub deed: String,
    pub words_hash: String,
    pub lang: String,
    pub text_hash: String,
    pub site: String,
    pub page_url: String,
    pub letter: String,
    pub at: i64,
}

impl Record {
    /// A record without a new consent.
    pub fn of(person: &str, about: String, deed: ConsentEvent, at: i64) -> Self {
        Self {
            person: person.to_owned(),
            about,
            signature: String::new(),
            deed: deed.as_str().to_owned(),
            words_hash: String::new(),
            lang: String::new(),
            text_hash: String::new(),
            site: String::new(),
            page_url: String::new(),
            letter: String::new(),
            at,
        }
    }

    /// Limits the record to this signature, excluding others from the same mailbox.
    pub fn with(self, signature: &str) -> Self {
        Self {
            signature: signature.to_owned(),
            ..self
        }
    }

    /// The hash of this record at its position, after the record with the hash `before`.
    pub fn chained(&self, number: i64, before: &str) -> String {
        let (number, at) = (number.to_string(), self.at.to_string());
        let mut parts = vec![
            before,
            &number,
            &self.person,
            &self.about,
            &self.deed,
            &self.words_hash,
            &self.lang,
            &self.text_hash,
            &self.site,
            &self.page_url,
            &self.letter,
            &at,
        ];
        // Records from earlier versions have no signature; their hashes must not change.
        parts.extend((!self.signature.is_empty()).then_some(self.signature.as_str()));
        hash::of_parts(&parts)
    }
}

/// A record in the form that its person gets.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct LedgerEntry {
    pub number: i64,
    pub about: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub signature: String,
    pub deed: String,
    /// RFC 3339.
    pub at: String,
    #[serde(skip)]
    pub at_ms: i64,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words_hash: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub lang: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text_hash: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub site: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page_url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub letter: String,
}

impl LedgerEntry {
    pub fn at(at_ms: i64) -> String {
        time::rfc3339(at_ms)
    }
}
