//! The accounts of organisers: who they are, how they sign in, what they may do, and the log of what they
//! did. Whatever changes something writes its row of the log in the same transaction.
//!
//! Links and codes derive from the id of a sign-in or invitation (`domain/keys/derived.rs`), so nothing
//! that signs in is stored. Acts about rights run while no other write does: they rely on the rights of
//! several accounts, and on who is the last owner.

use widgets::fields::EmailAddress;
use widgets::wire::ConfirmedKind;

use super::{Error, Store};
use crate::domain::accounts::{
    Account, AccountId, AuditAction, AuditDetail, AuditEntry, Colleague, DeskSession, DeskSubject,
    Invitation, ListedSession, Rights, SessionCookie, SessionId, SubjectNumbers,
};
use crate::domain::id::Id;
use crate::domain::keys::token::{Code, Token};

/// Organisers' accounts.
#[derive(Clone, Copy)]
pub struct Accounts<'a> {
    store: &'a Store,
}

impl Store {
    /// Organisers' accounts.
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts { store: self }
    }
}

/// What a link that somebody opened is for, before its button is pressed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum DeskLink {
    /// It makes the first owner.
    FirstOwner,
    /// It signs this account in.
    SignIn { name: String },
}

/// The outcome of signing in by a link or a code.
#[derive(Clone, Debug)]
pub enum SignInOutcome {
    SignedIn(SessionCookie),
    /// Not the code of that email.
    Wrong,
    /// Too many wrong codes were typed: only the email's link still works.
    Void,
    /// Unknown, used or too old, or the account is gone.
    Expired,
}

/// The outcome of making the first owner.
#[derive(Clone, Debug)]
pub enum FirstOwnerOutcome {
    Made(SessionCookie),
    /// Somebody owns the server already.
    Owned,
    /// Unknown, used or too old.
    Expired,
}

/// The outcome of asking for a step-up.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StepUpBegun {
    /// An email with a code was queued, now or within the last minute.
    Sent,
    /// There were too many today.
    Limited,
}

/// The outcome of a code for a step-up.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StepUpOutcome {
    Done,
    Wrong,
    Void,
    Expired,
}

/// The outcome of changing who may do what.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RightsOutcome {
    Done,
    /// They were like that already; nothing was written.
    Unchanged,
    /// It would leave the server without an owner.
    LastOwner,
    /// Who asks may not, or no longer may, decide this.
    NotAllowed,
    /// There is no such account or invitation any more.
    Gone,
}

/// The outcome of inviting.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum InviteOutcome {
    /// An email with the link was queued.
    Invited(Id),
    /// There is an account with this address already; its rights can be changed.
    HasAccount(AccountId),
    /// The address has asked for no emails.
    NoEmails,
    /// So many are open that the address, or who invites, has to wait.
    Limited,
    /// Who asks may not grant these rights, or no rights were named.
    NotAllowed,
}

/// The outcome of accepting an invitation.
#[derive(Clone, Debug)]
pub enum AcceptOutcome {
    Accepted(SessionCookie),
    /// Unknown, answered, revoked or too old.
    Expired,
}

/// An act that was done elsewhere, for the audit log.
#[derive(Clone, Debug)]
pub struct NewAudit {
    pub action: AuditAction,
    /// The number of the declaration or list; 0 if it is about none.
    pub subject: i64,
    pub before: AuditDetail,
    pub after: AuditDetail,
}

/// An account that a command made or found, and the link that signs it in.
#[derive(Clone, Debug)]
pub struct ConsoleSignIn {
    pub token: Token,
    /// It was made just now.
    pub made: bool,
}

#[allow(unused_variables, clippy::todo, reason = "the bodies follow")]
impl Accounts<'_> {
    /// Whether an account owns everything.
    pub async fn has_owner(self) -> Result<bool, Error> {
        todo!()
    }

    /// A link, valid for an hour, by which the first owner is made; `None` once there is an owner.
    pub async fn begin_first_owner(self, now_ms: i64) -> Result<Option<Token>, Error> {
        todo!()
    }

    /// Makes the first owner and signs them in.
    pub async fn make_first_owner(
        self,
        link: &Token,
        (email, name): (&EmailAddress, &str),
        lang: &str,
        device: &str,
        now_ms: i64,
    ) -> Result<FirstOwnerOutcome, Error> {
        todo!()
    }

    /// A link, valid for an hour, that signs in the account with this address, which is made with these
    /// rights if it is not there. An account that is there keeps its rights.
    pub async fn begin_console_sign_in(
        self,
        email: &EmailAddress,
        rights: &Rights,
        now_ms: i64,
    ) -> Result<ConsoleSignIn, Error> {
        todo!()
    }

    /// Queues an email with a code and a link, if an account has this address and the limits allow it.
    /// Returns the id that the code belongs to, likewise for an address without an account.
    pub async fn begin_email_sign_in(self, email: &EmailAddress, now_ms: i64) -> Result<Id, Error> {
        todo!()
    }

    /// What a link of an email or of the console does, if it still works. Changes nothing.
    pub async fn link(self, link: &Token, now_ms: i64) -> Result<Option<DeskLink>, Error> {
        todo!()
    }

    /// Signs in by the link of an email or of the console, once.
    pub async fn sign_in_by_link(
        self,
        link: &Token,
        device: &str,
        now_ms: i64,
    ) -> Result<SignInOutcome, Error> {
        todo!()
    }

    /// Signs in by the code of the email that [`Accounts::begin_email_sign_in`] gave the id of, once.
    pub async fn sign_in_by_code(
        self,
        sign_in: Id,
        code: &Code,
        device: &str,
        now_ms: i64,
    ) -> Result<SignInOutcome, Error> {
        todo!()
    }

    /// Who a cookie signs in, unless its session has ended. Notes once a minute that it is used.
    pub async fn session(
        self,
        cookie: &SessionCookie,
        now_ms: i64,
    ) -> Result<Option<DeskSession>, Error> {
        todo!()
    }

    /// Ends a session of the same account, which may be this one; `false` if there is none.
    pub async fn end_session(
        self,
        by: &DeskSession,
        session: SessionId,
        now_ms: i64,
    ) -> Result<bool, Error> {
        todo!()
    }

    /// Ends all other sessions of the account; returns how many.
    pub async fn end_other_sessions(self, by: &DeskSession, now_ms: i64) -> Result<u64, Error> {
        todo!()
    }

    /// The sessions of an account that have not ended, the one used last first.
    pub async fn sessions_of(
        self,
        account: AccountId,
        now_ms: i64,
    ) -> Result<Vec<ListedSession>, Error> {
        todo!()
    }

    /// Queues an email with a code for a step-up of this session.
    pub async fn begin_step_up(self, by: &DeskSession, now_ms: i64) -> Result<StepUpBegun, Error> {
        todo!()
    }

    /// Steps the session up, if this is the code of its newest email.
    pub async fn finish_step_up(
        self,
        by: &DeskSession,
        code: &Code,
        now_ms: i64,
    ) -> Result<StepUpOutcome, Error> {
        todo!()
    }

    /// Everybody with an account, by name.
    pub async fn accounts(self) -> Result<Vec<Colleague>, Error> {
        todo!()
    }

    /// One of them; `None` if it is gone.
    pub async fn account(self, id: AccountId) -> Result<Option<Colleague>, Error> {
        todo!()
    }

    /// Changes one's own name and language.
    pub async fn rename_account(
        self,
        by: &DeskSession,
        name: &str,
        lang: &str,
        now_ms: i64,
    ) -> Result<(), Error> {
        todo!()
    }

    /// Gives an account these rights in place of those it has. Who asks must own every declaration or
    /// list for which they differ. The other owners get an email if `own` is given or taken.
    pub async fn set_rights(
        self,
        by: &DeskSession,
        of: AccountId,
        rights: &Rights,
        now_ms: i64,
    ) -> Result<RightsOutcome, Error> {
        todo!()
    }

    /// Removes a colleague and ends their sessions. Only who owns everything may.
    pub async fn remove_account(
        self,
        by: &DeskSession,
        of: AccountId,
        now_ms: i64,
    ) -> Result<RightsOutcome, Error> {
        todo!()
    }

    /// Ends one's own account.
    pub async fn leave(self, by: &DeskSession, now_ms: i64) -> Result<RightsOutcome, Error> {
        todo!()
    }

    /// Invites an address, in a language, by an email with a link. Another open invitation of the same
    /// address is replaced.
    pub async fn invite(
        self,
        by: &DeskSession,
        email: &EmailAddress,
        rights: &Rights,
        lang: &str,
        now_ms: i64,
    ) -> Result<InviteOutcome, Error> {
        todo!()
    }

    /// The invitation behind a link, if it can be accepted. Changes nothing.
    pub async fn invitation_by_link(
        self,
        link: &Token,
        now_ms: i64,
    ) -> Result<Option<Invitation>, Error> {
        todo!()
    }

    /// Makes the account that was invited and signs it in.
    pub async fn accept_invitation(
        self,
        link: &Token,
        name: &str,
        lang: &str,
        device: &str,
        now_ms: i64,
    ) -> Result<AcceptOutcome, Error> {
        todo!()
    }

    /// Revokes an invitation. Who asks must own all that it grants.
    pub async fn revoke_invitation(
        self,
        by: &DeskSession,
        invitation: Id,
        now_ms: i64,
    ) -> Result<RightsOutcome, Error> {
        todo!()
    }

    /// The invitations that were neither accepted nor revoked, the newest first.
    pub async fn invitations(self) -> Result<Vec<Invitation>, Error> {
        todo!()
    }

    /// Rows of the audit log that these rights may see, the newest first and before `before`; at most
    /// `most`.
    pub async fn audit_page(
        self,
        rights: &Rights,
        before: Option<Id>,
        most: u32,
    ) -> Result<Vec<AuditEntry>, Error> {
        todo!()
    }

    /// Logs an act that was done elsewhere. After an export, the other owners get an email.
    pub async fn record(self, by: &DeskSession, act: NewAudit, now_ms: i64) -> Result<Id, Error> {
        todo!()
    }

    /// The declaration or list with this slug, or that had it.
    pub async fn subject(
        self,
        kind: ConfirmedKind,
        slug: &str,
    ) -> Result<Option<DeskSubject>, Error> {
        todo!()
    }

    /// Every declaration and list that was not deleted, by kind and title.
    pub async fn subjects(self) -> Result<Vec<DeskSubject>, Error> {
        todo!()
    }

    /// Those that these rights may see, with their numbers.
    pub async fn overview(self, rights: &Rights) -> Result<Vec<SubjectNumbers>, Error> {
        todo!()
    }
}
