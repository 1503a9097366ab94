//! The unsubscribe link in each row of an exported file: an id and a secret derived from this
//! database's key (`domain/keys/sealed.rs`). Nothing is stored for it, however many files are exported.

use std::fmt;

use subtle::ConstantTimeEq as _;

/// The part of such a link after `/unsubscribe/`: `ID.SECRET`.
#[derive(Clone, Eq, PartialEq)]
pub struct UnsubscribeLink {
    /// The id of the subscription, or of the signature whose signatory asked for updates.
    pub id: String,
    secret: String,
}

impl UnsubscribeLink {
    pub fn new(id: &str, secret: String) -> Self {
        Self {
            id: id.to_owned(),
            secret,
        }
    }

    /// Parses the end of a link; `None` if it has the wrong form.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.split_once('.')?;
        let plain = |part: &str| {
            let byte = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            (1..=64).contains(&part.len()) && part.bytes().all(byte)
        };
        (plain(id) && plain(secret)).then(|| Self::new(id, secret.to_owned()))
    }

    /// The plain value, for the exported row only.
    pub fn reveal(&self) -> String {
        let Self { id, secret } = self;
        format!("{id}.{secret}")
    }

    /// Whether this is the genuine link; compares in constant time.
    pub fn is(&self, true_one: &Self) -> bool {
        let same = self.secret.as_bytes().ct_eq(true_one.secret.as_bytes());
        self.id == true_one.id && bool::from(same)
    }
}

impl fmt::Debug for UnsubscribeLink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("UnsubscribeLink(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unsubscribe_link_round_trips_and_forged_or_malformed_ones_are_rejected() {
        let link = UnsubscribeLink::new("0190-ab", "c2VjcmV0_-".to_owned());
        assert_eq!(UnsubscribeLink::parse(&link.reveal()), Some(link.clone()));
        let forged = UnsubscribeLink::parse("0190-ab.c2VjcmV0_").expect("its shape is right");
        assert!(link.is(&link) && !forged.is(&link));
        assert!(!format!("{link:?}").contains("c2Vj"));
        for wrong in ["", ".", "a.", ".b", "a.b.c", "a.b c", "a%00.b", "é.b"] {
            assert_eq!(UnsubscribeLink::parse(wrong), None, "{wrong}");
        }
    }
}
