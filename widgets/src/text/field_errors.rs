//! Maps error codes to strings. Only the code counts, never the wording of a response.

use super::Key;

/// The message for a field's error. An unknown code, from a newer server, reads as an invalid
/// choice.
pub fn field_error(field: &str, code: &str) -> Key {
    match code {
        "required" => match field {
            "name" => Key::NameRequired,
            "email" => Key::EmailRequired,
            "organisation" => Key::OrganisationRequired,
            "code" => Key::CodeRequired,
            _ => Key::Required,
        },
        "too_long" => Key::TooLong,
        "control_characters" => Key::ControlCharacters,
        "bidi_overrides" => Key::BidiOverrides,
        "markup" => Key::Markup,
        "link" => Key::Link,
        "digits" => Key::Digits,
        "symbols" => Key::Symbols,
        "stacked_marks" => Key::StackedMarks,
        "missing_at" => Key::MissingAt,
        "invalid_domain" => Key::InvalidDomain,
        "invalid_email" => Key::InvalidEmail,
        "invalid_postcode" => Key::InvalidPostcode,
        "invalid_code" => Key::InvalidCode,
        // A form that no longer has the choice.
        "not_asked" if field == "public" => Key::ShownInFull,
        "not_asked" => Key::NotAsked,
        "wrong_code" => Key::WrongCode,
        "code_of_another" => Key::OtherCode,
        _ => Key::InvalidChoice,
    }
}

/// The message for an error of the whole form. `offline` is the browser's own code for no response.
pub fn form_error(code: &str) -> Key {
    match code {
        "offline" => Key::Offline,
        "unavailable" => Key::Unavailable,
        "too_many_tries" => Key::TooManyTries,
        "too_many_requests" => Key::TooManyRequests,
        "declaration_closed" => Key::DeclarationClosed,
        "declaration_not_open" => Key::DeclarationNotOpen,
        "expired" => Key::Expired,
        "origin_not_allowed" | "check_needed" => Key::OriginNotAllowed,
        "not_found" | "unpublished" => Key::NotFound,
        "validation_failed" => Key::ValidationFailed,
        "wrong_code" => Key::WrongCode,
        _ => Key::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::FieldError;

    #[test]
    fn every_field_error_has_its_own_text() {
        let mut seen = Vec::new();
        for error in FieldError::ALL {
            let key = field_error("name", error.code());
            assert!(!seen.contains(&key), "{key:?} is said for two errors");
            seen.push(key);
        }
    }

    #[test]
    fn required_field_errors_name_their_field() {
        for field in ["name", "email", "organisation", "code"] {
            assert_ne!(field_error(field, "required"), Key::Required);
        }
    }
}
