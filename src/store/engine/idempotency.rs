//! Idempotency keys: answers to writes are kept for two days in case the network loses one; the
//! same key and body get the same answer and take effect once.

use std::collections::HashMap;

use sqlx::AnyConnection;

use super::batch::{Job, WriteOutcome, WriteRequest};
use super::rows::{self, Value};
use crate::domain::time::HOUR_MS;
use crate::store::{AttemptOutcome, ConfirmOutcome, Error, ShareOutcome};

pub(super) const KEPT_MS: i64 = 48 * HOUR_MS;

/// What to do with a job.
pub(in crate::store) enum Plan {
    Fresh,
    /// Answered before, or the key was used with another body.
    Answered(WriteOutcome),
    /// The same key appears earlier in this batch.
    Repeats(usize),
}

/// An answer that was stored with its key.
#[derive(sqlx::FromRow)]
struct StoredAnswer {
    key: String,
    body_hash: String,
    answer: String,
    created_at: i64,
}

pub(super) async fn plan(connection: &mut AnyConnection, jobs: &[Job]) -> Result<Vec<Plan>, Error> {
    let keys = jobs
        .iter()
        .filter_map(|job| Some(job.key.as_ref()?.key.clone()));
    let sql = "select key, body_hash, answer, created_at from idempotency_keys where key in ({in})";
    let stored = rows::fetch_in::<StoredAnswer>(connection, sql, None, keys).await?;
    let stored = stored.into_iter().map(|one| (one.key.clone(), one));
    let known: HashMap<String, StoredAnswer> = stored.collect();
    let mut first: HashMap<&str, usize> = HashMap::new();
    let mut plans = Vec::with_capacity(jobs.len());
    for (at, job) in jobs.iter().enumerate() {
        let Some(key) = &job.key else {
            plans.push(Plan::Fresh);
            continue;
        };
        plans.push(match known.get(&key.key) {
            Some(known) if known.created_at <= job.now_ms - KEPT_MS => Plan::Fresh,
            Some(known) if known.body_hash != key.body_hash => Plan::Answered(reused(job)),
            Some(known) => {
                Plan::Answered(serde_json::from_str(&known.answer).map_err(|error| {
                    Error::Internal(format!("a stored answer cannot be read: {error}"))
                })?)
            }
            None => match first.get(key.key.as_str()) {
                None => {
                    first.insert(&key.key, at);
                    Plan::Fresh
                }
                Some(&earlier) => {
                    let same = jobs[earlier].key.as_ref().is_some_and(|one| one == key);
                    if same {
                        Plan::Repeats(earlier)
                    } else {
                        Plan::Answered(reused(job))
                    }
                }
            },
        });
    }
    Ok(plans)
}

/// Fills in the answers of repeated jobs and stores those of fresh ones.
pub(in crate::store) async fn settle(
    connection: &mut AnyConnection,
    jobs: &[Job],
    plans: Vec<Plan>,
    mut outcomes: Vec<Option<WriteOutcome>>,
) -> Result<Vec<WriteOutcome>, Error> {
    let mut kept = Vec::new();
    for (at, plan) in plans.into_iter().enumerate() {
        match plan {
            Plan::Answered(outcome) => outcomes[at] = Some(outcome),
            Plan::Repeats(earlier) => outcomes[at] = outcomes[earlier].clone(),
            Plan::Fresh => {
                if let (Some(key), Some(outcome)) = (&jobs[at].key, &outcomes[at])
                    && had_effect(outcome)
                {
                    let answer = serde_json::to_string(outcome).map_err(|error| {
                        Error::Internal(format!("an answer cannot be written: {error}"))
                    })?;
                    kept.push(vec![
                        Value::from(key.key.as_str()),
                        Value::from(key.body_hash.as_str()),
                        Value::from(answer),
                        Value::from(jobs[at].now_ms),
                    ]);
                }
            }
        }
    }
    let head = "insert into idempotency_keys (key, body_hash, answer, created_at)";
    let tail = "on conflict (key) do update set body_hash = excluded.body_hash, \
        answer = excluded.answer, created_at = excluded.created_at";
    rows::insert(connection, head, &kept, tail).await?;
    let all: Option<Vec<WriteOutcome>> = outcomes.into_iter().collect();
    all.ok_or_else(|| Error::Internal("a write was left without an outcome".into()))
}

fn reused(job: &Job) -> WriteOutcome {
    match job.write {
        WriteRequest::Attempt(_) | WriteRequest::Resend(_) => {
            WriteOutcome::Attempt(AttemptOutcome::KeyReused)
        }
        WriteRequest::Confirm(_) => WriteOutcome::Confirm(ConfirmOutcome::KeyReused),
        WriteRequest::Share(_) => WriteOutcome::Share(ShareOutcome::KeyReused),
    }
}

/// Rejections that changed nothing are not stored: a retry may succeed.
fn had_effect(outcome: &WriteOutcome) -> bool {
    match outcome {
        WriteOutcome::Attempt(outcome) => matches!(outcome, AttemptOutcome::Accepted { .. }),
        WriteOutcome::Confirm(outcome) => {
            matches!(
                outcome,
                ConfirmOutcome::Confirmed(_) | ConfirmOutcome::Wrong | ConfirmOutcome::OfAnother
            )
        }
        WriteOutcome::Share(_) => true,
    }
}
