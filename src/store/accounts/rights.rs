//! Who may do what: granting and taking rights, removing a colleague, leaving. Each act runs while no other
//! write does and asks again what its organiser may do, so that of two owners who remove each other at
//! the same moment only one succeeds, and there is always an owner.

use std::collections::BTreeSet;

use sqlx::AnyConnection;

use super::audit::{self, AuditObject, NewEntry};
use super::notices::{self, NewNotice, Notified};
use super::sessions;
use super::{AccountRow, Accounts, RightsOutcome, active, colleagues, subjects};
use crate::domain::accounts::{
    AccountId, AuditAction, AuditDetail, DeskSession, Right, Rights, Scope,
};
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::message::OwnerNotice;
use crate::store::engine::write_transaction::WriteTransaction;
use crate::store::{Error, open};

/// Gives an account exactly these rights; those that it has already keep who granted them, and when.
pub(super) async fn grant(
    connection: &mut AnyConnection,
    account: AccountId,
    rights: &Rights,
    granted_by: Option<AccountId>,
    now_ms: i64,
) -> Result<(), Error> {
    let mut before = colleagues::rights_of(connection, [account]).await?;
    let before = before.remove(&account).unwrap_or_default();
    for taken in before
        .iter()
        .filter(|one| !rights.contains(one.scope, one.may))
    {
        sqlx::query("delete from rights where account = $1 and subject = $2 and may = $3")
            .bind(account)
            .bind(taken.scope.number())
            .bind(taken.may.as_str())
            .execute(&mut *connection)
            .await?;
    }
    for granted in rights
        .iter()
        .filter(|one| !before.contains(one.scope, one.may))
    {
        let sql = "insert into rights (account, subject, may, granted_by, granted_at) \
            values ($1, $2, $3, $4, $5)";
        sqlx::query(sql)
            .bind(account)
            .bind(granted.scope.number())
            .bind(granted.may.as_str())
            .bind(granted_by)
            .bind(now_ms)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// What who acts may do now, whatever the session's page said; empty if the account is gone.
pub(super) async fn acting(
    connection: &mut AnyConnection,
    by: &DeskSession,
) -> Result<Rights, Error> {
    if active(connection, by.account.id).await?.is_none() {
        return Ok(Rights::default());
    }
    let mut rights = colleagues::rights_of(connection, [by.account.id]).await?;
    Ok(rights.remove(&by.account.id).unwrap_or_default())
}

/// Whether who acts owns all of these scopes, and they are there.
pub(super) async fn may_decide(
    connection: &mut AnyConnection,
    acting: &Rights,
    scopes: &BTreeSet<Scope>,
) -> Result<bool, Error> {
    let numbers = scopes
        .iter()
        .map(|scope| scope.number())
        .filter(|number| *number != 0);
    let numbers: BTreeSet<i64> = numbers.collect();
    let there = subjects::by_number(connection, numbers.iter().copied()).await?;
    let owned = scopes.iter().all(|scope| acting.may_in(Right::Own, *scope));
    Ok(owned && there.len() == numbers.len())
}

/// The number of the only declaration or list among these; else 0.
pub(super) fn only_subject(scopes: &BTreeSet<Scope>) -> i64 {
    match scopes.first() {
        Some(scope) if scopes.len() == 1 => scope.number(),
        _ => 0,
    }
}

/// What is logged of an account.
fn detail(seal: &Seal, account: &AccountRow, rights: Rights) -> Result<AuditDetail, Error> {
    Ok(AuditDetail {
        email: Some(open(seal, Purpose::Email, &account.email)?),
        name: Some(account.name.clone()),
        rights: Some(rights),
        ..AuditDetail::default()
    })
}

/// An act about an account.
struct Act<'a> {
    by: &'a DeskSession,
    action: AuditAction,
    of: &'a AccountRow,
    before: Rights,
    /// `None` if the account ends.
    after: Option<Rights>,
    now_ms: i64,
}

impl Act<'_> {
    /// What the emails to the other owners say of it.
    fn notice(&self) -> Option<OwnerNotice> {
        let owned = self.before.owns_all();
        match &self.after {
            None if self.action == AuditAction::Left => owned.then_some(OwnerNotice::Left),
            None => owned.then_some(OwnerNotice::Removed),
            Some(after) => match (owned, after.owns_all()) {
                (false, true) => Some(OwnerNotice::Added),
                (true, false) => Some(OwnerNotice::Lowered),
                _ => None,
            },
        }
    }

    /// Logs it, and emails the owners there are before it and those there are after it, but not who did it.
    async fn log(
        self,
        transaction: &mut WriteTransaction,
        seal: &Seal,
        owners: Vec<Notified>,
    ) -> Result<(), Error> {
        if let Some(notice) = self.notice() {
            let notice = NewNotice {
                notice,
                by: &self.by.account.name,
                whom: Some(&self.of.name),
                subject: 0,
            };
            let others = notices::others(owners, self.by.account.id);
            notices::queue(transaction, seal, others, &notice, self.now_ms).await?;
        }
        let ended = Rights::default();
        let scopes = self.before.changed(self.after.as_ref().unwrap_or(&ended));
        let before = detail(seal, self.of, self.before)?;
        let after = match self.after {
            Some(rights) => detail(seal, self.of, rights)?,
            None => AuditDetail::default(),
        };
        let object = (AuditObject::Account, self.of.id, self.of.person);
        let entry = NewEntry {
            subject: only_subject(&scopes),
            before,
            after,
            ..NewEntry::about(self.action, Some(self.by.account.id), object)
        };
        audit::add(transaction, seal, entry, self.now_ms).await?;
        Ok(())
    }
}

impl Accounts<'_> {
    /// Gives an account these rights in place of those it has. Who asks must own every declaration or
    /// list for which they differ. The other owners get an email if `own` of everything is given or
    /// taken, also who loses it.
    pub async fn set_rights(
        self,
        by: &DeskSession,
        of: AccountId,
        rights: &Rights,
        now_ms: i64,
    ) -> Result<RightsOutcome, Error> {
        let seal = &self.store.seal;
        let mut transaction = self.store.db.write_alone().await?.of("desk");
        let acting = acting(&mut transaction, by).await?;
        let Some(account) = active(&mut transaction, of).await? else {
            return Ok(RightsOutcome::Gone);
        };
        let mut before = colleagues::rights_of(&mut transaction, [of]).await?;
        let before = before.remove(&of).unwrap_or_default();
        let after = rights.simplified();
        let scopes = before.changed(&after);
        if !may_decide(&mut transaction, &acting, &scopes).await? {
            return Ok(RightsOutcome::NotAllowed);
        }
        if scopes.is_empty() {
            return Ok(RightsOutcome::Unchanged);
        }
        let loses = before.owns_all() && !after.owns_all();
        if loses && colleagues::owners(&mut transaction).await? == 1 {
            return Ok(RightsOutcome::LastOwner);
        }
        let owners = notices::owners(&mut transaction, seal, 0).await?;
        grant(&mut transaction, of, &after, Some(by.account.id), now_ms).await?;
        let act = Act {
            by,
            action: AuditAction::RightsChanged,
            of: &account,
            before,
            after: Some(after),
            now_ms,
        };
        act.log(&mut transaction, seal, owners).await?;
        transaction.commit().await?;
        self.store.queued_mail.notify_one();
        Ok(RightsOutcome::Done)
    }

    /// Removes a colleague, ends their sessions and revokes the invitations that they made. Only who owns
    /// everything may.
    pub async fn remove_account(
        self,
        by: &DeskSession,
        of: AccountId,
        now_ms: i64,
    ) -> Result<RightsOutcome, Error> {
        self.end_account(by, of, AuditAction::AccountRemoved, now_ms)
            .await
    }

    /// Ends one's own account. What one invited stays.
    pub async fn leave(self, by: &DeskSession, now_ms: i64) -> Result<RightsOutcome, Error> {
        self.end_account(by, by.account.id, AuditAction::Left, now_ms)
            .await
    }

    async fn end_account(
        self,
        by: &DeskSession,
        of: AccountId,
        action: AuditAction,
        now_ms: i64,
    ) -> Result<RightsOutcome, Error> {
        let seal = &self.store.seal;
        let mut transaction = self.store.db.write_alone().await?.of("desk");
        let acting = acting(&mut transaction, by).await?;
        if action == AuditAction::AccountRemoved && !acting.owns_all() {
            return Ok(RightsOutcome::NotAllowed);
        }
        let Some(account) = active(&mut transaction, of).await? else {
            return Ok(RightsOutcome::Gone);
        };
        let mut before = colleagues::rights_of(&mut transaction, [of]).await?;
        let before = before.remove(&of).unwrap_or_default();
        if before.owns_all() && colleagues::owners(&mut transaction).await? == 1 {
            return Ok(RightsOutcome::LastOwner);
        }
        let owners = notices::owners(&mut transaction, seal, 0).await?;
        let none = Rights::default();
        grant(&mut transaction, of, &none, None, now_ms).await?;
        sessions::end_others(&mut transaction, of, None, now_ms).await?;
        sqlx::query("update accounts set left_at = $1 where id = $2")
            .bind(now_ms)
            .bind(of)
            .execute(&mut *transaction)
            .await?;
        if action == AuditAction::AccountRemoved {
            let sql = "update invitations set revoked_at = $1 \
                where invited_by = $2 and accepted_at is null and revoked_at is null";
            let query = sqlx::query(sql).bind(now_ms).bind(of);
            query.execute(&mut *transaction).await?;
        }
        let act = Act {
            by,
            action,
            of: &account,
            before,
            after: None,
            now_ms,
        };
        act.log(&mut transaction, seal, owners).await?;
        transaction.commit().await?;
        self.store.queued_mail.notify_one();
        Ok(RightsOutcome::Done)
    }
}
