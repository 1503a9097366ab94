//! What an organiser may do on the desk: each right for one declaration or list, or for all of them.

use std::collections::BTreeSet;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A right. `Own` includes all others, and each of them includes `See`.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// To see numbers, names and the audit log, but no addresses.
    See,
    /// To approve, reject, take down and restore.
    Moderate,
    /// To change texts and settings.
    Write,
    /// To email those who asked for that.
    Send,
    /// To download addresses.
    Export,
    /// All of these, and to decide who else may do what.
    Own,
}

/// A text that is not the name of a right.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("expected see, moderate, write, send, export or own")]
pub struct NotARight;

impl Right {
    pub const ALL: [Self; 6] = [
        Self::See,
        Self::Moderate,
        Self::Write,
        Self::Send,
        Self::Export,
        Self::Own,
    ];

    /// The name in the database and in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::See => "see",
            Self::Moderate => "moderate",
            Self::Write => "write",
            Self::Send => "send",
            Self::Export => "export",
            Self::Own => "own",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.as_str() == name)
    }

    /// Whether who has this right may do what the other one allows.
    pub fn includes(self, other: Self) -> bool {
        self == other || self == Self::Own || other == Self::See
    }
}

impl FromStr for Right {
    type Err = NotARight;

    fn from_str(name: &str) -> Result<Self, NotARight> {
        Self::parse(name).ok_or(NotARight)
    }
}

/// What a right is for.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
#[serde(from = "i64", into = "i64")]
pub enum Scope {
    /// Every declaration and list, also those to come.
    All,
    /// The declaration or list with this number.
    Subject(i64),
}

impl Scope {
    /// The number in the database: 0 for all.
    pub const fn number(self) -> i64 {
        match self {
            Self::All => 0,
            Self::Subject(subject) => subject,
        }
    }

    /// Whether it contains all of the other.
    pub fn covers(self, other: Self) -> bool {
        self == Self::All || self == other
    }
}

impl From<i64> for Scope {
    fn from(number: i64) -> Self {
        match number {
            0 => Self::All,
            subject => Self::Subject(subject),
        }
    }
}

impl From<Scope> for i64 {
    fn from(scope: Scope) -> Self {
        scope.number()
    }
}

/// One right, and what it is for.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
pub struct Grant {
    #[serde(rename = "subject")]
    pub scope: Scope,
    pub may: Right,
}

/// The rights of an account or of an invitation.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Rights(BTreeSet<Grant>);

impl Rights {
    /// Everything, everywhere.
    pub fn owner() -> Self {
        [(Scope::All, Right::Own)].into_iter().collect()
    }

    /// Whether this is allowed for a declaration or list.
    pub fn may(&self, right: Right, subject: i64) -> bool {
        self.may_in(right, Scope::Subject(subject))
    }

    /// Whether this is allowed in all of a scope.
    pub fn may_in(&self, right: Right, scope: Scope) -> bool {
        let mut grants = self.0.iter();
        grants.any(|grant| grant.scope.covers(scope) && grant.may.includes(right))
    }

    /// Whether this is allowed for at least one declaration or list, or for all.
    pub fn may_anywhere(&self, right: Right) -> bool {
        self.0.iter().any(|grant| grant.may.includes(right))
    }

    /// Whether they are an owner's of everything.
    pub fn owns_all(&self) -> bool {
        self.may_in(Right::Own, Scope::All)
    }

    /// The numbers of the declarations and lists that are named; `None` if there is a right for all.
    pub fn subjects(&self) -> Option<BTreeSet<i64>> {
        let numbers = self.0.iter().map(|grant| match grant.scope {
            Scope::All => None,
            Scope::Subject(subject) => Some(subject),
        });
        numbers.collect()
    }

    /// Whether this very right is among them, whether or not another one includes it.
    pub fn contains(&self, scope: Scope, may: Right) -> bool {
        self.0.contains(&Grant { scope, may })
    }

    pub fn iter(&self) -> impl Iterator<Item = Grant> + '_ {
        self.0.iter().copied()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The scopes in which these rights and others differ.
    pub fn changed(&self, others: &Self) -> BTreeSet<Scope> {
        let changed = self.0.symmetric_difference(&others.0);
        changed.map(|grant| grant.scope).collect()
    }

    /// Without those that another one here includes, so that the same rights are written in one way.
    pub fn simplified(&self) -> Self {
        let is_needed = |grant: &Grant| {
            let others = self.0.iter().filter(|other| *other != grant);
            let mut including = others
                .filter(|other| other.scope.covers(grant.scope) && other.may.includes(grant.may));
            including.next().is_none()
        };
        self.0.iter().copied().filter(is_needed).collect()
    }
}

impl FromIterator<Grant> for Rights {
    fn from_iter<Grants: IntoIterator<Item = Grant>>(grants: Grants) -> Self {
        Self(grants.into_iter().collect())
    }
}

impl FromIterator<(Scope, Right)> for Rights {
    fn from_iter<Grants: IntoIterator<Item = (Scope, Right)>>(grants: Grants) -> Self {
        let grants = grants.into_iter();
        grants.map(|(scope, may)| Grant { scope, may }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Scope = Scope::Subject(1);
    const TWO: Scope = Scope::Subject(2);

    #[test]
    fn own_includes_every_right_and_every_right_includes_seeing() {
        for right in Right::ALL {
            assert_eq!(Right::parse(right.as_str()), Some(right));
            assert!(Right::Own.includes(right) && right.includes(Right::See));
            let own = right == Right::Own;
            assert_eq!(right.includes(Right::Export), own || right == Right::Export);
        }
        assert_eq!(Right::parse("admin"), None);
    }

    #[test]
    fn a_right_for_one_subject_is_not_one_for_another() {
        let rights: Rights = [(ONE, Right::Export)].into_iter().collect();
        assert!(rights.may(Right::Export, 1) && rights.may(Right::See, 1));
        assert!(!rights.may(Right::Export, 2) && !rights.may(Right::Send, 1));
        assert!(rights.may_anywhere(Right::Export) && !rights.owns_all());
        assert!(!rights.may_in(Right::Export, Scope::All));
        assert_eq!(rights.subjects(), Some([1].into()));
        let all = Rights::owner();
        assert!(all.owns_all() && all.may(Right::Send, 7) && all.subjects().is_none());
    }

    #[test]
    fn rights_are_simplified_and_their_differences_found() {
        let many: Rights = [
            (ONE, Right::See),
            (ONE, Right::Export),
            (TWO, Right::See),
            (Scope::All, Right::See),
        ]
        .into_iter()
        .collect();
        let few: Rights = [(ONE, Right::Export), (Scope::All, Right::See)]
            .into_iter()
            .collect();
        assert_eq!(many.simplified(), few);
        assert_eq!(few.changed(&Rights::owner()), [Scope::All, ONE].into());
        let written = serde_json::to_string(&few).unwrap();
        assert_eq!(
            written,
            r#"[{"subject":0,"may":"see"},{"subject":1,"may":"export"}]"#
        );
        assert_eq!(serde_json::from_str::<Rights>(&written).unwrap(), few);
    }
}
