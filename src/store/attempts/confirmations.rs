//! Confirms attempts: an attempt becomes a subscription, or a signature if `admissions.rs` admits
//! it. Also loads what the page behind the emailed link shows. `credentials.rs` checks the link or
//! code.

use std::collections::{HashMap, HashSet};

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use widgets::wire::{ConfirmedKind, Visibility};

use super::credentials::{BatchAttempts, CredentialCheck, KINDS, Pending};
use super::{admissions, standing};
use crate::domain::attempts::credential::Credential;
use crate::domain::keys::sealed::Seal;
use crate::domain::keys::token::Token;
use crate::domain::mail::message;
use crate::domain::signatures::mailbox;
use crate::domain::signatures::verification::HoldReason;
use crate::store::engine::batch::WriteOutcome;
use crate::store::engine::rows;
use crate::store::lists::subscriptions;
use crate::store::mail::queue;
use crate::store::privacy::consents;
use crate::store::signatures::{reservations, signatories};
use crate::store::{ConfirmOutcome, Confirmed, Error, PendingView, Store};

/// Checks the credentials and stores the results; returns whether emails were queued.
pub(in crate::store) async fn write(
    connection: &mut AnyConnection,
    seal: &Seal,
    credentials: Vec<(usize, &Credential, i64)>,
    outcomes: &mut [Option<WriteOutcome>],
) -> Result<bool, Error> {
    let Some(now_ms) = credentials.iter().map(|(_, _, now_ms)| *now_ms).max() else {
        return Ok(false);
    };
    let mut known = BatchAttempts::load(connection, seal, &credentials).await?;
    let mut proven = Vec::new();
    for (at, proof, now_ms) in credentials {
        let refused = match known.judge(proof, now_ms) {
            CredentialCheck::Proven(pending) => {
                proven.push((at, *pending));
                continue;
            }
            CredentialCheck::Wrong => ConfirmOutcome::Wrong,
            CredentialCheck::Expired => ConfirmOutcome::Expired,
            CredentialCheck::OfAnother => ConfirmOutcome::OfAnother,
            CredentialCheck::Void => ConfirmOutcome::Void,
        };
        outcomes[at] = Some(WriteOutcome::Confirm(refused));
    }
    known.count_tries(connection).await?;
    let proven = on_the_web(connection, proven, outcomes).await?;
    let effect = carry_out(connection, seal, &proven, now_ms).await?;
    let subjects = subjects(connection, proven.iter().map(|(_, one)| one)).await?;
    for (at, pending) in proven {
        let outcome = match effect.ended.contains(&pending.id) {
            true => ConfirmOutcome::Expired,
            false => {
                let held = effect.held.get(&pending.id).copied();
                ConfirmOutcome::Confirmed(confirmed(pending, &subjects, held)?)
            }
        };
        outcomes[at] = Some(WriteOutcome::Confirm(outcome));
    }
    Ok(effect.queued_mail)
}

/// Sets aside attempts whose declaration or list is unpublished: they can be confirmed later, and
/// the outcome says so.
async fn on_the_web(
    connection: &mut AnyConnection,
    proven: Vec<(usize, Pending)>,
    outcomes: &mut [Option<WriteOutcome>],
) -> Result<Vec<(usize, Pending)>, Error> {
    let mut off = HashSet::new();
    for kind in KINDS {
        let fresh = proven.iter().map(|(_, one)| one);
        let fresh = fresh.filter(|one| one.kind == kind && one.confirmed_at.is_none());
        let slugs: HashSet<String> = fresh.map(|one| one.slug.clone()).collect();
        off.extend(
            crate::store::declarations::endings::off_the_web(connection, kind, slugs).await?,
        );
    }
    let waits = |one: &Pending| {
        one.confirmed_at.is_none() && off.contains(&message::about(one.kind, &one.slug))
    };
    let (waiting, on): (Vec<_>, Vec<_>) = proven.into_iter().partition(|(_, one)| waits(one));
    for (at, _) in waiting {
        outcomes[at] = Some(WriteOutcome::Confirm(ConfirmOutcome::OffTheWeb));
    }
    Ok(on)
}

/// The effect of confirmed attempts.
struct Effect {
    /// Confirmed before, and withdrawn or unsubscribed since.
    ended: HashSet<String>,
    /// Attempts that are held although they are confirmed, and why.
    held: HashMap<String, HoldReason>,
    queued_mail: bool,
}

/// Admits signatures, adds subscriptions, and records their consents.
async fn carry_out(
    connection: &mut AnyConnection,
    seal: &Seal,
    proven: &[(usize, Pending)],
    now_ms: i64,
) -> Result<Effect, Error> {
    let (new, used): (Vec<&Pending>, Vec<&Pending>) = proven
        .iter()
        .map(|(_, one)| one)
        .partition(|one| one.confirmed_at.is_none());
    // A credential used before has already had its effect.
    let used = used.into_iter().map(|one| (one.kind, one.id.clone()));
    let ended = standing::ended(connection, used).await?;
    // A mailbox subscribes to a list only once in a batch; `admissions.rs` tells the signatories of
    // a mailbox apart.
    let mut told = HashSet::new();
    let new = new.into_iter().filter(|one| match one.kind {
        ConfirmedKind::Signature => told.insert((one.id.clone(), String::new())),
        ConfirmedKind::Subscription => told.insert(one.person()),
    });
    let new: Vec<&Pending> = new.collect();
    let ids = |kind| -> Vec<String> {
        let of_kind = new.iter().filter(move |one| one.kind == kind);
        of_kind.map(|one| one.id.clone()).collect()
    };
    let signing = ids(ConfirmedKind::Signature);
    let admitted = admissions::admit(connection, seal, &signing, now_ms).await?;
    let joining = ids(ConfirmedKind::Subscription);
    let welcomed = subscriptions::confirm(connection, seal, joining.clone(), now_ms).await?;
    queue::drop_answered(connection, new.iter().map(|one| one.id.clone()), now_ms).await?;
    let letters = new
        .iter()
        .map(|one| (one.id.clone(), one.proven_by.clone()));
    let letters = letters.collect();
    consents::add_confirmed(connection, admitted.agreed, joining, &letters, now_ms).await?;
    Ok(Effect {
        ended,
        held: admitted.held,
        queued_mail: welcomed || admitted.queued_mail,
    })
}

/// By subject and language of the text: the title, and for declarations the count.
type Subjects = HashMap<(String, String), (String, Option<u64>)>;

fn confirmed(
    pending: Pending,
    subjects: &Subjects,
    held: Option<HoldReason>,
) -> Result<Confirmed, Error> {
    let about = message::about(pending.kind, &pending.slug);
    let (title, count) = subjects
        .get(&(about, pending.text_lang))
        .cloned()
        .ok_or_else(|| Error::Internal("an attempt is about nothing that exists".into()))?;
    Ok(Confirmed {
        kind: pending.kind,
        slug: pending.slug,
        title,
        count,
        held,
        lang: pending.lang,
        site: pending.site,
        page_url: pending.page_url,
    })
}

/// Titles by subject and language, and for declarations the count after this transaction.
async fn subjects(
    connection: &mut AnyConnection,
    of: impl Iterator<Item = &Pending> + Clone,
) -> Result<Subjects, Error> {
    let mut subjects = Subjects::new();
    for kind in KINDS {
        let sql = match kind {
            ConfirmedKind::Signature => {
                "select d.slug, t.title, d.count, t.lang from declarations d \
                 join declaration_texts t on t.slug = d.slug where d.slug in ({in})"
            }
            ConfirmedKind::Subscription => {
                "select slug, title, cast(-1 as bigint), cast('' as text) from lists \
                 where slug in ({in})"
            }
        };
        let slugs = of
            .clone()
            .filter(|one| one.kind == kind)
            .map(|one| one.slug.clone());
        for row in rows::select_in(connection, sql, None, slugs).await? {
            let count: i64 = row.try_get(2)?;
            let about = (message::about(kind, row.try_get(0)?), row.try_get(3)?);
            subjects.insert(about, (row.try_get(1)?, u64::try_from(count).ok()));
        }
    }
    Ok(subjects)
}

impl Store {
    /// What the page behind an emailed link shows; changes nothing. `None` for a link that is
    /// unknown, withdrawn or expired.
    pub async fn pending(&self, token: &Token, now_ms: i64) -> Result<Option<PendingView>, Error> {
        self.pending_by("token_hash", token.hash(), now_ms).await
    }

    /// The same for an attempt's id.
    pub async fn pending_attempt(
        &self,
        id: &str,
        now_ms: i64,
    ) -> Result<Option<PendingView>, Error> {
        self.pending_by("id", id.to_owned(), now_ms).await
    }

    async fn pending_by(
        &self,
        column: &str,
        value: String,
        now_ms: i64,
    ) -> Result<Option<PendingView>, Error> {
        let signature = "select p.slug, p.lang, t.title, d.organisers, d.contact, p.name, \
                p.organisation, p.visibility, p.site, p.page_url, cast(0 as bigint), \
                p.reservations, p.held, p.email_key, p.kind, p.expires_at, p.id, p.confirmed_at, \
                d.unpublished_at \
            from pending_signatures p join declarations d on d.slug = p.slug \
                join declaration_texts t on t.slug = p.slug and t.lang = p.text_lang \
            where p.{column} = $1 and p.expires_at > $2";
        let subscription = "select p.slug, p.lang, l.title, l.organisers, l.contact, p.name, \
                p.postcode, 'hidden', p.site, p.page_url, \
                (select count(*) from subscriptions s where s.email_key = p.email_key \
                    and s.slug = p.slug and s.unsubscribed_at is null), \
                cast(null as text), cast(null as text), p.email_key, cast('person' as text), p.expires_at, p.id, \
                p.confirmed_at, l.unpublished_at \
            from pending_subscriptions p join lists l on l.slug = p.slug \
            where p.{column} = $1 and p.expires_at > $2";
        for (kind, sql) in [
            (ConfirmedKind::Signature, signature),
            (ConfirmedKind::Subscription, subscription),
        ] {
            let sql = sql.replace("{column}", column);
            let query = sqlx::query(AssertSqlSafe(sql))
                .bind(value.clone())
                .bind(now_ms);
            if let Some(row) = query.fetch_optional(self.db.read()).await? {
                let mut shown = view(kind, &row)?;
                if kind == ConfirmedKind::Signature {
                    shown.confirmed = self.has_signed(&row, &shown).await?;
                }
                return Ok(Some(shown));
            }
        }
        Ok(None)
    }

    /// Whether this attempt became a signature, or the same signatory in the mailbox has another.
    async fn has_signed(&self, row: &AnyRow, shown: &PendingView) -> Result<bool, Error> {
        let kind = signatories::kind(&row.try_get::<String, _>(14)?)?;
        let name = shown.name.as_deref().unwrap_or_default();
        let signer = mailbox::signer(kind, name, shown.organisation.as_deref());
        let id: String = row.try_get(16)?;
        let sql = "select email_key, slug, kind, name, organisation, id from signatures \
            where email_key = $1 and slug = $2";
        let query = sqlx::query(sql)
            .bind(row.try_get::<String, _>(13)?)
            .bind(shown.slug.clone());
        for row in query.fetch_all(self.db.read()).await? {
            if row.try_get::<String, _>(5)? == id || admissions::signer(&row)? == signer {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn view(kind: ConfirmedKind, row: &AnyRow) -> Result<PendingView, Error> {
    let of_signature = kind == ConfirmedKind::Signature;
    let visibility: String = row.try_get(7)?;
    let confirmed: i64 = row.try_get(10)?;
    let held: Option<String> = row.try_get(12)?;
    let held = held.as_deref().and_then(HoldReason::parse);
    Ok(PendingView {
        kind,
        slug: row.try_get(0)?,
        lang: row.try_get(1)?,
        title: row.try_get(2)?,
        organisers: row.try_get(3)?,
        contact: row.try_get(4)?,
        name: row.try_get(5)?,
        organisation: if of_signature { row.try_get(6)? } else { None },
        visibility: if of_signature {
            signatories::visibility(&visibility)?
        } else {
            Visibility::Hidden
        },
        site: row.try_get(8)?,
        page_url: row.try_get(9)?,
        confirmed: confirmed > 0,
        answered: row.try_get::<Option<i64>, _>(17)?.is_some(),
        held: held.zip(Some(row.try_get(15)?)),
        unpublished: row.try_get::<Option<i64>, _>(18)?.is_some(),
        expires_at: row.try_get(15)?,
        reservations: reservations::read(row.try_get(11)?)?,
    })
}
