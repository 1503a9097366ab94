//! Sends reminders for unanswered emails: one after two days, one after five, and no more. A
//! reminder is an attempt in its own right, a copy with its own link and code, so confirming and
//! disowning need no special case; it expires with the attempt that it copies.
//!
//! A run walks through the attempts in the order in which they expire and looks outside of the write
//! lock for those that are due; writing some reminders checks each again.

use std::collections::VecDeque;

use sqlx::AssertSqlSafe;
use widgets::wire::ConfirmedKind;

use super::Attempts;
use super::due_attempts::{self, DueAttempt, LEAST_LIFE_MS, Pass, SeenAttempt};
use super::tables::TOKEN_LIFE_MS;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::message::{self, Facts};
use crate::store::engine::chunks::{Chunk, LOOKED_AT};
use crate::store::engine::rows::{self, Value};
use crate::store::mail::queue::{self, Email, EmailCause};
use crate::store::signatures::manage_links::{self, NewLink};
use crate::store::{Error, open};

/// The most reminders that one transaction writes. A reminder writes as much as an attempt, some half a
/// millisecond's worth when there are a million, and signing has to wait meanwhile.
const REMINDERS_AT_ONCE: usize = 20;

/// One run of reminders: which attempts it has looked at, and which of them are due.
#[derive(Debug)]
pub struct ReminderRun {
    now_ms: i64,
    /// How many of the passes are done: one for each kind of attempt and each reminder.
    pass: usize,
    /// The last attempt that this pass has looked at: when it expires, and its id.
    after: (i64, String),
    /// Whether this pass has looked at all attempts.
    has_seen_all: bool,
    due: VecDeque<String>,
}

impl ReminderRun {
    pub fn starting(now_ms: i64) -> Self {
        Self {
            now_ms,
            pass: 0,
            after: (now_ms + LEAST_LIFE_MS, String::new()),
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
                let ids = run.due.drain(..most).collect();
                return Ok(Chunk::of(self.remind(pass, ids, run.now_ms).await?));
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
        let seen = sqlx::query_as::<_, SeenAttempt>(AssertSqlSafe(pass.look()))
            .bind(run.now_ms)
            .bind(run.after.0)
            .bind(run.after.1.clone())
            .bind(run.now_ms - pass.age_ms + TOKEN_LIFE_MS)
            .bind(LOOKED_AT)
            .fetch_all(&mut *connection)
            .await?;
        run.has_seen_all = (seen.len() as i64) < LOOKED_AT;
        if let Some(last) = seen.last() {
            run.after = (last.expires_at, last.id.clone());
        }
        let open = seen.into_iter().filter(|attempt| attempt.is_open);
        let open: Vec<String> = open.map(|attempt| attempt.id).collect();
        let due = due_attempts::due(&mut connection, pass, open, run.now_ms).await?;
        run.due = due.into_iter().map(|attempt| attempt.id).collect();
        Ok(())
    }

    /// Writes the reminders of those attempts that are still due; returns how many.
    async fn remind(self, pass: Pass, ids: Vec<String>, now_ms: i64) -> Result<u64, Error> {
        let seal = &self.store.seal;
        let mut transaction = self.store.db.write().await?.of("reminders");
        let due = due_attempts::due(&mut transaction, pass, ids, now_ms).await?;
        let (mut copies, mut links, mut emails) = (Vec::new(), Vec::new(), Vec::new());
        for of in due {
            let reminder = reminder(seal, pass, of, now_ms)?;
            copies.push(reminder.copy);
            links.extend(reminder.link);
            emails.push(reminder.email);
        }
        let written = emails.len() as u64;
        let (head, tail) = pass.copy();
        rows::insert(&mut transaction, &head, &copies, &tail).await?;
        manage_links::insert(&mut transaction, &links).await?;
        queue::insert(&mut transaction, emails).await?;
        transaction.commit().await?;
        if written > 0 {
            self.store.queued_mail.notify_one();
        }
        Ok(written)
    }
}

/// The rows of a reminder.
struct Reminder {
    /// What its attempt does not copy: id, hash of its link, and the attempt that it copies.
    copy: Vec<Value>,
    link: Option<Vec<Value>>,
    email: Email,
}

fn reminder(seal: &Seal, pass: Pass, of: DueAttempt, now_ms: i64) -> Result<Reminder, Error> {
    let (attempts, which) = (pass.attempts, pass.which);
    let id = uuid::Uuid::new_v4().to_string();
    let (token, code) = (seal.link(&id, 0), seal.code(&id, 0, 0));
    let facts = Facts {
        name: of.name,
        code: Some(code.reveal().to_owned()),
        ..of.subject.facts(of.lang, token.reveal())
    };
    // A subscription belongs to the whole mailbox.
    let mailbox = || seal.signer(&of.email_key, "");
    let signer = of.signer.unwrap_or_else(mailbox);
    let link = NewLink {
        token: &token,
        slug: &of.slug,
        attempt: &id,
        person: &of.email_key,
        lang: &facts.lang,
        signer: signer.clone(),
    };
    let link = (attempts.kind == ConfirmedKind::Signature).then(|| link.row(now_ms));
    let address = open(seal, Purpose::Email, &of.email)?;
    let whose = EmailCause::Asked {
        about: &message::about(attempts.kind, &of.slug),
        signer: &signer,
    };
    let about = (id.as_str(), attempts.email_kind);
    let email = queue::row(seal, about, (&address, whose), &facts, now_ms);
    Ok(Reminder {
        copy: vec![
            id.into(),
            token.hash().into(),
            of.id.into(),
            now_ms.into(),
            which.into(),
        ],
        link,
        email,
    })
}
