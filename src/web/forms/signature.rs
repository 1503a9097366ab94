//! The fields of the signature box as a native form.

use std::collections::HashMap;

use serde::Deserialize;
use widgets::{fields::FieldError, wire};

use crate::web::{error::Error, http::extract::form::Field};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct SignForm {
    kind: Field,
    name: Field,
    pub email: Field,
    postcode: Field,
    organisation: Field,
    role: Field,
    public: Field,
    /// The numbers of the principles whose box is ticked.
    reservations: Vec<String>,
    updates: Field,
    pub lang: Field,
    text_lang: Field,
    site: Field,
    page_url: Field,
    source: Field,
    form_token: Field,
    /// Notes on reservations (`note-3` for principle 3), and fields that are not ours.
    #[serde(flatten)]
    others: HashMap<String, Field>,
}

impl SignForm {
    /// The language of the text that was signed, or else of the form.
    pub(in crate::web) fn text_lang(&self) -> String {
        let named = self.text_lang.filled();
        named.unwrap_or_else(|| self.lang.to_string())
    }

    /// The same request as over the JSON API; an error if a choice is none of those offered.
    pub(in crate::web) fn request(&self) -> Result<wire::SignRequest, Error> {
        let kind = match &*self.kind {
            "" | "person" => Some(wire::SignatoryKind::Person),
            "organisation" => Some(wire::SignatoryKind::Organisation),
            _ => None,
        };
        let public = match &*self.public {
            "" | "full" => Some(wire::Visibility::Full),
            "initials" => Some(wire::Visibility::Initials),
            "hidden" => Some(wire::Visibility::Hidden),
            _ => None,
        };
        let (Some(kind), Some(public)) = (kind, public) else {
            let missing = [("kind", kind.is_none()), ("public", public.is_none())];
            let errors = missing.into_iter().filter(|(_, missing)| *missing);
            let errors = errors.map(|(field, _)| (field, FieldError::InvalidChoice));
            return Err(Error::of_fields(&self.lang, errors.collect()));
        };
        let (reservations, reservation_notes) = self.reservations();
        Ok(wire::SignRequest {
            kind,
            name: self.name.to_string(),
            email: self.email.to_string(),
            postcode: self.postcode.filled(),
            organisation: self.organisation.filled(),
            role: self.role.filled(),
            public,
            reservations,
            reservation_notes,
            updates: is_ticked(&self.updates),
            lang: self.lang.to_string(),
            text_lang: self.text_lang.filled(),
            site: self.site.to_string(),
            page_url: self.page_url.to_string(),
            source: self.source.to_string(),
            form_token: self.form_token.to_string(),
        })
    }

    fn reservations(&self) -> (Vec<u32>, Vec<wire::ReservationNote>) {
        let (mut reservations, mut notes) = (Vec::new(), Vec::new());
        for ticked in &self.reservations {
            // A value that is not a number becomes 0, which validation rejects.
            let principle = ticked.trim().parse().unwrap_or(0);
            reservations.push(principle);
            // The note beside a box that is not ticked is hidden but still sent, so only ticked
            // ones are read.
            let note = self.others.get(&format!("note-{principle}"));
            if let Some(text) = note.and_then(Field::filled) {
                notes.push(wire::ReservationNote { principle, text });
            }
        }
        (reservations, notes)
    }
}

/// A tick box is sent only when it is ticked; its value means nothing, unless it denies it.
fn is_ticked(value: &str) -> bool {
    !matches!(value, "" | "false" | "0" | "off")
}
