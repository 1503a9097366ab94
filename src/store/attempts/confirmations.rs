//! Confirms attempts: an attempt becomes a subscription, or a signature if `admissions.rs` admits
//! it. `credentials.rs` checks the link or code.

use std::collections::{BTreeSet, HashMap, HashSet};

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use super::admissions::{self, AnsweredRow};
use super::credentials::{BatchAttempts, CheckedAttempt, ConfirmedBy, CredentialCheck};
use super::states::AttemptState;
use super::{forget_dropped, still_valid};
use crate::domain::attempts::credential::Credential;
use crate::domain::id::Id;
use crate::domain::keys::sealed::Seal;
use crate::domain::signatures::verification::HoldReason;
use crate::store::declarations::endings;
use crate::store::engine::batch::WriteOutcome;
use crate::store::lists::subscriptions;
use crate::store::mail::queue;
use crate::store::mail::subjects::{self, Subjects};
use crate::store::privacy::consents;
use crate::store::{ConfirmOutcome, Confirmed, Error};

/// An attempt whose credential is right, and its place among the batch's outcomes.
struct Proven {
    at: usize,
    attempt: CheckedAttempt,
    by: ConfirmedBy,
}

impl Proven {
    /// Its email had not been answered before, or the organisers have not decided yet.
    fn is_open(&self) -> bool {
        matches!(
            self.attempt.state,
            AttemptState::Pending | AttemptState::Held
        )
    }

    fn is_of(&self, kind: ConfirmedKind) -> bool {
        self.attempt.kind.0 == kind
    }
}

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
        let refused = match known.judge(seal, credential, now_ms) {
            CredentialCheck::Proven(attempt, by) => {
                proven.push(Proven { at, attempt, by });
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
    // After that, so that they have the new counts.
    let subjects = proven.iter().map(|one| one.attempt.subject);
    let subjects = subjects::load(connection, subjects).await?;
    let places = places(&proven, &effect.counted, &subjects);
    for Proven { at, attempt, .. } in proven {
        let outcome = if effect.ended.contains(&attempt.id) {
            ConfirmOutcome::Expired
        } else {
            let held = effect.held.get(&attempt.id).copied();
            let place = places.get(&attempt.id).copied();
            ConfirmOutcome::Confirmed(confirmed(attempt, &subjects, (held, place))?)
        };
        outcomes[at] = Some(WriteOutcome::Confirm(outcome));
    }
    Ok(effect.queued_mail)
}

/// Sets aside attempts whose declaration or list is unpublished: they can be confirmed later, and
/// the outcome says so.
async fn on_the_web(
    connection: &mut AnyConnection,
    proven: Vec<Proven>,
    outcomes: &mut [Option<WriteOutcome>],
) -> Result<Vec<Proven>, Error> {
    let open = proven.iter().filter(|one| one.is_open());
    let subjects: HashSet<i64> = open.map(|one| one.attempt.subject).collect();
    let off = endings::off_the_web(connection, subjects).await?;
    let is_off = |one: &Proven| one.is_open() && off.contains(&one.attempt.subject);
    let (unpublished, on): (Vec<_>, Vec<_>) = proven.into_iter().partition(is_off);
    for Proven { at, .. } in unpublished {
        outcomes[at] = Some(WriteOutcome::Confirm(ConfirmOutcome::OffTheWeb));
    }
    Ok(on)
}

/// The effect of confirmed attempts.
struct Effect {
    /// Confirmed before, and withdrawn or unsubscribed since.
    ended: HashSet<Id>,
    /// New signatures, in the order in which they were counted.
    counted: Vec<Id>,
    /// Attempts that are held although they are confirmed, and why.
    held: HashMap<Id, HoldReason>,
    queued_mail: bool,
}

/// Admits signatures, adds subscriptions, and records their consents.
async fn carry_out(
    connection: &mut AnyConnection,
    seal: &Seal,
    proven: &[Proven],
    now_ms: i64,
) -> Result<Effect, Error> {
    let (open, used): (Vec<&Proven>, Vec<&Proven>) = proven.iter().partition(|one| one.is_open());
    // A credential used before has already had its effect.
    let used = used.into_iter().map(|one| one.attempt.id);
    let ended = still_valid::ended(connection, used).await?;
    // The same credential may come twice in a batch.
    let mut first = HashSet::new();
    let new = open.into_iter().filter(|one| first.insert(one.attempt.id));
    let new: Vec<&Proven> = new.collect();
    let of_kind = |kind| new.iter().filter(move |one| one.is_of(kind));
    let subscribing = || of_kind(ConfirmedKind::Subscription);
    let answered = subscribing().map(|one| AnsweredRow::new(one.attempt.id, one.by, now_ms));
    admissions::mark_answered(connection, answered.collect()).await?;
    let ids: Vec<Id> = subscribing().map(|one| one.attempt.id).collect();
    let subscribed = subscriptions::confirm(connection, seal, ids.clone(), now_ms).await?;
    let limits = new.iter().map(|one| {
        let CheckedAttempt { person, signer, .. } = one.attempt;
        (person, seal.limit(signer, one.attempt.subject))
    });
    queue::drop_delayed(connection, limits.collect(), now_ms).await?;
    // A signatory has nothing to lose by a code that no one received, but a subscriber does: it
    // would replace the details.
    let subscribers = subscribing().map(|one| one.attempt.person);
    forget_dropped(connection, subscribers, now_ms).await?;
    // Last, because from some point in it on everybody waits who signs the same declaration.
    let signing = of_kind(ConfirmedKind::Signature).map(|one| (one.attempt.id, one.by));
    let signing: Vec<_> = signing.collect();
    let subjects: BTreeSet<i64> = new.iter().map(|one| one.attempt.subject).collect();
    let admitted = admissions::admit(connection, seal, &signing, &subjects, now_ms).await?;
    subscribed.by_day.write(connection).await?;
    consents::add_confirmed(connection, admitted.agreed, ids, now_ms).await?;
    Ok(Effect {
        ended,
        counted: admitted.counted,
        held: admitted.held,
        queued_mail: subscribed.welcomed || admitted.queued_mail,
    })
}

/// Which of its declaration's signatures each new one is: the last is as many as there are now.
fn places(proven: &[Proven], counted: &[Id], subjects: &Subjects) -> HashMap<Id, u64> {
    let attempts = proven.iter().map(|one| (one.attempt.id, &one.attempt));
    let attempts: HashMap<Id, &CheckedAttempt> = attempts.collect();
    let mut after: HashMap<i64, u64> = HashMap::new();
    let mut places = HashMap::new();
    for id in counted.iter().rev() {
        let Some(attempt) = attempts.get(id) else {
            continue;
        };
        let subject = subjects.get(&(attempt.subject, attempt.text_lang.clone()));
        let count = subject.and_then(|subject| subject.count());
        let after = after.entry(attempt.subject).or_default();
        places.extend(count.map(|count| (*id, count.saturating_sub(*after))));
        *after += 1;
    }
    places
}

/// The outcome for its visitor; the count is the one after this transaction.
fn confirmed(
    attempt: CheckedAttempt,
    subjects: &Subjects,
    (held, place): (Option<HoldReason>, Option<u64>),
) -> Result<Confirmed, Error> {
    let subject = subjects
        .get(&(attempt.subject, attempt.text_lang))
        .ok_or_else(|| Error::Internal("an attempt is about nothing that exists".into()))?;
    Ok(Confirmed {
        kind: attempt.kind.0,
        attempt: attempt.id,
        slug: subject.slug.clone(),
        title: subject.email.title.clone(),
        count: subject.count(),
        place,
        held,
        lang: attempt.lang,
        site: attempt.site,
        page_url: attempt.page_url,
    })
}
