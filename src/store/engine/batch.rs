//! Batched writes: one task writes all queued jobs in one transaction, so that many visitors share
//! one sync to disk and each caller gets its own outcome. A batch that fails is split in half until
//! the bad write is alone: it affects no other write and costs the others only a few retries.
//!
//! What a write needs besides the database is made in its caller's task, while the batch before it
//! commits; the outcomes are delivered while the next one begins.

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

use super::db::Db;
use super::idempotency::{self, Plan};
use super::locks;
use crate::domain::attempts::credential::{Credential, IdempotencyKey};
use crate::domain::attempts::{Attempt, Resend};
use crate::domain::keys::sealed::Seal;
use crate::store::attempts::prepared::PreparedAttempt;
use crate::store::attempts::{self, confirmations, mailboxes, resending};
use crate::store::declarations::shares::{self, Share};
use crate::store::entries::daily_tallies;
use crate::store::entries::sites::SiteNumbers;
use crate::store::{AttemptOutcome, ConfirmOutcome, Error, ShareOutcome};

/// So many writes share the statements and the sync of a commit that these no longer count; still
/// larger batches would only make their last writes wait for longer.
const LARGEST: usize = 1_000;
/// A longer queue means that the disk cannot keep up; it is better to report that at once. On a
/// machine that writes 1,000 in a second the last of these is answered in eight, within the time
/// that a request may take; they hold some 30 MB.
const QUEUE: usize = 8_000;

pub(in crate::store) enum WriteRequest {
    Attempt(Box<PreparedAttempt>),
    Resend(Resend),
    Confirm(Credential),
    Share(Share),
}

/// A queued write.
pub(in crate::store) struct Job {
    pub(in crate::store) write: WriteRequest,
    pub(in crate::store) key: Option<IdempotencyKey>,
    pub(in crate::store) now_ms: i64,
    reply: oneshot::Sender<Result<WriteOutcome, Error>>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(in crate::store) enum WriteOutcome {
    Attempt(AttemptOutcome),
    Confirm(ConfirmOutcome),
    Share(ShareOutcome),
}

/// The sending side of the queue; clones share it.
#[derive(Clone)]
pub(in crate::store) struct Batch {
    queue: Arc<Mutex<Option<mpsc::Sender<Job>>>>,
    writer: Arc<tokio::sync::Mutex<Option<JoinHandle<()>>>>,
    seal: Arc<Seal>,
}

impl Batch {
    pub(in crate::store) fn start(db: Arc<Db>, seal: Arc<Seal>, queued_mail: Arc<Notify>) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let place = BatchWriter {
            db,
            seal: Arc::clone(&seal),
            sites: Arc::default(),
            queued_mail,
        };
        let writer = tokio::spawn(run(place, receiver));
        Self {
            queue: Arc::new(Mutex::new(Some(sender))),
            writer: Arc::new(tokio::sync::Mutex::new(Some(writer))),
            seal,
        }
    }

    /// Rejects further writes and waits until those accepted are written.
    pub(in crate::store) async fn close(&self) {
        drop(self.lock().take());
        if let Some(writer) = self.writer.lock().await.take()
            && let Err(error) = writer.await
        {
            tracing::error!(%error, "the writer ended badly");
        }
    }

    pub(in crate::store) async fn attempt(
        &self,
        attempt: Attempt,
        key: Option<IdempotencyKey>,
        now_ms: i64,
    ) -> Result<AttemptOutcome, Error> {
        let prepared = PreparedAttempt::new(&self.seal, attempt, key, now_ms);
        match self
            .write(WriteRequest::Attempt(Box::new(prepared)), key, now_ms)
            .await?
        {
            WriteOutcome::Attempt(outcome) => Ok(outcome),
            _ => Err(mixed_up()),
        }
    }

    pub(in crate::store) async fn resend(
        &self,
        resend: Resend,
        key: Option<IdempotencyKey>,
        now_ms: i64,
    ) -> Result<AttemptOutcome, Error> {
        match self
            .write(WriteRequest::Resend(resend), key, now_ms)
            .await?
        {
            WriteOutcome::Attempt(outcome) => Ok(outcome),
            _ => Err(mixed_up()),
        }
    }

    pub(in crate::store) async fn confirm(
        &self,
        credential: Credential,
        key: Option<IdempotencyKey>,
        now_ms: i64,
    ) -> Result<ConfirmOutcome, Error> {
        match self
            .write(WriteRequest::Confirm(credential), key, now_ms)
            .await?
        {
            WriteOutcome::Confirm(outcome) => Ok(outcome),
            _ => Err(mixed_up()),
        }
    }

    pub(in crate::store) async fn share(
        &self,
        share: Share,
        key: Option<IdempotencyKey>,
        now_ms: i64,
    ) -> Result<ShareOutcome, Error> {
        match self.write(WriteRequest::Share(share), key, now_ms).await? {
            WriteOutcome::Share(outcome) => Ok(outcome),
            _ => Err(mixed_up()),
        }
    }

    async fn write(
        &self,
        write: WriteRequest,
        key: Option<IdempotencyKey>,
        now_ms: i64,
    ) -> Result<WriteOutcome, Error> {
        let (reply, outcome) = oneshot::channel();
        let job = Job {
            write,
            key,
            now_ms,
            reply,
        };
        let sent = match &*self.lock() {
            Some(queue) => queue
                .try_send(job)
                .map_err(|_| "too many writes are waiting"),
            None => Err("the store is closing"),
        };
        sent.map_err(|cause| Error::Unavailable(cause.into()))?;
        outcome
            .await
            .unwrap_or_else(|_| Err(Error::Internal("the writer gave no answer".into())))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<mpsc::Sender<Job>>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn mixed_up() -> Error {
    Error::Internal("the stored answer is of another kind of write".into())
}

/// What writing a batch needs.
#[derive(Clone)]
struct BatchWriter {
    db: Arc<Db>,
    seal: Arc<Seal>,
    sites: Arc<SiteNumbers>,
    queued_mail: Arc<Notify>,
}

async fn run(place: BatchWriter, mut queue: mpsc::Receiver<Job>) {
    let mut jobs = Vec::with_capacity(LARGEST);
    while queue.recv_many(&mut jobs, LARGEST).await > 0 {
        // A separate task, so a panic costs one batch and not the server.
        let (place, jobs) = (place.clone(), std::mem::take(&mut jobs));
        let batch = async move { in_halves(&place, jobs).await };
        if let Err(error) = tokio::spawn(batch).await {
            tracing::error!(%error, "a batch of writes ended badly");
        }
    }
}

/// Writes several items at once and reports the outcome of each.
trait BatchTarget {
    type One: Send;

    /// The outcomes are in the order of the items.
    fn write(
        &self,
        all: &[Self::One],
    ) -> impl Future<Output = Result<Vec<WriteOutcome>, Error>> + Send;

    /// Delivers the outcomes of items that will not be tried again.
    fn answer(&self, settled: Vec<Settled<Self::One>>);
}

/// An item and its outcome.
type Settled<One> = (One, Result<WriteOutcome, Error>);

/// Writes all at once, or as many at once as possible. With one bad item among a thousand, halving
/// takes some twenty tries; trying each alone would take a thousand while all other writes wait.
async fn in_halves<W: BatchTarget>(writing: &W, all: Vec<W::One>) {
    let mut waiting = vec![all];
    while let Some(mut some) = waiting.pop() {
        match writing.write(&some).await {
            Ok(outcomes) => {
                let outcomes = outcomes.into_iter().map(Ok);
                writing.answer(some.into_iter().zip(outcomes).collect());
            }
            Err(Error::Internal(_)) if some.len() > 1 => {
                // The earlier half first, to keep the order of arrival.
                let later = some.split_off(some.len() / 2);
                waiting.extend([later, some]);
            }
            Err(error) => {
                let failed = some.into_iter().map(|one| (one, Err(error.clone())));
                writing.answer(failed.collect());
            }
        }
    }
}

impl BatchTarget for BatchWriter {
    type One = Job;

    async fn write(&self, all: &[Job]) -> Result<Vec<WriteOutcome>, Error> {
        locks::retried(|| apply(self, all)).await
    }

    fn answer(&self, settled: Vec<Settled<Job>>) {
        // Waking a thousand callers takes time in which the next batch can begin.
        tokio::spawn(async move {
            for (job, outcome) in settled {
                // A client that hung up will retry with the same key.
                let _ = job.reply.send(outcome);
            }
        });
    }
}

/// One transaction; the outcomes are in the order of the jobs.
async fn apply(place: &BatchWriter, jobs: &[Job]) -> Result<Vec<WriteOutcome>, Error> {
    let BatchWriter {
        db,
        seal,
        sites,
        queued_mail,
    } = place;
    let origins = jobs.iter().filter_map(|job| match &job.write {
        WriteRequest::Attempt(prepared) => Some(prepared.origin()),
        _ => None,
    });
    let sites = sites.of(db, origins.collect()).await?;
    let mut transaction = db.write().await?.of("visitors");
    mailboxes::lock(&mut transaction, seal, jobs).await?;
    let plans = idempotency::plan(&mut transaction, jobs).await?;
    let fresh = || {
        let with_plans = jobs.iter().zip(&plans).enumerate();
        with_plans
            .filter(|(_, (_, plan))| matches!(plan, Plan::Fresh))
            .map(|(at, (job, _))| (at, job))
    };
    let mut outcomes: Vec<Option<WriteOutcome>> = vec![None; jobs.len()];

    let tries = fresh().filter_map(|(at, job)| match &job.write {
        WriteRequest::Attempt(prepared) => Some((at, &**prepared)),
        _ => None,
    });
    let stored = attempts::write(&mut transaction, seal, tries.collect(), &mut outcomes).await?;
    let credentials = fresh().filter_map(|(at, job)| match &job.write {
        WriteRequest::Confirm(credential) => Some((at, credential, job.now_ms)),
        _ => None,
    });
    let answered =
        confirmations::write(&mut transaction, seal, credentials.collect(), &mut outcomes).await?;
    let once_more = fresh().filter_map(|(at, job)| match &job.write {
        WriteRequest::Resend(resend) => Some((at, resend, job.now_ms)),
        _ => None,
    });
    let resent =
        resending::write(&mut transaction, seal, once_more.collect(), &mut outcomes).await?;
    let shared = fresh().filter_map(|(at, job)| match &job.write {
        WriteRequest::Share(share) => Some((at, share, job.now_ms)),
        _ => None,
    });
    shares::write(&mut transaction, shared.collect(), &mut outcomes).await?;

    let outcomes = idempotency::settle(&mut transaction, jobs, plans, outcomes).await?;
    // Last, because the batches of all servers change the same counts, without any other lock.
    daily_tallies::count_sent(&mut transaction, stored.sent, &sites).await?;
    transaction.commit().await?;
    if stored.queued_mail || answered || resent {
        queued_mail.notify_one();
    }
    Ok(outcomes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Accepts all but the bad items, and records every try and answer.
    #[derive(Default)]
    struct Noted {
        bad: Vec<u32>,
        tries: Mutex<Vec<usize>>,
        answers: Mutex<Vec<(u32, bool)>>,
    }

    impl BatchTarget for Noted {
        type One = u32;

        async fn write(&self, all: &[u32]) -> Result<Vec<WriteOutcome>, Error> {
            self.tries.lock().unwrap().push(all.len());
            if all.iter().any(|one| self.bad.contains(one)) {
                Err(Error::Internal("refused".into()))
            } else {
                Ok(vec![WriteOutcome::Share(ShareOutcome::Counted); all.len()])
            }
        }

        fn answer(&self, settled: Vec<Settled<u32>>) {
            let settled = settled.into_iter();
            let settled = settled.map(|(one, outcome)| (one, outcome.is_ok()));
            self.answers.lock().unwrap().extend(settled);
        }
    }

    #[tokio::test]
    async fn one_failing_write_costs_few_retries_and_does_not_fail_the_batch() {
        let many = u32::try_from(LARGEST).unwrap();
        for (bad, most) in [
            (vec![], 1),
            (vec![0], 21),
            (vec![617], 21),
            (vec![many - 1], 21),
            (vec![3, 490, 491], 57),
        ] {
            let noted = Noted {
                bad,
                ..Noted::default()
            };
            in_halves(&noted, (0..many).collect()).await;
            let tries = noted.tries.lock().unwrap().len();
            assert!(tries <= most, "{:?}: {tries} tries", noted.bad);
            let expected: Vec<_> = (0..many)
                .map(|one| (one, !noted.bad.contains(&one)))
                .collect();
            assert_eq!(*noted.answers.lock().unwrap(), expected, "in their order");
        }
    }
}
