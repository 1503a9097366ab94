//! Email addresses, as HTML's `input type=email` accepts them and mail servers deliver them.

use std::fmt;

use super::{FieldError, characters};

/// The longest part before the `@` (RFC 5321).
const MAX_LOCAL_CHARS: usize = 64;
/// The longest label of a domain (RFC 1035).
const MAX_LABEL_CHARS: usize = 63;

/// An address that emails can be sent to. Its `Debug` prints a mask.
#[derive(Clone, Eq, PartialEq)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The longest address that SMTP can carry (RFC 5321, without the angle brackets).
    pub const MAX_CHARS: usize = 254;
    /// `a@b.c`.
    pub const MIN_CHARS: usize = 5;

    /// Accepts the grammar of WHATWG `input type=email` with three further rules: the domain
    /// contains a dot, its last label contains a letter, and dots in the local part are between
    /// other characters, because no mail library sends to other addresses.
    ///
    /// Removes what was copied along with an address: `mailto:`, a name before angle brackets, a
    /// full stop at the end, full-width letters. An internationalised domain is converted to the
    /// A-labels that mail uses (IDNA, UTS #46); in the browser it stays as typed.
    pub fn parse(typed: &str) -> Result<EmailAddress, FieldError> {
        let plain = characters::plain(typed);
        let bare = bare(&plain);
        if bare.is_empty() {
            return Err(FieldError::Required);
        }
        characters::refuse_hidden(bare)?;
        if bare.chars().count() > EmailAddress::MAX_CHARS {
            return Err(FieldError::TooLong);
        }
        let (local, domain) = bare.rsplit_once('@').ok_or(FieldError::MissingAt)?;
        if !is_local(local) {
            return Err(FieldError::InvalidEmail);
        }
        let domain = a_labels(domain).filter(|domain| is_domain(domain));
        let address = [local, "@", &domain.ok_or(FieldError::InvalidDomain)?].concat();
        if address.len() > EmailAddress::MAX_CHARS && address.is_ascii() {
            return Err(FieldError::TooLong);
        }
        Ok(EmailAddress(address))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address with only its first character and its domain readable, for the screen of the
    /// person who has just typed it.
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

/// An address without what was copied along with it.
fn bare(typed: &str) -> &str {
    /// Characters around an address in running text.
    const AROUND: [char; 15] = [
        ' ', '<', '>', '(', ')', '[', ']', '"', '“', '”', '„', '«', '»', ',', ';',
    ];
    /// Characters that end a sentence.
    const BEHIND: [char; 4] = ['.', ':', '!', '?'];
    let ends = |c: char| AROUND.contains(&c) || BEHIND.contains(&c);
    let typed = typed.trim_end_matches(ends);
    // A name may precede the angle brackets.
    let typed = typed.rsplit_once('<').map_or(typed, |(_, address)| address);
    let typed = typed.trim_start_matches(AROUND);
    match typed.get(..MAILTO.len()) {
        Some(scheme) if scheme.eq_ignore_ascii_case(MAILTO) => {
            let address = &typed[MAILTO.len()..];
            address.split('?').next().unwrap_or_default()
        }
        _ => typed,
    }
}

const MAILTO: &str = "mailto:";

/// A domain in the form that DNS uses.
#[cfg(not(target_arch = "wasm32"))]
fn a_labels(domain: &str) -> Option<String> {
    if domain.is_ascii() {
        Some(domain.to_owned())
    } else {
        idna::domain_to_ascii(domain).ok()
    }
}

/// The IDNA tables would double the size of the bundle.
#[cfg(target_arch = "wasm32")]
fn a_labels(domain: &str) -> Option<String> {
    Some(domain.to_owned())
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
        && last
            .chars()
            .any(|c| !c.is_ascii() || c.is_ascii_alphabetic())
        && domain.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= MAX_LABEL_CHARS
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .chars()
            .all(|c| c == '-' || c.is_ascii_alphanumeric() || !c.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deliverable_addresses_are_kept_as_typed() {
        for typed in [
            "ada@mail.example",
            "Ada.Lovelace+petition@Sub.Mail.example",
            "o'neill@mail.example",
            "x@xn--bcher-kva.example",
            "1@2.example",
            "a@b.c",
        ] {
            let parsed = EmailAddress::parse(typed).map(|address| address.0);
            assert_eq!(parsed, Ok(typed.to_owned()));
        }
    }

    #[test]
    fn pasted_text_around_an_address_is_removed() {
        for typed in [
            " ada@mail.example\n",
            "\u{200b}ada@mail.example",
            "\u{202a}ada@mail.example\u{202c}",
            "mailto:ada@mail.example",
            "MailTo:ada@mail.example?subject=Hello%20there",
            "<ada@mail.example>",
            "Ada Example <ada@mail.example>,",
            "(ada@mail.example).",
            "“ada@mail.example”",
            "ada＠mail．example",
            "ada@mail。example",
            "ada@mail.example.",
            "ada@mail.example,",
            "ada@\u{feff}mail.example;",
        ] {
            let parsed = EmailAddress::parse(typed).map(|address| address.0);
            assert_eq!(parsed, Ok("ada@mail.example".to_owned()), "{typed:?}");
        }
    }

    #[test]
    fn internationalised_domains_become_punycode() {
        for (typed, kept) in [
            ("ada@bücher.example", "ada@xn--bcher-kva.example"),
            ("ada@BÜCHER.Example", "ada@xn--bcher-kva.example"),
            ("ada@почта.example", "ada@xn--80a1acny.example"),
            ("ada@例え。テスト", "ada@xn--r8jz45g.xn--zckzah"),
            ("ada@bu\u{308}cher.example", "ada@xn--bcher-kva.example"),
        ] {
            let parsed = EmailAddress::parse(typed).map(|address| address.0);
            assert_eq!(parsed, Ok(kept.to_owned()), "{typed:?}");
        }
    }

    #[test]
    fn undeliverable_addresses_are_rejected() {
        let long_local = format!("{}@mail.example", "a".repeat(65));
        let long_label = format!("a@{}.example", "a".repeat(64));
        let long = format!("a@{}example", "mail.".repeat(60));
        for (typed, error) in [
            ("", FieldError::Required),
            (" \t ", FieldError::Required),
            ("ada", FieldError::MissingAt),
            ("ada@", FieldError::InvalidDomain),
            ("@mail.example", FieldError::InvalidEmail),
            ("ada@localhost", FieldError::InvalidDomain),
            ("ada@192.0.2.1", FieldError::InvalidDomain),
            ("ada@-mail.example", FieldError::InvalidDomain),
            ("ada@mail..example", FieldError::InvalidDomain),
            ("a..da@mail.example", FieldError::InvalidEmail),
            (".ada@mail.example", FieldError::InvalidEmail),
            ("ada lovelace@mail.example", FieldError::InvalidEmail),
            ("ada@b@mail.example", FieldError::InvalidEmail),
            ("\"ada\"@mail.example", FieldError::InvalidEmail),
            ("ада@mail.example", FieldError::InvalidEmail),
            ("ada@mail example", FieldError::InvalidDomain),
            ("ada@mail.example/x", FieldError::InvalidDomain),
            ("ada@büch er.example", FieldError::InvalidDomain),
            ("ada@bücher..example", FieldError::InvalidDomain),
            ("ada@\u{e000}.example", FieldError::ControlCharacters),
            ("ada\0@mail.example", FieldError::ControlCharacters),
            (
                "ada@mail.example\nbcc: b@mail.example",
                FieldError::InvalidEmail,
            ),
            (&long_local, FieldError::InvalidEmail),
            (&long_label, FieldError::InvalidDomain),
            (&long, FieldError::TooLong),
        ] {
            assert_eq!(EmailAddress::parse(typed), Err(error), "{typed:?}");
        }
    }

    #[test]
    fn an_address_is_shown_as_a_hint_and_masked_in_debug_output() {
        let address = EmailAddress::parse("ada@mail.example").expect("is an address");
        assert_eq!(address.hinted(), "a…@mail.example");
        assert_eq!(format!("{address:?}"), "EmailAddress(***)");
    }
}
