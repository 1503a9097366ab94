//! Made-up people: each number is one person, the same in every table.

use fastrand::Rng;
use undersigned::{
    domain::{keys::sealed::Purpose, mail::email_key::EmailKey},
    store::Store,
};

use super::{Crowd, Order};

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

    /// The id of a person's attempt and signature, in the form of the server's ids.
    pub(super) fn id(&self, number: u64) -> String {
        let random = random(number, "id").u128(..);
        let bits = match self.crowd.order {
            Order::ByTime => random,
            Order::ById => u128::from(number) << 88 | random >> 40,
        };
        let mut text = format!("{bits:032x}");
        // Version 4 and its variant.
        text.replace_range(12..13, "4");
        text.replace_range(16..17, "a");
        for at in [20, 16, 12, 8] {
            text.insert(at, '-');
        }
        text
    }

    /// The hash of the attempt's link.
    pub(super) fn link_hash(&self, number: u64) -> String {
        self.store.attempts().link(&self.id(number)).hash()
    }

    pub(super) fn mailbox(&self, number: u64) -> String {
        let key = EmailKey::of_kept(&email(number));
        self.store.seal().person(&key)
    }

    /// Some keyed hash about a mailbox.
    pub(super) fn hash(&self, mailbox: &str, what: &str) -> String {
        self.store.seal().signer(mailbox, what)
    }

    pub(super) fn sealed_email(&self, number: u64, purpose: Purpose) -> String {
        self.store.seal().seal(purpose, &email(number))
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
