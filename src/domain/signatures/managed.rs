//! A signature as its signatory sees it on the manage page: everything that is kept, its state, and
//! what they may correct.

use serde_json::{Value, json};
use widgets::wire;

use super::verification::{HoldReason, Verification, VerificationMethod};
use super::{Reservation, Signatory};
use crate::domain::id::Id;
use crate::domain::privacy::consent::{ConsentWording, LedgerEntry};
use crate::domain::privacy::signals::KeptSignals;
use crate::domain::time;

/// The state of a signature.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SignatureState {
    /// Its email has not been answered yet.
    Pending,
    /// Its email was answered, but it is held for the organisers.
    Held(HoldReason),
    Signed,
    /// Neither counted nor shown; the person may sign again.
    Withdrawn,
}

/// Everything kept about a person for one declaration.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ManagedSignature {
    pub state: SignatureState,
    /// When that state began; for an attempt or a held signature, when it expires.
    pub state_since: i64,
    /// BCP 47: the language of the email that led here.
    pub lang: String,
    pub id: Id,
    pub slug: String,
    pub title: String,
    pub organisers: String,
    pub contact: String,
    pub text_lang: String,
    pub version: u32,
    pub kind: wire::SignatoryKind,
    pub name: String,
    /// `None` after the retention period.
    pub email: Option<String>,
    pub postcode: Option<String>,
    /// Of the postcode, in clear.
    pub area: Option<String>,
    pub organisation: Option<String>,
    pub role: Option<String>,
    pub visibility: wire::Visibility,
    pub updates: bool,
    /// Origin of the page; empty on the server's own pages.
    pub site: String,
    pub page_url: String,
    /// Empty if the page named none.
    pub source: String,
    pub signed_at: i64,
    pub reservations: Vec<Reservation>,
    /// An organisation's verification.
    pub verification: Option<Verification>,
    /// What an organisation puts into its DNS or a file.
    pub verification_token: String,
    /// If the organisers took it down: their reason.
    pub taken_down: Option<String>,
    /// How it was sent; `None` after 30 days.
    pub signals: Option<KeptSignals>,
}

/// What a person may correct; validated.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Correction {
    pub name: String,
    pub postcode: Option<String>,
    pub role: Option<String>,
    pub visibility: wire::Visibility,
    pub updates: bool,
    /// The wording of the checkbox for updates.
    pub updates_wording: ConsentWording,
}

impl ManagedSignature {
    /// Whether it is an organisation's signature that its own domain has not verified yet.
    pub fn can_verify(&self) -> bool {
        let open = matches!(
            self.state,
            SignatureState::Signed | SignatureState::Held(HoldReason::Organisation)
        );
        let proven = self.verification.as_ref();
        let proven = proven.is_some_and(|one| one.method != VerificationMethod::Organisers);
        self.kind == wire::SignatoryKind::Organisation && open && !proven
    }

    /// Its public form.
    pub fn shown(&self) -> Option<wire::Signatory> {
        let signatory = Signatory {
            kind: self.kind,
            name: self.name.clone(),
            organisation: self.organisation.clone(),
            role: self.role.clone(),
            visibility: self.visibility,
            confirmed_at: self.state_since,
            verification: self.verification.clone(),
            reservations: self.reservations.clone(),
        };
        signatory
            .shown()
            .filter(|_| self.state == SignatureState::Signed)
    }

    /// The person's own export file.
    pub fn json(&self, page: &str, consents: &[LedgerEntry]) -> Value {
        let (status, since) = match self.state {
            SignatureState::Pending => ("waiting for confirmation", "can_be_confirmed_until"),
            SignatureState::Held(_) => ("waiting for the organisers", "deleted_after"),
            SignatureState::Signed => ("signed", "confirmed_at"),
            SignatureState::Withdrawn => ("withdrawn", "withdrawn_at"),
        };
        let mut signature = json!({
            "status": status,
            "kind": self.kind,
            "name": self.name,
            "email": self.email,
            "postcode": self.postcode,
            "area": self.area,
            "organisation": self.organisation,
            "role": self.role,
            "public": self.visibility,
            "updates": self.updates,
            "reservations": self.reservations,
            "verified": self.verification.as_ref().map(Verification::shown),
            "text_lang": self.text_lang,
            "version": self.version,
            "lang": self.lang,
            "site": self.site,
            "page_url": self.page_url,
            "source": self.source,
            "signed_at": time::rfc3339(self.signed_at),
            "signals": self.signals,
        });
        if let Some(reason) = &self.taken_down {
            signature["taken_down_because"] = reason.as_str().into();
        }
        signature[since] = time::rfc3339(self.state_since).into();
        json!({
            "declaration": {
                "slug": self.slug,
                "title": self.title,
                "url": page,
                "organisers": self.organisers,
                "contact": self.contact,
            },
            "signature": signature,
            "consents": consents,
        })
    }
}
