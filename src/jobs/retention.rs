//! Erases what has passed its retention: contacts of declarations, and people who left a list. The
//! first look warns in the log and the second erases, which leaves an hour to correct a wrong
//! clock.

use std::time::{Duration, Instant};

use super::{JobState, ServerParts};
use crate::clock;
use crate::domain::time::DAY_MS;
use crate::store::{Contacts, Store, Unsubscribed};

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
        Ok::<_, crate::store::Error>((
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

async fn erase(
    ServerParts {
        store,
        state,
        clock,
        ..
    }: &ServerParts,
    due_at: i64,
) {
    let now_ms = clock.trusted_ms();
    match store.privacy().erase_contacts(due_at, now_ms).await {
        Ok(erased) => {
            for Contacts {
                slug, signatures, ..
            } in erased
            {
                tracing::info!(declaration = %slug, signatures, "contacts erased: their retention has ended");
                state.forget_declaration(&slug).await;
            }
        }
        Err(error) => tracing::warn!(%error, "cannot erase contacts; trying again tomorrow"),
    }
    match store.lists().erase_unsubscribed(due_at, now_ms).await {
        Ok(erased) => {
            for Unsubscribed { slug, due, .. } in erased {
                tracing::info!(list = %slug, people = due, "people who left erased: their retention has ended");
            }
        }
        Err(error) => tracing::warn!(%error, "cannot erase people who left; trying again tomorrow"),
    }
}
