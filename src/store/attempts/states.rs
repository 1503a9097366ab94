//! The columns `kind` and `state` of attempts.

use widgets::wire::ConfirmedKind;

use crate::store::engine::columns::{Corrupt, read_as};

/// What an attempt becomes, as it is stored.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::store) struct AttemptKind(pub(in crate::store) ConfirmedKind);

/// How far an attempt has come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::store) enum AttemptState {
    /// Its email has not been answered.
    Pending,
    /// Its email was answered, and the organisers have to decide.
    Held,
    /// It was answered, and its signature or subscription counted then.
    Confirmed,
    /// The organisers took it down before it was confirmed.
    Withdrawn,
}

impl AttemptKind {
    pub(in crate::store) const fn as_str(self) -> &'static str {
        match self.0 {
            ConfirmedKind::Signature => "signature",
            ConfirmedKind::Subscription => "subscription",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        let kinds = [ConfirmedKind::Signature, ConfirmedKind::Subscription];
        kinds.map(Self).into_iter().find(|one| one.as_str() == word)
    }
}

impl AttemptState {
    pub(in crate::store) const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Held => "held",
            Self::Confirmed => "confirmed",
            Self::Withdrawn => "withdrawn",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        let states = [Self::Pending, Self::Held, Self::Confirmed, Self::Withdrawn];
        states.into_iter().find(|one| one.as_str() == word)
    }
}

impl From<AttemptKind> for ConfirmedKind {
    fn from(AttemptKind(kind): AttemptKind) -> Self {
        kind
    }
}

read_as! {
    AttemptKind, String, |word| Self::parse(&word).ok_or(Corrupt);
    AttemptState, String, |word| Self::parse(&word).ok_or(Corrupt);
}
