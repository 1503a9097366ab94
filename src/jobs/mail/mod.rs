//! Sends the emails in the queue: claim with a lease, commit, send, mark. No transaction is open
//! while talking to a mail server. Delivery is at least once: an email that was sent but could not
//! be marked is sent again with the same Message-ID. When a server refuses us, sending backs off
//! for a while (`jobs/mail/pause.rs`).

mod pause;

use std::time::Duration;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::ServerParts;
use crate::clock::Clock;
use crate::domain::time::{DAY_MS, HOUR_MS, SECOND_MS};
use crate::mail::messages;
use crate::mail::{Mailer, PARALLEL, SendError};
use crate::store::{ClaimedMail, Delivery, Store};
use pause::Pause;

/// An email that could not be sent for this long is given up.
const GIVE_UP_AFTER_MS: i64 = 3 * DAY_MS;
const FIRST_PAUSE_MS: i64 = 5 * SECOND_MS;
const LONGEST_PAUSE_MS: i64 = HOUR_MS;
/// Another server on the same database may have queued an email without waking us.
const POLL: Duration = Duration::from_secs(5);
/// After a database error.
const PAUSE_AFTER_FAULT: Duration = Duration::from_secs(1);
/// At shutdown, emails being sent get this long to be accepted and marked.
const GRACE: Duration = Duration::from_secs(10);

/// Sends until the server stops, then finishes the emails being sent.
pub(super) async fn run(parts: ServerParts) {
    let stop = parts.stop;
    let mut outbox = Outbox {
        store: parts.store,
        mailer: parts.mailer,
        public_url: parts.public_url,
        clock: parts.clock,
        sending: JoinSet::new(),
        done: Vec::new(),
        pause: Pause::default(),
    };
    if let Err(error) = outbox.store.mail().retry_now(outbox.clock.now_ms()).await {
        tracing::warn!(%error, "cannot make the waiting emails due now");
    }
    while !stop.is_cancelled() {
        let pause = match outbox.step().await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::warn!(%error, "the email queue could not be read or updated");
                PAUSE_AFTER_FAULT
            }
        };
        outbox.wait(pause, &stop).await;
    }
    if tokio::time::timeout(GRACE, outbox.finish()).await.is_err() {
        tracing::warn!(
            "some emails were still being sent at shutdown; they are sent again at the next start"
        );
    }
}

struct Outbox {
    store: Store,
    mailer: Mailer,
    public_url: String,
    clock: Clock,
    sending: JoinSet<(String, Delivery)>,
    /// Outcomes of deliveries, not yet written to the database.
    done: Vec<(String, Delivery)>,
    /// Whether the mail server accepts anything from us at the moment.
    pause: Pause,
}

impl Outbox {
    /// Marks what is done and claims what is due. Returns how long to wait before the next step.
    async fn step(&mut self) -> Result<Duration, crate::store::Error> {
        self.mark().await?;
        let now_ms = self.clock.now_ms();
        let free = self
            .pause
            .room(PARALLEL, now_ms)
            .saturating_sub(self.sending.len());
        if free == 0 {
            return Ok(POLL);
        }
        let trusted_ms = self.clock.trusted_ms();
        let claimed = self
            .store
            .mail()
            .claim_trusting(free as u32, now_ms, trusted_ms)
            .await?;
        if !claimed.is_empty() {
            for mail in claimed {
                let sent = send(
                    self.mailer.clone(),
                    mail,
                    self.public_url.clone(),
                    self.clock.clone(),
                );
                self.sending.spawn(sent);
            }
            return Ok(POLL);
        }
        let next = self.store.mail().next_at(now_ms).await?;
        let until = next.map_or(
            POLL,
            |at| Duration::from_millis((at - now_ms).max(1) as u64),
        );
        Ok(until.min(POLL))
    }

    /// Waits until an email is queued, a delivery finishes, the pause is over or all must stop.
    async fn wait(&mut self, pause: Duration, stop: &CancellationToken) {
        let written = self.store.mail().queued();
        let has_room = self.sending.len() < PARALLEL;
        tokio::select! {
            () = stop.cancelled() => {}
            () = written.notified(), if has_room => {}
            Some(delivery) = self.sending.join_next() => self.take(delivery),
            () = tokio::time::sleep(pause) => {}
        }
        while let Some(delivery) = self.sending.try_join_next() {
            self.take(delivery);
        }
    }

    fn take(&mut self, delivery: Result<(String, Delivery), tokio::task::JoinError>) {
        match delivery {
            Ok(delivery) => {
                self.pause
                    .learn(&delivery.0, &delivery.1, self.clock.now_ms());
                self.done.push(delivery);
            }
            // The lease expires and the email is tried again.
            Err(error) => tracing::error!(%error, "a task that sends an email failed"),
        }
    }

    async fn mark(&mut self) -> Result<(), crate::store::Error> {
        if self.done.is_empty() {
            return Ok(());
        }
        self.store
            .mail()
            .mark(&self.done, self.clock.now_ms())
            .await?;
        self.done.clear();
        Ok(())
    }

    async fn finish(&mut self) {
        while let Some(delivery) = self.sending.join_next().await {
            self.take(delivery);
        }
        while let Err(error) = self.mark().await {
            tracing::warn!(%error, "sent emails could not be marked as sent");
            tokio::time::sleep(PAUSE_AFTER_FAULT).await;
        }
    }
}

async fn send(
    mailer: Mailer,
    claimed: ClaimedMail,
    public_url: String,
    clock: Clock,
) -> (String, Delivery) {
    let ClaimedMail {
        id,
        kind,
        recipient,
        facts,
        holder,
        tries,
        created_at,
        due_at,
    } = claimed;
    let message = messages::write(
        (&id, created_at),
        &recipient,
        kind,
        (&facts, &holder),
        &public_url,
    );
    let delivery = match mailer.send(&message).await {
        Ok(()) => {
            metrics::counter!("undersigned_letters_sent_total").increment(1);
            tracing::info!(email_id = %id, kind = kind.as_str(), "email sent");
            Delivery::Sent
        }
        Err(error) => {
            let now_ms = clock.now_ms();
            // A clock that is ahead must not make an email look older than it is.
            let due_at = due_at + (now_ms - clock.trusted_ms());
            after_error(error, tries, due_at, now_ms, random_share())
        }
    };
    match &delivery {
        Delivery::Sent => {}
        Delivery::Deferred { error, .. } | Delivery::Refused { error, .. } => {
            metrics::counter!("undersigned_letters_deferred_total").increment(1);
            tracing::info!(email_id = %id, %error, tries, "email not accepted yet; it will be tried again");
        }
        Delivery::Failed { error, .. } => {
            metrics::counter!("undersigned_letters_failed_total").increment(1);
            tracing::error!(email_id = %id, %error, tries, "email given up");
        }
    }
    (id, delivery)
}

/// Retries after 5, 10, 20 … seconds, at most an hour apart, for three days. Only an error about
/// the recipient is final at once.
fn after_error(error: SendError, tries: u32, due_at: i64, now_ms: i64, share: f64) -> Delivery {
    let doublings = tries.saturating_sub(1).min(20);
    let longest_ms = (FIRST_PAUSE_MS << doublings).min(LONGEST_PAUSE_MS);
    // Jitter between half and all of it, so that a queue does not retry all at once.
    let pause_ms = longest_ms as f64 * (0.5 + share / 2.0);
    let next_try_at = now_ms + pause_ms as i64;
    match error {
        SendError::Recipient(error) => Delivery::Failed {
            error,
            for_us: false,
        },
        SendError::Passing(error) | SendError::RefusesUs(error)
            if now_ms - due_at >= GIVE_UP_AFTER_MS =>
        {
            Delivery::Failed {
                error,
                for_us: true,
            }
        }
        SendError::Passing(error) => Delivery::Deferred { next_try_at, error },
        SendError::RefusesUs(error) => Delivery::Refused { next_try_at, error },
    }
}

/// Uniform between 0 and 1.
fn random_share() -> f64 {
    f64::from(getrandom::u32().unwrap_or(u32::MAX / 2)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pause(tries: u32, share: f64) -> i64 {
        let error = SendError::Passing("450".into());
        match after_error(error, tries, 0, 1_000, share) {
            Delivery::Deferred { next_try_at, .. } => next_try_at - 1_000,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_back_off_doubles_from_five_seconds_to_an_hour() {
        for (tries, most) in [
            (1, 5),
            (2, 10),
            (3, 20),
            (10, 2_560),
            (11, 3_600),
            (500, 3_600),
        ] {
            assert_eq!(pause(tries, 1.0), most * SECOND_MS, "try {tries}");
            assert_eq!(pause(tries, 0.0), most * SECOND_MS / 2, "try {tries}");
        }
    }

    #[test]
    fn delivery_fails_after_three_days_or_at_once_for_a_bad_recipient() {
        let passing = || SendError::Passing("no connection".into());
        let refused = || SendError::RefusesUs("550 5.4.5 quota".into());
        let failed = |error: &str, for_us| Delivery::Failed {
            error: error.to_owned(),
            for_us,
        };
        let last = 3 * DAY_MS;
        assert_eq!(
            after_error(passing(), 90, 0, last, 0.5),
            failed("no connection", true)
        );
        assert_eq!(
            after_error(refused(), 90, 0, last, 0.5),
            failed("550 5.4.5 quota", true)
        );
        assert!(matches!(
            after_error(passing(), 90, 0, last - 1, 0.5),
            Delivery::Deferred { .. }
        ));
        assert!(matches!(
            after_error(refused(), 1, 0, 0, 0.5),
            Delivery::Refused { .. }
        ));
        assert_eq!(
            after_error(SendError::Recipient("550 5.1.1".into()), 1, 0, 0, 0.5),
            failed("550 5.1.1", false)
        );
    }
}
