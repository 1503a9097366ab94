//! Invitations to the desk. Each is answered once, by the link of its email.

use sqlx::{AnyConnection, AssertSqlSafe};
use widgets::fields::EmailAddress;

use super::audit::{self, AuditObject, NewEntry};
use super::notices::{self, NewNotice};
use super::sessions::NewSession;
use super::{AcceptOutcome, Accounts, InviteOutcome, NewAccount, RightsOutcome};
use super::{by_person, colleagues, rights};
use crate::domain::accounts::{
    AccountId, AuditAction, AuditDetail, DeskSession, INVITATION_LIFE_MS, Invitation, Rights,
};
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::keys::token::Token;
use crate::domain::mail::email_key::EmailKey;
use crate::domain::mail::message::{DeskFacts, Facts, MessageKind, OwnerNotice};
use crate::domain::time::DAY_MS;
use crate::store::engine::columns::{Count, Json};
use crate::store::mail::queue;
use crate::store::privacy::suppressions;
use crate::store::{Error, open};

/// Invitations that one organiser may send in a day, and that one address may get: an account that was
/// taken over must not become a way to send emails to strangers.
const MOST_BY_ONE: u64 = 20;
const MOST_TO_ONE: u64 = 3;

#[derive(sqlx::FromRow)]
pub(super) struct InvitationRow {
    pub(super) id: Id,
    person: KeyedHash,
    /// Encrypted.
    email: String,
    rights: Json,
    invited_by: AccountId,
    inviter: Option<String>,
    created_at: i64,
    expires_at: i64,
}

const COLUMNS: &str = "i.id, i.person, i.email, i.rights, i.invited_by, a.name as inviter, \
        i.created_at, i.expires_at \
    from invitations i left join accounts a on a.id = i.invited_by \
    where i.accepted_at is null and i.revoked_at is null";

impl InvitationRow {
    fn rights(&self) -> Result<Rights, Error> {
        self.rights
            .parse()
            .map_err(|error| Error::Internal(format!("invitations.rights: {error}")))
    }

    fn invitation(self, seal: &Seal) -> Result<Invitation, Error> {
        Ok(Invitation {
            id: self.id,
            email: open(seal, Purpose::Email, &self.email)?,
            rights: self.rights()?,
            invited_by: self.inviter.unwrap_or_default(),
            created_at: self.created_at,
            expires_at: self.expires_at,
        })
    }
}

/// An invitation that was neither accepted nor revoked.
async fn open_one(connection: &mut AnyConnection, id: Id) -> Result<Option<InvitationRow>, Error> {
    let sql = format!("select {COLUMNS} and i.id = $1");
    let query = sqlx::query_as::<_, InvitationRow>(AssertSqlSafe(sql)).bind(id);
    Ok(query.fetch_optional(connection).await?)
}

/// Whether another one may be sent to this person by this organiser today.
async fn are_limited(
    connection: &mut AnyConnection,
    person: KeyedHash,
    by: AccountId,
    now_ms: i64,
) -> Result<bool, Error> {
    let today = Id::lowest_at(now_ms - DAY_MS);
    let sql = "select count(*) from invitations where id > $1 and person = $2";
    let query = sqlx::query_scalar(sql).bind(today).bind(person);
    let Count(to_one) = query.fetch_one(&mut *connection).await?;
    let sql = "select count(*) from invitations where id > $1 and invited_by = $2";
    let query = sqlx::query_scalar(sql).bind(today).bind(by);
    let Count(by_one) = query.fetch_one(connection).await?;
    Ok(to_one >= MOST_TO_ONE || by_one >= MOST_BY_ONE)
}

/// Revokes the open invitations of a person.
async fn revoke_of(
    connection: &mut AnyConnection,
    person: KeyedHash,
    now_ms: i64,
) -> Result<(), Error> {
    let sql = "update invitations set revoked_at = $1 \
        where person = $2 and accepted_at is null and revoked_at is null";
    let query = sqlx::query(sql).bind(now_ms).bind(person);
    query.execute(connection).await?;
    Ok(())
}

impl Accounts<'_> {
    /// Invites an address, in a language, by an email with a link. Another open invitation of the same
    /// address is replaced. Who asks must own all that it grants. The other owners get an email if it
    /// makes an owner of everything.
    pub async fn invite(
        self,
        by: &DeskSession,
        email: &EmailAddress,
        rights: &Rights,
        lang: &str,
        now_ms: i64,
    ) -> Result<InviteOutcome, Error> {
        let seal = &self.store.seal;
        let key = EmailKey::of(email);
        let person = seal.person(&key);
        let mut transaction = self.store.db.write_alone().await?.of("desk");
        let acting = rights::acting(&mut transaction, by).await?;
        let rights = rights.simplified();
        let scopes = rights.changed(&Rights::default());
        let may = rights::may_decide(&mut transaction, &acting, &scopes).await?;
        if !may || rights.is_empty() {
            return Ok(InviteOutcome::NotAllowed);
        }
        let account = by_person(&mut transaction, person).await?;
        if let Some(account) = account.filter(|account| !account.has_left()) {
            return Ok(InviteOutcome::HasAccount(account.id));
        }
        let suppression = seal.suppression(&key);
        let suppressed = suppressions::in_force(&mut transaction, [suppression]).await?;
        if !suppressed.is_empty() {
            return Ok(InviteOutcome::NoEmails);
        }
        if are_limited(&mut transaction, person, by.account.id, now_ms).await? {
            return Ok(InviteOutcome::Limited);
        }
        revoke_of(&mut transaction, person, now_ms).await?;
        let id = Id::new(now_ms);
        let sql = "insert into invitations (id, person, email, rights, invited_by, created_at, \
                expires_at) values ($1, $2, $3, $4, $5, $6, $7)";
        sqlx::query(sql)
            .bind(id)
            .bind(person)
            .bind(seal.seal(Purpose::Email, email.as_str()))
            .bind(serde_json::json!(rights).to_string())
            .bind(by.account.id)
            .bind(now_ms)
            .bind(now_ms + INVITATION_LIFE_MS)
            .execute(&mut *transaction)
            .await?;
        let desk = DeskFacts {
            by: by.account.name.clone(),
            ..DeskFacts::default()
        };
        let facts = Facts {
            token: seal.invitation_link(id).reveal(),
            // Whom to ask about it.
            contact: by.account.email.clone(),
            ..Facts::of_desk(lang.to_owned(), desk)
        };
        let kind = MessageKind::Invitation;
        let invitation = queue::composed(seal, kind, None, 0, email.as_str(), &facts, now_ms);
        queue::insert(&mut transaction, vec![invitation]).await?;
        if rights.owns_all() {
            let notice = NewNotice {
                notice: OwnerNotice::Invited,
                by: &by.account.name,
                whom: Some(email.as_str()),
                subject: 0,
            };
            let owners = notices::owners(&mut transaction, seal, 0).await?;
            let others = notices::others(owners, by.account.id);
            notices::queue(&mut transaction, seal, others, &notice, now_ms).await?;
        }
        let entry = NewEntry {
            subject: rights::only_subject(&scopes),
            after: AuditDetail {
                email: Some(email.as_str().to_owned()),
                rights: Some(rights),
                ..AuditDetail::default()
            },
            ..NewEntry::about(
                AuditAction::Invited,
                Some(by.account.id),
                (AuditObject::Invitation, id, person),
            )
        };
        audit::add(&mut transaction, seal, entry, now_ms).await?;
        transaction.commit().await?;
        self.store.queued_mail.notify_one();
        Ok(InviteOutcome::Invited(id))
    }

    /// The invitation behind a link, if it can be accepted. Changes nothing.
    pub async fn invitation_by_link(
        self,
        link: &Token,
        now_ms: i64,
    ) -> Result<Option<Invitation>, Error> {
        let seal = &self.store.seal;
        if !link.is(&seal.invitation_link(link.id)) {
            return Ok(None);
        }
        let mut connection = self.store.db.read().acquire().await?;
        let found = open_one(&mut connection, link.id).await?;
        let found = found.filter(|one| one.expires_at > now_ms);
        found.map(|one| one.invitation(seal)).transpose()
    }

    /// Makes the account that was invited and signs it in. One that came about otherwise meanwhile gets
    /// the rights in addition to its own.
    pub async fn accept_invitation(
        self,
        link: &Token,
        name: &str,
        lang: &str,
        device: &str,
        now_ms: i64,
    ) -> Result<AcceptOutcome, Error> {
        let seal = &self.store.seal;
        if !link.is(&seal.invitation_link(link.id)) {
            return Ok(AcceptOutcome::Expired);
        }
        let mut transaction = self.store.db.write_alone().await?.of("desk");
        let found = open_one(&mut transaction, link.id).await?;
        let Some(found) = found.filter(|one| one.expires_at > now_ms) else {
            return Ok(AcceptOutcome::Expired);
        };
        let email = open(seal, Purpose::Email, &found.email)?;
        let account = NewAccount {
            email: &email,
            name,
            lang,
            now_ms,
        };
        let account = account.save(&mut transaction, seal).await?;
        let mut own = colleagues::rights_of(&mut transaction, [account.id]).await?;
        let own = own.remove(&account.id).unwrap_or_default();
        let rights: Rights = own.iter().chain(found.rights()?.iter()).collect();
        let rights = rights.simplified();
        let by = Some(found.invited_by);
        rights::grant(&mut transaction, account.id, &rights, by, now_ms).await?;
        sqlx::query("update invitations set accepted_at = $1 where id = $2")
            .bind(now_ms)
            .bind(found.id)
            .execute(&mut *transaction)
            .await?;
        let session = NewSession {
            account: account.id,
            device,
            now_ms,
        };
        let cookie = session.save(&mut transaction).await?;
        let entry = NewEntry {
            subject: rights::only_subject(&rights.changed(&own)),
            after: AuditDetail {
                email: Some(email),
                name: Some(name.to_owned()),
                rights: Some(rights),
                ..AuditDetail::default()
            },
            ..NewEntry::about(
                AuditAction::InvitationAccepted,
                Some(account.id),
                (AuditObject::Account, account.id, account.person),
            )
        };
        audit::add(&mut transaction, seal, entry, now_ms).await?;
        transaction.commit().await?;
        Ok(AcceptOutcome::Accepted(cookie))
    }

    /// Revokes an invitation. Who asks must own all that it grants.
    pub async fn revoke_invitation(
        self,
        by: &DeskSession,
        invitation: Id,
        now_ms: i64,
    ) -> Result<RightsOutcome, Error> {
        let seal = &self.store.seal;
        let mut transaction = self.store.db.write_alone().await?.of("desk");
        let acting = rights::acting(&mut transaction, by).await?;
        let Some(found) = open_one(&mut transaction, invitation).await? else {
            return Ok(RightsOutcome::Gone);
        };
        let rights = found.rights()?;
        let scopes = rights.changed(&Rights::default());
        if !rights::may_decide(&mut transaction, &acting, &scopes).await? {
            return Ok(RightsOutcome::NotAllowed);
        }
        sqlx::query("update invitations set revoked_at = $1 where id = $2")
            .bind(now_ms)
            .bind(invitation)
            .execute(&mut *transaction)
            .await?;
        let object = (AuditObject::Invitation, found.id, found.person);
        let entry = NewEntry {
            subject: rights::only_subject(&scopes),
            before: AuditDetail {
                email: Some(open(seal, Purpose::Email, &found.email)?),
                rights: Some(rights),
                ..AuditDetail::default()
            },
            ..NewEntry::about(AuditAction::InvitationRevoked, Some(by.account.id), object)
        };
        audit::add(&mut transaction, seal, entry, now_ms).await?;
        transaction.commit().await?;
        Ok(RightsOutcome::Done)
    }

    /// The invitations that were neither accepted nor revoked, the newest first. One that has expired
    /// is listed for a month, so that who invited can see why nobody came.
    pub async fn invitations(self) -> Result<Vec<Invitation>, Error> {
        let sql = format!("select {COLUMNS} order by i.id desc");
        let query = sqlx::query_as::<_, InvitationRow>(AssertSqlSafe(sql));
        let found = query.fetch_all(self.store.db.read()).await?;
        let invitations = found
            .into_iter()
            .map(|one| one.invitation(&self.store.seal));
        invitations.collect()
    }
}
