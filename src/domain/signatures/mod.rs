//! What signing means: an attempt before its email is answered, and what may be shown of a
//! signature in public.

pub mod duplicate_organisation;
pub(super) mod folding;
pub mod lookalike;
pub mod mailbox;
pub mod managed;
pub mod name;
pub mod name_search;
pub mod sheet_code;
pub mod verification;

use serde::{Deserialize, Serialize};
use url::Url;
use widgets::fields;
use widgets::wire;

use super::mail::email_key::EmailKey;
use super::privacy::consent::ConsentWording;
use super::privacy::signals::Signals;
use verification::Verification;

/// An attempt to sign, before its email is answered.
#[derive(Clone, Debug)]
pub struct NewSignature {
    pub slug: String,
    /// The language of the text that the visitor saw, and its version.
    pub text_lang: String,
    pub version: u32,
    pub fields: fields::Signing,
    pub email_key: EmailKey,
    pub page: EmbeddingPage,
    /// The consent wording beside the button, and that of the checkbox for updates.
    pub wording: Option<ConsentWording>,
    pub updates_wording: Option<ConsentWording>,
    pub signals: Signals,
}

/// The page where a visitor signed or subscribed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct EmbeddingPage {
    /// BCP 47: the language of the form.
    pub lang: String,
    /// Origin of the page; empty on the server's own pages.
    pub site: String,
    pub page_url: String,
    /// Where its visitor came from, as the page names it ([`source`]); empty if it names nothing.
    pub source: String,
}

/// The longest name of a source, in characters.
const MAX_SOURCE_CHARS: usize = 40;

/// A source as it is counted: up to 40 lower-case letters, digits and hyphens. Anything else counts
/// as no source: the visitor did not write it and could not correct it.
pub fn source(named: &str) -> String {
    let named = named.trim().to_ascii_lowercase();
    let plain = |one: u8| matches!(one, b'a'..=b'z' | b'0'..=b'9' | b'-');
    if named.len() <= MAX_SOURCE_CHARS && named.bytes().all(plain) {
        return named;
    }
    String::new()
}

/// The part of a page's address that is kept for good: which article it is. Query and fragment may
/// reveal who read it, so they are dropped, except for WordPress's article numbers (`p`,
/// `page_id`).
pub fn article(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else {
        return String::new();
    };
    let number = |value: &str| {
        (1..=MAX_NUMBER_DIGITS).contains(&value.len())
            && value.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut numbers = url.query_pairs();
    let number = numbers.find(|(name, value)| matches!(&**name, "p" | "page_id") && number(value));
    let number = number.map(|(name, value)| format!("{name}={value}"));
    url.set_fragment(None);
    url.set_query(number.as_deref());
    url.into()
}

/// A site with more articles than that uses other addresses.
const MAX_NUMBER_DIGITS: usize = 9;

impl NewSignature {
    pub fn new(
        slug: &str,
        (text_lang, version): (&str, u32),
        fields: fields::Signing,
        page: EmbeddingPage,
    ) -> Self {
        Self {
            slug: slug.to_owned(),
            text_lang: text_lang.to_owned(),
            version,
            email_key: EmailKey::of(&fields.email),
            fields,
            page,
            wording: None,
            updates_wording: None,
            signals: Signals::default(),
        }
    }

    /// Which person in the mailbox signs.
    pub fn signer(&self) -> String {
        let fields = &self.fields;
        let organisation = fields.organisation.as_ref();
        let organisation = organisation.map(fields::OrganisationName::as_str);
        mailbox::signer(fields.kind, fields.name.as_str(), organisation)
    }

    /// Adds the consent wording shown to the visitor.
    pub fn agreeing(mut self, wording: ConsentWording, updates: ConsentWording) -> Self {
        self.wording = Some(wording);
        self.updates_wording = Some(updates).filter(|_| self.fields.updates);
        self
    }

    /// Adds how the form was sent.
    pub const fn sent(mut self, signals: Signals) -> Self {
        self.signals = signals;
        self
    }
}

/// The stored data of a signatory that the public may see.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Signatory {
    pub kind: wire::SignatoryKind,
    pub name: String,
    pub organisation: Option<String>,
    pub role: Option<String>,
    pub visibility: wire::Visibility,
    pub confirmed_at: i64,
    /// An organisation's verification.
    pub verification: Option<Verification>,
    /// In the order of their principles.
    pub reservations: Vec<Reservation>,
}

/// A stored reservation; the note is empty if none was given.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Reservation {
    pub principle: u32,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Reservation {
    /// Converts validated reservations, in the order of their principles.
    pub fn all(checked: &[fields::Reservation]) -> Vec<Reservation> {
        let kept = |one: &fields::Reservation| Reservation {
            principle: one.principle,
            note: one
                .note
                .as_ref()
                .map_or(String::new(), |note| name::nfc(note.as_str())),
        };
        let mut all: Vec<Reservation> = checked.iter().map(kept).collect();
        all.sort_by_key(|one| one.principle);
        all
    }
}

impl Signatory {
    /// The names by which it can be found: those that are shown in full.
    pub fn findable(&self) -> impl Iterator<Item = &str> {
        let organisation = self.organisation.as_deref();
        let of_organisation = self.kind == wire::SignatoryKind::Organisation;
        let (organisation, person) = match self.visibility {
            wire::Visibility::Full => (organisation, Some(self.name.as_str())),
            wire::Visibility::Initials => (organisation, None),
            wire::Visibility::Hidden => (None, None),
        };
        // A person's organisation is not shown.
        let organisation = organisation.filter(|_| of_organisation);
        organisation.into_iter().chain(person)
    }

    /// What is shown under the declaration; `None` for a hidden signature, which is only counted.
    pub fn shown(&self) -> Option<wire::Signatory> {
        let numbers = self.reservations.iter().map(|one| one.principle);
        let noted = self.reservations.iter().filter(|one| !one.note.is_empty());
        let note = |one: &Reservation| wire::ReservationNote {
            principle: one.principle,
            text: one.note.clone(),
        };
        let person = match self.visibility {
            wire::Visibility::Full => self.name.clone(),
            wire::Visibility::Initials => name::initials(&self.name),
            wire::Visibility::Hidden => return None,
        };
        let (name, role) = match (&self.kind, &self.organisation) {
            (wire::SignatoryKind::Organisation, Some(organisation)) => {
                let signer = match &self.role {
                    Some(role) => format!("{person}, {role}"),
                    None => person,
                };
                (organisation.clone(), Some(signer))
            }
            _ => (person, self.role.clone()),
        };
        Some(wire::Signatory {
            name,
            kind: self.kind,
            role,
            place: None,
            signed_at: crate::domain::time::rfc3339(self.confirmed_at),
            reservations: numbers.collect(),
            reservation_notes: noted.map(note).collect(),
            verified: self.verification.as_ref().map(Verification::shown),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{SignatoryKind, Visibility};

    fn shown(
        kind: SignatoryKind,
        role: Option<&str>,
        visibility: Visibility,
    ) -> Option<(String, Option<String>)> {
        let organisation = (kind == SignatoryKind::Organisation).then(|| "Rivers Union".to_owned());
        let signatory = Signatory {
            kind,
            name: "Ada Example".to_owned(),
            organisation,
            role: role.map(str::to_owned),
            visibility,
            confirmed_at: 0,
            verification: None,
            reservations: Vec::new(),
        };
        signatory.shown().map(|shown| (shown.name, shown.role))
    }

    #[test]
    fn public_details_follow_the_chosen_visibility() {
        let (person, organisation) = (SignatoryKind::Person, SignatoryKind::Organisation);
        for (kind, role, visibility, name, shown_role) in [
            (
                person,
                Some("Nurse"),
                Visibility::Full,
                "Ada Example",
                Some("Nurse"),
            ),
            (person, None, Visibility::Initials, "A. E.", None),
            (
                organisation,
                Some("Chair"),
                Visibility::Full,
                "Rivers Union",
                Some("Ada Example, Chair"),
            ),
            (
                organisation,
                None,
                Visibility::Initials,
                "Rivers Union",
                Some("A. E."),
            ),
        ] {
            let expected = (name.to_owned(), shown_role.map(str::to_owned));
            assert_eq!(shown(kind, role, visibility), Some(expected));
        }
        assert_eq!(shown(person, None, Visibility::Hidden), None);
    }

    #[test]
    fn page_urls_keep_only_wordpress_ids_from_their_query() {
        for (address, expected) in [
            (
                "https://a.example/x?mc_eid=8f2&p=7#sign",
                "https://a.example/x?p=7",
            ),
            (
                "https://a.example/?page_id=12&email=ada%40b.example",
                "https://a.example/?page_id=12",
            ),
            ("https://a.example/?p=ada", "https://a.example/"),
            ("https://a.example/?p=4412345678901", "https://a.example/"),
            ("https://a.example/x?fbclid=IwAR", "https://a.example/x"),
            (
                "https://a.example/x?subscriber=77#/u/ada",
                "https://a.example/x",
            ),
            ("https://a.example/x?%70=7", "https://a.example/x?p=7"),
            ("", ""),
        ] {
            assert_eq!(article(address), expected, "{address}");
        }
    }
}
