//! Manage links in emails to signatories, and which signature each leads to: one mailbox may have
//! several signatures, with emails about each.

use sqlx::{AnyConnection, AssertSqlSafe};
use widgets::wire::{ConfirmedKind, SignatoryKind, Visibility};

use super::reservations;
use super::verifications::VerificationColumns;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::keys::token::Token;
use crate::domain::mail::message;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::domain::signatures::NewSignature;
use crate::domain::signatures::managed::{ManagedSignature, SignatureState};
use crate::domain::signatures::verification::HoldReason;
use crate::store::engine::columns::{Flag, Json, StoredWord};
use crate::store::engine::rows::{self, Value};
use crate::store::mail::subjects::EmailSubject;
use crate::store::{Error, open};

/// What a link leads to.
#[derive(sqlx::FromRow)]
pub(in crate::store) struct Link {
    pub(in crate::store) slug: String,
    pub(in crate::store) attempt: String,
    #[sqlx(rename = "email_key")]
    pub(in crate::store) person: String,
    lang: String,
    /// Which of the mailbox's signatories, as a keyed hash.
    signer: String,
}

impl Link {
    pub(in crate::store) fn about(&self) -> String {
        message::about(ConfirmedKind::Signature, &self.slug)
    }

    pub(in crate::store) fn record(&self, id: &str, event: ConsentEvent, now_ms: i64) -> Record {
        Record::of(&self.person, self.about(), event, now_ms).with(id)
    }
}

const COLUMNS: &str = "id, slug, text_lang, version, kind, name, email, postcode, organisation, \
    role, visibility, updates, site, page_url";
const VERIFICATION: &str = "s.verified_by, s.verified_domain, s.verified_at";
const NO_VERIFICATION: &str = "cast(null as text) as verified_by, cast(null as text) as verified_domain, \
    cast(null as bigint) as verified_at";

/// The tables that may hold a signature, with the columns of its two times.
const PLACES: [(&str, &str, &str, SignatureState); 3] = [
    (
        "signatures",
        "signed_at",
        "confirmed_at",
        SignatureState::Signed,
    ),
    (
        "withdrawn_signatures",
        "signed_at",
        "withdrawn_at",
        SignatureState::Withdrawn,
    ),
    (
        "pending_signatures",
        "created_at",
        "expires_at",
        SignatureState::Pending,
    ),
];

/// The columns of [`ManagedSignature`]; address and postcode are encrypted.
#[derive(sqlx::FromRow)]
struct ManagedRow {
    id: String,
    slug: String,
    text_lang: String,
    #[sqlx(try_from = "i64")]
    version: u32,
    #[sqlx(try_from = "StoredWord")]
    kind: SignatoryKind,
    name: String,
    email: Option<String>,
    postcode: Option<String>,
    organisation: Option<String>,
    role: Option<String>,
    #[sqlx(try_from = "StoredWord")]
    visibility: Visibility,
    #[sqlx(try_from = "Flag")]
    updates: bool,
    site: String,
    page_url: String,
    began_at: i64,
    state_at: i64,
    #[sqlx(flatten)]
    subject: EmailSubject,
    reservations: Option<Json>,
    #[sqlx(flatten)]
    verified: VerificationColumns,
    held: Option<HoldReason>,
    /// The organisers' reason for taking it down.
    taken_down: Option<String>,
}

pub(in crate::store) async fn link(
    connection: &mut AnyConnection,
    token: &Token,
) -> Result<Option<Link>, Error> {
    let sql = "select slug, attempt, email_key, lang, signer from manage_links \
        where token_hash = $1";
    let query = sqlx::query_as::<_, Link>(sql).bind(token.hash());
    Ok(query.fetch_optional(connection).await?)
}

/// The attempts of one of a mailbox's signatories, as far as they got emails.
pub(in crate::store) async fn attempts(
    connection: &mut AnyConnection,
    link: &Link,
    signer: &str,
) -> Result<Vec<String>, Error> {
    let sql = "select attempt from manage_links \
        where email_key = $1 and slug = $2 and signer = $3";
    let query = sqlx::query_scalar(sql)
        .bind(link.person.clone())
        .bind(link.slug.clone())
        .bind(signer.to_owned());
    Ok(query.fetch_all(connection).await?)
}

/// A link and the signature it leads to.
pub(in crate::store) async fn found(
    connection: &mut AnyConnection,
    seal: &Seal,
    token: &Token,
    now_ms: i64,
) -> Result<Option<(Link, ManagedSignature)>, Error> {
    let Some(link) = link(connection, token).await? else {
        return Ok(None);
    };
    let own = find(connection, seal, &link, now_ms).await?;
    Ok(own.map(|own| (link, own)))
}

/// The signature that the email was about; otherwise the mailbox's signature of the same signatory;
/// an unanswered attempt comes last.
pub(in crate::store) async fn find(
    connection: &mut AnyConnection,
    seal: &Seal,
    link: &Link,
    now_ms: i64,
) -> Result<Option<ManagedSignature>, Error> {
    let mut known = Vec::new();
    for (table, began, since, state) in PLACES {
        // An attempt is found only by its own email, unless it was answered and is held.
        let own = match state {
            SignatureState::Pending => {
                "and s.confirmed_at is null and s.expires_at > $4 \
                    and (s.id = $3 or s.held is not null)"
            }
            _ => "and $3 <> '' and $4 <> 0",
        };
        let columns = prefixed(COLUMNS);
        // A confirmed signature has its reservations as rows; a withdrawn one shows no
        // verification.
        let (reservations, verification) = match state {
            SignatureState::Signed => ("cast(null as text) as reservations", VERIFICATION),
            SignatureState::Withdrawn => ("s.reservations", NO_VERIFICATION),
            _ => ("s.reservations", VERIFICATION),
        };
        let held = match state {
            SignatureState::Pending => "s.held",
            _ => "cast(null as text) as held",
        };
        // A withdrawal by the signatory has no reason.
        let reason = match state {
            SignatureState::Withdrawn => {
                "case when s.withdrawn_by = 'organisers' then coalesce(s.reason, '') end"
            }
            _ => "cast(null as text)",
        };
        let sql = format!(
            "select {columns}, s.{began} as began_at, s.{since} as state_at, t.title, \
                 d.organisers, d.contact, {reservations}, {verification}, {held}, {reason} as taken_down \
             from {table} s join declarations d on d.slug = s.slug \
             join declaration_texts t on t.slug = s.slug and t.lang = s.text_lang \
             where s.email_key = $1 and s.slug = $2 {own} order by s.id"
        );
        let query = sqlx::query_as::<_, ManagedRow>(AssertSqlSafe(sql))
            .bind(link.person.clone())
            .bind(link.slug.clone())
            .bind(link.attempt.clone())
            .bind(now_ms);
        for row in query.fetch_all(&mut *connection).await? {
            known.push(managed_signature(row, seal, state, &link.lang)?);
        }
    }
    let Some(mut own) = choose(known, seal, link) else {
        return Ok(None);
    };
    if own.state == SignatureState::Signed {
        let mut of = reservations::of(connection, vec![own.id.clone()]).await?;
        own.reservations = of.remove(&own.id).unwrap_or_default();
    }
    Ok(Some(own))
}

/// Chooses which of a mailbox's signatures a link leads to.
fn choose(mut known: Vec<ManagedSignature>, seal: &Seal, link: &Link) -> Option<ManagedSignature> {
    let answered = |one: &ManagedSignature| one.state != SignatureState::Pending;
    let signer = |one: &ManagedSignature| seal.signer(&link.person, &one.signer());
    let its_own = |one: &ManagedSignature| one.id == link.attempt;
    let at = known
        .iter()
        .position(|one| its_own(one) && answered(one))
        .or_else(|| {
            let same = |one: &ManagedSignature| answered(one) && signer(one) == link.signer;
            known.iter().position(same)
        })
        .or_else(|| known.iter().position(its_own))?;
    Some(known.swap_remove(at))
}

fn prefixed(columns: &str) -> String {
    let columns = columns.split(", ").map(|column| format!("s.{column}"));
    columns.collect::<Vec<_>>().join(", ")
}

fn managed_signature(
    row: ManagedRow,
    seal: &Seal,
    state: SignatureState,
    lang: &str,
) -> Result<ManagedSignature, Error> {
    let opened = |sealed: Option<String>, purpose| {
        // Emptied at the end of the retention period.
        let sealed = sealed.filter(|sealed| !sealed.is_empty());
        sealed.map(|one| open(seal, purpose, &one)).transpose()
    };
    Ok(ManagedSignature {
        state: row.held.map_or(state, SignatureState::Held),
        lang: lang.to_owned(),
        verification_token: seal.verification_token(&row.id),
        id: row.id,
        slug: row.slug,
        text_lang: row.text_lang,
        version: row.version,
        kind: row.kind,
        name: row.name,
        email: opened(row.email, Purpose::Email)?,
        postcode: opened(row.postcode, Purpose::Postcode)?,
        organisation: row.organisation,
        role: row.role,
        visibility: row.visibility,
        updates: row.updates,
        site: row.site,
        page_url: row.page_url,
        signed_at: row.began_at,
        state_since: row.state_at,
        title: row.subject.title,
        organisers: row.subject.organisers,
        contact: row.subject.contact,
        reservations: reservations::read(row.reservations)?,
        verification: row.verified.verification(),
        taken_down: row.taken_down,
    })
}

/// A new manage link for an email.
pub(in crate::store) struct NewLink<'a> {
    pub(in crate::store) token: &'a Token,
    pub(in crate::store) slug: &'a str,
    /// The attempt that the email is about, or its signature.
    pub(in crate::store) attempt: &'a str,
    /// The keyed hash of the address.
    pub(in crate::store) person: &'a str,
    /// BCP 47: the email's language.
    pub(in crate::store) lang: &'a str,
    /// The keyed hash that distinguishes people who share the address.
    pub(in crate::store) signer: String,
}

impl NewLink<'_> {
    /// To be written with [`insert`].
    pub(in crate::store) fn row(self, now_ms: i64) -> Vec<Value> {
        vec![
            self.token.hash().into(),
            self.slug.into(),
            self.attempt.into(),
            self.person.into(),
            self.lang.into(),
            now_ms.into(),
            self.signer.into(),
        ]
    }
}

/// The same, for a signature that is being written.
pub(in crate::store) fn row(
    seal: &Seal,
    signature: &NewSignature,
    (token, person): (&Token, &str),
    now_ms: i64,
) -> Vec<Value> {
    let link = NewLink {
        token,
        slug: &signature.slug,
        attempt: &signature.id,
        person,
        lang: &signature.page.lang,
        signer: seal.signer(person, &signature.signer()),
    };
    link.row(now_ms)
}

pub(in crate::store) async fn insert<Row: AsRef<[Value]> + Sync>(
    connection: &mut AnyConnection,
    links: &[Row],
) -> Result<(), Error> {
    let head = "insert into manage_links \
        (token_hash, slug, attempt, email_key, lang, created_at, signer)";
    // An email that is sent again has the same link.
    rows::insert(connection, head, links, "on conflict do nothing").await?;
    Ok(())
}
