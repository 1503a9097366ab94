//! Sessions: the browsers in which an account is signed in. Only a hash of a cookie's secret is stored.

use sqlx::AnyConnection;
use subtle::ConstantTimeEq as _;

use super::audit::{self, AuditObject, NewEntry};
use super::{Accounts, active, colleagues};
use crate::domain::accounts::{
    AccountId, AuditAction, AuditDetail, DeskSession, ListedSession, SESSION_AGE_MS,
    SESSION_IDLE_MS, SessionCookie, SessionId,
};
use crate::domain::id::Id;
use crate::domain::time::MINUTE_MS;
use crate::store::Error;

/// A session to be added.
pub(super) struct NewSession<'a> {
    pub(super) account: AccountId,
    /// Browser and system, as the list of sessions shows them.
    pub(super) device: &'a str,
    pub(super) now_ms: i64,
}

impl NewSession<'_> {
    /// It begins without a step-up: a link of the console may have passed through other hands.
    pub(super) async fn save(self, connection: &mut AnyConnection) -> Result<SessionCookie, Error> {
        let cookie = SessionCookie::new(Id::new(self.now_ms));
        let sql = "insert into sessions (id, account, secret_hash, device, created_at, seen_at) \
            values ($1, $2, $3, $4, $5, $5)";
        sqlx::query(sql)
            .bind(cookie.session)
            .bind(self.account)
            .bind(cookie.secret_hash().to_vec())
            .bind(self.device.to_owned())
            .bind(self.now_ms)
            .execute(connection)
            .await?;
        Ok(cookie)
    }
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    account: AccountId,
    secret_hash: Vec<u8>,
    created_at: i64,
    seen_at: i64,
    stepped_up_at: Option<i64>,
}

impl SessionRow {
    fn is_of(&self, cookie: &SessionCookie) -> bool {
        self.secret_hash.ct_eq(&cookie.secret_hash()).into()
    }

    const fn has_ended(&self, now_ms: i64) -> bool {
        self.seen_at <= now_ms - SESSION_IDLE_MS || self.created_at <= now_ms - SESSION_AGE_MS
    }
}

/// Ends all sessions of an account but one; returns how many.
pub(super) async fn end_others(
    connection: &mut AnyConnection,
    account: AccountId,
    but: Option<SessionId>,
    now_ms: i64,
) -> Result<u64, Error> {
    let sql = "update sessions set ended_at = $1 \
        where account = $2 and ended_at is null and id <> $3 and seen_at > $4 and created_at > $5";
    let ended = sqlx::query(sql)
        .bind(now_ms)
        .bind(account)
        .bind(but.unwrap_or(Id::FIRST))
        .bind(now_ms - SESSION_IDLE_MS)
        .bind(now_ms - SESSION_AGE_MS)
        .execute(connection)
        .await?;
    Ok(ended.rows_affected())
}

impl Accounts<'_> {
    /// Who a cookie signs in, unless its session has ended. Notes once a minute that it is used.
    pub async fn session(
        self,
        cookie: &SessionCookie,
        now_ms: i64,
    ) -> Result<Option<DeskSession>, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let sql = "select account, secret_hash, created_at, seen_at, stepped_up_at from sessions \
            where id = $1 and ended_at is null";
        let query = sqlx::query_as::<_, SessionRow>(sql).bind(cookie.session);
        let found = query.fetch_optional(&mut *connection).await?;
        let found = found.filter(|row| row.is_of(cookie) && !row.has_ended(now_ms));
        let Some(row) = found else {
            return Ok(None);
        };
        let Some(account) = active(&mut connection, row.account).await? else {
            return Ok(None);
        };
        let mut rights = colleagues::rights_of(&mut connection, [row.account]).await?;
        let rights = rights.remove(&row.account).unwrap_or_default();
        let owners = colleagues::owners(&mut connection).await?;
        drop(connection);
        if now_ms - row.seen_at >= MINUTE_MS {
            // A full disk must not keep an organiser from reading.
            if let Err(error) = self.touch(cookie.session, now_ms).await {
                tracing::warn!(%error, "cannot note that a session of the desk is used");
            }
        }
        Ok(Some(DeskSession {
            id: cookie.session,
            account: account.account(&self.store.seal)?,
            only_owner: rights.owns_all() && owners == 1,
            rights,
            stepped_up_at: row.stepped_up_at,
        }))
    }

    async fn touch(self, session: SessionId, now_ms: i64) -> Result<(), Error> {
        let mut transaction = self.store.db.write().await?.of("desk");
        sqlx::query("update sessions set seen_at = $1 where id = $2 and seen_at < $1")
            .bind(now_ms)
            .bind(session)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Ends a session of the same account, which may be this one; `false` if there is none.
    pub async fn end_session(
        self,
        by: &DeskSession,
        session: SessionId,
        now_ms: i64,
    ) -> Result<bool, Error> {
        let mut transaction = self.store.db.write().await?.of("desk");
        let sql = "update sessions set ended_at = $1 \
            where id = $2 and account = $3 and ended_at is null";
        let query = sqlx::query(sql)
            .bind(now_ms)
            .bind(session)
            .bind(by.account.id);
        let ended = query.execute(&mut *transaction).await?.rows_affected();
        if ended > 0 {
            self.log_ended(&mut transaction, by, ended, now_ms).await?;
        }
        transaction.commit().await?;
        Ok(ended > 0)
    }

    /// Ends all other sessions of the account; returns how many.
    pub async fn end_other_sessions(self, by: &DeskSession, now_ms: i64) -> Result<u64, Error> {
        let mut transaction = self.store.db.write().await?.of("desk");
        let ended = end_others(&mut transaction, by.account.id, Some(by.id), now_ms).await?;
        if ended > 0 {
            self.log_ended(&mut transaction, by, ended, now_ms).await?;
        }
        transaction.commit().await?;
        Ok(ended)
    }

    async fn log_ended(
        self,
        connection: &mut AnyConnection,
        by: &DeskSession,
        ended: u64,
        now_ms: i64,
    ) -> Result<(), Error> {
        let Some(account) = active(connection, by.account.id).await? else {
            return Ok(());
        };
        let object = (AuditObject::Account, account.id, account.person);
        let entry = NewEntry {
            after: AuditDetail {
                count: Some(ended),
                ..AuditDetail::default()
            },
            ..NewEntry::about(AuditAction::SessionsEnded, Some(account.id), object)
        };
        audit::add(connection, &self.store.seal, entry, now_ms).await?;
        Ok(())
    }

    /// The sessions of an account that have not ended, the one used last first.
    pub async fn sessions_of(
        self,
        account: AccountId,
        now_ms: i64,
    ) -> Result<Vec<ListedSession>, Error> {
        #[derive(sqlx::FromRow)]
        struct ListedRow {
            id: SessionId,
            device: String,
            created_at: i64,
            seen_at: i64,
        }
        let sql = "select id, device, created_at, seen_at from sessions \
            where account = $1 and seen_at > $2 and created_at > $3 and ended_at is null \
            order by seen_at desc, id desc";
        let query = sqlx::query_as::<_, ListedRow>(sql)
            .bind(account)
            .bind(now_ms - SESSION_IDLE_MS)
            .bind(now_ms - SESSION_AGE_MS);
        let found = query.fetch_all(self.store.db.read()).await?;
        let listed = found.into_iter().map(|row| ListedSession {
            id: row.id,
            device: row.device,
            created_at: row.created_at,
            seen_at: row.seen_at,
        });
        Ok(listed.collect())
    }
}
