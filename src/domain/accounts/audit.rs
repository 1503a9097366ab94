//! The audit log of the desk: who did what, and what was before and after. The pages put it in words.

use serde::{Deserialize, Serialize};

use super::{AccountId, DeskSubject, Rights};
use crate::domain::id::Id;

/// What was done.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum AuditAction {
    /// The server got its first owner.
    FirstOwner,
    /// An account was made by a command at the console.
    AccountAdded,
    /// A sign-in link was printed at the console.
    LinkPrinted,
    SignedIn,
    /// Sessions were ended by their owner, one or all others.
    SessionsEnded,
    Renamed,
    RightsChanged,
    AccountRemoved,
    /// An organiser left.
    Left,
    Invited,
    InvitationRevoked,
    InvitationAccepted,
    /// Addresses were downloaded.
    Exported,
}

impl AuditAction {
    pub const ALL: [Self; 13] = [
        Self::FirstOwner,
        Self::AccountAdded,
        Self::LinkPrinted,
        Self::SignedIn,
        Self::SessionsEnded,
        Self::Renamed,
        Self::RightsChanged,
        Self::AccountRemoved,
        Self::Left,
        Self::Invited,
        Self::InvitationRevoked,
        Self::InvitationAccepted,
        Self::Exported,
    ];

    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FirstOwner => "first_owner",
            Self::AccountAdded => "account_added",
            Self::LinkPrinted => "link_printed",
            Self::SignedIn => "signed_in",
            Self::SessionsEnded => "sessions_ended",
            Self::Renamed => "renamed",
            Self::RightsChanged => "rights_changed",
            Self::AccountRemoved => "account_removed",
            Self::Left => "left",
            Self::Invited => "invited",
            Self::InvitationRevoked => "invitation_revoked",
            Self::InvitationAccepted => "invitation_accepted",
            Self::Exported => "exported",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }
}

/// What an act was about, before or after it. Stored encrypted, and erased with its person.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
pub struct AuditDetail {
    /// Of the account or invitation that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
    /// The browser that signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// How many sessions were ended, or how many people a file contains.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// What a file contains and in which format, as in "subscribers.csv".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// Who did it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum AuditActor {
    /// An organiser, by the name that the account has now; it may have left.
    Account { id: AccountId, name: String },
    /// An organiser whose account was erased since.
    Erased,
    /// A command on the server.
    Console,
}

/// A row of the audit log.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AuditEntry {
    /// Also where the next page begins.
    pub id: Id,
    /// Unix milliseconds.
    pub at: i64,
    pub actor: AuditActor,
    pub action: AuditAction,
    /// The declaration or list it is about, if it is about a single one.
    pub subject: Option<DeskSubject>,
    /// Empty where nothing was, or where it was erased with its person.
    pub before: AuditDetail,
    pub after: AuditDetail,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_round_trips_through_its_name() {
        for action in AuditAction::ALL {
            assert_eq!(AuditAction::parse(action.as_str()), Some(action));
        }
        assert_eq!(AuditAction::parse("looked"), None);
    }
}
