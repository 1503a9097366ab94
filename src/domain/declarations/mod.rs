//! Declarations and lists as published: what visitors see and what decides whether they may sign.
//! `domain/declarations/file/mod.rs` reads them from files.

pub mod difference;
pub mod document;
pub mod file;
pub mod front_matter;
pub(super) mod language_tag;
pub mod language_versions;
pub mod sites;
pub(super) mod yaml_pitfalls;

use serde::{Deserialize, Serialize};
use widgets::fields::FormFields;

use super::privacy::holder::Holder;
use sites::Sites;

/// A declaration read from its file and validated.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DeclarationFile {
    pub slug: String,
    pub title: String,
    /// BCP 47.
    pub lang: String,
    pub drafted_by: Vec<String>,
    pub meeting: Option<Meeting>,
    pub thanks: Option<ThanksLink>,
    pub organisers: String,
    pub contact: String,
    pub holder: Holder,
    pub goal: Option<u32>,
    /// The start of the opening day, UTC.
    pub opens_at: Option<i64>,
    /// The end of the closing day, UTC.
    pub closes_at: Option<i64>,
    /// When addresses and postcodes are no longer kept.
    pub keep_until: Option<i64>,
    pub sites: Sites,
    pub fields: FormFields,
    /// Markdown: preamble and numbered principles.
    pub body: String,
    pub text_hash: String,
    /// The settings that the file names, with their lines; a language version may leave them to the
    /// leading file.
    pub given: Vec<(&'static str, usize)>,
}

/// The meeting that a declaration was prepared for.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Meeting {
    pub name: String,
    /// ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<jiff::civil::Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// Where people are led who have just signed.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct ThanksLink {
    pub text: String,
    /// With the scheme `https` or `http`.
    pub url: String,
}

/// A list read from its file and validated.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListFile {
    pub slug: String,
    pub title: String,
    pub lang: String,
    pub organisers: String,
    pub contact: String,
    pub holder: Holder,
    pub topics: Vec<Topic>,
    pub fields: FormFields,
    pub sites: Sites,
    /// Days that unsubscribed people are kept.
    pub keep_unsubscribed_days: i64,
    /// Markdown: what subscribers get.
    pub description: String,
}

/// A topic of a list, offered as a checkbox.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    pub id: String,
    pub label: String,
}

/// What publishing a file did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Published {
    New,
    /// A language that the declaration did not have yet.
    Language,
    /// The text changed: new signatures are bound to this version.
    Changed {
        version: u32,
    },
    /// Only the settings in the front matter changed.
    Settings,
    Unchanged,
    /// It was unpublished, and is back on the web.
    Back,
    /// It was deleted: its slug is never used again.
    Deleted,
}

/// A version of a text, as it was published.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TextVersion {
    pub version: u32,
    pub title: String,
    /// Markdown.
    pub source: String,
    pub text_hash: String,
    pub published_at: i64,
    /// Confirmed signatures now bound to it.
    pub signatures: u64,
    /// The choice made for the previous version's signatures, if any.
    pub revision: Option<RevisionKind>,
}

/// What an organiser chooses for earlier signatures when a text changes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RevisionKind {
    /// The meaning is the same: signatures carry over.
    Correction,
    /// The meaning changed: signatories are asked to renew.
    Change,
}

impl RevisionKind {
    /// The name in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Correction => "correction",
            Self::Change => "change",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::Correction, Self::Change];
        all.into_iter().find(|one| one.as_str() == word)
    }
}

/// A published declaration in one of its languages, with its count.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Declaration {
    /// Its number, which stays when its slug is changed.
    pub subject: i64,
    pub slug: String,
    pub title: String,
    pub lang: String,
    /// All its languages, the one published first at the front.
    pub languages: Vec<String>,
    pub drafted_by: Vec<String>,
    pub meeting: Option<Meeting>,
    pub thanks: Option<ThanksLink>,
    pub organisers: String,
    pub contact: String,
    pub holder: Holder,
    pub goal: Option<u32>,
    pub opens_at: Option<i64>,
    pub closes_at: Option<i64>,
    /// When it was closed by command, whatever its file says.
    pub closed_at: Option<i64>,
    /// Off the web: nothing of it is shown, and signing is not possible.
    pub unpublished: bool,
    /// When addresses and postcodes are no longer kept.
    pub keep_until: Option<i64>,
    pub sites: Sites,
    /// Which fields its form has.
    pub fields: FormFields,
    pub body: String,
    /// The version that new signatures are bound to.
    pub version: u32,
    pub text_hash: String,
    pub updated_at: i64,
    /// Confirmed signatures.
    pub count: u64,
    /// Those signed by organisations.
    pub organisations: u64,
}

/// Whether a declaration accepts signatures now.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DeclarationStatus {
    NotYetOpen,
    Open,
    Closed,
}

impl DeclarationStatus {
    pub const ALL: [Self; 3] = [Self::NotYetOpen, Self::Open, Self::Closed];

    /// The name in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotYetOpen => "not_yet_open",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

impl Declaration {
    /// When it stops accepting signatures, by its file or by command.
    pub fn closing(&self) -> Option<i64> {
        self.closes_at.into_iter().chain(self.closed_at).min()
    }

    pub fn status(&self, now_ms: i64) -> DeclarationStatus {
        let closed = self.closed_at.is_some_and(|closed| now_ms >= closed);
        if self.opens_at.is_some_and(|opens| now_ms < opens) && !closed {
            DeclarationStatus::NotYetOpen
        } else if self.closing().is_some_and(|closes| now_ms >= closes) {
            DeclarationStatus::Closed
        } else {
            DeclarationStatus::Open
        }
    }
}

/// A published list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct List {
    /// Its number, which stays when its slug is changed.
    pub subject: i64,
    pub slug: String,
    pub title: String,
    pub lang: String,
    pub organisers: String,
    pub contact: String,
    pub holder: Holder,
    pub topics: Vec<Topic>,
    /// Which fields its form has.
    pub fields: FormFields,
    pub sites: Sites,
    pub description: String,
    pub updated_at: i64,
    /// Off the web: nothing of it is shown, and subscribing is not possible.
    pub unpublished: bool,
}
