//! Consent: the very words that were agreed to, and what is written down of it. Agreeing that a
//! signature is processed and agreeing to updates are two consents with words of their own.

use serde::Serialize;

use crate::domain::hash;
use crate::domain::time;

/// Words that stood before a visitor, in a language.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Words {
    /// BCP 47.
    pub lang: String,
    pub text: String,
    /// Of the text; made once, since the one writer of the database would wait for it.
    hash: String,
}

impl Words {
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

/// What became of somebody's consent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Deed {
    Signed,
    /// Agreed to updates besides signing.
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
    /// Erased since its time was over.
    Expired,
    /// Waited for the organisers, who did not let it in.
    TurnedAway,
}

impl Deed {
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

/// A record of the ledger before it has its place there.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Record {
    /// The keyed hash of the address.
    pub person: String,
    /// Kind and slug, as letters are counted by.
    pub about: String,
    /// The attempt that it was given with; empty where all of the mailbox is meant.
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
    /// One that agrees to nothing new.
    pub fn of(person: &str, about: String, deed: Deed, at: i64) -> Self {
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

    /// Of this signature alone, and of nobody else's from the same mailbox.
    pub fn with(self, signature: &str) -> Self {
        Self {
            signature: signature.to_owned(),
            ..self
        }
    }

    /// The hash of this record in its place, after the one with the hash `before`.
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
        // Records of earlier versions have none, and hash as they did.
        parts.extend((!self.signature.is_empty()).then_some(self.signature.as_str()));
        hash::of_parts(&parts)
    }
}

/// A record as its person gets it.
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
