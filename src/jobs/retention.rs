//! Erases what has passed its retention: contacts of declarations, and people who left a list. The
//! first look warns in the log and the second erases, which leaves an hour to correct a wrong
//! clock.

use std::time::{Duration, Instant};

use super::{JobState, ServerParts, in_chunks};
use crate::clock;
use crate::domain::time::DAY_MS;
use crate::store::{Contacts, Error, Store, Unsubscribed};

/// Nothing is erased on the day its retention ends: a clock may be some hours wrong.
const GRACE_MS: i64 = DAY_MS;

/// Remembers the first look until the second.
#[derive(Default)]
pub(super) struct Retention {
    first: Option<FirstLook>,
}

#[derive(Clone, Copy)]
struct FirstLook {
    /// The second look erases only what was already due at this time.
    due_at: i64,
    at: Instant,
}

impl Retention {
    pub(super) fn is_about_to_erase(&self) -> bool {
        self.first.is_some()
    }
}

/// Erases what an earlier look found, or looks again.
pub(super) async fn run(state: &mut JobState) -> Option<Duration> {
    let JobState { parts, retention } = state;
    let due_at = parts.clock.trusted_ms() - GRACE_MS;
    match retention.first.take() {
        // If the clock has been set back since, what it found may not be due.
        Some(first) if first.due_at <= due_at => {
            let left = clock::DOUBT.saturating_sub(first.at.elapsed());
            if !left.is_zero() {
                retention.first = Some(first);
                return Some(left);
            }
            erase(parts, first.due_at).await;
        }
        _ => {}
    }
    if announce(&parts.store, due_at).await {
        retention.first = Some(FirstLook {
            due_at,
            at: Instant::now(),
        });
        return Some(clock::DOUBT);
    }
    // What is due by a clock that proves right must not wait another day.
    parts.clock.doubt_ms().map(|_| clock::DOUBT)
}

/// Warns in the log about what is erased in an hour. Returns whether there is anything.
async fn announce(store: &Store, due_at: i64) -> bool {
    let mut any = false;
    let found = async {
        Ok::<_, Error>((
            store.privacy().contacts_due(due_at).await?,
            store.lists().unsubscribed(due_at).await?,
        ))
    };
    match found.await {
        Ok((contacts, unsubscribed)) => {
            for Contacts {
                slug, signatures, ..
            } in contacts
            {
                any = true;
                tracing::warn!(
                    declaration = %slug,
                    signatures,
                    "contacts will be erased in an hour: their retention has ended. `undersigned retention \
                     --dry-run` lists them; if this machine's clock is wrong, correct it or stop the \
                     server"
                );
            }
            for Unsubscribed { slug, due, .. } in unsubscribed.into_iter().filter(|one| one.due > 0)
            {
                any = true;
                tracing::warn!(list = %slug, people = due, "people who left will be erased in an hour");
            }
        }
        Err(error) => tracing::warn!(%error, "cannot look for what is due; trying again later"),
    }
    any
}

async fn erase(parts: &ServerParts, due_at: i64) {
    let now_ms = parts.clock.trusted_ms();
    if let Err(error) = erase_contacts(parts, due_at, now_ms).await {
        tracing::warn!(%error, "cannot erase contacts; trying again tomorrow");
    }
    if let Err(error) = erase_unsubscribed(parts, due_at, now_ms).await {
        tracing::warn!(%error, "cannot erase people who left; trying again tomorrow");
    }
}

async fn erase_contacts(parts: &ServerParts, due_at: i64, now_ms: i64) -> Result<(), Error> {
    let privacy = parts.store.privacy();
    let run = privacy.contacts_run(due_at, now_ms).await?;
    let erasing = run.current().cloned();
    let job = (parts, run, erasing);
    let (_, is_done) = in_chunks(&parts.stop, job, |(parts, run, erasing)| {
        Box::pin(async move {
            let chunk = parts.store.privacy().erase_some_contacts(run).await?;
            if erasing.as_ref() != run.current() {
                if let Some(Contacts {
                    slug, signatures, ..
                }) = erasing.take()
                {
                    tracing::info!(declaration = %slug, signatures, "contacts erased: their retention has ended");
                    parts.state.forget_declaration(&slug).await;
                }
                *erasing = run.current().cloned();
            }
            Ok(chunk)
        })
    })
    .await;
    is_done.map(drop)
}

async fn erase_unsubscribed(parts: &ServerParts, due_at: i64, now_ms: i64) -> Result<(), Error> {
    let lists = parts.store.lists();
    let run = lists.unsubscribed_run(due_at, now_ms).await?;
    let erasing = run.current().cloned();
    let (_, is_done) = in_chunks(&parts.stop, (lists, run, erasing), |(lists, run, erasing)| {
        Box::pin(async move {
            let chunk = lists.erase_some_unsubscribed(run).await?;
            if erasing.as_ref() != run.current() {
                if let Some(Unsubscribed { slug, due, .. }) = erasing.take() {
                    tracing::info!(list = %slug, people = due, "people who left erased: their retention has ended");
                }
                *erasing = run.current().cloned();
            }
            Ok(chunk)
        })
    })
    .await;
    is_done.map(drop)
}
