//! Consent: the exact wording that a person agreed to, and the ledger's record of it. Consent to
//! processing a signature and consent to updates are two consents, each with its own wording.

use serde::Serialize;

use crate::domain::hash;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
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

/// The consent wordings of a form, as a visitor saw them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ShownConsent {
    /// Beside the button, with its label: what the visitor agrees to, and who holds the data.
    pub wording: ConsentWording,
    /// Beside the checkbox for updates, if there is one.
    pub updates: Option<ConsentWording>,
}

impl ShownConsent {
    pub fn wordings(&self) -> impl Iterator<Item = &ConsentWording> {
        std::iter::once(&self.wording).chain(&self.updates)
    }
}

/// Identifies the wordings that a form showed by the beginnings of their hashes, in hexadecimal.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConsentDigest {
    pub wording: String,
    /// `None` for a form without a checkbox for updates.
    pub updates: Option<String>,
}

impl ConsentDigest {
    /// Whether these are the wordings that the form showed.
    pub fn identifies(&self, shown: &ShownConsent) -> bool {
        let updates = match (&self.updates, &shown.updates) {
            (None, None) => true,
            (Some(digest), Some(updates)) => updates.hash().starts_with(digest),
            _ => false,
        };
        updates && shown.wording.hash().starts_with(&self.wording)
    }

    /// The current wordings that the form showed, if it showed current ones. `wordings_in` makes
    /// them in a language; the form may have been rendered in another language than the one it
    /// names, so all of them are tried. `None` if the wording has changed since.
    pub fn find_current(
        &self,
        lang: &str,
        languages: &[&str],
        wordings_in: impl Fn(&str) -> ShownConsent,
    ) -> Option<ShownConsent> {
        let languages = std::iter::once(lang).chain(languages.iter().copied());
        languages
            .map(wordings_in)
            .find(|shown| self.identifies(shown))
    }

    /// The wordings from those stored under these hashes. `None` if one of them is missing, which
    /// happens when the database was unavailable while the form was shown.
    pub fn from_stored(
        &self,
        wording: Option<ConsentWording>,
        updates: Option<ConsentWording>,
    ) -> Option<ShownConsent> {
        let complete = self.updates.is_none() || updates.is_some();
        let wording = wording.filter(|_| complete)?;
        Some(ShownConsent { wording, updates })
    }
}

/// An event in the history of a person's consent. `serde` writes the names that a person's download
/// has had from the beginning; [`ConsentEvent::as_str`] has those of the database.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentEvent {
    Signed,
    /// Agreed to updates in addition to signing.
    Updates,
    #[serde(rename = "joined")]
    Subscribed,
    Corrected,
    UpdatesEnded,
    Withdrawn,
    /// Withdrawn by the organisers.
    TakenDown,
    /// Put back by the organisers after they took it down.
    Restored,
    #[serde(rename = "left")]
    Unsubscribed,
    Erased,
    /// Answered with "it wasn't me".
    #[serde(rename = "refused")]
    Disowned,
    /// Erased because its retention period was over.
    Expired,
    /// Held for the organisers, who rejected it.
    #[serde(rename = "turned_away")]
    Rejected,
}

impl ConsentEvent {
    pub const ALL: [Self; 13] = [
        Self::Signed,
        Self::Updates,
        Self::Subscribed,
        Self::Corrected,
        Self::UpdatesEnded,
        Self::Withdrawn,
        Self::TakenDown,
        Self::Restored,
        Self::Unsubscribed,
        Self::Erased,
        Self::Disowned,
        Self::Expired,
        Self::Rejected,
    ];

    /// The name in the ledger and the erasure log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Updates => "updates",
            Self::Subscribed => "subscribed",
            Self::Corrected => "corrected",
            Self::UpdatesEnded => "updates_ended",
            Self::Withdrawn => "withdrawn",
            Self::TakenDown => "taken_down",
            Self::Restored => "restored",
            Self::Unsubscribed => "unsubscribed",
            Self::Erased => "erased",
            Self::Disowned => "disowned",
            Self::Expired => "expired",
            Self::Rejected => "rejected",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

/// A record before it is added to the ledger of its declaration or list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Record {
    /// The keyed hash of the address.
    pub person: KeyedHash,
    /// The declaration or list; 0 if it is about neither.
    pub subject: i64,
    /// The attempt it was given with; `None` for a list, or if it concerns the whole mailbox.
    pub attempt: Option<Id>,
    pub event: ConsentEvent,
    /// Hexadecimal; `None` if no wording was agreed to.
    pub wording_hash: Option<String>,
    /// BCP 47: the language of the form; empty if there was none, like the next three.
    pub lang: String,
    /// Hexadecimal.
    pub text_hash: String,
    pub site: String,
    pub page_url: String,
    /// The email that confirmed.
    pub message_id: Option<Id>,
    pub at: i64,
}

impl Record {
    /// A record without a new consent.
    pub const fn of(person: KeyedHash, subject: i64, event: ConsentEvent, at: i64) -> Self {
        Self {
            person,
            subject,
            attempt: None,
            event,
            wording_hash: None,
            lang: String::new(),
            text_hash: String::new(),
            site: String::new(),
            page_url: String::new(),
            message_id: None,
            at,
        }
    }

    /// Limits the record to this signature, excluding others from the same mailbox; `None` for the
    /// whole mailbox.
    pub fn with(self, attempt: Option<Id>) -> Self {
        Self { attempt, ..self }
    }

    /// The hash of this record at its position in its subject's chain, after the record with the
    /// hash `before`, which is empty for the first. Both are hexadecimal.
    pub fn chained(&self, number: i64, before: &str) -> String {
        let id = |id: Option<Id>| id.map(|id| id.to_string()).unwrap_or_default();
        hash::of_parts(&[
            before,
            &self.subject.to_string(),
            &number.to_string(),
            &self.person.to_string(),
            &self.at.to_string(),
            &id(self.attempt),
            self.event.as_str(),
            self.wording_hash.as_deref().unwrap_or_default(),
            &self.lang,
            &self.text_hash,
            &self.site,
            &self.page_url,
            &id(self.message_id),
        ])
    }
}

/// A record in the form that its person gets; the fields keep the names that downloads have had from
/// the beginning.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct LedgerEntry {
    /// Counts the records about this declaration or list.
    pub number: i64,
    /// Kind and slug, as in `signature/SLUG`; empty if it is about no declaration or list.
    pub about: String,
    #[serde(rename = "signature", skip_serializing_if = "Option::is_none")]
    pub attempt: Option<Id>,
    #[serde(rename = "deed")]
    pub event: ConsentEvent,
    /// RFC 3339.
    pub at: String,
    #[serde(skip)]
    pub at_ms: i64,
    #[serde(rename = "words", skip_serializing_if = "String::is_empty")]
    pub wording: String,
    #[serde(rename = "words_hash", skip_serializing_if = "String::is_empty")]
    pub wording_hash: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub lang: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text_hash: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub site: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page_url: String,
    #[serde(rename = "letter", skip_serializing_if = "Option::is_none")]
    pub message_id: Option<Id>,
}

impl LedgerEntry {
    pub fn at(at_ms: i64) -> String {
        time::rfc3339(at_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_have_one_name_in_the_ledger_and_keep_those_of_downloads() {
        for event in ConsentEvent::ALL {
            assert_eq!(ConsentEvent::parse(event.as_str()), Some(event));
            let downloaded = match event {
                ConsentEvent::Subscribed => "joined",
                ConsentEvent::Unsubscribed => "left",
                ConsentEvent::Disowned => "refused",
                ConsentEvent::Rejected => "turned_away",
                same => same.as_str(),
            };
            assert_eq!(serde_json::json!(event), downloaded);
        }
        assert_eq!(ConsentEvent::parse("joined"), None);
    }

    fn wordings_in(lang: &str) -> ShownConsent {
        ShownConsent {
            wording: ConsentWording::new(lang, format!("I agree ({lang})")),
            updates: Some(ConsentWording::new(lang, format!("Write to me ({lang})"))),
        }
    }

    fn digest(shown: &ShownConsent) -> ConsentDigest {
        let beginning = |wording: &ConsentWording| wording.hash()[..10].to_owned();
        ConsentDigest {
            wording: beginning(&shown.wording),
            updates: shown.updates.as_ref().map(beginning),
        }
    }

    #[test]
    fn a_digest_finds_the_wording_in_any_language() {
        let find = |digest: &ConsentDigest| digest.find_current("en", &["en", "cy"], wordings_in);
        for lang in ["en", "cy"] {
            let shown = wordings_in(lang);
            assert_eq!(find(&digest(&shown)), Some(shown));
        }
        assert_eq!(find(&digest(&wordings_in("fr"))), None);
        let mut without_updates = wordings_in("en");
        without_updates.updates = None;
        assert_eq!(find(&digest(&without_updates)), None);
    }

    #[test]
    fn stored_wordings_are_used_only_if_they_are_complete() {
        let shown = wordings_in("en");
        let (wording, updates) = (Some(shown.wording.clone()), shown.updates.clone());
        let both = digest(&shown);
        assert_eq!(
            both.from_stored(wording.clone(), updates.clone()),
            Some(shown)
        );
        assert_eq!(both.from_stored(wording.clone(), None), None);
        assert_eq!(both.from_stored(None, updates), None);
        let one = ConsentDigest {
            updates: None,
            ..both
        };
        let shown = one.from_stored(wording, None).unwrap();
        assert_eq!(shown.updates, None);
    }
}
