//! What is kept about a person because of the desk: exported and erased when the person asks for it.
//!
//! An account that is in use is not erased with a signature: it has to be ended on the desk first, since
//! somebody must go on answering for the data. Everything else is.

use serde_json::{Value, json};
use sqlx::AnyConnection;

use super::{audit, by_person, colleagues};
use crate::domain::accounts::AccountId;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::time;
use crate::store::engine::columns::Json;
use crate::store::{Error, open};

/// What was erased, or would be.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct DeskErased {
    /// An account is in use, and stays with all that is about it.
    pub in_use: bool,
    /// An account that had left.
    pub accounts: u64,
    pub invitations: u64,
    /// Rows of the audit log; that something was done stays, what it was about is emptied.
    pub audit: u64,
}

impl DeskErased {
    pub fn is_nothing(&self) -> bool {
        self.accounts + self.invitations + self.audit == 0
    }
}

/// Erases what is about a person. The caller holds the lock of the mailbox.
pub(in crate::store) async fn erase(
    connection: &mut AnyConnection,
    person: KeyedHash,
) -> Result<DeskErased, Error> {
    let account = by_person(connection, person).await?;
    if account.is_some_and(|account| !account.has_left()) {
        return Ok(DeskErased {
            in_use: true,
            ..DeskErased::default()
        });
    }
    let mut counts = [0; 4];
    for (count, sql) in counts.iter_mut().zip([
        "delete from accounts where person = $1",
        "delete from invitations where person = $1",
        "update audit set before = null, after = null, person = null where person = $1",
        "delete from sign_ins where person = $1",
    ]) {
        let query = sqlx::query(sql).bind(person);
        *count = query.execute(&mut *connection).await?.rows_affected();
    }
    let [accounts, invitations, audit, _] = counts;
    Ok(DeskErased {
        in_use: false,
        accounts,
        invitations,
        audit,
    })
}

/// Erases what was about a person at a time at which it was erased before: a restored backup has brought it
/// back, also as an account in use. Returns whether there was anything.
pub(in crate::store) async fn repeat(
    connection: &mut AnyConnection,
    person: KeyedHash,
    at: i64,
) -> Result<bool, Error> {
    let mut any = false;
    for sql in [
        "delete from accounts where person = $1 and created_at <= $2",
        "delete from invitations where person = $1 and created_at <= $2",
        "delete from sign_ins where person = $1 and created_at <= $2",
    ] {
        let query = sqlx::query(sql).bind(person).bind(at);
        any |= query.execute(&mut *connection).await?.rows_affected() > 0;
    }
    let sql =
        "update audit set before = null, after = null, person = null where person = $1 and id < $2";
    let query = sqlx::query(sql).bind(person).bind(Id::lowest_at(at + 1));
    Ok(query.execute(connection).await?.rows_affected() > 0 || any)
}

/// Everything that is kept about a person; null if there is nothing.
pub(in crate::store) async fn of_person(
    connection: &mut AnyConnection,
    seal: &Seal,
    person: KeyedHash,
) -> Result<Value, Error> {
    let account = by_person(connection, person).await?;
    let mut kept = json!({});
    if let Some(account) = account {
        let rights = colleagues::rights_of(connection, [account.id]).await?;
        kept["account"] = json!({
            "email": open(seal, Purpose::Email, &account.email)?,
            "name": account.name,
            "lang": account.lang,
            "alerts": account.alerts.as_str(),
            "created_at": time::rfc3339(account.created_at),
            "left_at": account.left_at.map(time::rfc3339),
            "rights": rights.get(&account.id),
            "sessions": sessions(connection, account.id).await?,
        });
    }
    let invitations = invitations(connection, seal, person).await?;
    if !invitations.is_empty() {
        kept["invitations"] = invitations.into();
    }
    let log = audit::of_person(connection, seal, person).await?;
    if !log.is_empty() {
        let log = log.into_iter().map(|entry| {
            json!({
                "at": time::rfc3339(entry.at),
                "action": entry.action.as_str(),
                "before": entry.before,
                "after": entry.after,
            })
        });
        kept["log"] = log.collect();
    }
    let is_empty = kept.as_object().is_none_or(serde_json::Map::is_empty);
    Ok(if is_empty { Value::Null } else { kept })
}

async fn sessions(connection: &mut AnyConnection, account: AccountId) -> Result<Vec<Value>, Error> {
    #[derive(sqlx::FromRow)]
    struct SessionRow {
        device: String,
        created_at: i64,
        seen_at: i64,
        ended_at: Option<i64>,
    }
    let sql = "select device, created_at, seen_at, ended_at from sessions \
        where account = $1 order by id";
    let query = sqlx::query_as::<_, SessionRow>(sql).bind(account);
    let found = query.fetch_all(connection).await?.into_iter();
    let sessions = found.map(|row| {
        json!({
            "device": row.device,
            "created_at": time::rfc3339(row.created_at),
            "seen_at": time::rfc3339(row.seen_at),
            "ended_at": row.ended_at.map(time::rfc3339),
        })
    });
    Ok(sessions.collect())
}

async fn invitations(
    connection: &mut AnyConnection,
    seal: &Seal,
    person: KeyedHash,
) -> Result<Vec<Value>, Error> {
    #[derive(sqlx::FromRow)]
    struct InvitationRow {
        email: String,
        rights: Json,
        created_at: i64,
        expires_at: i64,
    }
    let sql = "select email, rights, created_at, expires_at from invitations \
        where person = $1 order by id";
    let query = sqlx::query_as::<_, InvitationRow>(sql).bind(person);
    let found = query.fetch_all(connection).await?.into_iter();
    let invitations = found.map(|row| {
        Ok(json!({
            "email": open(seal, Purpose::Email, &row.email)?,
            "rights": row.rights.parse::<Value>().unwrap_or_default(),
            "created_at": time::rfc3339(row.created_at),
            "expires_at": time::rfc3339(row.expires_at),
        }))
    });
    invitations.collect()
}
