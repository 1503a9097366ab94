//! Ids of rows: UUIDv7 (RFC 9562), so that new rows are appended to their tables and an id tells the
//! age of its row.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::{NoContext, Timestamp, Uuid};

/// The id of an attempt, a signature, a subscription, an email, …
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Id(Uuid);

/// A text that is not one of our ids.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

impl Id {
    /// Below every id.
    pub const FIRST: Self = Self(Uuid::nil());
    /// Above every id.
    pub const LAST: Self = Self(Uuid::max());

    /// A new id, with 74 random bits. The time is in Unix milliseconds and never ahead of the trusted
    /// one: an id that is ahead of its time would be deleted late.
    pub fn new(now_ms: i64) -> Self {
        let now_ms = u64::try_from(now_ms).unwrap_or_default();
        let nanoseconds = (now_ms % 1_000) * 1_000_000;
        let nanoseconds = u32::try_from(nanoseconds).expect("less than a second");
        let time = Timestamp::from_unix(NoContext, now_ms / 1_000, nanoseconds);
        Self(Uuid::new_v7(time))
    }

    /// The lowest id that could have been made at this time, to bound a range of ids.
    pub fn lowest_at(at_ms: i64) -> Self {
        let at_ms = u64::try_from(at_ms).unwrap_or_default();
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&at_ms.to_be_bytes()[2..]);
        Self(Uuid::from_bytes(bytes))
    }

    /// When it was made, in Unix milliseconds: the first 48 bits (RFC 9562, 5.7).
    pub fn made_at(self) -> i64 {
        let mut bytes = [0; 8];
        bytes[2..].copy_from_slice(&self.bytes()[..6]);
        i64::from_be_bytes(bytes)
    }

    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    pub const fn bytes(self) -> [u8; 16] {
        self.0.into_bytes()
    }

    /// Parses an id from a request; `None` unless it is written as we write it.
    pub fn parse(text: &str) -> Option<Self> {
        let id = Self(Uuid::try_parse(text).ok()?);
        (id.to_string() == text).then_some(id)
    }
}

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        Self::parse(text).ok_or(NotAnId)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(formatter)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_in_the_order_of_their_times() {
        let times = [0, 1, 999, 1_000, 1_700_000_000_123];
        let ids = times.map(Id::new);
        assert!(ids.is_sorted(), "{ids:?}");
        for (at, id) in times.into_iter().zip(ids) {
            assert!(
                Id::lowest_at(at) <= id && id < Id::lowest_at(at + 1),
                "{at}"
            );
            assert_eq!(id.made_at(), at);
        }
        assert_ne!(Id::new(7), Id::new(7));
        assert!(Id::FIRST <= Id::lowest_at(0) && Id::new(0) < Id::LAST);
    }

    #[test]
    fn an_id_round_trips_through_its_text_and_other_spellings_are_rejected() {
        let id = Id::new(1_700_000_000_123);
        let text = id.to_string();
        assert_eq!(Id::parse(&text), Some(id));
        assert_eq!(Id::from_bytes(id.bytes()), id);
        for wrong in [
            String::new(),
            text.to_uppercase(),
            text.replace('-', ""),
            format!("{{{text}}}"),
            format!("urn:uuid:{text}"),
        ] {
            assert_eq!(Id::parse(&wrong), None, "{wrong}");
        }
    }
}
