//! Back-off for a mail server that refuses us or cannot be reached: after several such emails in a
//! row, the outbox tries less and less often. A refusal is logged as an error for the operator. One
//! email that the server dislikes does not hold up the others.

use std::collections::HashSet;

use crate::domain::id::Id;
use crate::domain::time::{MINUTE_MS, SECOND_MS};
use crate::store::Delivery;

/// How many different emails must meet the same fault in a row before sending pauses.
const REPEATED: usize = 3;

/// Why sending pauses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Fault {
    Refused,
    Unreachable,
}

impl Fault {
    /// The first pause and the longest. An outage usually ends by itself, and trying costs little; the
    /// emails that were not tried meanwhile have no back-off of their own.
    const fn lengths_ms(self) -> (i64, i64) {
        match self {
            Self::Refused => (MINUTE_MS, 15 * MINUTE_MS),
            Self::Unreachable => (5 * SECOND_MS, MINUTE_MS),
        }
    }
}

/// Whether sending is paused, judged by the last deliveries.
#[derive(Default)]
pub(super) struct Pause {
    /// Emails refused since the server last accepted one.
    refused: HashSet<Id>,
    /// Emails that met no server since it last answered.
    unreachable: HashSet<Id>,
    /// `None` while the server accepts emails.
    paused: Option<Paused>,
}

struct Paused {
    fault: Fault,
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

    /// How long until the next email may be tried; `None` if one may be tried now.
    pub(super) fn left_ms(&self, now_ms: i64) -> Option<u64> {
        let until_ms = self.paused.as_ref()?.until_ms;
        let left_ms = u64::try_from(until_ms - now_ms).ok()?;
        (left_ms > 0).then_some(left_ms)
    }

    pub(super) fn learn(&mut self, id: Id, delivery: &Delivery, now_ms: i64) {
        match delivery {
            // An unknown recipient is a normal answer, not a refusal of us.
            Delivery::Sent | Delivery::Failed { .. } => {
                self.refused.clear();
                self.unreachable.clear();
                if self.paused.take().is_some() {
                    tracing::info!("the mail server accepts emails again");
                }
            }
            Delivery::Refused { error, .. } => {
                self.answered();
                self.refused.insert(id);
                if self.refused.len() >= REPEATED {
                    self.pause(Fault::Refused, error, now_ms);
                }
            }
            Delivery::Unreachable { error, .. } => {
                self.unreachable.insert(id);
                if self.unreachable.len() >= REPEATED {
                    self.pause(Fault::Unreachable, error, now_ms);
                }
            }
            // Each email has its own back-off.
            Delivery::Deferred { .. } => self.answered(),
            Delivery::Returned => {}
        }
    }

    /// The server can be reached, whatever it says.
    fn answered(&mut self) {
        self.unreachable.clear();
        let outage = |paused: &mut Paused| paused.fault == Fault::Unreachable;
        if self.paused.take_if(outage).is_some() {
            tracing::info!("the mail server can be reached again");
        }
    }

    fn pause(&mut self, fault: Fault, error: &str, now_ms: i64) {
        let (first_ms, longest_ms) = fault.lengths_ms();
        match &mut self.paused {
            None => {
                match fault {
                    Fault::Refused => tracing::error!(
                        %error,
                        "the mail server refuses us: emails wait and are tried again; correct what it \
                         names (quota, sender, password, host name)"
                    ),
                    Fault::Unreachable => tracing::warn!(
                        %error,
                        "the mail server cannot be reached: emails wait and are tried again"
                    ),
                }
                self.paused = Some(Paused {
                    fault,
                    until_ms: now_ms + first_ms,
                    length_ms: first_ms,
                });
            }
            // Emails already in flight when the pause began do not lengthen it.
            Some(paused) if paused.until_ms <= now_ms => {
                paused.length_ms = (paused.length_ms * 2).min(longest_ms);
                paused.until_ms = now_ms + paused.length_ms;
            }
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The id of one of a few emails.
    fn id(number: u8) -> Id {
        Id::from_bytes([number; 16])
    }

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
            pause.learn(id(0), &refused(), 0);
        }
        pause.learn(id(1), &refused(), 0);
        assert_eq!(pause.room(8, 0), 8);
        pause.learn(id(2), &Delivery::Sent, 0);
        for number in [3, 4] {
            pause.learn(id(number), &refused(), 0);
        }
        assert_eq!(pause.room(8, 0), 8, "what was taken begins the row anew");
        pause.learn(id(5), &refused(), 0);
        assert_eq!(pause.room(8, 0), 0);
    }

    #[test]
    fn the_pause_grows_to_fifteen_minutes_and_ends_with_an_accepted_email() {
        let mut pause = Pause::default();
        let mut now_ms = 0;
        for number in [3, 4, 5, 6] {
            pause.learn(id(number), &refused(), now_ms);
        }
        for minutes in [1, 2, 4, 8, 15, 15] {
            assert_eq!(
                pause.room(8, now_ms + minutes * MINUTE_MS - 1),
                0,
                "{minutes}"
            );
            now_ms += minutes * MINUTE_MS;
            assert_eq!(pause.room(8, now_ms), 1, "one tries");
            pause.learn(id(3), &refused(), now_ms);
        }
        pause.learn(id(3), &Delivery::Sent, now_ms);
        assert_eq!(pause.room(8, now_ms), 8);
    }

    #[test]
    fn an_outage_pauses_the_queue_until_the_server_answers_anything() {
        let unreachable = || Delivery::Unreachable {
            next_try_at: 0,
            error: "no connection".to_owned(),
        };
        let mut pause = Pause::default();
        let mut now_ms = 0;
        for number in [3, 4, 5, 6] {
            pause.learn(id(number), &unreachable(), now_ms);
        }
        for seconds in [5, 10, 20, 40, 60, 60] {
            let end_ms = now_ms + seconds * SECOND_MS;
            assert_eq!(pause.room(8, end_ms - 1), 0, "{seconds}");
            assert_eq!(pause.room(8, end_ms), 1, "one tries");
            now_ms = end_ms;
            pause.learn(id(3), &unreachable(), now_ms);
        }
        let deferred = Delivery::Deferred {
            next_try_at: 0,
            error: "450 later".to_owned(),
        };
        pause.learn(id(3), &deferred, now_ms);
        assert_eq!(pause.room(8, now_ms), 8);
        for number in [4, 5] {
            pause.learn(id(number), &unreachable(), now_ms);
        }
        assert_eq!(pause.room(8, now_ms), 8, "counted from its last answer");
    }
}
