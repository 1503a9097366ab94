//! Encryption of addresses and postcodes, so that the database alone reveals nothing, and keyed
//! hashes for lookups. Every value of these kinds is written and read through [`Seal`];
//! `store/keys/file.rs` knows where the operator's key is.
//!
//! A sealed value is `x1.KEY.BYTES`: the id of the key, then nonce and XChaCha20-Poly1305
//! ciphertext in URL-safe base64, with key and purpose as associated data. A separate lookup key is
//! made once for each database and stored in it, sealed. So people are still recognised after the
//! operator's key changes, including those of whom only a suppression is kept.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::token::{Code, Token};
use crate::domain::lists::unsubscribe_link::UnsubscribeLink;
use crate::domain::mail::email_key::EmailKey;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
/// The prefix of every sealed value; no address or postcode begins like this.
const MARK: &str = "x1.";

/// The kind of a sealed value; one kind cannot be passed off as another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Purpose {
    Email,
    Postcode,
    /// The recipient of a waiting email.
    Recipient,
    /// The content of a waiting email, with its link and code.
    Message,
    /// The key of the keyed hashes.
    LookupKey,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Postcode => "postcode",
            Self::Recipient => "recipient",
            Self::Message => "letter",
            Self::LookupKey => "lookup key",
        }
    }
}

/// A sealed value could not be decrypted: it was sealed with another key, or tampered with.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a sealed value cannot be opened")]
pub struct Unreadable;

/// The operator's key: 32 bytes from outside the database.
#[derive(Clone)]
pub struct DataKey([u8; KEY_BYTES]);

impl DataKey {
    pub fn random() -> Self {
        Self(random())
    }

    /// Parses 32 bytes in base64, of either alphabet, after any comment lines, as in a key file.
    pub fn parse(text: &str) -> Option<Self> {
        let lines = text.lines().map(str::trim);
        let mut lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let text = lines.next()?.trim_end_matches('=');
        let usual = text.replace('-', "+").replace('_', "/");
        let bytes = STANDARD.decode(format!("{usual}=")).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// The plain key, for the key file only.
    pub fn reveal(&self) -> String {
        STANDARD.encode(self.0)
    }

    /// The key's id: distinguishes keys, and reveals nothing about them.
    pub fn id(&self) -> String {
        let hash = self.derive("name");
        hex::encode(&hash[..4])
    }

    fn derive(&self, what: &str) -> [u8; KEY_BYTES] {
        keyed(&self.0, &["undersigned data key", what])
    }

    fn sealer(&self) -> Sealer {
        Sealer {
            key_id: self.id(),
            cipher: XChaCha20Poly1305::new(&self.derive("sealing").into()),
        }
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DataKey({})", self.id())
    }
}

/// Encrypts and decrypts values, and makes the keyed hashes that people are looked up by.
#[derive(Clone)]
pub struct Seal {
    sealer: Sealer,
    lookup: [u8; KEY_BYTES],
}

#[derive(Clone)]
struct Sealer {
    key_id: String,
    cipher: XChaCha20Poly1305,
}

impl Seal {
    /// For a database without sealed values: makes a new lookup key.
    pub fn new(key: &DataKey) -> Self {
        Self {
            sealer: key.sealer(),
            lookup: random(),
        }
    }

    /// For a database that contains this sealed lookup key.
    pub fn of_database(key: &DataKey, lookup: &str) -> Result<Self, Unreadable> {
        let sealer = key.sealer();
        let opened = sealer.open(Purpose::LookupKey, lookup)?;
        let bytes = URL_SAFE_NO_PAD.decode(opened).map_err(|_| Unreadable)?;
        Ok(Self {
            sealer,
            lookup: bytes.try_into().map_err(|_| Unreadable)?,
        })
    }

    /// The same lookup key with another operator's key.
    pub fn renewed(&self, key: &DataKey) -> Self {
        Self {
            sealer: key.sealer(),
            lookup: self.lookup,
        }
    }

    /// The lookup key as stored in the database.
    pub fn sealed_lookup(&self) -> String {
        let text = URL_SAFE_NO_PAD.encode(self.lookup);
        self.sealer.seal(Purpose::LookupKey, &text)
    }

    /// The id of the operator's key.
    pub fn key_id(&self) -> &str {
        &self.sealer.key_id
    }

    /// The prefix of every value sealed with this key.
    pub fn prefix(&self) -> String {
        format!("{MARK}{}.", self.sealer.key_id)
    }

    pub fn seal(&self, purpose: Purpose, text: &str) -> String {
        self.sealer.seal(purpose, text)
    }

    pub fn open(&self, purpose: Purpose, sealed: &str) -> Result<String, Unreadable> {
        self.sealer.open(purpose, sealed)
    }

    /// The keyed hash by which a mailbox is looked up.
    pub fn person(&self, key: &EmailKey) -> String {
        self.person_of(key.as_str())
    }

    /// The same for a canonical address that an earlier version stored in plain text.
    pub fn person_of(&self, canonical: &str) -> String {
        self.hash("person", canonical)
    }

    /// What is kept about a suppressed address: enough to recognise it, not to write to it.
    pub fn refusal(&self, key: &EmailKey) -> String {
        self.refusal_of(&key.refusal_hash())
    }

    /// The token of the link that lifts a suppression: the suppression's hash, and proof that we
    /// issued it. It is not stored, and the next suppression invalidates it.
    pub fn way_back(&self, refusal: &str, refused_at: i64) -> String {
        let at = refused_at.to_string();
        let proof = keyed(&self.lookup, &["taking a refusal back", refusal, &at]);
        format!("{refusal}.{}", URL_SAFE_NO_PAD.encode(&proof[..20]))
    }

    /// The same for a hash without a key, as an earlier version stored.
    pub fn refusal_of(&self, hash: &str) -> String {
        self.hash("refusal", hash)
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

    /// What an organisation publishes to prove that this attempt to sign is its own. It reveals
    /// nothing about the attempt.
    pub fn proof(&self, attempt: &str) -> String {
        let hash = keyed(&self.lookup, &["organisation's proof", attempt]);
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

impl fmt::Debug for Seal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Seal({})", self.sealer.key_id)
    }
}

impl Sealer {
    fn seal(&self, purpose: Purpose, text: &str) -> String {
        let nonce: [u8; NONCE_BYTES] = random();
        let said = self.said(purpose);
        let payload = Payload {
            msg: text.as_bytes(),
            aad: said.as_bytes(),
        };
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .expect("a short text can be sealed");
        let bytes = [&nonce[..], &sealed].concat();
        format!("{MARK}{}.{}", self.key_id, URL_SAFE_NO_PAD.encode(bytes))
    }

    fn open(&self, purpose: Purpose, sealed: &str) -> Result<String, Unreadable> {
        let (key_id, text) = sealed
            .strip_prefix(MARK)
            .and_then(|rest| rest.split_once('.'))
            .ok_or(Unreadable)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Unreadable)?;
        let (nonce, sealed) = bytes
            .split_first_chunk::<NONCE_BYTES>()
            .filter(|_| key_id == self.key_id)
            .ok_or(Unreadable)?;
        let said = self.said(purpose);
        let payload = Payload {
            msg: sealed,
            aad: said.as_bytes(),
        };
        let opened = self
            .cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| Unreadable)?;
        String::from_utf8(opened).map_err(|_| Unreadable)
    }

    /// The associated data: stated in plain text beside a sealed value, and cannot be altered.
    fn said(&self, purpose: Purpose) -> String {
        format!("{MARK}{}/{}", self.key_id, purpose.as_str())
    }
}

/// Whether a value is sealed, with any key.
pub fn is_sealed(value: &str) -> bool {
    value.starts_with(MARK)
}

/// HMAC-SHA-256 of several parts; their lengths are hashed too, so different lists of parts never
/// collide by running together.
fn keyed(key: &[u8; KEY_BYTES], parts: &[&str]) -> [u8; KEY_BYTES] {
    let mut hash =
        Hmac::<Sha256>::new_from_slice(key).expect("a key of this hash may have any length");
    for part in parts {
        hash.update(&(part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into_bytes().into()
}

fn random<const BYTES: usize>() -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_with_its_key_and_purpose() {
        let (key, other) = (DataKey::random(), DataKey::random());
        let seal = Seal::new(&key);
        let sealed = seal.seal(Purpose::Email, "ada@mail.example");
        assert!(
            !sealed.contains("ada") && is_sealed(&sealed) && sealed.starts_with(&seal.prefix())
        );
        assert_ne!(
            sealed,
            seal.seal(Purpose::Email, "ada@mail.example"),
            "equal addresses do not look alike"
        );
        assert_eq!(
            seal.open(Purpose::Email, &sealed).as_deref(),
            Ok("ada@mail.example")
        );
        assert_eq!(seal.open(Purpose::Postcode, &sealed), Err(Unreadable));
        assert_eq!(
            seal.renewed(&other).open(Purpose::Email, &sealed),
            Err(Unreadable)
        );
        let foreign = sealed.replace(seal.key_id(), &other.id());
        assert_eq!(
            seal.renewed(&other).open(Purpose::Email, &foreign),
            Err(Unreadable)
        );
        for wrong in ["", "x1.", "ada@mail.example", "x1.00000000.AAAA"] {
            assert_eq!(seal.open(Purpose::Email, wrong), Err(Unreadable), "{wrong}");
        }
        let mut flipped = sealed.into_bytes();
        let last = flipped.len() - 5;
        flipped[last] = if flipped[last] == b'A' { b'B' } else { b'A' };
        let flipped = String::from_utf8(flipped).unwrap();
        assert_eq!(seal.open(Purpose::Email, &flipped), Err(Unreadable));
    }

    #[test]
    fn lookup_hashes_survive_key_rotation_and_need_the_data_key() {
        let key = DataKey::random();
        let seal = Seal::new(&key);
        let kept = seal.sealed_lookup();
        let again = Seal::of_database(&key, &kept).unwrap();
        let next = DataKey::random();
        let renewed = seal.renewed(&next);
        let reopened = Seal::of_database(&next, &renewed.sealed_lookup()).unwrap();
        let ada = seal.person_of("ada@mail.example");
        for same in [again, renewed, reopened] {
            assert_eq!(same.person_of("ada@mail.example"), ada);
        }
        assert_ne!(Seal::new(&key).person_of("ada@mail.example"), ada);
        assert_ne!(seal.refusal_of("ada@mail.example"), ada);
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

    #[test]
    fn a_data_key_round_trips_through_its_file_and_is_masked_in_debug() {
        let key = DataKey::random();
        let text = key.reveal();
        for written in [
            text.clone(),
            format!("# a remark\n{text}\n"),
            text.trim_end_matches('=').to_owned(),
            text.replace('+', "-").replace('/', "_"),
        ] {
            assert_eq!(DataKey::parse(&written).unwrap().id(), key.id());
        }
        for wrong in ["", "secret", &text[..40], &format!("{text}{text}")] {
            assert!(DataKey::parse(wrong).is_none(), "{wrong}");
        }
        assert!(!format!("{key:?}").contains(&text[..8]));
    }
}
