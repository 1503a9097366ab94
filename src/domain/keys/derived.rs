//! What the server derives from a database's lookup key: keyed hashes by which people are looked
//! up, and the links, codes and tokens that are therefore stored nowhere.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use ipnet::IpNet;
use sha2::Sha256;

use super::keyed_hash::KeyedHash;
use super::sealed::{KEY_BYTES, Seal};
use super::token::{Code, Token};
use crate::domain::id::Id;
use crate::domain::mail::email_key::EmailKey;
use crate::domain::time::HOUR_MS;

impl Seal {
    /// The keyed hash by which a mailbox is looked up.
    pub fn person(&self, key: &EmailKey) -> KeyedHash {
        self.hash(&[b"person", key.as_str().as_bytes()])
    }

    /// What is kept about a suppressed address: enough to recognise it, not to write to it.
    pub fn suppression(&self, key: &EmailKey) -> KeyedHash {
        self.hash(&[b"suppression", key.as_str().as_bytes()])
    }

    /// The token of the link that lifts a suppression: the suppression's hash, and proof that we
    /// issued it. It is not stored, and the next suppression invalidates it.
    pub fn lift_token(&self, suppression: KeyedHash, suppressed_at: i64) -> String {
        let at = suppressed_at.to_be_bytes();
        let parts = [&b"lifting a suppression"[..], &suppression.bytes(), &at];
        let hash = keyed(&self.lookup, &parts);
        format!("{suppression}.{}", URL_SAFE_NO_PAD.encode(&hash[..20]))
    }

    /// Which of a mailbox's signatories signed; `signer` comes from `domain/signatures/mailbox.rs`, and
    /// is empty for a subscription, which belongs to the whole mailbox.
    pub fn signer(&self, person: KeyedHash, signer: &str) -> KeyedHash {
        self.hash(&[b"signer", &person.bytes(), signer.as_bytes()])
    }

    /// The rate-limit key of an email: person in the mailbox and subject.
    pub fn limit(&self, signer: KeyedHash, subject: i64) -> KeyedHash {
        self.hash(&[b"email limit", &signer.bytes(), &subject.to_be_bytes()])
    }

    /// Recognises a network again, without its addresses.
    pub fn network(&self, network: IpNet) -> KeyedHash {
        self.hash(&[b"network", network.to_string().as_bytes()])
    }

    /// Recognises the domain of an address again.
    pub fn mail_domain(&self, key: &EmailKey) -> KeyedHash {
        self.hash(&[b"mail domain", key.domain().as_bytes()])
    }

    /// The token of the link in emails about an attempt and the signature that it became. Correcting
    /// the address begins a new epoch, which invalidates the earlier tokens.
    pub fn link(&self, attempt: Id, epoch: i64) -> Token {
        self.token(b"link", attempt, epoch)
    }

    /// The token of the link by which a signature is renewed for a version of its text.
    pub fn renewal_link(&self, signature: Id, to_version: i64) -> Token {
        self.token(b"renewal link", signature, to_version)
    }

    /// The token of the link that signs an organiser in, from an email or from the console.
    pub fn sign_in_link(&self, sign_in: Id) -> Token {
        self.token(b"sign-in link", sign_in, 0)
    }

    /// The code of a sign-in or of a step-up.
    pub fn sign_in_code(&self, sign_in: Id) -> Code {
        self.digits(&[b"sign-in code", &sign_in.bytes()])
    }

    /// The token of the link by which an invitation to the desk is accepted.
    pub fn invitation_link(&self, invitation: Id) -> Token {
        self.token(b"invitation link", invitation, 0)
    }

    /// The token of the link by which this subscription ends, or the updates of this signature.
    pub fn unsubscribe_link(&self, id: Id) -> Token {
        self.token(b"unsubscribe link", id, 0)
    }

    /// The token by which the signatory of a signature that was just confirmed asks for updates. It
    /// names the hour; see [`Seal::is_updates_token`].
    pub fn updates_token(&self, signature: Id, now_ms: i64) -> Token {
        self.token(b"asking for updates", signature, now_ms / HOUR_MS)
    }

    /// Whether this token was made within this hour or the one before. It gives access to nothing
    /// else, so a page may hold it where the link of an email would be too much.
    pub fn is_updates_token(&self, token: &Token, now_ms: i64) -> bool {
        let hours = [now_ms, now_ms - HOUR_MS];
        hours
            .iter()
            .any(|at_ms| token.is(&self.updates_token(token.id, *at_ms)))
    }

    fn token(&self, purpose: &[u8], id: Id, epoch: i64) -> Token {
        let parts = [purpose, &id.bytes(), &epoch.to_be_bytes()];
        Token::new(id, self.hash(&parts).bytes())
    }

    /// An attempt's code; `fresh` counts the codes voided by too many guesses.
    pub fn code(&self, attempt: Id, epoch: i64, fresh: i64) -> Code {
        let (epoch, fresh) = (epoch.to_be_bytes(), fresh.to_be_bytes());
        self.digits(&[b"code", &attempt.bytes(), &epoch, &fresh])
    }

    fn digits(&self, parts: &[&[u8]]) -> Code {
        let hash = keyed(&self.lookup, parts);
        let (bytes, _) = hash
            .split_first_chunk()
            .expect("a SHA-256 is longer than 64 bits");
        Code::of(u64::from_be_bytes(*bytes))
    }

    /// What an organisation publishes to verify that this attempt to sign is its own. It reveals
    /// nothing about the attempt.
    pub fn verification_token(&self, attempt: Id) -> String {
        let parts = [&b"organisation's verification"[..], &attempt.bytes()];
        self.hash(&parts).to_string()
    }

    /// Proves that a form was rendered by this database's servers, and what it was rendered for.
    pub fn form(&self, drawn: &[&str]) -> [u8; KEY_BYTES] {
        let drawn = drawn.iter().map(|part| part.as_bytes());
        let parts: Vec<&[u8]> = std::iter::once(&b"form"[..]).chain(drawn).collect();
        keyed(&self.lookup, &parts)
    }

    fn hash(&self, parts: &[&[u8]]) -> KeyedHash {
        let hash = keyed(&self.lookup, parts);
        let (bytes, _) = hash
            .split_first_chunk()
            .expect("a SHA-256 is longer than 16 bytes");
        KeyedHash::from_bytes(*bytes)
    }
}

/// HMAC-SHA-256 of several parts; their lengths are hashed too, so different lists of parts never
/// collide by running together.
pub(super) fn keyed(key: &[u8; KEY_BYTES], parts: &[&[u8]]) -> [u8; KEY_BYTES] {
    let mut hash =
        Hmac::<Sha256>::new_from_slice(key).expect("a key of this hash may have any length");
    for part in parts {
        hash.update(&(part.len() as u64).to_be_bytes());
        hash.update(part);
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
        let (one, two) = (Id::new(1), Id::new(2));
        assert_eq!(seal.link(one, 0), renewed.link(one, 0), "a rotation");
        assert!(seal.code(one, 0, 0).is(&renewed.code(one, 0, 0)));
        assert!(seal.sign_in_code(one).is(&renewed.sign_in_code(one)));
        let links = [
            seal.link(one, 0),
            seal.link(one, 1),
            seal.link(two, 0),
            seal.renewal_link(one, 0),
            seal.unsubscribe_link(one),
            seal.sign_in_link(one),
            seal.invitation_link(one),
            Seal::new(&key).link(one, 0),
        ];
        for (at, link) in links.iter().enumerate() {
            assert!(!links[..at].contains(link), "{at}");
        }
        let codes = |fresh| seal.code(one, 0, fresh).reveal().to_owned();
        let differ: std::collections::HashSet<String> = (0..5).map(codes).collect();
        assert!(differ.len() > 1, "{differ:?}");
    }
}
