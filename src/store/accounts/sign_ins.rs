//! Signing in by a link or a code: from an email, or printed at the console.
//!
//! A sign-in is stored for an address without an account too, and everything that can be seen of it
//! from outside is the same: its id, how often it is limited, and how many wrong codes it takes.

use sqlx::{AnyConnection, AssertSqlSafe};
use widgets::fields::EmailAddress;

use super::audit::{self, AuditObject, NewEntry};
use super::sessions::NewSession;
use super::{AccountRow, Accounts, DeskLink, SignInOutcome, active, by_person, colleagues};
use crate::domain::accounts::{
    AccountId, AuditAction, AuditDetail, CODE_TRIES, SIGN_IN_EMAILS_A_DAY, SIGN_IN_LIFE_MS,
    SessionCookie, SessionId,
};
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::token::{Code, Token};
use crate::domain::mail::email_key::EmailKey;
use crate::domain::mail::message::{DeskFacts, Facts, MessageKind};
use crate::domain::time::{DAY_MS, MINUTE_MS};
use crate::store::Error;
use crate::store::engine::columns::{Corrupt, read_as};
use crate::store::engine::{dialect, rows};
use crate::store::mail::queue;

/// What a sign-in is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum SignInKind {
    Email,
    StepUp,
    /// A link that was printed at the console. Without an account, it makes the first owner.
    Console,
}

impl SignInKind {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::StepUp => "step_up",
            Self::Console => "console",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        let mut all = [Self::Email, Self::StepUp, Self::Console].into_iter();
        all.find(|one| one.as_str() == word)
    }
}

read_as! {
    SignInKind, String, |word| Self::parse(&word).ok_or(Corrupt);
}

/// The columns of a sign-in.
#[derive(Clone, sqlx::FromRow)]
pub(super) struct SignInRow {
    pub(super) id: Id,
    pub(super) kind: SignInKind,
    pub(super) account: Option<AccountId>,
    pub(super) tries: i64,
    pub(super) created_at: i64,
    expires_at: i64,
    used_at: Option<i64>,
}

pub(super) const SIGN_IN: &str = "id, kind, account, tries, created_at, expires_at, used_at";

impl SignInRow {
    pub(super) const fn is_open(&self, now_ms: i64) -> bool {
        self.used_at.is_none() && self.expires_at > now_ms
    }

    /// Too many wrong codes were typed.
    pub(super) const fn is_void(&self) -> bool {
        self.tries >= CODE_TRIES
    }
}

/// A sign-in to be added.
pub(super) struct NewSignIn {
    pub(super) kind: SignInKind,
    pub(super) person: Option<KeyedHash>,
    pub(super) account: Option<AccountId>,
    pub(super) session: Option<SessionId>,
    pub(super) life_ms: i64,
}

impl NewSignIn {
    pub(super) async fn save(
        self,
        connection: &mut AnyConnection,
        now_ms: i64,
    ) -> Result<Id, Error> {
        let id = Id::new(now_ms);
        let sql = "insert into sign_ins (id, kind, person, account, session, created_at, expires_at) \
            values ($1, $2, $3, $4, $5, $6, $7)";
        sqlx::query(sql)
            .bind(id)
            .bind(self.kind.as_str())
            .bind(self.person)
            .bind(self.account)
            .bind(self.session)
            .bind(now_ms)
            .bind(now_ms + self.life_ms)
            .execute(connection)
            .await?;
        Ok(id)
    }
}

/// Whether another email may be requested.
pub(super) enum Budget {
    Free,
    /// Not now. This is the newest one; its code works as long as it would have.
    Spent(Id),
    /// Not today.
    Exhausted(Id),
}

/// Emails with a code are limited to one a minute and some a day for an address, whether or not it has an
/// account. One whose code is void is replaced at once. The caller holds the lock of the mailbox.
pub(super) async fn budget(
    connection: &mut AnyConnection,
    person: KeyedHash,
    kind: SignInKind,
    now_ms: i64,
) -> Result<Budget, Error> {
    let sql = format!(
        "select {SIGN_IN} from sign_ins where person = $1 and kind = $2 and id > $3 \
         order by id desc limit {SIGN_IN_EMAILS_A_DAY}"
    );
    let query = sqlx::query_as::<_, SignInRow>(AssertSqlSafe(sql))
        .bind(person)
        .bind(kind.as_str())
        .bind(Id::lowest_at(now_ms - DAY_MS));
    let today = query.fetch_all(connection).await?;
    let Some(newest) = today.first() else {
        return Ok(Budget::Free);
    };
    let is_recent = newest.created_at > now_ms - MINUTE_MS;
    Ok(
        if is_recent && newest.is_open(now_ms) && !newest.is_void() {
            Budget::Spent(newest.id)
        } else if today.len() >= SIGN_IN_EMAILS_A_DAY {
            Budget::Exhausted(newest.id)
        } else {
            Budget::Free
        },
    )
}

/// A sign-in, locked until the transaction ends.
async fn locked(connection: &mut AnyConnection, id: Id) -> Result<Option<SignInRow>, Error> {
    let sql = format!("select {SIGN_IN} from sign_ins where id = $1 /*for update*/");
    let sql = dialect::with_row_locks(connection, &sql).into_owned();
    let query = sqlx::query_as::<_, SignInRow>(AssertSqlSafe(sql)).bind(id);
    Ok(query.fetch_optional(connection).await?)
}

/// Counts a wrong code.
pub(super) async fn count_wrong(
    connection: &mut AnyConnection,
    sign_in: &SignInRow,
) -> Result<(), Error> {
    sqlx::query("update sign_ins set tries = tries + 1 where id = $1")
        .bind(sign_in.id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Uses a sign-in up.
pub(super) async fn spend(
    connection: &mut AnyConnection,
    id: Id,
    now_ms: i64,
) -> Result<(), Error> {
    sqlx::query("update sign_ins set used_at = $1 where id = $2")
        .bind(now_ms)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

impl Accounts<'_> {
    /// Queues an email with a code and a link, if an account has this address and the limits allow it.
    /// Returns the id that the code belongs to, likewise for an address without an account.
    pub async fn begin_email_sign_in(self, email: &EmailAddress, now_ms: i64) -> Result<Id, Error> {
        let seal = &self.store.seal;
        let person = seal.person(&EmailKey::of(email));
        let transaction = self.store.db.write_about([person], []).await?;
        let mut transaction = transaction.of("desk");
        let kind = SignInKind::Email;
        match budget(&mut transaction, person, kind, now_ms).await? {
            Budget::Spent(newest) | Budget::Exhausted(newest) => return Ok(newest),
            Budget::Free => {}
        }
        let account = by_person(&mut transaction, person).await?;
        let account = account.filter(|account| !account.has_left());
        let sign_in = NewSignIn {
            kind,
            person: Some(person),
            account: account.as_ref().map(|account| account.id),
            session: None,
            life_ms: SIGN_IN_LIFE_MS,
        };
        let id = sign_in.save(&mut transaction, now_ms).await?;
        if let Some(account) = account {
            let account = account.account(seal)?;
            let facts = Facts {
                token: seal.sign_in_link(id).reveal(),
                code: Some(seal.sign_in_code(id).reveal().to_owned()),
                ..Facts::of_desk(account.lang, DeskFacts::default())
            };
            let kind = MessageKind::SignIn;
            let email = queue::composed(seal, kind, None, 0, &account.email, &facts, now_ms);
            queue::insert(&mut transaction, vec![email]).await?;
        }
        transaction.commit().await?;
        self.store.queued_mail.notify_one();
        Ok(id)
    }

    /// What a link of an email or of the console does, if it still works. Changes nothing.
    pub async fn link(self, link: &Token, now_ms: i64) -> Result<Option<DeskLink>, Error> {
        if !link.is(&self.store.seal.sign_in_link(link.id)) {
            return Ok(None);
        }
        let mut connection = self.store.db.read().acquire().await?;
        let sql = format!("select {SIGN_IN} from sign_ins where id in ({{in}})");
        let found = rows::fetch_in::<SignInRow>(&mut connection, &sql, None, [link.id]).await?;
        let Some(sign_in) = found.into_iter().find(|one| one.is_open(now_ms)) else {
            return Ok(None);
        };
        match (sign_in.kind, sign_in.account) {
            (SignInKind::Console, None) => {
                let owned = colleagues::owners(&mut connection).await? > 0;
                Ok((!owned).then_some(DeskLink::FirstOwner))
            }
            (SignInKind::Console | SignInKind::Email, Some(account)) => {
                let account = active(&mut connection, account).await?;
                Ok(account.map(|account| DeskLink::SignIn { name: account.name }))
            }
            _ => Ok(None),
        }
    }

    /// Signs in by the link of an email or of the console, once.
    pub async fn sign_in_by_link(
        self,
        link: &Token,
        device: &str,
        now_ms: i64,
    ) -> Result<SignInOutcome, Error> {
        if !link.is(&self.store.seal.sign_in_link(link.id)) {
            return Ok(SignInOutcome::Expired);
        }
        let mut transaction = self.store.db.write().await?.of("desk");
        let sign_in = locked(&mut transaction, link.id).await?;
        let sign_in = sign_in.filter(|one| one.is_open(now_ms) && one.kind != SignInKind::StepUp);
        let account = match sign_in.and_then(|sign_in| sign_in.account) {
            Some(account) => active(&mut transaction, account).await?,
            None => None,
        };
        let Some(account) = account else {
            return Ok(SignInOutcome::Expired);
        };
        spend(&mut transaction, link.id, now_ms).await?;
        let cookie = self
            .sign_in(&mut transaction, &account, device, now_ms)
            .await?;
        transaction.commit().await?;
        Ok(SignInOutcome::SignedIn(cookie))
    }

    /// Signs in by the code of the email that [`Accounts::begin_email_sign_in`] gave the id of, once.
    pub async fn sign_in_by_code(
        self,
        sign_in: Id,
        code: &Code,
        device: &str,
        now_ms: i64,
    ) -> Result<SignInOutcome, Error> {
        let mut transaction = self.store.db.write().await?.of("desk");
        let found = locked(&mut transaction, sign_in).await?;
        let Some(found) = found.filter(|one| one.is_open(now_ms) && one.kind == SignInKind::Email)
        else {
            return Ok(SignInOutcome::Expired);
        };
        if found.is_void() {
            return Ok(SignInOutcome::Void);
        }
        let is_right = code.is(&self.store.seal.sign_in_code(sign_in));
        let Some(account) = found.account.filter(|_| is_right) else {
            count_wrong(&mut transaction, &found).await?;
            transaction.commit().await?;
            return Ok(SignInOutcome::Wrong);
        };
        let Some(account) = active(&mut transaction, account).await? else {
            return Ok(SignInOutcome::Expired);
        };
        spend(&mut transaction, sign_in, now_ms).await?;
        let cookie = self
            .sign_in(&mut transaction, &account, device, now_ms)
            .await?;
        transaction.commit().await?;
        Ok(SignInOutcome::SignedIn(cookie))
    }

    /// Makes a session, and logs it.
    async fn sign_in(
        self,
        connection: &mut AnyConnection,
        account: &AccountRow,
        device: &str,
        now_ms: i64,
    ) -> Result<SessionCookie, Error> {
        let session = NewSession {
            account: account.id,
            device,
            now_ms,
        };
        let cookie = session.save(connection).await?;
        let object = (AuditObject::Account, account.id, account.person);
        let entry = NewEntry {
            after: AuditDetail {
                device: Some(device.to_owned()),
                ..AuditDetail::default()
            },
            ..NewEntry::about(AuditAction::SignedIn, Some(account.id), object)
        };
        audit::add(connection, &self.store.seal, entry, now_ms).await?;
        Ok(cookie)
    }
}
