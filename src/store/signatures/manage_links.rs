//! The links in emails to signatories, and which signature each leads to. A link names an attempt,
//! whose id its signature keeps; one mailbox may have several signatures, with emails about each.

use sqlx::AnyConnection;
use widgets::wire::{SignatoryKind, Visibility};

use super::reservations;
use super::verifications::VerificationColumns;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::keys::token::Token;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::domain::signatures::managed::{ManagedSignature, SignatureState};
use crate::domain::signatures::verification::HoldReason;
use crate::store::declarations::corrupt;
use crate::store::engine::columns::{Flag, Json, StoredWord};
use crate::store::mail::subjects::EmailSubject;
use crate::store::privacy::signals;
use crate::store::{Error, open};

/// What a link names: an attempt in any state, or the signature that it became.
#[derive(sqlx::FromRow)]
pub(in crate::store) struct Link {
    pub(in crate::store) id: Id,
    pub(in crate::store) subject: i64,
    pub(in crate::store) slug: String,
    pub(in crate::store) person: KeyedHash,
    /// Which of the mailbox's signatories.
    pub(in crate::store) signer: KeyedHash,
    /// BCP 47: the language of the form, and of its emails.
    pub(in crate::store) lang: String,
    epoch: i64,
}

impl Link {
    /// A record about this signature of the mailbox, or about the whole mailbox.
    pub(in crate::store) fn record(
        &self,
        whose: Option<Id>,
        event: ConsentEvent,
        now_ms: i64,
    ) -> Record {
        Record::of(self.person, self.subject, event, now_ms).with(whose)
    }
}

/// A signature is kept longer than its attempt, and may have been corrected since.
const LINKED: &str = "\
    select l.id, l.subject, u.slug, l.person, l.signer, l.lang, l.epoch from ( \
        select id, subject, person, signer, lang, epoch, 1 as place from signatures where id = $1 \
        union all select id, subject, person, signer, lang, epoch, 2 as place \
            from withdrawn_signatures where id = $1 \
        union all select id, subject, person, signer, lang, epoch, 3 as place \
            from attempts where id = $1 and kind = 'signature' \
    ) as l join subjects u on u.id = l.subject order by l.place limit 1";

/// What the link `$3` of the mailbox `$1` and the declaration `$2` leads to: the signature that it
/// names; otherwise that of the same signatory, `$4`. An attempt that is held for the organisers is
/// found like a signature, and one that was not answered only by its own link. What the organisers took
/// down before it counted is not found.
const MANAGED: &str = "\
    select s.*, t.title, u.organisers, u.contact from ( \
        select 1 as place, id, subject, text_lang, version, kind, name, email, postcode, area, \
            organisation, role, visibility, updates, site, page_url, source, signed_at as began_at, \
            'signed' as state, confirmed_at as state_at, cast(null as text) as held, \
            cast(null as text) as taken_down, cast(null as text) as reservations, \
            verified_by, verified_domain, verified_at \
        from signatures where person = $1 and subject = $2 and (id = $3 or signer = $4) \
        union all select 2, id, subject, text_lang, version, kind, name, email, postcode, area, \
            organisation, role, visibility, updates, site, page_url, source, signed_at, \
            'withdrawn', withdrawn_at, null, \
            case when withdrawn_by = 'organisers' then coalesce(reason, '') end, reservations, \
            null, null, null \
        from withdrawn_signatures where person = $1 and subject = $2 and (id = $3 or signer = $4) \
        union all select 3, id, subject, text_lang, version, signatory, name, email, postcode, area, \
            organisation, role, visibility, updates, site, page_url, source, created_at, \
            state, expires_at, held, \
            null, reservations, \
            verified_by, verified_domain, verified_at \
        from attempts where person = $1 and subject = $2 and expires_at > $5 \
            and (state = 'held' and (id = $3 or signer = $4) or state = 'pending' and id = $3) \
    ) as s join subjects u on u.id = s.subject \
    join declaration_texts t on t.subject = s.subject and t.lang = s.text_lang \
    order by case when s.state = 'pending' then 2 when s.id = $3 then 0 else 1 end, s.place, s.id \
    limit 1";

/// The columns of [`ManagedSignature`]; address and postcode are encrypted.
#[derive(sqlx::FromRow)]
struct ManagedRow {
    id: Id,
    text_lang: String,
    #[sqlx(try_from = "i64")]
    version: u32,
    #[sqlx(try_from = "StoredWord")]
    kind: SignatoryKind,
    name: String,
    email: String,
    postcode: Option<String>,
    area: Option<String>,
    organisation: Option<String>,
    role: Option<String>,
    #[sqlx(try_from = "StoredWord")]
    visibility: Visibility,
    #[sqlx(try_from = "Flag")]
    updates: bool,
    site: String,
    page_url: String,
    source: String,
    began_at: i64,
    /// `signed`, `withdrawn`, `pending` or `held`.
    state: String,
    state_at: i64,
    held: Option<HoldReason>,
    /// The organisers' reason for taking it down.
    taken_down: Option<String>,
    /// A confirmed signature has its reservations as rows.
    reservations: Option<Json>,
    /// A withdrawn signature shows none.
    #[sqlx(flatten)]
    verified: VerificationColumns,
    #[sqlx(flatten)]
    about: EmailSubject,
}

/// What a link names; `None` if we did not issue it, or if that is gone.
pub(in crate::store) async fn link(
    connection: &mut AnyConnection,
    seal: &Seal,
    token: &Token,
) -> Result<Option<Link>, Error> {
    let query = sqlx::query_as::<_, Link>(LINKED).bind(token.id);
    let link = query.fetch_optional(connection).await?;
    Ok(link.filter(|link| token.is(&seal.link(link.id, link.epoch))))
}

/// A link and the signature it leads to.
pub(in crate::store) async fn found(
    connection: &mut AnyConnection,
    seal: &Seal,
    token: &Token,
    now_ms: i64,
) -> Result<Option<(Link, ManagedSignature)>, Error> {
    let Some(link) = link(connection, seal, token).await? else {
        return Ok(None);
    };
    let own = find(connection, seal, &link, now_ms).await?;
    Ok(own.map(|own| (link, own)))
}

/// The signature that a link leads to.
pub(in crate::store) async fn find(
    connection: &mut AnyConnection,
    seal: &Seal,
    link: &Link,
    now_ms: i64,
) -> Result<Option<ManagedSignature>, Error> {
    let query = sqlx::query_as::<_, ManagedRow>(MANAGED)
        .bind(link.person)
        .bind(link.subject)
        .bind(link.id)
        .bind(link.signer)
        .bind(now_ms);
    let Some(row) = query.fetch_optional(&mut *connection).await? else {
        return Ok(None);
    };
    let mut own = managed_signature(row, seal, link)?;
    if own.state == SignatureState::Signed {
        let mut of = reservations::of(connection, vec![own.id]).await?;
        own.reservations = of.remove(&own.id).unwrap_or_default();
    }
    own.signals = signals::of(connection, own.id).await?;
    Ok(Some(own))
}

fn managed_signature(row: ManagedRow, seal: &Seal, link: &Link) -> Result<ManagedSignature, Error> {
    let opened = |sealed: Option<String>, purpose| {
        // Emptied at the end of the retention period.
        let sealed = sealed.filter(|sealed| !sealed.is_empty());
        sealed.map(|one| open(seal, purpose, &one)).transpose()
    };
    Ok(ManagedSignature {
        state: match (row.state.as_str(), row.held) {
            ("signed", _) => SignatureState::Signed,
            ("withdrawn", _) => SignatureState::Withdrawn,
            ("pending", _) => SignatureState::Pending,
            ("held", Some(reason)) => SignatureState::Held(reason),
            _ => return Err(corrupt("state")),
        },
        lang: link.lang.clone(),
        verification_token: seal.verification_token(row.id),
        id: row.id,
        slug: link.slug.clone(),
        text_lang: row.text_lang,
        version: row.version,
        kind: row.kind,
        name: row.name,
        email: opened(Some(row.email), Purpose::Email)?,
        postcode: opened(row.postcode, Purpose::Postcode)?,
        area: row.area,
        organisation: row.organisation,
        role: row.role,
        visibility: row.visibility,
        updates: row.updates,
        site: row.site,
        page_url: row.page_url,
        source: row.source,
        signed_at: row.began_at,
        state_since: row.state_at,
        title: row.about.title,
        organisers: row.about.organisers,
        contact: row.about.contact,
        reservations: reservations::read(row.reservations)?,
        verification: row.verified.verification(),
        taken_down: row.taken_down,
        signals: None,
    })
}
