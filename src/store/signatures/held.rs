//! Held signatures: organisers list, approve and reject them, and a verification can release an
//! organisation's. `store/attempts/admissions.rs` decides which ones to hold.

use std::collections::HashMap;

use sqlx::AnyConnection;

use super::Signatures;
use super::duplicate_organisations::{self, DuplicateOrganisations, SameNameOrganisation};
use super::own;
use super::verifications::{self, VerificationColumns};
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::Seal;
use crate::domain::mail::message::MessageKind;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::domain::signatures::duplicate_organisation;
use crate::domain::signatures::verification::{
    HoldReason, OwnDomain, Verification, VerificationMethod,
};
use crate::domain::time::DAY_MS;
use crate::store::Error;
use crate::store::attempts::admissions::{self, ConfirmedAttempt, ConfirmedRow};
use crate::store::attempts::mailboxes::{self, Mailbox, SignerColumns};
use crate::store::engine::columns::Count;
use crate::store::engine::rows;
use crate::store::entries;
use crate::store::mail::queue;
use crate::store::mail::signatories::about_attempt;
use crate::store::privacy::consents;

/// The attempt of an approved signature is kept this long, like that of any other.
const ATTEMPT_KEPT_MS: i64 = 7 * DAY_MS;

/// A held signature, for the organisers to decide on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HeldSignature {
    pub id: Id,
    pub slug: String,
    pub held: HoldReason,
    pub name: String,
    pub organisation: Option<String>,
    pub role: Option<String>,
    /// Signatories from the same mailbox that count already.
    pub beside: Vec<String>,
    /// For an organisation: signatories with the same name that count already.
    pub duplicate_organisations: Vec<SameNameOrganisation>,
    /// Its verification, if it has one although it is held.
    pub verification: Option<Verification>,
    pub held_at: i64,
    /// When it is deleted unless an organiser approves it.
    pub until: i64,
}

/// The columns of [`HeldSignature`].
#[derive(sqlx::FromRow)]
struct HeldRow {
    id: Id,
    subject: i64,
    slug: String,
    held: HoldReason,
    #[sqlx(flatten)]
    whose: SignerColumns,
    role: Option<String>,
    person: KeyedHash,
    held_at: i64,
    expires_at: i64,
    #[sqlx(flatten)]
    verified: VerificationColumns,
}

impl Signatures<'_> {
    /// The held signatures, oldest first; at most `limit`.
    pub async fn held(self, limit: u32, now_ms: i64) -> Result<Vec<HeldSignature>, Error> {
        let sql = "select a.id, a.subject, u.slug, a.held, a.signatory as kind, a.name, a.organisation, \
                a.role, a.person, a.held_at, a.expires_at, a.verified_by, a.verified_domain, \
                a.verified_at \
            from attempts a join subjects u on u.id = a.subject \
            where a.state = 'held' and a.expires_at > $1 \
            order by a.held_at, a.id limit $2";
        let mut connection = self.store.db.read().acquire().await?;
        let query = sqlx::query_as::<_, HeldRow>(sql);
        let query = query.bind(now_ms).bind(i64::from(limit));
        let rows = query.fetch_all(&mut *connection).await?;
        let beside = beside(&mut connection, &rows).await?;
        let organisations = rows
            .iter()
            .filter_map(|row| row.whose.signing_organisation());
        let duplicates = duplicate_organisations::counted(&mut connection, organisations).await?;
        let held = rows
            .into_iter()
            .map(|row| held_signature(row, &beside, &duplicates));
        Ok(held.collect())
    }

    /// How many signatures are held.
    pub async fn held_count(self, now_ms: i64) -> Result<u64, Error> {
        let sql = "select count(*) from attempts where state = 'held' and expires_at > $1";
        let query = sqlx::query_scalar(sql).bind(now_ms);
        let Count(held) = query.fetch_one(self.store.db.read()).await?;
        Ok(held)
    }

    /// Approves a signature: it counts, and its signatory gets an email. Returns whether it was
    /// held.
    pub async fn approve(self, id: Id, now_ms: i64) -> Result<bool, Error> {
        let mut transaction = self.store.write_about_rows(&[id]).await?;
        let Some(attempt) = find(&mut transaction, id, now_ms).await? else {
            return Ok(false);
        };
        let verification = Verification {
            method: VerificationMethod::Organisers,
            domain: None,
            at: now_ms,
        };
        let verification = (attempt.held == Some(HoldReason::Organisation)).then_some(verification);
        admit(
            &mut transaction,
            &self.store.seal,
            &attempt,
            verification.as_ref(),
            now_ms,
        )
        .await?;
        transaction.commit().await?;
        self.store.queued_mail.notify_one();
        Ok(true)
    }

    /// Rejects a signature: it is deleted, and its signatory gets an email unless `silently` is
    /// set. Returns whether it was held.
    pub async fn reject(self, id: Id, silently: bool, now_ms: i64) -> Result<bool, Error> {
        let mut transaction = self.store.write_about_rows(&[id]).await?;
        let Some(attempt) = find(&mut transaction, id, now_ms).await? else {
            return Ok(false);
        };
        let ConfirmedAttempt {
            subject, person, ..
        } = attempt;
        let kind = MessageKind::Rejected;
        let email = about_attempt(&mut transaction, &self.store.seal, id, kind, now_ms).await?;
        own::erase(&mut transaction, subject, id, person).await?;
        if !silently {
            queue::insert(&mut transaction, vec![email]).await?;
        }
        let record = Record::of(person, subject, ConsentEvent::Rejected, now_ms);
        consents::add(&mut transaction, vec![record.with(Some(id))]).await?;
        transaction.commit().await?;
        self.store.db.forget_deleted().await?;
        self.store.remember_ends().await;
        self.store.queued_mail.notify_one();
        Ok(true)
    }

    /// Stores a verification found at an organisation's domain. A signature held for want of one
    /// now counts, unless there is another reason to hold it; one that counts already gets the
    /// verification.
    pub async fn verify(
        self,
        id: Id,
        (method, domain): (VerificationMethod, &OwnDomain),
        now_ms: i64,
    ) -> Result<(), Error> {
        let verification = Verification {
            method,
            domain: Some(domain.as_str().to_owned()),
            at: now_ms,
        };
        let mut transaction = self.store.write_about_rows(&[id]).await?;
        verifications::write(&mut transaction, "signatures", id, &verification).await?;
        let attempt = find(&mut transaction, id, now_ms).await?;
        if let Some(attempt) = attempt.filter(|one| one.held == Some(HoldReason::Organisation)) {
            let mailbox = mailbox(&mut transaction, &attempt).await?;
            let duplicate_organisations =
                DuplicateOrganisations::of(&mut transaction, std::slice::from_ref(&attempt))
                    .await?;
            if let Some(held) =
                admissions::missing(&attempt, true, &mailbox, &duplicate_organisations)
            {
                verifications::write(&mut transaction, "attempts", id, &verification).await?;
                let began = vec![(id, held)];
                admissions::hold(&mut transaction, &self.store.seal, began, now_ms).await?;
            } else {
                admit(
                    &mut transaction,
                    &self.store.seal,
                    &attempt,
                    Some(&verification),
                    now_ms,
                )
                .await?;
            }
        }
        transaction.commit().await?;
        self.store.queued_mail.notify_one();
        Ok(())
    }
}

/// The signatories that count already, in the order of their slots, by mailbox and declaration.
type Beside = HashMap<(KeyedHash, i64), Vec<String>>;

/// The signatories of the mailboxes of held signatures.
async fn beside(connection: &mut AnyConnection, held: &[HeldRow]) -> Result<Beside, Error> {
    #[derive(sqlx::FromRow)]
    struct BesideRow {
        person: KeyedHash,
        subject: i64,
        #[sqlx(flatten)]
        whose: SignerColumns,
    }
    let sql = "select person, subject, kind, name, organisation from signatures \
        where person in ({in}) order by slot";
    let mailboxes = held.iter().map(|row| row.person);
    let mut beside = Beside::new();
    for signed in rows::fetch_in::<BesideRow>(connection, sql, None, mailboxes).await? {
        let shown = signed.whose.shown().to_owned();
        let of_mailbox = beside.entry((signed.person, signed.subject)).or_default();
        of_mailbox.push(shown);
    }
    Ok(beside)
}

/// A held signature, with what organisers need in order to decide.
fn held_signature(
    row: HeldRow,
    beside: &Beside,
    duplicates: &HashMap<(i64, [u8; 16]), Vec<SameNameOrganisation>>,
) -> HeldSignature {
    let organisation = row.whose.signing_organisation().map(str::to_owned);
    let of_name = organisation.as_deref().and_then(|organisation| {
        let key = duplicate_organisation::key(organisation);
        duplicates.get(&(row.subject, key))
    });
    let beside = beside.get(&(row.person, row.subject));
    HeldSignature {
        id: row.id,
        slug: row.slug,
        held: row.held,
        organisation,
        name: row.whose.name,
        role: row.role,
        beside: beside.cloned().unwrap_or_default(),
        duplicate_organisations: of_name.cloned().unwrap_or_default(),
        verification: row.verified.verification(),
        held_at: row.held_at,
        until: row.expires_at,
    }
}

async fn find(
    connection: &mut AnyConnection,
    id: Id,
    now_ms: i64,
) -> Result<Option<ConfirmedAttempt>, Error> {
    let sql = "select id, subject, person, signer, signatory as kind, name, organisation, held, email \
        from attempts where id = $1 and state = 'held' and expires_at > $2";
    let query = sqlx::query_as::<_, ConfirmedRow>(sql).bind(id).bind(now_ms);
    Ok(query.fetch_optional(connection).await?.map(Into::into))
}

/// The signatories of the attempt's mailbox.
async fn mailbox(
    connection: &mut AnyConnection,
    attempt: &ConfirmedAttempt,
) -> Result<Mailbox, Error> {
    let person = [attempt.person].into_iter();
    let mut mailboxes = mailboxes::load(connection, person).await?;
    let mailbox = mailboxes.remove(&(attempt.person, attempt.subject));
    Ok(mailbox.unwrap_or_default())
}

/// Makes a held signature count, and queues an email that says so.
async fn admit(
    connection: &mut AnyConnection,
    seal: &Seal,
    attempt: &ConfirmedAttempt,
    verification: Option<&Verification>,
    now_ms: i64,
) -> Result<(), Error> {
    let slot = mailbox(connection, attempt).await?.free_slot();
    if let Some(verification) = verification {
        verifications::write(connection, "attempts", attempt.id, verification).await?;
    }
    let changes = entries::take(connection, attempt.subject, [attempt.id]).await?;
    changes.write(connection).await?;
    admissions::insert(connection, &[(attempt.id, slot)], now_ms).await?;
    let sql = "update attempts set state = 'confirmed', held = null, held_at = null, \
            confirmed_at = $1, expires_at = $2 \
        where id = $3 and state = 'held'";
    sqlx::query(sql)
        .bind(now_ms)
        .bind(now_ms + ATTEMPT_KEPT_MS)
        .bind(attempt.id)
        .execute(&mut *connection)
        .await?;
    let kind = MessageKind::Approved;
    let email = about_attempt(connection, seal, attempt.id, kind, now_ms).await?;
    queue::insert(connection, vec![email]).await?;
    Ok(())
}
