//! Sends reminders for unanswered emails: one after two days, one after five, and no more. A
//! reminder is another email about the same attempt, with the same link and code.
//!
//! A run walks through the attempts in the order of their ids, which is that of their times, and looks
//! outside of any lock for those that are due; writing some reminders checks each again.

use std::collections::{HashSet, VecDeque};

use super::due_attempts::{self, DueAttempt, LEAST_LIFE_MS, Pass};
use super::later_emails::{self, LaterEmail};
use super::{Attempts, TOKEN_LIFE_MS};
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::Seal;
use crate::store::Error;
use crate::store::engine::chunks::{Chunk, LOOKED_AT};
use crate::store::mail::queue;

/// The most reminders that one transaction writes; signing has to wait meanwhile.
const REMINDERS_AT_ONCE: usize = 20;

/// One run of reminders: which attempts it has looked at, and which of them are due.
#[derive(Debug)]
pub struct ReminderRun {
    now_ms: i64,
    /// How many of the passes are done, one for each reminder.
    pass: usize,
    /// The last attempt that this pass has looked at.
    after: Id,
    /// Whether this pass has looked at all attempts.
    has_seen_all: bool,
    /// Each with its mailbox.
    due: VecDeque<(Id, KeyedHash)>,
}

impl ReminderRun {
    pub fn starting(now_ms: i64) -> Self {
        Self {
            now_ms,
            pass: 0,
            // Earlier attempts expire too soon.
            after: Id::lowest_at(now_ms + LEAST_LIFE_MS - TOKEN_LIFE_MS),
            has_seen_all: false,
            due: VecDeque::new(),
        }
    }

    fn pass(&self) -> Option<Pass> {
        Pass::number(self.pass)
    }

    fn begin_next_pass(&mut self) {
        *self = Self {
            pass: self.pass + 1,
            ..Self::starting(self.now_ms)
        };
    }
}

impl Attempts<'_> {
    /// Writes some of the reminders that are due, or looks at some attempts without finding any; to be
    /// called until there is no more. Returns how many it wrote.
    pub async fn remind_some(self, run: &mut ReminderRun) -> Result<Chunk, Error> {
        while let Some(pass) = run.pass() {
            if !run.due.is_empty() {
                let most = run.due.len().min(REMINDERS_AT_ONCE);
                let due = run.due.drain(..most).collect();
                return Ok(Chunk::of(self.remind(pass, due, run.now_ms).await?));
            }
            if run.has_seen_all {
                run.begin_next_pass();
                continue;
            }
            self.look(pass, run).await?;
            if run.due.is_empty() && !run.has_seen_all {
                return Ok(Chunk::of(0));
            }
        }
        Ok(Chunk::END)
    }

    /// Looks at the next attempts, and keeps those that are due.
    async fn look(self, pass: Pass, run: &mut ReminderRun) -> Result<(), Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let range = (run.now_ms, LOOKED_AT);
        let seen = due_attempts::look(&mut connection, pass, run.after, range).await?;
        run.has_seen_all = (seen.len() as i64) < LOOKED_AT;
        if let Some(last) = seen.last() {
            run.after = last.id;
        }
        let open = seen.into_iter().filter(|attempt| attempt.is_open);
        let open: Vec<Id> = open.map(|attempt| attempt.id).collect();
        let due = due_attempts::due(&mut connection, pass, open, run.now_ms).await?;
        let due = due.into_iter();
        run.due = due.map(|attempt| (attempt.id, attempt.person)).collect();
        Ok(())
    }

    /// Writes the reminders of those attempts that are still due; returns how many.
    async fn remind(
        self,
        pass: Pass,
        due: Vec<(Id, KeyedHash)>,
        now_ms: i64,
    ) -> Result<u64, Error> {
        let (ids, persons): (Vec<Id>, HashSet<KeyedHash>) = due.into_iter().unzip();
        let locked = persons.iter().copied();
        let mut transaction = self.store.db.write_about(locked, []).await?.of("reminders");
        let mut due = due_attempts::due(&mut transaction, pass, ids, now_ms).await?;
        // One whose address was corrected meanwhile has had an email just now.
        due.retain(|attempt| persons.contains(&attempt.person));
        let seal = &self.store.seal;
        let reminders = due.into_iter().map(|of| reminder(seal, pass, of, now_ms));
        let written = later_emails::write(&mut transaction, reminders.collect()).await?;
        transaction.commit().await?;
        if written > 0 {
            self.store.queued_mail.notify_one();
        }
        Ok(written)
    }
}

fn reminder(seal: &Seal, pass: Pass, mut of: DueAttempt, now_ms: i64) -> LaterEmail {
    of.code.request(now_ms);
    let (kind, limit) = (of.email_kind(), seal.limit(of.signer, of.subject));
    let email = queue::of_attempt(kind, of.id, of.subject, of.person, Some(limit), now_ms);
    LaterEmail {
        attempt: of.id,
        person: of.person,
        code: of.code,
        reminders: pass.which,
        email: Some(email),
        now_ms,
    }
}
