//! Confirms attempts: an attempt becomes a subscription, or a signature if `admissions.rs` admits
//! it. Also loads what the page behind the emailed link shows. `credentials.rs` checks the link or
//! code.

use std::collections::{HashMap, HashSet};

use sqlx::{AnyConnection, AssertSqlSafe};
use widgets::wire::{ConfirmedKind, SignatoryKind, Visibility};

use super::Attempts;
use super::credentials::{BatchAttempts, CredentialCheck, KINDS, Pending};
use super::mailboxes::SignerColumns;
use super::{admissions, still_valid};
use crate::domain::attempts::credential::Credential;
use crate::domain::keys::sealed::Seal;
use crate::domain::keys::token::Token;
use crate::domain::mail::message;
use crate::domain::signatures::mailbox;
use crate::domain::signatures::verification::HoldReason;
use crate::store::engine::batch::WriteOutcome;
use crate::store::engine::columns::{Flag, Json, StoredWord};
use crate::store::lists::subscriptions;
use crate::store::mail::queue;
use crate::store::mail::subjects::{self, EmailSubject, Subjects};
use crate::store::privacy::consents;
use crate::store::signatures::reservations;
use crate::store::{ConfirmOutcome, Confirmed, Error, PendingView};

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
    for (at, credential, now_ms) in credentials {
        let refused = match known.judge(credential, now_ms) {
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
    let mut subjects = Subjects::new();
    for kind in KINDS {
        let of_kind = proven.iter().filter(|(_, one)| one.kind == kind);
        let slugs = of_kind.map(|(_, one)| one.slug.clone());
        subjects.extend(subjects::load(connection, kind, slugs).await?);
    }
    for (at, pending) in proven {
        let outcome = if effect.ended.contains(&pending.id) {
            ConfirmOutcome::Expired
        } else {
            let held = effect.held.get(&pending.id).copied();
            ConfirmOutcome::Confirmed(confirmed(pending, &subjects, held)?)
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
    let is_off = |one: &Pending| {
        one.confirmed_at.is_none() && off.contains(&message::about(one.kind, &one.slug))
    };
    let (unpublished, on): (Vec<_>, Vec<_>) = proven.into_iter().partition(|(_, one)| is_off(one));
    for (at, _) in unpublished {
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
    let ended = still_valid::ended(connection, used).await?;
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
    let subscribing = ids(ConfirmedKind::Subscription);
    let welcomed = subscriptions::confirm(connection, seal, subscribing.clone(), now_ms).await?;
    queue::drop_answered(connection, new.iter().map(|one| &one.id), now_ms).await?;
    let confirmed_by = new
        .iter()
        .map(|one| (one.id.clone(), one.proven_by.clone()));
    let confirmed_by = confirmed_by.collect();
    consents::add_confirmed(
        connection,
        admitted.agreed,
        subscribing,
        &confirmed_by,
        now_ms,
    )
    .await?;
    Ok(Effect {
        ended,
        held: admitted.held,
        queued_mail: welcomed || admitted.queued_mail,
    })
}

/// The outcome for its visitor; the count is the one after this transaction.
fn confirmed(
    pending: Pending,
    subjects: &Subjects,
    held: Option<HoldReason>,
) -> Result<Confirmed, Error> {
    let about = message::about(pending.kind, &pending.slug);
    let subject = subjects
        .get(&(about, pending.text_lang))
        .ok_or_else(|| Error::Internal("an attempt is about nothing that exists".into()))?;
    Ok(Confirmed {
        kind: pending.kind,
        slug: pending.slug,
        title: subject.email.title.clone(),
        count: subject.count(),
        held,
        lang: pending.lang,
        site: pending.site,
        page_url: pending.page_url,
    })
}

/// The columns of [`PendingView`], and what tells whether its person has signed.
#[derive(sqlx::FromRow)]
struct PendingViewRow {
    id: String,
    slug: String,
    lang: String,
    #[sqlx(flatten)]
    subject: EmailSubject,
    email_key: String,
    name: Option<String>,
    organisation: Option<String>,
    #[sqlx(try_from = "StoredWord")]
    kind: SignatoryKind,
    #[sqlx(try_from = "StoredWord")]
    visibility: Visibility,
    site: String,
    page_url: String,
    /// The person is on the list.
    #[sqlx(try_from = "Flag")]
    on_list: bool,
    reservations: Option<Json>,
    held: Option<HoldReason>,
    expires_at: i64,
    confirmed_at: Option<i64>,
    unpublished_at: Option<i64>,
}

impl Attempts<'_> {
    /// What the page behind an emailed link shows; changes nothing. `None` for a link that is
    /// unknown, withdrawn or expired.
    pub async fn pending(self, token: &Token, now_ms: i64) -> Result<Option<PendingView>, Error> {
        self.pending_by("token_hash", token.hash(), now_ms).await
    }

    /// The same for an attempt's id.
    pub async fn pending_by_id(self, id: &str, now_ms: i64) -> Result<Option<PendingView>, Error> {
        self.pending_by("id", id.to_owned(), now_ms).await
    }

    async fn pending_by(
        self,
        column: &str,
        value: String,
        now_ms: i64,
    ) -> Result<Option<PendingView>, Error> {
        let signature = "select p.slug, p.lang, t.title, d.organisers, d.contact, p.name, \
                p.organisation, p.visibility, p.site, p.page_url, cast(0 as bigint) as on_list, \
                p.reservations, p.held, p.email_key, p.kind, p.expires_at, p.id, p.confirmed_at, \
                d.unpublished_at \
            from pending_signatures p join declarations d on d.slug = p.slug \
                join declaration_texts t on t.slug = p.slug and t.lang = p.text_lang \
            where p.{column} = $1 and p.expires_at > $2";
        let subscription = "select p.slug, p.lang, l.title, l.organisers, l.contact, p.name, \
                cast(null as text) as organisation, cast('hidden' as text) as visibility, \
                p.site, p.page_url, \
                (select count(*) from subscriptions s where s.email_key = p.email_key \
                    and s.slug = p.slug and s.unsubscribed_at is null) as on_list, \
                cast(null as text) as reservations, cast(null as text) as held, p.email_key, \
                cast('person' as text) as kind, p.expires_at, p.id, \
                p.confirmed_at, l.unpublished_at \
            from pending_subscriptions p join lists l on l.slug = p.slug \
            where p.{column} = $1 and p.expires_at > $2";
        for (kind, sql) in [
            (ConfirmedKind::Signature, signature),
            (ConfirmedKind::Subscription, subscription),
        ] {
            let sql = sql.replace("{column}", column);
            let query = sqlx::query_as::<_, PendingViewRow>(AssertSqlSafe(sql))
                .bind(value.clone())
                .bind(now_ms);
            if let Some(row) = query.fetch_optional(self.store.db.read()).await? {
                let confirmed = match kind {
                    ConfirmedKind::Signature => self.has_signed(&row).await?,
                    ConfirmedKind::Subscription => row.on_list,
                };
                return Ok(Some(view(kind, row, confirmed)?));
            }
        }
        Ok(None)
    }

    /// Whether this attempt became a signature, or the same signatory in the mailbox has another.
    async fn has_signed(self, of: &PendingViewRow) -> Result<bool, Error> {
        #[derive(sqlx::FromRow)]
        struct SignedRow {
            id: String,
            #[sqlx(flatten)]
            whose: SignerColumns,
        }
        let name = of.name.as_deref().unwrap_or_default();
        let signer = mailbox::signer(of.kind, name, of.organisation.as_deref());
        let sql = "select id, kind, name, organisation from signatures \
            where email_key = $1 and slug = $2";
        let query = sqlx::query_as::<_, SignedRow>(sql)
            .bind(of.email_key.clone())
            .bind(of.slug.clone());
        let signed = query.fetch_all(self.store.db.read()).await?;
        let same = |one: &SignedRow| one.id == of.id || one.whose.signer() == signer;
        Ok(signed.iter().any(same))
    }
}

fn view(kind: ConfirmedKind, row: PendingViewRow, confirmed: bool) -> Result<PendingView, Error> {
    Ok(PendingView {
        kind,
        slug: row.slug,
        lang: row.lang,
        title: row.subject.title,
        organisers: row.subject.organisers,
        contact: row.subject.contact,
        name: row.name,
        organisation: row.organisation,
        visibility: row.visibility,
        site: row.site,
        page_url: row.page_url,
        confirmed,
        answered: row.confirmed_at.is_some(),
        held: row.held.map(|held| (held, row.expires_at)),
        unpublished: row.unpublished_at.is_some(),
        expires_at: row.expires_at,
        reservations: reservations::read(row.reservations)?,
    })
}
