//! Parses what a visitor types; the same code runs in the form and on the server.
//!
//! A value of one of these types has been checked: parsing is the only way to create one. Error
//! messages are in [`crate::text`]. The server alone handles Unicode normal forms and duplicate
//! keys.

use std::fmt;

use crate::wire::{SignRequest, SignatoryKind, SubscribeRequest, Visibility};

/// Read access to the text inside.
macro_rules! text_of {
    ($($name:ident)*) => {$(
        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    )*};
}

/// `Debug` output that does not contain what was typed.
macro_rules! masked {
    ($($name:ident)*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(***)"))
            }
        }
    )*};
}

mod characters;
mod codes;
mod email;
mod link;
mod names;
#[cfg(feature = "openapi")]
pub mod patterns;
mod reservation;

pub use characters::{is_ignorable, plain as plain_text};
pub use codes::{Code, Postcode, Slug};
pub use email::EmailAddress;
pub use names::{OrganisationName, PersonName, Role};
pub use reservation::{Note, Reservation};

/// Errors that the visitor can correct.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FieldError {
    Required,
    TooLong,
    ControlCharacters,
    BidiOverrides,
    Markup,
    Link,
    Digits,
    Symbols,
    StackedMarks,
    MissingAt,
    InvalidDomain,
    InvalidEmail,
    InvalidPostcode,
    InvalidChoice,
    InvalidCode,
}

impl FieldError {
    /// Every error, in the order of the documentation.
    pub const ALL: [FieldError; 15] = [
        FieldError::Required,
        FieldError::TooLong,
        FieldError::ControlCharacters,
        FieldError::BidiOverrides,
        FieldError::Markup,
        FieldError::Link,
        FieldError::Digits,
        FieldError::Symbols,
        FieldError::StackedMarks,
        FieldError::MissingAt,
        FieldError::InvalidDomain,
        FieldError::InvalidEmail,
        FieldError::InvalidPostcode,
        FieldError::InvalidChoice,
        FieldError::InvalidCode,
    ];

    /// The stable code on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            FieldError::Required => "required",
            FieldError::TooLong => "too_long",
            FieldError::ControlCharacters => "control_characters",
            FieldError::BidiOverrides => "bidi_overrides",
            FieldError::Markup => "markup",
            FieldError::Link => "link",
            FieldError::Digits => "digits",
            FieldError::Symbols => "symbols",
            FieldError::StackedMarks => "stacked_marks",
            FieldError::MissingAt => "missing_at",
            FieldError::InvalidDomain => "invalid_domain",
            FieldError::InvalidEmail => "invalid_email",
            FieldError::InvalidPostcode => "invalid_postcode",
            FieldError::InvalidChoice => "invalid_choice",
            FieldError::InvalidCode => "invalid_code",
        }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A checked [`SignRequest`].
#[derive(Clone, Debug, PartialEq)]
pub struct Signing {
    pub kind: SignatoryKind,
    /// The person, or the person who signs for the organisation.
    pub name: PersonName,
    pub email: EmailAddress,
    pub postcode: Option<Postcode>,
    /// Set if and only if `kind` is an organisation.
    pub organisation: Option<OrganisationName>,
    pub role: Option<Role>,
    pub public: Visibility,
    /// At most one per principle.
    pub reservations: Vec<Reservation>,
    pub updates: bool,
}

/// A checked [`SubscribeRequest`]. The server checks whether the list has these topics.
#[derive(Clone, Debug, PartialEq)]
pub struct Subscribing {
    pub email: EmailAddress,
    pub name: Option<PersonName>,
    pub postcode: Option<Postcode>,
    pub topics: Vec<Slug>,
}

/// The errors of a form, in the order of its fields.
pub type FieldErrors = Vec<(&'static str, FieldError)>;

/// Checks a whole signature. An organisation's name sent with a person's signature is dropped: the
/// form hides that field, but without script a hidden field is sent too. `principles` is the
/// declaration's number of principles; the form shows a box for each, so it does not need the
/// number.
pub fn check_sign(request: &SignRequest, principles: u32) -> Result<Signing, FieldErrors> {
    let mut errors = FieldErrors::new();
    let of_organisation = request.kind == SignatoryKind::Organisation;
    let organisation = if of_organisation {
        let typed = request.organisation.as_deref().unwrap_or_default();
        keep("organisation", OrganisationName::parse(typed), &mut errors)
    } else {
        None
    };
    let role = optional("role", &request.role, Role::parse, &mut errors);
    let name = keep("name", PersonName::parse(&request.name), &mut errors);
    let email = keep("email", EmailAddress::parse(&request.email), &mut errors);
    let postcode = optional("postcode", &request.postcode, Postcode::parse, &mut errors);
    let reservations = reservation::check(request, principles);
    let reservations = reservations.map_err(|error| errors.push(error));
    match (name, email) {
        (Some(name), Some(email)) if errors.is_empty() => Ok(Signing {
            kind: request.kind,
            name,
            email,
            postcode,
            organisation,
            role,
            public: request.public,
            reservations: reservations.unwrap_or_default(),
            updates: request.updates,
        }),
        _ => Err(errors),
    }
}

/// Checks a whole subscription.
pub fn check_subscribe(request: &SubscribeRequest) -> Result<Subscribing, FieldErrors> {
    let mut errors = FieldErrors::new();
    let email = keep("email", EmailAddress::parse(&request.email), &mut errors);
    let name = optional("name", &request.name, PersonName::parse, &mut errors);
    let postcode = optional("postcode", &request.postcode, Postcode::parse, &mut errors);
    let mut topics = Vec::new();
    for topic in &request.topics {
        match Slug::parse(topic) {
            Ok(topic) if topics.contains(&topic) => {}
            Ok(topic) => topics.push(topic),
            Err(error) => {
                errors.push(("topics", error));
                break;
            }
        }
    }
    match email {
        Some(email) if errors.is_empty() => Ok(Subscribing {
            email,
            name,
            postcode,
            topics,
        }),
        _ => Err(errors),
    }
}

fn keep<T>(
    field: &'static str,
    parsed: Result<T, FieldError>,
    errors: &mut FieldErrors,
) -> Option<T> {
    match parsed {
        Ok(value) => Some(value),
        Err(error) => {
            errors.push((field, error));
            None
        }
    }
}

/// An optional field: one with only spaces and invisible characters counts as empty.
fn optional<T>(
    field: &'static str,
    typed: &Option<String>,
    parse: fn(&str) -> Result<T, FieldError>,
    errors: &mut FieldErrors,
) -> Option<T> {
    let typed = characters::tidied(typed.as_deref()?);
    if typed.is_empty() {
        return None;
    }
    keep(field, parse(&typed), errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled_in() -> SignRequest {
        SignRequest {
            name: "Ada Example".to_owned(),
            email: "ada@mail.example".to_owned(),
            ..SignRequest::default()
        }
    }

    #[test]
    fn an_empty_form_reports_every_required_field_in_order() {
        let request = SignRequest {
            kind: SignatoryKind::Organisation,
            ..SignRequest::default()
        };
        let required = FieldError::Required;
        assert_eq!(
            check_sign(&request, 3),
            Err(vec![
                ("organisation", required),
                ("name", required),
                ("email", required)
            ])
        );
        assert_eq!(
            check_subscribe(&SubscribeRequest::default()),
            Err(vec![("email", required)])
        );
    }

    #[test]
    fn a_person_needs_only_name_and_email() {
        let request = SignRequest {
            postcode: Some(" \u{200b}\t".to_owned()),
            organisation: Some("<left over in a hidden field>".to_owned()),
            ..filled_in()
        };
        let signing = check_sign(&request, 3).expect("name and email are right");
        assert_eq!(signing.name.as_str(), "Ada Example");
        assert_eq!(signing.organisation, None);
        assert_eq!(signing.postcode, None);
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let request = SignRequest {
            name: "Ada 7".to_owned(),
            email: "ada".to_owned(),
            postcode: Some("1234567890123".to_owned()),
            ..SignRequest::default()
        };
        assert_eq!(
            check_sign(&request, 3),
            Err(vec![
                ("name", FieldError::Digits),
                ("email", FieldError::MissingAt),
                ("postcode", FieldError::TooLong),
            ])
        );
    }

    #[test]
    fn duplicate_topics_are_merged_and_malformed_ones_are_rejected() {
        let mut request = SubscribeRequest {
            email: "ada@mail.example".to_owned(),
            topics: vec!["events".to_owned(), "events".to_owned()],
            ..SubscribeRequest::default()
        };
        let subscribing = check_subscribe(&request).expect("topics are slugs");
        assert_eq!(subscribing.topics.len(), 1);
        request.topics = vec!["<b>".to_owned()];
        assert_eq!(
            check_subscribe(&request),
            Err(vec![("topics", FieldError::InvalidChoice)])
        );
    }

    #[test]
    fn debug_output_of_a_checked_form_has_no_personal_data() {
        let signing = check_sign(&filled_in(), 3).expect("name and email are right");
        let shown = format!("{signing:?}");
        assert!(!shown.contains("Ada") && !shown.contains("ada"), "{shown}");
    }

    #[test]
    fn error_codes_are_distinct() {
        let mut codes: Vec<_> = FieldError::ALL.iter().map(|error| error.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), FieldError::ALL.len());
    }
}
