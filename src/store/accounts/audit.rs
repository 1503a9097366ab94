//! The audit log of the desk: adds rows, in the transaction of what they are about, and reads pages of it.
//! What was before and after is encrypted, and erased with the person whom a row is about.

use std::collections::{BTreeSet, HashMap};

use sqlx::{AnyConnection, AssertSqlSafe};

use super::{Accounts, NewAudit, notices, subjects};
use crate::domain::accounts::{
    AccountId, AuditAction, AuditActor, AuditDetail, AuditEntry, DeskSession, DeskSubject, Right,
    Rights, Scope,
};
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::message::OwnerNotice;
use crate::domain::time::DAY_MS;
use crate::store::engine::rows::{self, Value};
use crate::store::{Error, open};

/// How long a row is kept: two committees of a year each can look back at what the earlier one did.
pub(in crate::store) const KEPT_MS: i64 = 730 * DAY_MS;

/// A row to be added.
pub(super) struct NewEntry {
    /// Who did it; `None` for a command at the console.
    pub(super) account: Option<AccountId>,
    pub(super) action: AuditAction,
    /// The declaration or list it is about; 0 if it is about none or several.
    pub(super) subject: i64,
    /// The account or invitation it is about, and its person.
    pub(super) object: Option<(AuditObject, Id, KeyedHash)>,
    pub(super) before: AuditDetail,
    pub(super) after: AuditDetail,
}

/// The table that an act is about.
#[derive(Clone, Copy)]
pub(super) enum AuditObject {
    Account,
    Invitation,
}

impl AuditObject {
    const fn table(self) -> &'static str {
        match self {
            Self::Account => "accounts",
            Self::Invitation => "invitations",
        }
    }
}

impl NewEntry {
    /// An act about an account or invitation, in which nothing has changed yet.
    pub(super) fn about(
        action: AuditAction,
        account: Option<AccountId>,
        object: (AuditObject, Id, KeyedHash),
    ) -> Self {
        Self {
            account,
            action,
            subject: 0,
            object: Some(object),
            before: AuditDetail::default(),
            after: AuditDetail::default(),
        }
    }
}

/// Adds a row, and returns its id.
pub(super) async fn add(
    connection: &mut AnyConnection,
    seal: &Seal,
    entry: NewEntry,
    now_ms: i64,
) -> Result<Id, Error> {
    let id = Id::new(now_ms);
    let object = entry.object.map(|(object, ..)| object.table());
    let sql = "insert into audit (id, account, action, subject, object, object_id, person, before, after) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    sqlx::query(sql)
        .bind(id)
        .bind(entry.account)
        .bind(entry.action.as_str())
        .bind(entry.subject)
        .bind(object.unwrap_or_default())
        .bind(entry.object.map(|(_, id, _)| id))
        .bind(entry.object.map(|(.., person)| person))
        .bind(sealed(seal, &entry.before))
        .bind(sealed(seal, &entry.after))
        .execute(connection)
        .await?;
    Ok(id)
}

/// `None` if there is nothing to store.
fn sealed(seal: &Seal, detail: &AuditDetail) -> Option<String> {
    let is_empty = *detail == AuditDetail::default();
    let written =
        || serde_json::to_string(detail).expect("texts and numbers can be written as JSON");
    (!is_empty).then(|| seal.seal(Purpose::Audit, &written()))
}

#[derive(sqlx::FromRow)]
pub(super) struct AuditRow {
    id: Id,
    account: Option<AccountId>,
    actor: Option<String>,
    action: AuditAction,
    subject: i64,
    /// Encrypted.
    before: Option<String>,
    after: Option<String>,
}

const COLUMNS: &str = "a.id, a.account, o.name as actor, a.action, a.subject, a.before, a.after \
    from audit a left join accounts o on o.id = a.account";

impl AuditRow {
    fn entry(self, seal: &Seal, subjects: &HashMap<i64, DeskSubject>) -> Result<AuditEntry, Error> {
        let actor = match (self.account, self.actor) {
            (None, _) => AuditActor::Console,
            (Some(_), None) => AuditActor::Erased,
            (Some(id), Some(name)) => AuditActor::Account { id, name },
        };
        Ok(AuditEntry {
            id: self.id,
            at: self.id.made_at(),
            actor,
            action: self.action,
            subject: subjects.get(&self.subject).cloned(),
            before: opened(seal, self.before.as_deref())?,
            after: opened(seal, self.after.as_deref())?,
        })
    }
}

fn opened(seal: &Seal, sealed: Option<&str>) -> Result<AuditDetail, Error> {
    let Some(sealed) = sealed.filter(|sealed| !sealed.is_empty()) else {
        return Ok(AuditDetail::default());
    };
    let written = open(seal, Purpose::Audit, sealed)?;
    serde_json::from_str(&written)
        .map_err(|_| Error::Internal("a row of the audit log cannot be read".into()))
}

/// Puts rows in the form of the domain.
async fn entries(
    connection: &mut AnyConnection,
    seal: &Seal,
    found: Vec<AuditRow>,
) -> Result<Vec<AuditEntry>, Error> {
    let about: BTreeSet<i64> = found.iter().map(|row| row.subject).collect();
    let subjects = subjects::by_number(connection, about).await?;
    let entries = found.into_iter().map(|row| row.entry(seal, &subjects));
    entries.collect()
}

/// Rows about a person, the oldest first.
pub(super) async fn of_person(
    connection: &mut AnyConnection,
    seal: &Seal,
    person: KeyedHash,
) -> Result<Vec<AuditEntry>, Error> {
    let sql = format!("select {COLUMNS} where a.person = $1 order by a.id");
    let query = sqlx::query_as::<_, AuditRow>(AssertSqlSafe(sql)).bind(person);
    let found = query.fetch_all(&mut *connection).await?;
    entries(connection, seal, found).await
}

impl Accounts<'_> {
    /// Rows of the audit log that these rights may see, the newest first and before `before`; at most
    /// `most`. An owner of everything sees all, others what is about declarations and lists that they
    /// may see.
    pub async fn audit_page(
        self,
        rights: &Rights,
        before: Option<Id>,
        most: u32,
    ) -> Result<Vec<AuditEntry>, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let end = before.unwrap_or(Id::LAST);
        let found = if rights.may_in(Right::See, Scope::All) {
            let those = if rights.owns_all() {
                ""
            } else {
                "and a.subject <> 0"
            };
            let sql =
                format!("select {COLUMNS} where a.id < $1 {those} order by a.id desc limit {most}");
            let query = sqlx::query_as::<_, AuditRow>(AssertSqlSafe(sql)).bind(end);
            query.fetch_all(&mut *connection).await?
        } else {
            let sql = format!(
                "select {COLUMNS} where a.id < $1 and a.subject in ({{in}}) \
                 order by a.id desc limit {most}"
            );
            let subjects = rights.subjects().unwrap_or_default();
            let end = Some(Value::from(end));
            rows::fetch_in::<AuditRow>(&mut connection, &sql, end, subjects).await?
        };
        entries(&mut connection, &self.store.seal, found).await
    }

    /// Logs an act that was done elsewhere. After an export, the other owners get an email.
    pub async fn record(self, by: &DeskSession, act: NewAudit, now_ms: i64) -> Result<Id, Error> {
        let seal = &self.store.seal;
        let notified = if act.action == AuditAction::Exported {
            let mut connection = self.store.db.read().acquire().await?;
            let owners = notices::owners(&mut connection, seal, act.subject).await?;
            notices::others(owners, by.account.id)
        } else {
            Vec::new()
        };
        let persons = notified.iter().map(|owner| owner.person);
        let transaction = self.store.db.write_about(persons, []).await?;
        let mut transaction = transaction.of("desk");
        let notice = notices::NewNotice {
            notice: OwnerNotice::Exported,
            by: &by.account.name,
            whom: None,
            subject: act.subject,
        };
        notices::queue(&mut transaction, seal, notified, &notice, now_ms).await?;
        let entry = NewEntry {
            account: Some(by.account.id),
            action: act.action,
            subject: act.subject,
            object: None,
            before: act.before,
            after: act.after,
        };
        let id = add(&mut transaction, seal, entry, now_ms).await?;
        transaction.commit().await?;
        self.store.queued_mail.notify_one();
        Ok(id)
    }
}
