//! The data holder: besides a name, the law requires a postal address and a privacy notice, as text
//! or as a link. Both are set in the file of a declaration or a list.

use serde::{Deserialize, Serialize};
use url::Url;

/// The holder's address and privacy notice; either may be missing.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
pub struct Holder {
    /// Postal address, in one line.
    pub address: Option<String>,
    /// Text, or the address of a page.
    pub privacy: Option<String>,
}

const ADDRESS_CHARS: usize = 200;
const PRIVACY_CHARS: usize = 500;

impl Holder {
    /// The address of the privacy notice, if it is a link.
    pub fn privacy_link(&self) -> Option<&str> {
        self.privacy.as_deref().filter(|privacy| is_link(privacy))
    }

    /// The privacy notice itself, if it is text.
    pub fn privacy_text(&self) -> Option<&str> {
        self.privacy.as_deref().filter(|privacy| !is_link(privacy))
    }

    pub fn is_empty(&self) -> bool {
        self.address.is_none() && self.privacy.is_none()
    }
}

/// A postal address, with its lines joined into one.
pub(in crate::domain) fn address(text: &str) -> Result<String, String> {
    short(text, ", ", ADDRESS_CHARS)
}

/// A privacy notice: an http or https address, or a short text.
pub(in crate::domain) fn privacy(text: &str) -> Result<String, String> {
    let starts = |scheme: &str| text.trim_start().to_ascii_lowercase().starts_with(scheme);
    if starts("http://") || starts("https://") {
        return match Url::parse(text.trim()) {
            Ok(url) if url.has_host() && !text.trim().contains(char::is_whitespace) => {
                Ok(url.to_string())
            }
            _ => Err(format!(
                "an address such as https://act.example/privacy, or words, not {text:?}"
            )),
        };
    }
    short(text, " ", PRIVACY_CHARS)
}

fn is_link(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

fn short(text: &str, between: &str, most: usize) -> Result<String, String> {
    let lines = text.lines().map(|line| line.trim().trim_end_matches(','));
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    let one = crate::domain::signatures::name::nfc(&lines.join(between));
    let chars = one.chars().count();
    if chars == 0 || chars > most || one.chars().any(char::is_control) {
        return Err(format!("1 to {most} characters, not {chars}"));
    }
    Ok(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postal_address_of_several_lines_is_joined_into_one() {
        let typed = "Carers' House\n 12 High Street,\nHarrowmere HM1 2AB\n";
        assert_eq!(
            address(typed).as_deref(),
            Ok("Carers' House, 12 High Street, Harrowmere HM1 2AB")
        );
        for wrong in ["", " \n ", "a\u{7}b", &"a".repeat(201)] {
            assert!(address(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_privacy_notice_is_a_link_or_text() {
        let of = |text: &str| Holder {
            privacy: Some(privacy(text).expect("it can be one")),
            ..Holder::default()
        };
        for link in [
            "https://act.example/privacy",
            " HTTPS://act.example/privacy ",
        ] {
            assert_eq!(of(link).privacy_link(), Some("https://act.example/privacy"));
        }
        let words = of("We keep it\nfor a year.");
        assert_eq!(words.privacy_link(), None);
        assert_eq!(words.privacy_text(), Some("We keep it for a year."));
        for wrong in ["https://", "https://act.example/a b", "", &"a".repeat(501)] {
            assert!(privacy(wrong).is_err(), "{wrong:?}");
        }
        // A `javascript:` address is text and never a link.
        assert_eq!(of("javascript:alert(1)").privacy_link(), None);
    }
}
