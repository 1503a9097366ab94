//! Turns answered attempts into signatures. Each needs a free slot in its mailbox, and an
//! organisation needs a verification; an attempt that lacks one stays an attempt, held for the
//! organisers (`store/signatures/held.rs`). The count changes in the same transaction, so it cannot drift.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sqlx::AnyConnection;
use widgets::wire::SignatoryKind;

use super::credentials::ConfirmedBy;
use super::mailboxes::{self, Mailbox, SignerColumns};
use super::states::AttemptState;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::message::MessageKind;
use crate::domain::signatures::verification::{
    HoldReason, OwnDomain, PATIENCE_MS, Verification, VerificationMethod,
};
use crate::domain::signatures::{article, duplicate_organisation};
use crate::store::engine::locks;
use crate::store::engine::rows::{self, Value};
use crate::store::entries;
use crate::store::entries::daily_tallies::TallyChanges;
use crate::store::entries::places::EntryPlace;
use crate::store::mail::{queue, signatories};
use crate::store::signatures::duplicate_organisations::DuplicateOrganisations;
use crate::store::signatures::{name_index, reservations, tallies, withdrawals};
use crate::store::{Error, open};

/// The outcome for the attempts of a batch.
#[derive(Default)]
pub(super) struct AdmissionOutcome {
    /// Attempts that became signatures or were newly held: their signatories have just given
    /// consent.
    pub(super) agreed: Vec<Id>,
    /// Attempts that became signatures, in the order in which they were counted.
    pub(super) counted: Vec<Id>,
    /// Held attempts, new or old, and why.
    pub(super) held: HashMap<Id, HoldReason>,
    pub(super) queued_mail: bool,
}

/// An attempt to sign, with what admitting it needs.
pub(in crate::store) struct ConfirmedAttempt {
    pub(in crate::store) id: Id,
    pub(in crate::store) subject: i64,
    pub(in crate::store) person: KeyedHash,
    pub(in crate::store) signer: KeyedHash,
    pub(in crate::store) held: Option<HoldReason>,
    kind: SignatoryKind,
    /// Encrypted.
    email: String,
    /// Of the folded name, for an organisation.
    name_hash: Option<[u8; 16]>,
}

/// The columns of [`ConfirmedAttempt`].
#[derive(sqlx::FromRow)]
pub(in crate::store) struct ConfirmedRow {
    id: Id,
    subject: i64,
    person: KeyedHash,
    signer: KeyedHash,
    #[sqlx(flatten)]
    whose: SignerColumns,
    held: Option<HoldReason>,
    email: String,
}

/// The columns of [`ConfirmedRow`], of an attempt to sign. Only a held attempt has a reason.
pub(in crate::store) const CONFIRMED: &str = "id, subject, person, signer, signatory as kind, name, \
    organisation, case when state = 'held' then held end as held, email";

impl From<ConfirmedRow> for ConfirmedAttempt {
    fn from(row: ConfirmedRow) -> Self {
        let organisation = row.whose.signing_organisation();
        Self {
            name_hash: organisation.map(duplicate_organisation::key),
            kind: row.whose.kind,
            id: row.id,
            subject: row.subject,
            person: row.person,
            signer: row.signer,
            held: row.held,
            email: row.email,
        }
    }
}

impl ConfirmedAttempt {
    /// The lookup key of an organisation: declaration and folded name.
    pub(in crate::store) fn named(&self) -> Option<(i64, [u8; 16])> {
        Some((self.subject, self.name_hash?))
    }
}

/// What changes in an attempt when its email is answered.
pub(super) struct AnsweredRow {
    id: Id,
    by: ConfirmedBy,
    verification: Option<Verification>,
    now_ms: i64,
}

impl AnsweredRow {
    pub(super) const fn new(id: Id, by: ConfirmedBy, now_ms: i64) -> Self {
        Self {
            id,
            by,
            verification: None,
            now_ms,
        }
    }

    fn row(&self) -> [Value; 7] {
        let verification = self.verification.as_ref();
        let method = verification.map(|one| one.method.as_str().to_owned());
        [
            self.id.into(),
            AttemptState::Confirmed.as_str().into(),
            self.by.as_str().into(),
            self.now_ms.into(),
            method.into(),
            verification.and_then(|one| one.domain.clone()).into(),
            verification.map(|one| one.at).into(),
        ]
    }
}

/// Admits what may be admitted; a signatory's first attempt counts, and an existing signature
/// stays. Returns with the subjects locked, which are all those of the transaction.
pub(super) async fn admit(
    connection: &mut AnyConnection,
    seal: &Seal,
    proven: &[(Id, ConfirmedBy)],
    subjects: &BTreeSet<i64>,
    now_ms: i64,
) -> Result<AdmissionOutcome, Error> {
    let ids: Vec<Id> = proven.iter().map(|(id, _)| *id).collect();
    let by: HashMap<Id, ConfirmedBy> = proven.iter().copied().collect();
    let found = answered(connection, &ids).await?;
    let mut mailboxes = mailboxes::load(connection, found.iter().map(|one| one.person)).await?;
    if found.iter().any(|one| one.named().is_some()) {
        // Which names count must stay true from here on.
        locks::subjects(connection, subjects.iter().copied()).await?;
    }
    let mut duplicate_organisations = DuplicateOrganisations::of(connection, &found).await?;
    let mut admitted = AdmissionOutcome::default();
    let (mut marked, mut counted, mut began) = (Vec::new(), Vec::new(), Vec::new());
    for one in &found {
        let mailbox = mailboxes.entry((one.person, one.subject)).or_default();
        let mut answer = AnsweredRow::new(one.id, by[&one.id], now_ms);
        // The attempt stays as it is, so that its link still leads to it.
        if let Some(held) = one.held.or_else(|| mailbox.held(one.signer)) {
            admitted.held.insert(one.id, held);
            continue;
        }
        if !mailbox.has_slot(one.signer) {
            // Stored whatever the reason for holding, so that it applies once the signature counts.
            answer.verification = by_email(seal, one, now_ms)?;
            let is_verified = answer.verification.is_some();
            let held = missing(one, is_verified, mailbox, &duplicate_organisations);
            if let Some(held) = held {
                mailbox.held.push((one.signer, held));
                admitted.held.insert(one.id, held);
                began.push((one.id, held));
            } else {
                let slot = mailbox.free_slot();
                mailbox.slots.push((one.signer, slot));
                duplicate_organisations.add(one);
                counted.push((one.id, slot));
            }
            admitted.agreed.push(one.id);
        }
        marked.push(answer);
    }
    mark_answered(connection, marked).await?;
    let new = copy(connection, &counted, now_ms).await?;
    admitted.counted.clone_from(&new.ids);
    locks::subjects(connection, subjects.iter().copied()).await?;
    count(connection, new).await?;
    admitted.queued_mail = !began.is_empty();
    hold(connection, seal, began, now_ms).await?;
    Ok(admitted)
}

/// Marks attempts as confirmed. [`hold`] comes after it.
pub(super) async fn mark_answered(
    connection: &mut AnyConnection,
    answered: Vec<AnsweredRow>,
) -> Result<(), Error> {
    let rows: Vec<[Value; 7]> = answered.iter().map(AnsweredRow::row).collect();
    let head = "update attempts set state = made.column2, confirmed_by = made.column3, \
        confirmed_at = made.column4, verified_by = made.column5, verified_domain = made.column6, \
        verified_at = made.column7 from (";
    let tail = ") as made where attempts.id = made.column1";
    rows::insert(connection, head, &rows, tail).await?;
    Ok(())
}

/// Why an attempt is held, if at all.
pub(in crate::store) fn missing(
    one: &ConfirmedAttempt,
    is_verified: bool,
    mailbox: &Mailbox,
    duplicate_organisations: &DuplicateOrganisations,
) -> Option<HoldReason> {
    match one.kind {
        SignatoryKind::Organisation if !is_verified => Some(HoldReason::Organisation),
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

/// The attempts, pending or held, in the order of their ids.
async fn answered(
    connection: &mut AnyConnection,
    ids: &[Id],
) -> Result<Vec<ConfirmedAttempt>, Error> {
    let sql = format!(
        "select {CONFIRMED} from attempts where state in ('pending', 'held') and id in ({{in}})"
    );
    let rows = rows::fetch_in::<ConfirmedRow>(connection, &sql, None, ids).await?;
    let mut found: Vec<ConfirmedAttempt> = rows.into_iter().map(Into::into).collect();
    let places: HashMap<&Id, usize> = ids.iter().zip(0..).collect();
    found.sort_by_key(|one| places.get(&one.id));
    Ok(found)
}

/// An attempt that becomes a signature.
#[derive(sqlx::FromRow)]
struct CountedRow {
    id: Id,
    subject: i64,
    page_url: String,
}

/// Copies attempts into signatures, each with its slot, and counts them. Their declarations are locked.
pub(in crate::store) async fn insert(
    connection: &mut AnyConnection,
    slots: &[(Id, i64)],
    now_ms: i64,
) -> Result<(), Error> {
    let new = copy(connection, slots, now_ms).await?;
    count(connection, new).await
}

/// New signatures that are still to be counted.
struct NewSignatures {
    ids: Vec<Id>,
    /// How many each declaration has.
    counts: BTreeMap<i64, i64>,
    by_day: TallyChanges,
}

/// Copies attempts into signatures, each with its slot. Signing again deletes the withdrawn row. This
/// relies on the lock of the mailbox alone.
async fn copy(
    connection: &mut AnyConnection,
    slots: &[(Id, i64)],
    now_ms: i64,
) -> Result<NewSignatures, Error> {
    let ids: Vec<Id> = slots.iter().map(|(id, _)| *id).collect();
    let sql = "select id, subject, page_url from attempts where id in ({in})";
    let found = rows::fetch_in::<CountedRow>(connection, sql, None, &ids).await?;
    let slots: HashMap<Id, i64> = slots.iter().copied().collect();
    let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
    let mut rows: Vec<[Value; 5]> = Vec::with_capacity(found.len());
    for one in found {
        *counts.entry(one.subject).or_default() += 1;
        let listing = getrandom::u64().expect("the operating system gives random bytes");
        rows.push([
            one.id.into(),
            slots[&one.id].into(),
            listing.cast_signed().into(),
            // The attempt keeps the whole address until it is deleted, because it links back there.
            article(&one.page_url).into(),
            now_ms.into(),
        ]);
    }
    let head = "insert into signatures (id, subject, person, signer, slot, kind, name, email, postcode, \
            area, organisation, role, visibility, updates, lookalike, text_lang, version, lang, site, \
            page_url, source, epoch, listing, verified_by, verified_domain, verified_at, confirmed_by, \
            confirmed_at, signed_at) \
        select a.id, a.subject, a.person, a.signer, made.column2, a.signatory, a.name, a.email, a.postcode, \
            a.area, a.organisation, a.role, a.visibility, a.updates, a.lookalike, a.text_lang, a.version, a.lang, a.site, \
            made.column4, a.source, a.epoch, made.column3, a.verified_by, a.verified_domain, a.verified_at, a.confirmed_by, \
            made.column5, a.created_at \
        from (";
    let tail = ") as made cross join attempts a where a.id = made.column1";
    rows::insert(connection, head, &rows, tail).await?;
    let withdrawn = withdrawals::delete_replaced(connection, &ids).await?;
    reservations::keep(connection, ids.clone()).await?;
    name_index::keep(connection, ids.clone()).await?;
    let added = entries::add(connection, EntryPlace::Signatures, ids.clone()).await?;
    Ok(NewSignatures {
        ids,
        counts,
        by_day: withdrawn.and(added),
    })
}

/// Counts new signatures. Their declarations are locked.
async fn count(connection: &mut AnyConnection, new: NewSignatures) -> Result<(), Error> {
    tallies::put(connection, new.ids).await?;
    new.by_day.write(connection).await?;
    for (subject, new) in new.counts {
        let sql = "update declarations set count = count + $1 where subject = $2";
        sqlx::query(sql)
            .bind(new)
            .bind(subject)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Holds attempts whose email was answered, and queues an email that says why. Their declarations are
/// locked.
pub(in crate::store) async fn hold(
    connection: &mut AnyConnection,
    seal: &Seal,
    began: Vec<(Id, HoldReason)>,
    now_ms: i64,
) -> Result<(), Error> {
    let rows = began.iter().map(|(id, held)| -> [Value; 5] {
        [
            (*id).into(),
            AttemptState::Held.as_str().into(),
            held.as_str().into(),
            now_ms.into(),
            (now_ms + PATIENCE_MS).into(),
        ]
    });
    let rows: Vec<[Value; 5]> = rows.collect();
    let head = "update attempts set confirmed_at = null, state = made.column2, held = made.column3, \
        held_at = made.column4, expires_at = made.column5 from (";
    let tail = ") as made where attempts.id = made.column1";
    rows::insert(connection, head, &rows, tail).await?;
    let held: HashMap<Id, HoldReason> = began.into_iter().collect();
    let which = ("attempts", "");
    let ids = held.keys().copied();
    let mut emails = Vec::with_capacity(held.len());
    let mut changed = Vec::with_capacity(held.len());
    for signature in signatories::load(connection, which, None, ids).await? {
        changed.push((signature.subject, signature.id));
        let kind = match held[&signature.id] {
            HoldReason::Mailbox => MessageKind::HeldForMailbox,
            HoldReason::Organisation => MessageKind::HeldForVerification,
            HoldReason::DuplicateOrganisation => MessageKind::HeldAsDuplicate,
        };
        emails.push(signature.message(seal, kind, None, now_ms)?);
    }
    let changes = entries::rewrite_all(connection, changed).await?;
    changes.write(connection).await?;
    queue::insert(connection, emails).await?;
    Ok(())
}
