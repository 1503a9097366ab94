//! Turns answered attempts into signatures. Each needs a free slot in its mailbox, and an
//! organisation needs a verification; an attempt that lacks one stays an attempt, held for the
//! organisers (`store/signatures/held.rs`). The count changes in the same transaction, so it cannot drift.

use std::collections::{BTreeMap, HashMap, HashSet};

use sqlx::AnyConnection;

use super::mailboxes::{self, Mailbox, SignerColumns};
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::message::MessageKind;
use crate::domain::signatures::duplicate_organisation;
use crate::domain::signatures::verification::{
    HoldReason, OwnDomain, PATIENCE_MS, Verification, VerificationMethod,
};
use crate::store::engine::rows;
use crate::store::mail::queue;
use crate::store::mail::signatories::{self, Outgoing};
use crate::store::privacy::consents;
use crate::store::signatures::duplicate_organisations::DuplicateOrganisations;
use crate::store::signatures::{manage_links, name_index, reservations, tallies, verifications};
use crate::store::{Error, open};
use widgets::wire::SignatoryKind;

/// The outcome for the attempts of a batch.
#[derive(Default)]
pub(in crate::store) struct AdmissionOutcome {
    /// Attempts that became signatures or were newly held: their signatories have just given
    /// consent.
    pub(in crate::store) agreed: Vec<String>,
    /// Held attempts, new or old, and why.
    pub(in crate::store) held: HashMap<String, HoldReason>,
    pub(super) queued_mail: bool,
}

/// An attempt to sign, with what admitting it needs.
pub(in crate::store) struct ConfirmedAttempt {
    pub(in crate::store) id: String,
    pub(in crate::store) slug: String,
    pub(in crate::store) person: String,
    pub(in crate::store) signer: String,
    pub(in crate::store) held: Option<HoldReason>,
    kind: SignatoryKind,
    email: String,
    /// The folded name, for an organisation.
    name_hash: Option<String>,
}

/// The columns of [`ConfirmedAttempt`].
#[derive(sqlx::FromRow)]
pub(in crate::store) struct ConfirmedRow {
    id: String,
    slug: String,
    email_key: String,
    #[sqlx(flatten)]
    whose: SignerColumns,
    held: Option<HoldReason>,
    /// Encrypted.
    email: String,
}

impl From<ConfirmedRow> for ConfirmedAttempt {
    fn from(row: ConfirmedRow) -> Self {
        let organisation = row.whose.signing_organisation();
        Self {
            signer: row.whose.signer(),
            name_hash: organisation.map(duplicate_organisation::key),
            kind: row.whose.kind,
            id: row.id,
            slug: row.slug,
            person: row.email_key,
            held: row.held,
            email: row.email,
        }
    }
}

impl ConfirmedAttempt {
    /// The lookup key of an organisation: declaration and folded name.
    pub(in crate::store) fn named(&self) -> Option<(String, String)> {
        let hash = self.name_hash.clone()?;
        Some((self.slug.clone(), hash))
    }
}

/// Admits what may be admitted; a signatory's first attempt counts, and an existing signature
/// stays.
pub(super) async fn admit(
    connection: &mut AnyConnection,
    seal: &Seal,
    ids: &[String],
    now_ms: i64,
) -> Result<AdmissionOutcome, Error> {
    let answered = answered(connection, ids).await?;
    let mut mailboxes =
        mailboxes::load(connection, answered.iter().map(|one| one.person.clone())).await?;
    let mut duplicate_organisations = DuplicateOrganisations::of(connection, &answered).await?;
    let mut admitted = AdmissionOutcome::default();
    let (mut counted, mut began) = (Vec::new(), Vec::new());
    for one in &answered {
        let mailbox = mailboxes
            .entry((one.person.clone(), one.slug.clone()))
            .or_default();
        let held = one.held.or_else(|| mailbox.held(&one.signer));
        if mailbox.has_slot(&one.signer) || held.is_some() {
            admitted
                .held
                .extend(held.map(|held| (one.id.clone(), held)));
            continue;
        }
        let verification = by_email(seal, one, now_ms)?;
        if let Some(held) = missing(
            one,
            verification.is_some(),
            mailbox,
            &duplicate_organisations,
        ) {
            // Store the verification whatever the reason for holding, so that it applies once the
            // signature counts.
            prove(connection, &one.id, verification.as_ref()).await?;
            mailbox.held.push((one.signer.clone(), held));
            admitted.held.insert(one.id.clone(), held);
            began.push((one.id.clone(), held));
        } else {
            let slot = mailbox.free_slot();
            mailbox.slots.push((one.signer.clone(), slot));
            duplicate_organisations.add(one);
            settle(connection, &one.id, slot, verification.as_ref()).await?;
            counted.push(one.id.clone());
        }
        admitted.agreed.push(one.id.clone());
    }
    insert(connection, &counted, now_ms).await?;
    take_back_withdrawn(connection, &answered, &counted).await?;
    // A held attempt can still be found by its link.
    let done = ids.iter().filter(|id| !admitted.held.contains_key(*id));
    let sql = "update pending_signatures set confirmed_at = $1 where id in ({in})";
    rows::execute_in(connection, sql, Some(now_ms.into()), done).await?;
    admitted.queued_mail = !began.is_empty();
    hold(connection, seal, began, now_ms).await?;
    Ok(admitted)
}

/// Why an attempt is held, if at all.
pub(in crate::store) fn missing(
    one: &ConfirmedAttempt,
    proven: bool,
    mailbox: &Mailbox,
    duplicate_organisations: &DuplicateOrganisations,
) -> Option<HoldReason> {
    match one.kind {
        SignatoryKind::Organisation if !proven => Some(HoldReason::Organisation),
        SignatoryKind::Organisation if duplicate_organisations.has(one) => {
            Some(HoldReason::DuplicateOrganisation)
        }
        _ if mailbox.is_full() => Some(HoldReason::Mailbox),
        _ => None,
    }
}

/// The verification from an answered email, if its address is at the organisation's own domain.
fn by_email(
    seal: &Seal,
    one: &ConfirmedAttempt,
    now_ms: i64,
) -> Result<Option<Verification>, Error> {
    if one.kind == SignatoryKind::Person {
        return Ok(None);
    }
    let email = open(seal, Purpose::Email, &one.email)?;
    Ok(OwnDomain::of_address(&email).map(|domain| Verification {
        method: VerificationMethod::Email,
        domain: Some(domain.as_str().to_owned()),
        at: now_ms,
    }))
}

/// The attempts, in the order of their ids.
pub(in crate::store) async fn answered(
    connection: &mut AnyConnection,
    ids: &[String],
) -> Result<Vec<ConfirmedAttempt>, Error> {
    let sql = "select id, slug, email_key, kind, name, organisation, held, email \
        from pending_signatures where id in ({in})";
    let rows = rows::fetch_in::<ConfirmedRow>(connection, sql, None, ids).await?;
    let mut found: Vec<ConfirmedAttempt> = rows.into_iter().map(Into::into).collect();
    let places: HashMap<&String, usize> = ids.iter().zip(0..).collect();
    found.sort_by_key(|one| places.get(&one.id));
    Ok(found)
}

/// Stores an attempt's slot and its organisation's verification.
pub(in crate::store) async fn settle(
    connection: &mut AnyConnection,
    id: &str,
    slot: i64,
    verification: Option<&Verification>,
) -> Result<(), Error> {
    if slot != 1 {
        sqlx::query("update pending_signatures set mailbox_slot = $1 where id = $2")
            .bind(slot)
            .bind(id.to_owned())
            .execute(&mut *connection)
            .await?;
    }
    prove(connection, id, verification).await
}

/// Stores the verification of an attempt's organisation.
async fn prove(
    connection: &mut AnyConnection,
    id: &str,
    verification: Option<&Verification>,
) -> Result<(), Error> {
    match verification {
        Some(verification) => {
            verifications::write(connection, "pending_signatures", id, verification).await
        }
        None => Ok(()),
    }
}

/// Copies attempts into signatures, and counts them.
pub(in crate::store) async fn insert(
    connection: &mut AnyConnection,
    ids: &[String],
    now_ms: i64,
) -> Result<(), Error> {
    let sql = "insert into signatures (id, slug, text_lang, version, kind, name, email, email_key, postcode, \
            organisation, role, visibility, updates, lookalike, mailbox_slot, verified_by, verified_domain, \
            verified_at, lang, site, page_url, signed_at, confirmed_at) \
        select id, slug, text_lang, version, kind, name, email, email_key, postcode, \
            organisation, role, visibility, updates, lookalike, mailbox_slot, verified_by, verified_domain, \
            verified_at, lang, site, page_url, created_at, cast($1 as bigint) \
        from pending_signatures where id in ({in}) on conflict do nothing returning slug, id";
    #[derive(sqlx::FromRow)]
    struct NewSignatureRow {
        slug: String,
        id: String,
    }
    let mut counted: BTreeMap<String, i64> = BTreeMap::new();
    let mut signed: Vec<String> = Vec::new();
    let now = Some(now_ms.into());
    for NewSignatureRow { slug, id } in
        rows::fetch_in::<NewSignatureRow>(connection, sql, now, ids).await?
    {
        *counted.entry(slug).or_default() += 1;
        signed.push(id);
    }
    consents::keep_articles(connection, "signatures", signed.clone()).await?;
    reservations::keep(connection, signed.clone()).await?;
    name_index::keep(connection, signed.clone()).await?;
    tallies::put(connection, signed).await?;
    for (slug, new) in counted {
        let sql = "update declarations set count = count + $1 where slug = $2";
        sqlx::query(sql)
            .bind(new)
            .bind(slug)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Signing again deletes the withdrawn row.
async fn take_back_withdrawn(
    connection: &mut AnyConnection,
    answered: &[ConfirmedAttempt],
    counted: &[String],
) -> Result<(), Error> {
    #[derive(sqlx::FromRow)]
    struct WithdrawnRow {
        email_key: String,
        slug: String,
        #[sqlx(flatten)]
        whose: SignerColumns,
        id: String,
    }
    let counted: HashSet<&String> = counted.iter().collect();
    let back = || answered.iter().filter(|one| counted.contains(&one.id));
    let back_again: HashSet<(&str, &str, &str)> = back()
        .map(|one| (&*one.person, &*one.slug, &*one.signer))
        .collect();
    let sql = "select email_key, slug, kind, name, organisation, id from withdrawn_signatures \
        where email_key in ({in})";
    let persons = back().map(|one| &one.person);
    let withdrawn = rows::fetch_in::<WithdrawnRow>(connection, sql, None, persons).await?;
    let gone = withdrawn.iter().filter(|one| {
        let signer = one.whose.signer();
        back_again.contains(&(&*one.email_key, &*one.slug, &*signer))
    });
    let gone = gone.map(|one| &one.id);
    let sql = "delete from withdrawn_signatures where id in ({in})";
    rows::execute_in(connection, sql, None, gone).await?;
    Ok(())
}

/// Holds attempts, and queues an email that says why.
pub(in crate::store) async fn hold(
    connection: &mut AnyConnection,
    seal: &Seal,
    began: Vec<(String, HoldReason)>,
    now_ms: i64,
) -> Result<(), Error> {
    let (mut emails, mut links) = (Vec::new(), Vec::new());
    for (id, held) in began {
        let sql = "update pending_signatures set held = $1, held_at = $2, expires_at = $3 \
            where id = $4";
        sqlx::query(sql)
            .bind(held.as_str())
            .bind(now_ms)
            .bind(now_ms + PATIENCE_MS)
            .bind(id.clone())
            .execute(&mut *connection)
            .await?;
        let kind = match held {
            HoldReason::Mailbox => MessageKind::HeldForMailbox,
            HoldReason::Organisation => MessageKind::HeldForVerification,
            HoldReason::DuplicateOrganisation => MessageKind::HeldAsDuplicate,
        };
        let Outgoing { email, link } =
            signatories::about_attempt(connection, seal, &id, kind, now_ms).await?;
        emails.push(email);
        links.push(link);
    }
    manage_links::insert(connection, &links).await?;
    queue::insert(connection, emails).await
}
