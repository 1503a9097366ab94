//! Held signatures: organisers list, approve and reject them, and a verification can release an
//! organisation's. `store/attempts/admissions.rs` decides which ones to hold.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use widgets::wire::{ConfirmedKind, SignatoryKind};

use super::duplicate_organisations::{self, DuplicateOrganisations, Namesake};
use super::manage_links::{self, NewLink};
use super::{own, signatories};
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::keys::token::Token;
use crate::domain::mail::message::{self, Facts, MessageKind};
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::domain::signatures::verification::{
    HoldReason, OwnDomain, Verification, VerificationMethod,
};
use crate::domain::time::DAY_MS;
use crate::store::attempts::admissions::{self, ConfirmedAttempt};
use crate::store::declarations::corrupt;
use crate::store::engine::rows::Value;
use crate::store::mail::queue::{self, Email, EmailCause};
use crate::store::privacy::consents;
use crate::store::{Error, Store, open};

/// The attempt of an approved signature is kept this long, like that of any other.
const ATTEMPT_KEPT_MS: i64 = 7 * DAY_MS;

/// A held signature, for the organisers to decide on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HeldSignature {
    pub id: String,
    pub slug: String,
    pub held: HoldReason,
    pub name: String,
    pub organisation: Option<String>,
    pub role: Option<String>,
    /// Signatories from the same mailbox that count already.
    pub beside: Vec<String>,
    /// For an organisation: signatories with the same name that count already.
    pub duplicate_organisations: Vec<Namesake>,
    /// Its verification, if it has one although it is held.
    pub verification: Option<Verification>,
    pub held_at: i64,
    /// When it is deleted unless an organiser approves it.
    pub until: i64,
}

/// An email about an existing attempt, and its manage link.
pub(in crate::store) struct Outgoing {
    pub(in crate::store) letter: Email,
    pub(in crate::store) link: Vec<Value>,
}

impl Store {
    /// The held signatures, oldest first; at most `limit`.
    pub async fn held(&self, limit: u32, now_ms: i64) -> Result<Vec<HeldSignature>, Error> {
        let sql = "select id, slug, held, name, organisation, role, email_key, held_at, expires_at, \
                verified_by, verified_domain, verified_at, kind \
            from pending_signatures where held is not null and expires_at > $1 \
            order by held_at, id limit $2";
        let query = sqlx::query(sql).bind(now_ms).bind(i64::from(limit));
        let rows = query.fetch_all(self.db.read()).await?;
        let mut found = Vec::with_capacity(rows.len());
        let mut connection = self.db.read().acquire().await?;
        for row in rows {
            found.push(held_signature(&mut connection, &row).await?);
        }
        Ok(found)
    }

    /// Approves a signature: it counts, and its signatory gets an email. Returns whether it was
    /// held.
    pub async fn approve(&self, id: &str, now_ms: i64) -> Result<bool, Error> {
        let mut transaction = self.db.write().await?;
        let Some(waiting) = find(&mut transaction, id, now_ms).await? else {
            return Ok(false);
        };
        let proof = Verification {
            method: VerificationMethod::Organisers,
            domain: None,
            at: now_ms,
        };
        let proof = (waiting.held == Some(HoldReason::Organisation)).then_some(proof);
        seat(
            &mut transaction,
            &self.seal,
            &waiting,
            proof.as_ref(),
            now_ms,
        )
        .await?;
        transaction.commit().await?;
        self.letters.notify_one();
        Ok(true)
    }

    /// Rejects a signature: it is deleted, and its signatory gets an email unless `silently` is
    /// set. Returns whether it was held.
    pub async fn reject(&self, id: &str, silently: bool, now_ms: i64) -> Result<bool, Error> {
        let mut transaction = self.db.write().await?;
        let Some(waiting) = find(&mut transaction, id, now_ms).await? else {
            return Ok(false);
        };
        let ConfirmedAttempt { slug, person, .. } = &waiting;
        let kind = MessageKind::Rejected;
        let told = letter(&mut transaction, &self.seal, id, kind, now_ms).await?;
        own::erase(&mut transaction, slug, id, person).await?;
        if !silently {
            queue::insert(&mut transaction, vec![told.letter]).await?;
        }
        let about = message::about(ConfirmedKind::Signature, slug);
        let record = Record::of(person, about, ConsentEvent::TurnedAway, now_ms).with(id);
        consents::add(&mut transaction, vec![record]).await?;
        transaction.commit().await?;
        self.db.forget_deleted().await?;
        self.remember_ends().await;
        self.letters.notify_one();
        Ok(true)
    }

    /// Stores a verification found at an organisation's domain. A signature held for want of one
    /// now counts, unless there is another reason to hold it; one that counts already gets the
    /// verification.
    pub async fn prove(
        &self,
        id: &str,
        (method, domain): (VerificationMethod, &OwnDomain),
        now_ms: i64,
    ) -> Result<(), Error> {
        let proof = Verification {
            method,
            domain: Some(domain.as_str().to_owned()),
            at: now_ms,
        };
        let mut transaction = self.db.write().await?;
        write_proof(&mut transaction, "signatures", id, &proof).await?;
        let waiting = find(&mut transaction, id, now_ms).await?;
        if let Some(waiting) = waiting.filter(|one| one.held == Some(HoldReason::Organisation)) {
            let person = [waiting.person.clone()];
            let mut mailboxes = admissions::mailboxes(&mut transaction, person.into_iter()).await?;
            let mailbox = mailboxes.remove(&(waiting.person.clone(), waiting.slug.clone()));
            let duplicate_organisations =
                DuplicateOrganisations::of(&mut transaction, std::slice::from_ref(&waiting))
                    .await?;
            let mailbox = mailbox.unwrap_or_default();
            if let Some(held) =
                admissions::missing(&waiting, true, &mailbox, &duplicate_organisations)
            {
                write_proof(&mut transaction, "pending_signatures", id, &proof).await?;
                let began = vec![(id.to_owned(), held)];
                admissions::hold(&mut transaction, &self.seal, began, now_ms).await?;
            } else {
                seat(&mut transaction, &self.seal, &waiting, Some(&proof), now_ms).await?;
            }
        }
        transaction.commit().await?;
        self.letters.notify_one();
        Ok(())
    }
}

/// Builds a held signature from the columns that `Store::held` reads, with what organisers need in
/// order to decide.
async fn held_signature(
    connection: &mut AnyConnection,
    row: &AnyRow,
) -> Result<HeldSignature, Error> {
    let (slug, person): (String, String) = (row.try_get(1)?, row.try_get(6)?);
    let sql = "select case when kind = 'organisation' then organisation else name end \
        from signatures where email_key = $1 and slug = $2 order by seat";
    let query = sqlx::query(sql).bind(person).bind(slug.clone());
    let beside = query.fetch_all(&mut *connection).await?;
    let beside = beside.iter().map(|row| row.try_get(0));
    let held: String = row.try_get(2)?;
    let kind = signatories::kind(&row.try_get::<String, _>(12)?)?;
    let organisation: Option<String> = row.try_get(4)?;
    // A person may have given their employer.
    let organisation = organisation.filter(|_| kind == SignatoryKind::Organisation);
    let duplicate_organisations = match &organisation {
        Some(name) => duplicate_organisations::standing(connection, &slug, name).await?,
        None => Vec::new(),
    };
    Ok(HeldSignature {
        id: row.try_get(0)?,
        slug,
        held: HoldReason::parse(&held).ok_or_else(|| corrupt("held"))?,
        name: row.try_get(3)?,
        organisation,
        role: row.try_get(5)?,
        beside: beside.collect::<Result<_, _>>()?,
        duplicate_organisations,
        verification: read_proof(row, 9)?,
        held_at: row.try_get(7)?,
        until: row.try_get(8)?,
    })
}

async fn find(
    connection: &mut AnyConnection,
    id: &str,
    now_ms: i64,
) -> Result<Option<ConfirmedAttempt>, Error> {
    let sql = "select id, slug, email_key, kind, name, organisation, held, email \
        from pending_signatures where id = $1 and held is not null and expires_at > $2";
    let query = sqlx::query(sql).bind(id.to_owned()).bind(now_ms);
    let row = query.fetch_optional(connection).await?;
    row.map(|row| admissions::one_answered(&row)).transpose()
}

/// Makes a held signature count, and queues an email that says so.
async fn seat(
    connection: &mut AnyConnection,
    seal: &Seal,
    waiting: &ConfirmedAttempt,
    proof: Option<&Verification>,
    now_ms: i64,
) -> Result<(), Error> {
    let person = [waiting.person.clone()];
    let mut mailboxes = admissions::mailboxes(connection, person.into_iter()).await?;
    let mailbox = mailboxes.remove(&(waiting.person.clone(), waiting.slug.clone()));
    let seat = mailbox.unwrap_or_default().free_seat();
    admissions::settle(connection, &waiting.id, seat, proof).await?;
    admissions::insert(connection, std::slice::from_ref(&waiting.id), now_ms).await?;
    let sql = "update pending_signatures set held = null, confirmed_at = $1, expires_at = $2 \
        where id = $3";
    sqlx::query(sql)
        .bind(now_ms)
        .bind(now_ms + ATTEMPT_KEPT_MS)
        .bind(waiting.id.clone())
        .execute(&mut *connection)
        .await?;
    let told = letter(connection, seal, &waiting.id, MessageKind::Approved, now_ms).await?;
    manage_links::insert(connection, &[told.link]).await?;
    queue::insert(connection, vec![told.letter]).await
}

/// Stores an organisation's verification.
pub(in crate::store) async fn write_proof(
    connection: &mut AnyConnection,
    table: &'static str,
    id: &str,
    proof: &Verification,
) -> Result<(), Error> {
    let sql = format!(
        "update {table} set verified_by = $1, verified_domain = $2, verified_at = $3 \
         where id = $4 and kind = 'organisation'"
    );
    sqlx::query(AssertSqlSafe(sql))
        .bind(proof.method.as_str())
        .bind(proof.domain.clone())
        .bind(proof.at)
        .bind(id.to_owned())
        .execute(connection)
        .await?;
    Ok(())
}

/// Reads an organisation's verification from three columns, from `first` on.
pub(super) fn read_proof(row: &AnyRow, first: usize) -> Result<Option<Verification>, Error> {
    let method: Option<String> = row.try_get(first)?;
    let at: Option<i64> = row.try_get(first + 2)?;
    let (Some(method), Some(at)) = (method.as_deref().and_then(VerificationMethod::parse), at)
    else {
        return Ok(None);
    };
    let domain = row.try_get(first + 1)?;
    Ok(Some(Verification { method, domain, at }))
}

/// An email to a signatory with nothing to confirm; its link leads to their signature.
pub(in crate::store) async fn letter(
    connection: &mut AnyConnection,
    seal: &Seal,
    id: &str,
    kind: MessageKind,
    now_ms: i64,
) -> Result<Outgoing, Error> {
    let sql = "select p.slug, p.email_key, p.kind, p.name, p.organisation, p.email, p.lang, \
            t.title, d.organisers, d.contact \
        from pending_signatures p join declarations d on d.slug = p.slug \
        join declaration_texts t on t.slug = p.slug and t.lang = p.text_lang where p.id = $1";
    let query = sqlx::query(sql).bind(id.to_owned());
    let row = query.fetch_one(connection).await?;
    let (slug, person): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    let signer = seal.signer(&person, &admissions::signer(&row)?);
    let email = open(seal, Purpose::Email, &row.try_get::<String, _>(5)?)?;
    let token = Token::random();
    let facts = Facts {
        lang: row.try_get(6)?,
        title: row.try_get(7)?,
        organisers: row.try_get(8)?,
        contact: row.try_get(9)?,
        name: Some(row.try_get(3)?),
        token: token.reveal().to_owned(),
        code: None,
        change: None,
        reason: None,
    };
    let link = NewLink {
        token: &token,
        slug: &slug,
        attempt: id,
        person: &person,
        lang: &facts.lang,
        signer: Some(signer),
    };
    let link = link.row(now_ms);
    let to = (email.as_str(), EmailCause::Known);
    let letter = queue::row(seal, (id, kind), to, &facts, now_ms);
    Ok(Outgoing { letter, link })
}
