//! Made-up people: each number is one person, the same in every table.

use fastrand::Rng;
use undersigned::{
    domain::{
        id::Id,
        keys::{keyed_hash::KeyedHash, sealed::Purpose},
        mail::email_key::EmailKey,
        signatures::mailbox,
    },
    store::Store,
};
use widgets::wire::SignatoryKind;

use super::Crowd;
use crate::databases::bytes;

/// The declaration's number: it is published before the list.
const DECLARATION: i64 = 1;

const FIRST: [&str; 16] = [
    "Ada",
    "Bashir",
    "Carys",
    "Priya",
    "Wojciech",
    "Siobhán",
    "Oluwaseun",
    "Zoë",
    "Maria",
    "Maria",
    "Kwame",
    "Aoife",
    "مريم",
    "মোহাম্মদ",
    "ਸਿਮਰਨ",
    "Ελένη",
];
const LAST: [&str; 12] = [
    "Marlowe",
    "Quill",
    "Thorne",
    "Lind",
    "Łukasiewicz",
    "O’Brien",
    "Lantern",
    "Okafor",
    "Novak",
    "الحسن",
    "রহমান",
    "ਸਿੰਘ",
];
const ENDINGS: [&str; 12] = [
    "", "", "a", "en", "er", "ström", "wick", "ley", "ton", "by", "us", "ova",
];

pub(super) struct People<'a> {
    store: &'a Store,
    pub(super) crowd: Crowd,
}

impl<'a> People<'a> {
    pub(super) fn new(store: &'a Store, crowd: Crowd) -> People<'a> {
        People { store, crowd }
    }

    pub(super) fn numbers(&self) -> std::ops::Range<u64> {
        0..self.crowd.rows
    }

    /// When a person came.
    pub(super) fn time(&self, number: u64) -> i64 {
        let Crowd {
            rows,
            from_ms,
            until_ms,
            ..
        } = self.crowd;
        let part = number as f64 / rows as f64;
        from_ms + ((until_ms - from_ms) as f64 * part) as i64
    }

    /// The id of a person's attempt and signature, or of their email: a UUIDv7 of the time when they
    /// came, as the server makes them.
    pub(super) fn id(&self, number: u64, what: &str) -> String {
        let mut id = Id::lowest_at(self.time(number)).bytes();
        random(number, what).fill(&mut id[6..]);
        // Version 7 and its variant.
        id[6] = 0x70 | id[6] & 0x0f;
        id[8] = 0x80 | id[8] & 0x3f;
        bytes(&id)
    }

    pub(super) fn mailbox(&self, number: u64) -> KeyedHash {
        let key = EmailKey::of_kept(&email(number));
        self.store.seal().person(&key)
    }

    /// The person or organisation in the mailbox.
    pub(super) fn signer(&self, number: u64, organisation: Option<&str>) -> KeyedHash {
        let kind = match organisation {
            Some(_) => SignatoryKind::Organisation,
            None => SignatoryKind::Person,
        };
        let signer = mailbox::signer(kind, &name(number), organisation);
        self.store.seal().signer(self.mailbox(number), &signer)
    }

    /// What the limits of a person's emails about the declaration are counted by.
    pub(super) fn limited_by(&self, number: u64) -> KeyedHash {
        let signer = self.signer(number, None);
        self.store.seal().limit(signer, DECLARATION)
    }

    pub(super) fn sealed_email(&self, number: u64) -> String {
        self.store.seal().seal(Purpose::Email, &email(number))
    }
}

pub(super) fn email(number: u64) -> String {
    format!("person.{number}@made-up.example")
}

pub(super) fn name(number: u64) -> String {
    let mut dice = random(number, "name");
    let (first, last) = (dice.choice(FIRST), dice.choice(LAST));
    let [first, last, ending] = [first, last, dice.choice(ENDINGS)].map(Option::unwrap_or_default);
    format!("{first} {last}{ending}")
}

/// Every twentieth signs for an organisation.
pub(super) fn organisation(number: u64) -> Option<String> {
    let last = LAST[(number / 20) as usize % LAST.len()];
    (number % 20 == 7).then(|| format!("{last} Association {number}"))
}

/// The same for a person in every run.
pub(super) fn random(number: u64, what: &str) -> Rng {
    let seed = Rng::with_seed(number).u64(..);
    Rng::with_seed(seed ^ what.len() as u64)
}
