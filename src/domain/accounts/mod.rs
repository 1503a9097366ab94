//! The accounts of organisers who use the desk: who they are, what they may do, and for how long a
//! sign-in, a session and an invitation are valid.

pub mod audit;
mod rights;
mod session_cookie;

use widgets::wire::ConfirmedKind;

use crate::domain::id::Id;
use crate::domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};

pub use audit::{AuditAction, AuditActor, AuditDetail, AuditEntry};
pub use rights::{Grant, NotARight, Right, Rights, Scope};
pub use session_cookie::SessionCookie;

/// A code or link from an email, also for a step-up. Long enough for a first email that a greylisting
/// server defers by some minutes (RFC 6647).
pub const SIGN_IN_LIFE_MS: i64 = 15 * MINUTE_MS;
/// A link that was printed at the console.
pub const CONSOLE_LINK_LIFE_MS: i64 = HOUR_MS;
/// A week: committees answer in their own time.
pub const INVITATION_LIFE_MS: i64 = 7 * DAY_MS;
/// A session ends when nobody used it for this long: volunteers look in once a week or two.
pub const SESSION_IDLE_MS: i64 = 14 * DAY_MS;
/// It ends at this age, however much it is used, so that a stolen cookie is worth nothing in the end.
pub const SESSION_AGE_MS: i64 = 90 * DAY_MS;
/// For how long exports and the like need no other code: one sitting of work.
pub const STEP_UP_MS: i64 = 10 * MINUTE_MS;
/// Wrong codes after which a code is void; the link of its email still works.
pub const CODE_TRIES: i64 = 5;
/// Emails with a code in a day, to one address. With [`CODE_TRIES`] that is 100 guesses of a million a
/// day, the most failures in a row that NIST SP 800-63B (5.2.2) allows.
pub const SIGN_IN_EMAILS_A_DAY: usize = 20;

pub type AccountId = Id;
pub type SessionId = Id;

/// An organiser who may sign in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Account {
    pub id: AccountId,
    pub email: String,
    /// As colleagues see it; never empty.
    pub name: String,
    /// BCP 47: the language of the desk and of emails about it.
    pub lang: String,
    pub alerts: Alerts,
}

/// When emails tell an organiser what waits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Alerts {
    AtOnce,
    Daily,
    Never,
}

impl Alerts {
    pub const ALL: [Self; 3] = [Self::AtOnce, Self::Daily, Self::Never];

    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Daily => "daily",
            Self::Never => "never",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }
}

/// A browser that is signed in, and who is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DeskSession {
    pub id: SessionId,
    pub account: Account,
    pub rights: Rights,
    /// When a code was last asked for again, in Unix milliseconds.
    pub stepped_up_at: Option<i64>,
    /// The account owns everything, and no other does.
    pub only_owner: bool,
}

impl DeskSession {
    /// Whether a code was asked for within the last [`STEP_UP_MS`].
    pub fn is_stepped_up(&self, now_ms: i64) -> bool {
        // A clock that was set back does not extend it.
        let age = self.stepped_up_at.map(|at| now_ms - at);
        age.is_some_and(|age| (0..STEP_UP_MS).contains(&age))
    }
}

/// A session as its owner's list shows it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListedSession {
    pub id: SessionId,
    /// Browser and system.
    pub device: String,
    /// Unix milliseconds.
    pub created_at: i64,
    pub seen_at: i64,
}

/// An account as the page of colleagues shows it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Colleague {
    pub account: Account,
    pub rights: Rights,
    /// Unix milliseconds.
    pub created_at: i64,
    /// When any of its sessions was last used; `None` if it never signed in, or not for long.
    pub seen_at: Option<i64>,
}

/// An invitation that was not answered yet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Invitation {
    pub id: Id,
    pub email: String,
    pub rights: Rights,
    /// The name of who invited; empty once that account was erased.
    pub invited_by: String,
    /// Unix milliseconds. One that has expired is listed until housekeeping deletes it.
    pub created_at: i64,
    pub expires_at: i64,
}

/// A declaration or list, as the desk names it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DeskSubject {
    /// Its number, by which rights name it.
    pub id: i64,
    pub kind: ConfirmedKind,
    pub slug: String,
    /// In the language published first.
    pub title: String,
    /// It is off the web.
    pub unpublished: bool,
}

/// A declaration or list with its numbers, for the overview.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SubjectNumbers {
    pub subject: DeskSubject,
    /// Signatures that count, or people on the list.
    pub confirmed: u64,
    /// Signatures that wait for the organisers.
    pub held: u64,
    /// Withdrawn by their signatories, or unsubscribed.
    pub ended: u64,
    pub taken_down: u64,
    /// Forms that were sent.
    pub sent: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_up_lasts_ten_minutes_whatever_the_clock_does() {
        let mut session = DeskSession {
            id: Id::new(0),
            account: Account {
                id: Id::new(0),
                email: String::new(),
                name: String::new(),
                lang: "en".into(),
                alerts: Alerts::Daily,
            },
            rights: Rights::owner(),
            stepped_up_at: None,
            only_owner: true,
        };
        assert!(!session.is_stepped_up(0));
        session.stepped_up_at = Some(HOUR_MS);
        for (at, stepped_up) in [
            (HOUR_MS - 1, false),
            (HOUR_MS, true),
            (HOUR_MS + STEP_UP_MS - 1, true),
            (HOUR_MS + STEP_UP_MS, false),
        ] {
            assert_eq!(session.is_stepped_up(at), stepped_up, "{at}");
        }
    }
}
