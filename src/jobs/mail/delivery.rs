//! Sends one claimed email, and decides what becomes of it: when it is retried, and when it is given
//! up.

use crate::clock::Clock;
use crate::domain::id::Id;
use crate::domain::time::{DAY_MS, HOUR_MS, SECOND_MS};
use crate::mail::messages;
use crate::mail::{Mailer, SendError};
use crate::store::{ClaimedMail, Delivery};

/// An email that could not be sent for this long is given up.
const GIVE_UP_AFTER_MS: i64 = 3 * DAY_MS;
const FIRST_PAUSE_MS: i64 = 5 * SECOND_MS;
const LONGEST_PAUSE_MS: i64 = HOUR_MS;

/// Renders an email and hands it to the mail server; returns its id with the outcome.
pub(super) async fn send(
    mailer: Mailer,
    claimed: ClaimedMail,
    public_url: String,
    clock: Clock,
) -> (Id, Delivery) {
    let ClaimedMail {
        id,
        kind,
        recipient,
        facts,
        holder,
        tries,
        created_at,
        due_at,
        lease_until: _,
    } = claimed;
    let message = messages::write(
        (id, created_at),
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
        Delivery::Sent | Delivery::Returned => {}
        Delivery::Deferred { error, .. }
        | Delivery::Unreachable { error, .. }
        | Delivery::Refused { error, .. } => {
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
        SendError::Passing(error) | SendError::Unreachable(error) | SendError::RefusesUs(error)
            if now_ms - due_at >= GIVE_UP_AFTER_MS =>
        {
            Delivery::Failed {
                error,
                for_us: true,
            }
        }
        SendError::Passing(error) => Delivery::Deferred { next_try_at, error },
        SendError::Unreachable(error) => Delivery::Unreachable { next_try_at, error },
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
        let unreachable = || SendError::Unreachable("no connection".into());
        let refused = || SendError::RefusesUs("550 5.4.5 quota".into());
        let failed = |error: &str, for_us| Delivery::Failed {
            error: error.to_owned(),
            for_us,
        };
        let last = 3 * DAY_MS;
        assert_eq!(
            after_error(unreachable(), 90, 0, last, 0.5),
            failed("no connection", true)
        );
        assert_eq!(
            after_error(refused(), 90, 0, last, 0.5),
            failed("550 5.4.5 quota", true)
        );
        assert!(matches!(
            after_error(unreachable(), 90, 0, last - 1, 0.5),
            Delivery::Unreachable { .. }
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
