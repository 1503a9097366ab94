//! What the server derives from a database's lookup key: keyed hashes by which people are looked
//! up, and the links, codes and tokens that are therefore stored nowhere.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::sealed::{KEY_BYTES, Seal};
use super::token::{Code, Token};
use crate::domain::lists::unsubscribe_link::UnsubscribeLink;
use crate::domain::mail::email_key::EmailKey;

impl Seal {
    /// The keyed hash by which a mailbox is looked up.
    pub fn person(&self, key: &EmailKey) -> String {
        self.hash("person", key.as_str())
    }

    /// What is kept about a suppressed address: enough to recognise it, not to write to it.
    pub fn suppression(&self, key: &EmailKey) -> String {
        self.hash("suppression", key.as_str())
    }

    /// The token of the link that lifts a suppression: the suppression's hash, and proof that we
    /// issued it. It is not stored, and the next suppression invalidates it.
    pub fn lift_token(&self, suppression: &str, suppressed_at: i64) -> String {
        let at = suppressed_at.to_string();
        let hash = keyed(&self.lookup, &["lifting a suppression", suppression, &at]);
        format!("{suppression}.{}", URL_SAFE_NO_PAD.encode(&hash[..20]))
    }

    /// Which of a mailbox's signatories signed; `signer` comes from `domain/signatures/mailbox.rs`.
    pub fn signer(&self, person: &str, signer: &str) -> String {
        self.hash("signer", &format!("{person} {signer}"))
    }

    /// The rate-limit key of an email: person in the mailbox and subject.
    pub fn limit(&self, mailbox: &str, about: &str, signer: &str) -> String {
        self.hash("email limit", &format!("{mailbox} {about} {signer}"))
    }

    /// The token of an attempt's link. Correcting the address begins a new epoch, which invalidates
    /// the earlier tokens.
    pub fn link(&self, attempt: &str, epoch: i64) -> Token {
        let hash = keyed(&self.lookup, &["link", attempt, &epoch.to_string()]);
        let (bytes, _) = hash
            .split_first_chunk()
            .expect("a SHA-256 is longer than a token");
        Token::of(*bytes)
    }

    /// An attempt's code; `fresh` counts the codes voided by too many guesses.
    pub fn code(&self, attempt: &str, epoch: i64, fresh: i64) -> Code {
        let (epoch, fresh) = (epoch.to_string(), fresh.to_string());
        let hash = keyed(&self.lookup, &["code", attempt, &epoch, &fresh]);
        let (bytes, _) = hash
            .split_first_chunk()
            .expect("a SHA-256 is longer than 64 bits");
        Code::of(u64::from_be_bytes(*bytes))
    }

    /// What an organisation publishes to verify that this attempt to sign is its own. It reveals
    /// nothing about the attempt.
    pub fn verification_token(&self, attempt: &str) -> String {
        let hash = keyed(&self.lookup, &["organisation's verification", attempt]);
        hex::encode(&hash[..16])
    }

    /// The unsubscribe link for this subscription or signature of this mailbox.
    pub fn unsubscribe_link(&self, id: &str, person: &str) -> UnsubscribeLink {
        let hash = keyed(&self.lookup, &["unsubscribe link", id, person]);
        UnsubscribeLink::new(id, URL_SAFE_NO_PAD.encode(&hash[..20]))
    }

    /// Proves that a form was rendered by this database's servers, and what it was rendered for.
    pub fn form(&self, drawn: &[&str]) -> [u8; KEY_BYTES] {
        keyed(&self.lookup, &[&["form"], drawn].concat())
    }

    fn hash(&self, purpose: &str, text: &str) -> String {
        let hash = keyed(&self.lookup, &[purpose, text]);
        format!("k{}", URL_SAFE_NO_PAD.encode(hash))
    }
}

/// HMAC-SHA-256 of several parts; their lengths are hashed too, so different lists of parts never
/// collide by running together.
pub(super) fn keyed(key: &[u8; KEY_BYTES], parts: &[&str]) -> [u8; KEY_BYTES] {
    let mut hash =
        Hmac::<Sha256>::new_from_slice(key).expect("a key of this hash may have any length");
    for part in parts {
        hash.update(&(part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::keys::sealed::DataKey;

    #[test]
    fn lookup_hashes_survive_key_rotation_and_need_the_data_key() {
        let key = DataKey::random();
        let seal = Seal::new(&key);
        let kept = seal.sealed_lookup();
        let again = Seal::of_database(&key, &kept).unwrap();
        let next = DataKey::random();
        let renewed = seal.renewed(&next);
        let reopened = Seal::of_database(&next, &renewed.sealed_lookup()).unwrap();
        let address = EmailKey::of_kept("ada@mail.example");
        let ada = seal.person(&address);
        for same in [again, renewed, reopened] {
            assert_eq!(same.person(&address), ada);
        }
        assert_ne!(Seal::new(&key).person(&address), ada);
        assert_ne!(seal.suppression(&address), ada);
        assert!(Seal::of_database(&next, &kept).is_err());
    }

    #[test]
    fn links_and_codes_are_unique_per_attempt_and_epoch() {
        let key = DataKey::random();
        let seal = Seal::new(&key);
        let renewed = seal.renewed(&DataKey::random());
        assert_eq!(seal.link("one", 0), renewed.link("one", 0), "a rotation");
        assert!(seal.code("one", 0, 0).is(&renewed.code("one", 0, 0)));
        let links = [
            seal.link("one", 0),
            seal.link("one", 1),
            seal.link("two", 0),
            Seal::new(&key).link("one", 0),
        ];
        for (at, link) in links.iter().enumerate() {
            assert!(!links[..at].contains(link), "{at}");
        }
        let codes = |fresh| seal.code("one", 0, fresh).reveal().to_owned();
        let differ: std::collections::HashSet<String> = (0..5).map(codes).collect();
        assert!(differ.len() > 1, "{differ:?}");
    }
}
