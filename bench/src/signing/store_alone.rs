//! Signing and confirming by the store alone: the library in this process, without HTTP, pages or
//! emails. What the callers do besides (checking the form, waiting) shares the cores, as a server's
//! handlers do.

use std::{sync::Arc, time::Duration};

use anyhow::Result;
use tokio::{task::JoinSet, time::Instant};
use undersigned::{domain::id::Id, store::Store};

use super::Window;
use crate::{
    campaign::{self, Wordings},
    databases::Database,
    requests::Signatures,
};

/// Enough for two full batches of a thousand.
pub(super) const CALLERS: usize = 2_000;

/// Signatures for `span`, and then confirmations of them for as long.
pub(super) async fn window(
    database: &Database<'_>,
    people: &Signatures,
    span: Duration,
) -> Result<Window> {
    let store = database.open().await?;
    let (signed, attempts) = sign(&store, people, span).await?;
    let confirmed = confirm(&store, attempts, span).await?;
    store.close().await;
    Ok(Window {
        signed,
        confirmed: Some(confirmed),
        emails: 0.0,
        emails_after: None,
    })
}

/// Signatures a second, and their attempts.
async fn sign(store: &Store, people: &Signatures, span: Duration) -> Result<(f64, Vec<Id>)> {
    let (begun, wordings) = (Instant::now(), Arc::new(Wordings::default()));
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (store, people, wordings) = (store.clone(), people.clone(), wordings.clone());
        callers.spawn(async move {
            let mut attempts = Vec::new();
            while begun.elapsed() < span {
                let number = people.next_person();
                attempts.push(campaign::sign(&store, number, &wordings).await?);
            }
            anyhow::Ok(attempts)
        });
    }
    let mut attempts = Vec::new();
    while let Some(done) = callers.join_next().await {
        attempts.extend(done??);
    }
    let rate = attempts.len() as f64 / begun.elapsed().as_secs_f64();
    Ok((rate, attempts))
}

/// Confirmations a second, until all are confirmed or the time is over.
async fn confirm(store: &Store, attempts: Vec<Id>, span: Duration) -> Result<f64> {
    let begun = Instant::now();
    let mut callers = JoinSet::new();
    for attempts in shares(attempts) {
        let store = store.clone();
        callers.spawn(async move {
            let mut confirmed = 0_u32;
            for attempt in attempts {
                if begun.elapsed() >= span {
                    break;
                }
                campaign::confirm(&store, attempt).await?;
                confirmed += 1;
            }
            anyhow::Ok(confirmed)
        });
    }
    let mut confirmed = 0;
    while let Some(done) = callers.join_next().await {
        confirmed += done??;
    }
    Ok(f64::from(confirmed) / begun.elapsed().as_secs_f64())
}

/// Equal parts, one for each caller.
fn shares(attempts: Vec<Id>) -> Vec<Vec<Id>> {
    let mut parts = vec![Vec::new(); CALLERS];
    for (at, attempt) in attempts.into_iter().enumerate() {
        parts[at % CALLERS].push(attempt);
    }
    parts
}
