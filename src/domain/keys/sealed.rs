//! Encryption of addresses and postcodes, so that the database alone reveals nothing. Every value
//! of these kinds is written and read through [`Seal`]; `derived.rs` has its keyed hashes, links and
//! codes, and `store/keys/file.rs` knows where the operator's key is.
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

use super::derived::keyed;

pub(super) const KEY_BYTES: usize = 32;
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
    /// What an organiser's passkey is checked against.
    Passkey,
    /// What a sign-in of an organiser keeps between two requests.
    SignIn,
    /// What was changed on the organisers' desk, before and after.
    Audit,
    /// The key of the keyed hashes.
    LookupKey,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Postcode => "postcode",
            Self::Recipient => "recipient",
            Self::Message => "message",
            Self::Passkey => "passkey",
            Self::SignIn => "sign-in",
            Self::Audit => "audit",
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
        keyed(&self.0, &[b"undersigned data key", what.as_bytes()])
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
    pub(super) lookup: [u8; KEY_BYTES],
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
}

impl fmt::Debug for Seal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Seal({})", self.sealer.key_id)
    }
}

impl Sealer {
    fn seal(&self, purpose: Purpose, text: &str) -> String {
        let nonce: [u8; NONCE_BYTES] = random();
        let data = self.associated_data(purpose);
        let payload = Payload {
            msg: text.as_bytes(),
            aad: data.as_bytes(),
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
        let data = self.associated_data(purpose);
        let payload = Payload {
            msg: sealed,
            aad: data.as_bytes(),
        };
        let opened = self
            .cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| Unreadable)?;
        String::from_utf8(opened).map_err(|_| Unreadable)
    }

    /// Stated in plain text beside a sealed value, and cannot be altered.
    fn associated_data(&self, purpose: Purpose) -> String {
        format!("{MARK}{}/{}", self.key_id, purpose.as_str())
    }
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
        assert!(!sealed.contains("ada") && sealed.starts_with(&seal.prefix()));
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
