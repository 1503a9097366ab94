//! The accounts of organisers: who they are, how they sign in, what they may do, and the log of what they
//! did. Whatever changes something writes its row of the log in the same transaction.
//!
//! Links and codes derive from the id of a sign-in or invitation (`domain/keys/derived.rs`), so nothing
//! that signs in is stored. Acts about rights run while no other write does: they rely on the rights of
//! several accounts, and on who is the last owner.

pub(super) mod audit;
mod colleagues;
pub(super) mod erasures;
mod first_owner;
mod invitations;
mod notices;
mod rights;
mod sessions;
mod sign_ins;
mod step_ups;
mod subjects;

use sqlx::AnyConnection;

use super::engine::columns::{Corrupt, read_as};
use super::{Error, Store, open};
use crate::domain::accounts::{
    Account, AccountId, Alerts, AuditAction, AuditDetail, Right, SessionCookie,
};
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::keys::token::Token;
use crate::domain::mail::email_key::EmailKey;
use crate::store::engine::rows;

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

read_as! {
    Alerts, String, |word| Self::parse(&word).ok_or(Corrupt);
    Right, String, |word| Self::parse(&word).ok_or(Corrupt);
    AuditAction, String, |word| Self::parse(&word).ok_or(Corrupt);
}

/// The columns of an account.
#[derive(sqlx::FromRow)]
struct AccountRow {
    id: AccountId,
    person: KeyedHash,
    /// Encrypted.
    email: String,
    name: String,
    lang: String,
    alerts: Alerts,
    created_at: i64,
    left_at: Option<i64>,
}

const ACCOUNT: &str = "id, person, email, name, lang, alerts, created_at, left_at";

impl AccountRow {
    fn account(self, seal: &Seal) -> Result<Account, Error> {
        Ok(Account {
            id: self.id,
            email: open(seal, Purpose::Email, &self.email)?,
            name: self.name,
            lang: self.lang,
            alerts: self.alerts,
        })
    }

    const fn has_left(&self) -> bool {
        self.left_at.is_some()
    }
}

/// An account, also one that has left.
async fn by_id(connection: &mut AnyConnection, id: AccountId) -> Result<Option<AccountRow>, Error> {
    let sql = format!("select {ACCOUNT} from accounts where id in ({{in}})");
    let mut found = rows::fetch_in::<AccountRow>(connection, &sql, None, [id]).await?;
    Ok(found.pop())
}

/// The account of a mailbox, also one that has left.
async fn by_person(
    connection: &mut AnyConnection,
    person: KeyedHash,
) -> Result<Option<AccountRow>, Error> {
    let sql = format!("select {ACCOUNT} from accounts where person in ({{in}})");
    let mut found = rows::fetch_in::<AccountRow>(connection, &sql, None, [person]).await?;
    Ok(found.pop())
}

/// The same, if the account has not left.
async fn active(
    connection: &mut AnyConnection,
    id: AccountId,
) -> Result<Option<AccountRow>, Error> {
    let found = by_id(connection, id).await?;
    Ok(found.filter(|account| !account.has_left()))
}

/// What is new of an account.
struct NewAccount<'a> {
    email: &'a str,
    name: &'a str,
    lang: &'a str,
    now_ms: i64,
}

impl NewAccount<'_> {
    /// Adds it, or brings back one that has left, which keeps its id so that the log goes on naming it.
    async fn save(&self, connection: &mut AnyConnection, seal: &Seal) -> Result<AccountRow, Error> {
        let person = seal.person(&EmailKey::of_kept(self.email));
        let sql = "insert into accounts (id, person, email, name, lang, alerts, created_at) \
            values ($1, $2, $3, $4, $5, $6, $7) \
            on conflict (person) do update set email = excluded.email, name = excluded.name, \
                lang = excluded.lang, created_at = excluded.created_at, left_at = null";
        sqlx::query(sql)
            .bind(Id::new(self.now_ms))
            .bind(person)
            .bind(seal.seal(Purpose::Email, self.email))
            .bind(self.name.to_owned())
            .bind(self.lang.to_owned())
            .bind(Alerts::Daily.as_str())
            .bind(self.now_ms)
            .execute(&mut *connection)
            .await?;
        let saved = by_person(connection, person).await?;
        saved.ok_or_else(|| Error::Internal("an account that was just added is not there".into()))
    }
}
