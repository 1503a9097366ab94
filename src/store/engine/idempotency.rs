//! Idempotency keys: the answer to a write can be given again for two days in case the network loses
//! it; the same key and body get the same answer and take effect once. An attempt to sign or subscribe
//! has its key in its own row, which is its answer; other answers are stored.
//!
//! A key is unique in either table. So if one comes to two servers at the same time, the later one waits
//! for the earlier, its batch is tried again, and finds the answer.

use std::collections::HashMap;

use sqlx::AnyConnection;

use super::batch::{Job, WriteOutcome, WriteRequest};
use super::rows::{self, Value};
use crate::domain::attempts::credential::IdempotencyKey;
use crate::domain::id::Id;
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

/// An earlier write with a key.
struct EarlierWrite {
    body_hash: Vec<u8>,
    answer: EarlierAnswer,
    created_at: i64,
}

enum EarlierAnswer {
    Attempt(Id),
    /// A [`WriteOutcome`] in JSON.
    Stored(String),
}

impl EarlierAnswer {
    fn outcome(&self) -> Result<WriteOutcome, Error> {
        match self {
            Self::Attempt(id) => Ok(WriteOutcome::Attempt(AttemptOutcome::Accepted { id: *id })),
            Self::Stored(answer) => serde_json::from_str(answer).map_err(|error| {
                Error::Internal(format!("a stored answer cannot be read: {error}"))
            }),
        }
    }
}

/// The newest write with each key.
#[derive(Default)]
struct EarlierWrites(HashMap<Vec<u8>, EarlierWrite>);

impl EarlierWrites {
    fn add(&mut self, key: Vec<u8>, write: EarlierWrite) {
        let known = self.0.get(&key);
        if known.is_none_or(|known| known.created_at < write.created_at) {
            self.0.insert(key, write);
        }
    }

    /// Keys of these jobs that were used so long ago that they may be used again.
    fn old_keys(&self, jobs: &[Job]) -> Vec<Vec<u8>> {
        let keys = jobs.iter().filter_map(|job| Some((job.key?, job.now_ms)));
        let old = keys.filter(|(key, now_ms)| {
            self.0.contains_key(&key.key[..]) && self.get(key, *now_ms).is_none()
        });
        old.map(|(key, _)| key.key.to_vec()).collect()
    }

    /// The write with this key, unless it is too long ago.
    fn get(&self, key: &IdempotencyKey, now_ms: i64) -> Option<&EarlierWrite> {
        let known = self.0.get(&key.key[..]);
        known.filter(|known| known.created_at > now_ms - KEPT_MS)
    }
}

/// An attempt with an idempotency key.
#[derive(sqlx::FromRow)]
struct KeyedAttempt {
    request_key: Vec<u8>,
    request_hash: Vec<u8>,
    id: Id,
    created_at: i64,
}

/// An answer that was stored with its key.
#[derive(sqlx::FromRow)]
struct StoredAnswer {
    key: Vec<u8>,
    body_hash: Vec<u8>,
    answer: String,
    created_at: i64,
}

/// The writes with these keys. Either table may have a key: the keys of a view are used up by attempts
/// and by corrected addresses alike.
async fn earlier(
    connection: &mut AnyConnection,
    keys: impl Iterator<Item = [u8; 16]> + Clone,
) -> Result<EarlierWrites, Error> {
    let mut known = EarlierWrites::default();
    // Whatever has become of an attempt since.
    let sql = "select request_key, request_hash, id, created_at from attempts \
        where request_key in ({in})";
    for row in rows::fetch_in::<KeyedAttempt>(connection, sql, None, keys.clone()).await? {
        let write = EarlierWrite {
            body_hash: row.request_hash,
            answer: EarlierAnswer::Attempt(row.id),
            created_at: row.created_at,
        };
        known.add(row.request_key, write);
    }
    let sql = "select key, body_hash, answer, created_at from idempotency_keys where key in ({in})";
    for row in rows::fetch_in::<StoredAnswer>(connection, sql, None, keys).await? {
        let write = EarlierWrite {
            body_hash: row.body_hash,
            answer: EarlierAnswer::Stored(row.answer),
            created_at: row.created_at,
        };
        known.add(row.key, write);
    }
    Ok(known)
}

pub(super) async fn plan(connection: &mut AnyConnection, jobs: &[Job]) -> Result<Vec<Plan>, Error> {
    let keys = jobs.iter().filter_map(|job| Some(job.key?.key));
    let known = earlier(connection, keys).await?;
    let sql = "update attempts set request_key = null where request_key in ({in})";
    rows::execute_in(connection, sql, None, known.old_keys(jobs)).await?;
    let mut first: HashMap<[u8; 16], (usize, IdempotencyKey)> = HashMap::new();
    let mut plans = Vec::with_capacity(jobs.len());
    for (at, job) in jobs.iter().enumerate() {
        let Some(key) = job.key else {
            plans.push(Plan::Fresh);
            continue;
        };
        plans.push(match known.get(&key, job.now_ms) {
            Some(known) if known.body_hash == key.body_hash => {
                Plan::Answered(known.answer.outcome()?)
            }
            Some(_) => Plan::Answered(reused(job)),
            None => match first.get(&key.key) {
                None => {
                    first.insert(key.key, (at, key));
                    Plan::Fresh
                }
                Some((earlier, same)) if *same == key => Plan::Repeats(*earlier),
                Some(_) => Plan::Answered(reused(job)),
            },
        });
    }
    Ok(plans)
}

/// Fills in the answers of repeated jobs and stores those of fresh ones.
pub(super) async fn settle(
    connection: &mut AnyConnection,
    jobs: &[Job],
    plans: Vec<Plan>,
    mut outcomes: Vec<Option<WriteOutcome>>,
) -> Result<Vec<WriteOutcome>, Error> {
    let mut kept: Vec<([u8; 16], [Value; 4])> = Vec::new();
    for (at, plan) in plans.into_iter().enumerate() {
        match plan {
            Plan::Answered(outcome) => outcomes[at] = Some(outcome),
            Plan::Repeats(earlier) => outcomes[at] = outcomes[earlier].clone(),
            Plan::Fresh => {
                let job = &jobs[at];
                if let (Some(key), Some(outcome)) = (job.key, &outcomes[at])
                    && is_stored(&job.write, outcome)
                {
                    let answer = serde_json::to_string(outcome).map_err(|error| {
                        Error::Internal(format!("an answer cannot be written: {error}"))
                    })?;
                    let row = [
                        key.key.into(),
                        key.body_hash.into(),
                        answer.into(),
                        job.now_ms.into(),
                    ];
                    kept.push((key.key, row));
                }
            }
        }
    }
    let head = "insert into idempotency_keys (key, body_hash, answer, created_at)";
    // An answer that is too old may still be there. A newer one is another server's, of this moment.
    let tail = format!(
        "on conflict (key) do update set body_hash = excluded.body_hash, \
             answer = excluded.answer, created_at = excluded.created_at \
         where idempotency_keys.created_at <= excluded.created_at - {KEPT_MS}"
    );
    // In one order, so that two servers with the same keys do not wait for each other.
    kept.sort_unstable_by_key(|(key, _)| *key);
    let kept: Vec<[Value; 4]> = kept.into_iter().map(|(_, row)| row).collect();
    if rows::insert(connection, head, &kept, &tail).await? < kept.len() as u64 {
        return Err(Error::Conflict("an idempotency key was used twice".into()));
    }
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

/// Whether an answer is stored. Rejections that changed nothing are not: a retry may succeed.
fn is_stored(write: &WriteRequest, outcome: &WriteOutcome) -> bool {
    match outcome {
        WriteOutcome::Attempt(outcome) => {
            matches!(write, WriteRequest::Resend(_))
                && matches!(outcome, AttemptOutcome::Accepted { .. })
        }
        WriteOutcome::Confirm(outcome) => {
            matches!(
                outcome,
                ConfirmOutcome::Confirmed(_) | ConfirmOutcome::Wrong | ConfirmOutcome::OfAnother
            )
        }
        WriteOutcome::Share(_) => true,
    }
}
