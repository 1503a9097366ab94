//! Back-off for a mail server that refuses us: after several refused emails in a row, the outbox
//! tries less and less often and logs an error for the operator. One email that the server dislikes
//! does not hold up the others.

use std::collections::HashSet;

use crate::domain::time::MINUTE_MS;
use crate::store::Delivery;

/// How many different emails must be refused in a row before sending pauses.
const REPEATED: usize = 3;
const FIRST_MS: i64 = MINUTE_MS;
const LONGEST_MS: i64 = 15 * MINUTE_MS;

/// Whether sending is paused, judged by the last deliveries.
#[derive(Default)]
pub(super) struct Pause {
    /// Emails refused since the server last accepted one.
    refused: HashSet<String>,
    /// `None` while the server accepts emails.
    paused: Option<Paused>,
}

struct Paused {
    until_ms: i64,
    length_ms: i64,
}

impl Pause {
    /// How many emails may be in flight: all, none, or one that tests whether the pause is over.
    pub(super) fn room(&self, all: usize, now_ms: i64) -> usize {
        match &self.paused {
            None => all,
            Some(paused) if paused.until_ms <= now_ms => 1,
            Some(_) => 0,
        }
    }

    pub(super) fn learn(&mut self, id: &str, delivery: &Delivery, now_ms: i64) {
        match delivery {
            // An unknown recipient is a normal answer, not a refusal of us.
            Delivery::Sent | Delivery::Failed { .. } => {
                self.refused.clear();
                if self.paused.take().is_some() {
                    tracing::info!("the mail server accepts emails again");
                }
            }
            Delivery::Refused { error, .. } => {
                self.refused.insert(id.to_owned());
                if self.refused.len() >= REPEATED {
                    self.pause(error, now_ms);
                }
            }
            // An outage is not a refusal; each email has its own back-off.
            Delivery::Deferred { .. } => {}
        }
    }

    fn pause(&mut self, error: &str, now_ms: i64) {
        match &mut self.paused {
            None => {
                tracing::error!(
                    %error,
                    "the mail server refuses us: emails wait and are tried again; correct what it \
                     names (quota, sender, password, host name)"
                );
                self.paused = Some(Paused {
                    until_ms: now_ms + FIRST_MS,
                    length_ms: FIRST_MS,
                });
            }
            // Emails already in flight when the pause began do not lengthen it.
            Some(paused) if paused.until_ms <= now_ms => {
                paused.length_ms = (paused.length_ms * 2).min(LONGEST_MS);
                paused.until_ms = now_ms + paused.length_ms;
            }
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused() -> Delivery {
        Delivery::Refused {
            next_try_at: 0,
            error: "550 5.4.5 quota".to_owned(),
        }
    }

    #[test]
    fn three_different_refused_emails_in_a_row_pause_the_queue() {
        let mut pause = Pause::default();
        for _ in 0..9 {
            pause.learn("poison", &refused(), 0);
        }
        pause.learn("other", &refused(), 0);
        assert_eq!(pause.room(8, 0), 8);
        pause.learn("good", &Delivery::Sent, 0);
        for id in ["a", "b"] {
            pause.learn(id, &refused(), 0);
        }
        assert_eq!(pause.room(8, 0), 8, "what was taken begins the row anew");
        pause.learn("c", &refused(), 0);
        assert_eq!(pause.room(8, 0), 0);
    }

    #[test]
    fn the_pause_grows_to_fifteen_minutes_and_ends_with_an_accepted_email() {
        let mut pause = Pause::default();
        let mut now_ms = 0;
        for id in ["a", "b", "c", "d"] {
            pause.learn(id, &refused(), now_ms);
        }
        for minutes in [1, 2, 4, 8, 15, 15] {
            assert_eq!(
                pause.room(8, now_ms + minutes * MINUTE_MS - 1),
                0,
                "{minutes}"
            );
            now_ms += minutes * MINUTE_MS;
            assert_eq!(pause.room(8, now_ms), 1, "one tries");
            pause.learn("a", &refused(), now_ms);
        }
        pause.learn("a", &Delivery::Sent, now_ms);
        assert_eq!(pause.room(8, now_ms), 8);
    }
}
