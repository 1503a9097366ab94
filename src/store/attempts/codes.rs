//! The code of an attempt: until when it is accepted, and how another email changes it.

use crate::domain::id::Id;
use crate::domain::keys::sealed::Seal;
use crate::domain::keys::token::Code;
use crate::domain::time::DAY_MS;

/// A typed code is valid this long; the link in the same email, longer.
pub(super) const CODE_LIFE_MS: i64 = DAY_MS;
/// Guesses allowed at one six-digit code; after that it is void, and the next email brings a new
/// one.
const MOST_TRIES: i64 = 5;

/// The columns of an attempt that its code derives from, and that say whether it is accepted.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct CodeColumns {
    pub(super) epoch: i64,
    pub(super) fresh_codes: i64,
    pub(super) code_at: i64,
    pub(super) code_tries: i64,
    pub(super) asked_at: i64,
    pub(super) email_id: Option<Id>,
    pub(super) known_at: Option<i64>,
}

impl CodeColumns {
    /// An email was requested within the last day.
    pub(super) const fn is_live(&self, now_ms: i64) -> bool {
        now_ms < self.asked_at + CODE_LIFE_MS
    }

    /// Too many wrong codes were tried.
    pub(super) const fn is_void(&self) -> bool {
        self.code_tries >= MOST_TRIES
    }

    /// Whether the code is in an email that may have been sent. The code of a rate-limited email is
    /// known to no one, so guesses at a mailbox are limited by the number of emails it gets.
    fn has_gone(&self, now_ms: i64) -> bool {
        self.known_at.is_some_and(|due_at| due_at <= now_ms)
    }

    /// Whether this is the attempt's code, and accepted now.
    pub(super) fn matches(&self, seal: &Seal, attempt: Id, typed: &Code, now_ms: i64) -> bool {
        let genuine = || seal.code(attempt, self.epoch, self.fresh_codes);
        self.is_live(now_ms) && self.has_gone(now_ms) && genuine().is(typed)
    }

    /// The address is another one: its email has a link and a code that the mistaken address was
    /// not sent.
    pub(super) fn correct_address(&mut self, now_ms: i64) {
        *self = Self {
            epoch: self.epoch + 1,
            fresh_codes: 0,
            code_at: now_ms,
            code_tries: 0,
            asked_at: now_ms,
            email_id: None,
            known_at: None,
        };
    }

    /// Another email is requested. It has the same code, unless that is void.
    pub(super) fn request(&mut self, now_ms: i64) {
        self.asked_at = now_ms;
        if self.is_void() {
            self.fresh_codes += 1;
            self.code_at = now_ms;
            self.code_tries = 0;
            self.known_at = None;
        }
    }

    /// The email is queued, by its id and the time at which it is due; `None` if there is none. An
    /// email that was not due yet has been replaced.
    pub(super) fn queue(&mut self, email: Option<(Id, i64)>, now_ms: i64) {
        if !self.has_gone(now_ms) {
            self.known_at = email.map(|(_, due_at)| due_at);
        }
        self.email_id = email.map(|(id, _)| id).or(self.email_id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000_000;

    fn emailed(due_at: i64) -> CodeColumns {
        CodeColumns {
            epoch: 0,
            fresh_codes: 0,
            code_at: NOW,
            code_tries: 0,
            asked_at: NOW,
            email_id: Some(Id::new(NOW)),
            known_at: Some(due_at),
        }
    }

    #[test]
    fn a_code_is_known_from_the_time_at_which_its_first_email_is_due() {
        let later = NOW + 1;
        for (due_at, again_at, known_at) in [
            (NOW, later + 7, NOW),
            // The first email was delayed, and the second replaces it.
            (later + 7, later + 9, later + 9),
        ] {
            let (mut code, id) = (emailed(due_at), Id::new(later));
            code.request(later);
            code.queue(Some((id, again_at)), later);
            assert_eq!((code.fresh_codes, code.known_at), (0, Some(known_at)));
            assert_eq!((code.email_id, code.asked_at), (Some(id), later));
        }
    }

    #[test]
    fn a_void_code_and_a_corrected_address_bring_a_code_that_no_earlier_email_has() {
        let later = NOW + 1;
        let mut void = emailed(NOW);
        void.code_tries = MOST_TRIES;
        assert!(void.is_void());
        void.request(later);
        assert!(!void.is_void() && !void.has_gone(later));
        assert_eq!((void.epoch, void.fresh_codes), (0, 1));
        let mut corrected = emailed(NOW);
        corrected.correct_address(later);
        corrected.request(later);
        corrected.queue(None, later);
        assert_eq!((corrected.epoch, corrected.fresh_codes), (1, 0));
        assert_eq!((corrected.email_id, corrected.known_at), (None, None));
        corrected.queue(Some((Id::new(later), later)), later);
        assert!(corrected.has_gone(later) && !corrected.has_gone(NOW));
    }
}
