//! Reading accounts and their rights, and changing one's own name.

use std::collections::HashMap;

use sqlx::AnyConnection;

use super::audit::{self, AuditObject, NewEntry};
use super::{ACCOUNT, AccountRow, Accounts, active};
use crate::domain::accounts::{
    AccountId, AuditAction, AuditDetail, Colleague, DeskSession, Right, Rights, Scope,
};
use crate::store::Error;
use crate::store::engine::columns::Count;
use crate::store::engine::rows;

/// The rights of each of these accounts.
pub(super) async fn rights_of(
    connection: &mut AnyConnection,
    accounts: impl IntoIterator<Item = AccountId>,
) -> Result<HashMap<AccountId, Rights>, Error> {
    #[derive(sqlx::FromRow)]
    struct RightRow {
        account: AccountId,
        subject: i64,
        may: Right,
    }
    let sql = "select account, subject, may from rights where account in ({in})";
    let found = rows::fetch_in::<RightRow>(connection, sql, None, accounts).await?;
    let mut grants: HashMap<AccountId, Vec<(Scope, Right)>> = HashMap::new();
    for row in found {
        let grants = grants.entry(row.account).or_default();
        grants.push((Scope::from(row.subject), row.may));
    }
    let rights = grants.into_iter();
    Ok(rights
        .map(|(account, grants)| (account, grants.into_iter().collect()))
        .collect())
}

/// How many accounts own everything. Who leaves loses all rights, so these are all active.
pub(super) async fn owners(connection: &mut AnyConnection) -> Result<u64, Error> {
    let sql = "select count(*) from rights where subject = 0 and may = 'own'";
    let Count(owners) = sqlx::query_scalar(sql).fetch_one(connection).await?;
    Ok(owners)
}

/// The time at which each of these accounts used a session last.
async fn seen(
    connection: &mut AnyConnection,
    accounts: impl IntoIterator<Item = AccountId>,
) -> Result<HashMap<AccountId, i64>, Error> {
    #[derive(sqlx::FromRow)]
    struct SeenRow {
        account: AccountId,
        seen_at: i64,
    }
    let sql = "select account, max(seen_at) as seen_at from sessions where account in ({in}) \
        group by account";
    let found = rows::fetch_in::<SeenRow>(connection, sql, None, accounts).await?;
    let seen = found.into_iter();
    Ok(seen.map(|row| (row.account, row.seen_at)).collect())
}

impl Accounts<'_> {
    /// Whether an account owns everything.
    pub async fn has_owner(self) -> Result<bool, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        Ok(owners(&mut connection).await? > 0)
    }

    /// Everybody with an account, in the order in which they came.
    pub async fn accounts(self) -> Result<Vec<Colleague>, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let sql = format!("select {ACCOUNT} from accounts where left_at is null order by id");
        let query = sqlx::query_as::<_, AccountRow>(sqlx::AssertSqlSafe(sql));
        let found = query.fetch_all(&mut *connection).await?;
        self.colleagues(&mut connection, found).await
    }

    /// One of them; `None` if it is gone.
    pub async fn account(self, id: AccountId) -> Result<Option<Colleague>, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let found = active(&mut connection, id).await?;
        let found = found.into_iter().collect();
        Ok(self.colleagues(&mut connection, found).await?.pop())
    }

    async fn colleagues(
        self,
        connection: &mut AnyConnection,
        found: Vec<AccountRow>,
    ) -> Result<Vec<Colleague>, Error> {
        let ids = || found.iter().map(|row| row.id);
        let mut rights = rights_of(connection, ids()).await?;
        let seen = seen(connection, ids()).await?;
        let colleagues = found.into_iter().map(|row| {
            let (id, created_at) = (row.id, row.created_at);
            Ok(Colleague {
                account: row.account(&self.store.seal)?,
                rights: rights.remove(&id).unwrap_or_default(),
                created_at,
                seen_at: seen.get(&id).copied(),
            })
        });
        colleagues.collect()
    }

    /// Changes one's own name and language.
    pub async fn rename_account(
        self,
        by: &DeskSession,
        name: &str,
        lang: &str,
        now_ms: i64,
    ) -> Result<(), Error> {
        let mut transaction = self.store.db.write().await?.of("desk");
        let Some(account) = active(&mut transaction, by.account.id).await? else {
            return Ok(());
        };
        if (account.name.as_str(), account.lang.as_str()) == (name, lang) {
            return Ok(());
        }
        sqlx::query("update accounts set name = $1, lang = $2 where id = $3")
            .bind(name.to_owned())
            .bind(lang.to_owned())
            .bind(account.id)
            .execute(&mut *transaction)
            .await?;
        let detail = |name: &str| AuditDetail {
            name: Some(name.to_owned()),
            ..AuditDetail::default()
        };
        let object = (AuditObject::Account, account.id, account.person);
        let entry = NewEntry {
            before: detail(&account.name),
            after: detail(name),
            ..NewEntry::about(AuditAction::Renamed, Some(account.id), object)
        };
        audit::add(&mut transaction, &self.store.seal, entry, now_ms).await?;
        Ok(transaction.commit().await?)
    }
}
