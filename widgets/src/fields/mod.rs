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
mod presence;
mod reservation;
pub mod slip;

pub use characters::{is_ignorable, plain as plain_text};
pub use codes::{Code, Postcode, Slug};
pub use email::EmailAddress;
pub use names::{OrganisationName, PersonName, Role};
pub use presence::{FormFields, Presence};
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
    /// The form does not have this field.
    NotAsked,
}

impl FieldError {
    /// Every error, in the order of the documentation.
    pub const ALL: [FieldError; 16] = [
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
        FieldError::NotAsked,
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
            FieldError::NotAsked => "not_asked",
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
/// number. Something sent for a field that is off is an error rather than dropped: dropping it would
/// publish a name in full, or without its reservation.
pub fn check_sign(
    request: &SignRequest,
    principles: u32,
    fields: &FormFields,
) -> Result<Signing, FieldErrors> {
    let mut errors = FieldErrors::new();
    let organisation = organisation(request, fields.organisation, &mut errors);
    // A form has this field for organisations alone.
    let role = match fields.role {
        Presence::Required if request.kind == SignatoryKind::Person => Presence::Optional,
        role => role,
    };
    let role = asked("role", role, &request.role, Role::parse, &mut errors);
    let name = keep("name", PersonName::parse(&request.name), &mut errors);
    let email = keep("email", EmailAddress::parse(&request.email), &mut errors);
    let (typed, parse) = (&request.postcode, Postcode::parse);
    let postcode = asked("postcode", fields.postcode, typed, parse, &mut errors);
    let reservations = reservation::check(request, principles);
    let reservations = reservations.map_err(|error| errors.push(error));
    for (field, presence, sent) in [
        ("public", fields.public, request.public != Visibility::Full),
        (
            "reservations",
            fields.reservations,
            !request.reservations.is_empty(),
        ),
        ("updates", fields.updates, request.updates),
    ] {
        if sent && presence.is_off() {
            errors.push((field, FieldError::NotAsked));
        }
    }
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

/// The organisation that signs.
fn organisation(
    request: &SignRequest,
    presence: Presence,
    errors: &mut FieldErrors,
) -> Option<OrganisationName> {
    match (request.kind, presence) {
        (SignatoryKind::Organisation, Presence::Off) => {
            errors.push(("organisation", FieldError::NotAsked));
            None
        }
        (SignatoryKind::Person, Presence::Off | Presence::Optional) => None,
        (SignatoryKind::Person, Presence::Required) => {
            errors.push(("organisation", FieldError::Required));
            None
        }
        (SignatoryKind::Organisation, _) => {
            let typed = request.organisation.as_deref().unwrap_or_default();
            keep("organisation", OrganisationName::parse(typed), errors)
        }
    }
}

/// Checks a whole subscription.
pub fn check_subscribe(
    request: &SubscribeRequest,
    fields: &FormFields,
) -> Result<Subscribing, FieldErrors> {
    let mut errors = FieldErrors::new();
    let email = keep("email", EmailAddress::parse(&request.email), &mut errors);
    let (typed, parse) = (&request.name, PersonName::parse);
    let name = asked("name", fields.name, typed, parse, &mut errors);
    let (typed, parse) = (&request.postcode, Postcode::parse);
    let postcode = asked("postcode", fields.postcode, typed, parse, &mut errors);
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

/// A field that organisers may set: one with only spaces and invisible characters counts as empty.
fn asked<T>(
    field: &'static str,
    presence: Presence,
    typed: &Option<String>,
    parse: fn(&str) -> Result<T, FieldError>,
    errors: &mut FieldErrors,
) -> Option<T> {
    let typed = characters::tidied(typed.as_deref().unwrap_or_default());
    let error = match presence {
        Presence::Required if typed.is_empty() => FieldError::Required,
        Presence::Off if !typed.is_empty() => FieldError::NotAsked,
        _ if typed.is_empty() => return None,
        _ => return keep(field, parse(&typed), errors),
    };
    errors.push((field, error));
    None
}

/// The error of a single field while it is being filled in, by its name in the form. Fields that hold a
/// choice have none.
pub fn error_in(name: &str, typed: &str, required: bool) -> Option<FieldError> {
    if typed.trim().is_empty() {
        return required.then_some(FieldError::Required);
    }
    match name {
        "name" => PersonName::parse(typed).err(),
        "email" => EmailAddress::parse(typed).err(),
        "organisation" => OrganisationName::parse(typed).err(),
        "role" => Role::parse(typed).err(),
        "postcode" => Postcode::parse(typed).err(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
