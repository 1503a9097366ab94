//! Further emails about an attempt that exists: requested again, or reminders. They have the same
//! link and code, unless too many wrong codes voided the code.

use sqlx::AnyConnection;

use super::codes::CodeColumns;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::store::Error;
use crate::store::engine::rows::{self, Value};
use crate::store::mail::queue::{self, Email};

/// Another email about an attempt.
pub(super) struct LaterEmail {
    pub(super) attempt: Id,
    pub(super) person: KeyedHash,
    /// After the request for this email.
    pub(super) code: CodeColumns,
    /// How many reminders the attempt has had, this one included.
    pub(super) reminders: i64,
    /// `None` if its address is suppressed. The attempt changes in the same way then; otherwise
    /// anyone could find out which addresses are.
    pub(super) email: Option<Email>,
    pub(super) now_ms: i64,
}

const HEAD: &str = "update attempts set epoch = made.column2, fresh_codes = made.column3, \
    code_at = made.column4, code_tries = made.column5, asked_at = made.column6, \
    email_id = made.column7, known_at = made.column8, reminders = made.column9 from (";
const TAIL: &str = ") as made where attempts.id = made.column1";

/// Queues the emails, and writes to the attempts what has changed with them; returns how many emails
/// there were.
pub(super) async fn write(
    connection: &mut AnyConnection,
    mut later: Vec<LaterEmail>,
) -> Result<u64, Error> {
    let Some(now_ms) = later.iter().map(|one| one.now_ms).min() else {
        return Ok(0);
    };
    let emails = later.iter_mut().map(|one| one.email.take());
    let emails: Vec<Option<Email>> = emails.collect();
    let ids: Vec<Option<Id>> = emails
        .iter()
        .map(|one| one.as_ref().map(Email::id))
        .collect();
    let emails: Vec<Email> = emails.into_iter().flatten().collect();
    let count = emails.len() as u64;
    let due = queue::insert(connection, emails).await?;
    let (mut rows, mut delayed) = (Vec::with_capacity(later.len()), Vec::new());
    for (mut one, id) in later.into_iter().zip(ids) {
        let queued = id.and_then(|id| Some((id, *due.get(&id)?)));
        if id.is_some() && queued.is_none_or(|(_, due_at)| due_at > one.now_ms) {
            delayed.push(one.person);
        }
        one.code.queue(queued, one.now_ms);
        rows.push(one.row());
    }
    // Before the rows below, whose emails may have replaced those that were dropped.
    forget_dropped(connection, delayed, now_ms).await?;
    rows::insert(connection, HEAD, &rows, TAIL).await?;
    Ok(count)
}

impl LaterEmail {
    fn row(&self) -> [Value; 9] {
        let code = &self.code;
        [
            self.attempt.into(),
            code.epoch.into(),
            code.fresh_codes.into(),
            code.code_at.into(),
            code.code_tries.into(),
            code.asked_at.into(),
            code.email_id.into(),
            code.known_at.into(),
            self.reminders.into(),
        ]
    }
}

/// Forgets the emails of these people that were dropped before they were due (`mail/queue.rs`): no
/// one has received the codes in them, so these must never be accepted. Only what delays an email
/// drops another.
pub(super) async fn forget_dropped(
    connection: &mut AnyConnection,
    persons: impl IntoIterator<Item = KeyedHash>,
    now_ms: i64,
) -> Result<(), Error> {
    let sql = "update attempts set email_id = null, known_at = null \
        where known_at > $1 and person in ({in}) \
            and not exists (select 1 from emails e where e.id = attempts.email_id)";
    rows::execute_in(connection, sql, Some(now_ms.into()), persons).await?;
    Ok(())
}
