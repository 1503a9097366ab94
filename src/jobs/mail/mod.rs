//! Sends the emails in the queue: claim with a lease, commit, send, mark. No transaction is open
//! while talking to a mail server. Delivery is at least once: an email that was sent but could not
//! be marked is sent again with the same Message-ID.
//!
//! Claiming and marking share a transaction of up to two hundred emails of each, so that sending
//! costs other writers few commits; the emails claimed meanwhile wait in `ready.rs`. When a server
//! refuses us, sending backs off for a while (`pause.rs`).

mod delivery;
mod pause;
mod ready;

use std::collections::HashMap;
use std::pin::Pin;
use std::time::{Duration, Instant};

use tokio::task::{self, JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use super::ServerParts;
use crate::clock::Clock;
use crate::domain::id::Id;
use crate::domain::mail::priority::Priority;
use crate::mail::{Mailer, PARALLEL, SEND_TIMEOUT};
use crate::store::{ClaimRoom, ClaimedMail, Delivery, Error, MAIL_AT_ONCE, Store};
use pause::Pause;
use ready::Ready;

/// Another server on the same database may have queued an email without waking us.
const POLL: Duration = Duration::from_secs(5);
/// From the start of a transaction about many emails to the next one; after few, it is as much shorter.
/// A thousand emails a second are then a hundred in each, and a single code does not wait.
const PACE: Duration = Duration::from_millis(100);
/// How often this server's clock is compared with the database's, by which leases end.
const COMPARE: Duration = Duration::from_secs(60);
/// After a database error.
const PAUSE_AFTER_FAULT: Duration = Duration::from_secs(1);
/// At shutdown, emails being sent get this long to be accepted and marked.
const GRACE: Duration = Duration::from_secs(10);
/// Reminders and mailings leave a quarter of the connections to codes.
const BULK_PARALLEL: usize = PARALLEL - PARALLEL / 4;

/// Sends until the server stops, then finishes the emails being sent.
pub(super) async fn run(parts: ServerParts) {
    let (store, clock, stop) = (parts.store.clone(), parts.clock.clone(), parts.stop.clone());
    end_leases(&store, &clock).await;
    let again = retry_now(&store, &clock, &stop);
    tokio::join!(send_until_stopped(parts), again);
}

/// Nothing has been claimed yet, so what is claimed was claimed by a server that crashed.
async fn end_leases(store: &Store, clock: &Clock) {
    loop {
        match store.mail().end_leases(clock.now_ms()).await {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "emails claimed before the start wait until their leases end");
                return;
            }
        }
    }
}

/// A restart may have followed the repair of what kept emails from the mail server.
async fn retry_now(store: &Store, clock: &Clock, stop: &CancellationToken) {
    let now_ms = clock.now_ms();
    loop {
        match store.mail().retry_now(now_ms).await {
            Ok(0) => return,
            Ok(_) => store.mail().queued().notify_one(),
            Err(error) => {
                tracing::warn!(%error, "cannot make the waiting emails due now");
                return;
            }
        }
        if !super::pause(stop).await {
            return;
        }
    }
}

async fn send_until_stopped(parts: ServerParts) {
    let mut outbox = Outbox {
        store: parts.store,
        mailer: parts.mailer,
        public_url: parts.public_url,
        clock: parts.clock,
        ready: Ready::default(),
        sending: JoinSet::new(),
        in_flight: HashMap::new(),
        done: Vec::new(),
        finished: 0,
        exchange: None,
        marking: Vec::new(),
        began_exchange: Instant::now(),
        next_exchange: Instant::now(),
        next_look: Instant::now(),
        next_comparison: Instant::now(),
        pause: Pause::default(),
    };
    while !parts.stop.is_cancelled() {
        outbox.send_ready();
        outbox.begin_exchange();
        outbox.wait(&parts.stop).await;
    }
    if tokio::time::timeout(GRACE, outbox.finish()).await.is_err() {
        tracing::warn!(
            "some emails were still being sent at shutdown; they are sent again at the next start"
        );
    }
}

/// What a transaction claimed; if that is nothing, when the next email is due.
type Exchanged = Result<(Vec<ClaimedMail>, Option<i64>), Error>;

struct Outbox {
    store: Store,
    mailer: Mailer,
    public_url: String,
    clock: Clock,
    /// Claimed, but not being sent yet.
    ready: Ready,
    sending: JoinSet<(Id, Delivery)>,
    /// The priorities of the emails being sent.
    in_flight: HashMap<task::Id, Priority>,
    /// Outcomes of deliveries, not yet written to the database.
    done: Vec<(Id, Delivery)>,
    /// Deliveries since the last transaction began.
    finished: usize,
    /// The transaction that is running, and the outcomes that it writes.
    exchange: Option<Pin<Box<dyn Future<Output = Exchanged> + Send>>>,
    marking: Vec<(Id, Delivery)>,
    /// When it began, and before when no other one begins.
    began_exchange: Instant,
    next_exchange: Instant,
    /// When the database is asked for due emails again, unless one is queued meanwhile.
    next_look: Instant,
    next_comparison: Instant,
    /// Whether the mail server accepts anything from us at the moment.
    pause: Pause,
}

impl Outbox {
    /// Starts sending as many emails as there is room for.
    fn send_ready(&mut self) {
        let now_ms = self.clock.now_ms();
        let most = self.pause.room(PARALLEL, now_ms);
        // Whether sending pauses, or is too slow for their leases, others may try them.
        let kept_until = match most {
            0 => i64::MAX,
            _ => now_ms + SEND_TIMEOUT.as_millis() as i64,
        };
        for mail in self.ready.expiring(kept_until) {
            if mail.lease_until > now_ms {
                self.done.push((mail.id, Delivery::Returned));
            }
        }
        while self.sending.len() < most {
            let bulk = self.in_flight.values().filter(|one| one.is_bulk()).count();
            let Some(mail) = self.ready.pop(bulk < BULK_PARALLEL) else {
                return;
            };
            let priority = Priority::of(mail.kind);
            let sent = delivery::send(
                self.mailer.clone(),
                mail,
                self.public_url.clone(),
                self.clock.clone(),
            );
            let id = self.sending.spawn(sent).id();
            self.in_flight.insert(id, priority);
        }
    }

    /// How many emails may be claimed: as many as are sent until the transaction after the next. A
    /// slow mail server is handed few, so that their leases suffice.
    fn room(&self) -> ClaimRoom {
        let most = self.pause.room(PARALLEL, self.clock.now_ms());
        let ahead = if most < PARALLEL {
            most.saturating_sub(self.sending.len())
        } else {
            (2 * self.finished).clamp(PARALLEL, 2 * MAIL_AT_ONCE)
        };
        Priority::ALL.map(|priority| ahead.saturating_sub(self.ready.up_to(priority)))
    }

    /// Begins to mark what is done and to claim what is due, if either is time.
    fn begin_exchange(&mut self) {
        let now = Instant::now();
        if self.exchange.is_some() || now < self.next_exchange {
            return;
        }
        let room = self.room();
        let looks = now >= self.next_look && room.iter().any(|most| *most > 0);
        if self.done.is_empty() && !looks {
            return;
        }
        let most = self.done.len().min(MAIL_AT_ONCE);
        self.marking = self.done.drain(..most).collect();
        self.finished = 0;
        self.began_exchange = now;
        let room = if looks { room } else { ClaimRoom::default() };
        if looks {
            self.next_look = now + POLL;
        }
        let compares = now >= self.next_comparison;
        if compares {
            self.next_comparison = now + COMPARE;
        }
        let (store, clock, marking) =
            (self.store.clone(), self.clock.clone(), self.marking.clone());
        self.exchange = Some(Box::pin(async move {
            if compares {
                store.compare_clocks(clock.now_ms()).await?;
            }
            let times = (clock.now_ms(), clock.trusted_ms());
            exchange(store, marking, room, times).await
        }));
    }

    fn end_exchange(&mut self, exchanged: Exchanged) {
        self.exchange = None;
        let now = Instant::now();
        match exchanged {
            Ok((claimed, next)) => {
                let moved = (self.marking.len() + claimed.len()).min(PARALLEL) as u32;
                self.next_exchange = self.began_exchange + PACE * moved / PARALLEL as u32;
                self.marking.clear();
                if !claimed.is_empty() {
                    self.next_look = now;
                } else if let Some(at) = next {
                    let wait = match at - self.clock.now_ms() {
                        left_ms if left_ms > 0 => Duration::from_millis(left_ms as u64).min(POLL),
                        // What is due and was not claimed is another server's.
                        _ => PACE,
                    };
                    self.next_look = self.next_look.min(now + wait);
                }
                for mail in claimed {
                    self.ready.push(mail);
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the email queue could not be read or updated");
                self.done.append(&mut self.marking);
                self.next_exchange = now + PAUSE_AFTER_FAULT;
                self.next_look = now;
            }
        }
    }

    /// Waits until an email is queued, a delivery or the transaction finishes, the next step is due,
    /// or all must stop.
    async fn wait(&mut self, stop: &CancellationToken) {
        let queued = self.store.mail().queued();
        let until = self.next_step();
        tokio::select! {
            () = stop.cancelled() => {}
            () = queued.notified() => self.next_look = Instant::now(),
            Some(delivery) = self.sending.join_next_with_id() => self.take(delivery),
            exchanged = running(&mut self.exchange) => self.end_exchange(exchanged),
            () = tokio::time::sleep_until(until.into()) => {}
        }
        while let Some(delivery) = self.sending.try_join_next_with_id() {
            self.take(delivery);
        }
    }

    /// When there is something to do although nothing happens until then.
    fn next_step(&self) -> Instant {
        let now = Instant::now();
        let latest = now + POLL;
        let has_room = self.room().iter().any(|most| *most > 0);
        let next = if self.exchange.is_some() {
            latest
        } else if !self.done.is_empty() {
            self.next_exchange
        } else if has_room {
            self.next_exchange.max(self.next_look)
        } else {
            let left_ms = self.pause.left_ms(self.clock.now_ms());
            left_ms.map_or(latest, |left_ms| now + Duration::from_millis(left_ms))
        };
        next.min(latest)
    }

    fn take(&mut self, delivery: Result<(task::Id, (Id, Delivery)), JoinError>) {
        self.finished += 1;
        match delivery {
            Ok((task, delivery)) => {
                self.in_flight.remove(&task);
                self.pause
                    .learn(delivery.0, &delivery.1, self.clock.now_ms());
                self.done.push(delivery);
            }
            Err(error) => {
                self.in_flight.remove(&error.id());
                // The lease expires and the email is tried again.
                tracing::error!(%error, "a task that sends an email failed");
            }
        }
    }

    /// Returns what was not tried, waits for what is being sent, and marks both.
    async fn finish(&mut self) {
        if let Some(running) = self.exchange.take() {
            let exchanged = running.await;
            self.end_exchange(exchanged);
        }
        let untried = self.ready.expiring(i64::MAX).into_iter();
        self.done
            .extend(untried.map(|mail| (mail.id, Delivery::Returned)));
        self.mark().await;
        while let Some(delivery) = self.sending.join_next_with_id().await {
            self.take(delivery);
        }
        self.mark().await;
    }

    async fn mark(&mut self) {
        while let Err(error) = self
            .store
            .mail()
            .mark(&self.done, self.clock.now_ms())
            .await
        {
            tracing::warn!(%error, "sent emails could not be marked as sent");
            tokio::time::sleep(PAUSE_AFTER_FAULT).await;
        }
        self.done.clear();
    }
}

async fn exchange(
    store: Store,
    marking: Vec<(Id, Delivery)>,
    room: ClaimRoom,
    (now_ms, trusted_ms): (i64, i64),
) -> Exchanged {
    let mail = store.mail();
    let claimed = mail.exchange(&marking, room, now_ms, trusted_ms).await?;
    let next = match claimed[..] {
        [] if room != ClaimRoom::default() => mail.next_at().await?,
        _ => None,
    };
    Ok((claimed, next))
}

/// The outcome of the running transaction; never, if there is none.
async fn running(
    exchange: &mut Option<Pin<Box<dyn Future<Output = Exchanged> + Send>>>,
) -> Exchanged {
    match exchange {
        Some(running) => running.await,
        None => std::future::pending().await,
    }
}
