//! Email addresses, as HTML's `input type=email` takes them and mail servers deliver them.

use std::fmt;

use super::{FieldError, plain};

/// The longest address that SMTP can carry (RFC 5321, less the angle brackets).
const MAX_CHARS: usize = 254;
/// The longest part before the `@` (RFC 5321).
const MAX_LOCAL_CHARS: usize = 64;
/// The longest label of a domain (RFC 1035).
const MAX_LABEL_CHARS: usize = 63;

/// An address that letters can be sent to. Its `Debug` prints a mask.
#[derive(Clone, Eq, PartialEq)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Takes the grammar of WHATWG `input type=email`, with three things more: the domain has a
    /// dot, its last label has a letter, and dots in the local part stand between characters,
    /// since no mail library sends to the others.
    pub fn parse(typed: &str) -> Result<EmailAddress, FieldError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(FieldError::Required);
        }
        plain::refuse_invisible(typed)?;
        if typed.chars().count() > MAX_CHARS {
            return Err(FieldError::TooLong);
        }
        match typed.rsplit_once('@') {
            Some((local, domain)) if is_local(local) && is_domain(domain) => {
                Ok(EmailAddress(typed.to_owned()))
            }
            _ => Err(FieldError::InvalidEmail),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address with only its first character and its domain readable, for the screen of
    /// whoever has just typed it.
    pub fn hinted(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or_default();
        let mut hinted: String = local.chars().take(1).collect();
        hinted.push('…');
        hinted.push('@');
        hinted.push_str(domain);
        hinted
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(***)")
    }
}

fn is_local(local: &str) -> bool {
    local.len() <= MAX_LOCAL_CHARS
        && local.split('.').all(|atom| {
            !atom.is_empty()
                && atom.bytes().all(|byte| {
                    byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte)
                })
        })
}

fn is_domain(domain: &str) -> bool {
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.')
        && last.bytes().any(|byte| byte.is_ascii_alphabetic())
        && domain.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= MAX_LABEL_CHARS
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_arrive_are_taken_as_typed() {
        for typed in [
            "ada@mail.example",
            "Ada.Lovelace+petition@Sub.Mail.example",
            "o'neill@mail.example",
            "x@xn--bcher-kva.example",
            "1@2.example",
        ] {
            let parsed = EmailAddress::parse(typed).map(|address| address.0);
            assert_eq!(parsed, Ok(typed.to_owned()));
        }
        let spaced = EmailAddress::parse(" ada@mail.example\n");
        assert_eq!(
            spaced.map(|address| address.0),
            Ok("ada@mail.example".to_owned())
        );
    }

    #[test]
    fn addresses_that_cannot_arrive_are_refused() {
        let long_local = format!("{}@mail.example", "a".repeat(65));
        let long_label = format!("a@{}.example", "a".repeat(64));
        let long = format!("a@{}example", "mail.".repeat(60));
        for (typed, error) in [
            ("", FieldError::Required),
            (" \t ", FieldError::Required),
            ("ada", FieldError::InvalidEmail),
            ("ada@", FieldError::InvalidEmail),
            ("@mail.example", FieldError::InvalidEmail),
            ("ada@localhost", FieldError::InvalidEmail),
            ("ada@192.0.2.1", FieldError::InvalidEmail),
            ("ada@-mail.example", FieldError::InvalidEmail),
            ("ada@mail..example", FieldError::InvalidEmail),
            ("a..da@mail.example", FieldError::InvalidEmail),
            (".ada@mail.example", FieldError::InvalidEmail),
            ("ada lovelace@mail.example", FieldError::InvalidEmail),
            ("ada@b@mail.example", FieldError::InvalidEmail),
            ("\"ada\"@mail.example", FieldError::InvalidEmail),
            ("<ada@mail.example>", FieldError::InvalidEmail),
            (
                "ada@mail.example\nbcc: b@mail.example",
                FieldError::ControlCharacters,
            ),
            ("ada\u{202e}@mail.example", FieldError::BidiOverrides),
            (&long_local, FieldError::InvalidEmail),
            (&long_label, FieldError::InvalidEmail),
            (&long, FieldError::TooLong),
        ] {
            assert_eq!(EmailAddress::parse(typed), Err(error), "{typed:?}");
        }
    }

    #[test]
    fn only_a_hint_of_the_address_is_shown() {
        let address = EmailAddress::parse("ada@mail.example").expect("is an address");
        assert_eq!(address.hinted(), "a…@mail.example");
        assert_eq!(format!("{address:?}"), "EmailAddress(***)");
    }
}
