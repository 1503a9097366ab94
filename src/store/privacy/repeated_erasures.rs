//! Repeats endings from the erasure log that the database does not know, because an older backup was
//! restored. An ending concerns only what had begun by then: it is no ban.

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use super::consents;
use super::erasure_log::End;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::store::accounts::erasures as desk;
use crate::store::engine::db::Db;
use crate::store::lists::subscriptions::{self, AttemptScope};
use crate::store::mail::subjects::SubjectKind;
use crate::store::signatures::own;
use crate::store::{Error, attempts, entries};

/// The most endings that one transaction repeats, so that a server that shares the database can write
/// in between.
const AT_ONCE: usize = 50;

/// What ends, and when.
#[derive(Clone, Copy)]
struct Ended {
    at: i64,
    subject: i64,
    person: KeyedHash,
    attempt: Option<Id>,
}

/// Repeats endings in their order, none later than `now_ms`, and adds them to the ledger as they were
/// recorded; returns how many changed anything.
pub(super) async fn repeat_all(db: &Db, ends: &[End], now_ms: i64) -> Result<u64, Error> {
    let mut again = 0;
    for ends in ends.chunks(AT_ONCE) {
        // A chain that is of no declaration or list here has no row that could be locked.
        let mut transaction = db.write_alone().await?;
        let mut records = Vec::new();
        for end in ends {
            again += u64::from(repeat(&mut transaction, *end, now_ms).await?);
            records.extend(record(*end));
        }
        consents::add(&mut transaction, records).await?;
        transaction.commit().await?;
    }
    Ok(again)
}

/// The ledger has no record of a suppression itself.
fn record(end: End) -> Option<Record> {
    match end {
        End::Recorded {
            at,
            event,
            subject,
            person,
            attempt,
        } => Some(Record::of(person, subject, event, at).with(attempt)),
        End::Suppressed { .. } => None,
    }
}

/// Returns whether it changed anything.
async fn repeat(connection: &mut AnyConnection, end: End, now_ms: i64) -> Result<bool, Error> {
    let at = end.at().min(now_ms);
    let (event, ended) = match end {
        End::Suppressed { suppression, .. } => return suppress(connection, suppression, at).await,
        End::Recorded {
            event,
            subject,
            person,
            attempt,
            ..
        } => {
            let ended = Ended {
                at,
                subject,
                person,
                attempt,
            };
            (event, ended)
        }
    };
    if ended.subject == 0 && event == ConsentEvent::Erased {
        return desk::repeat(connection, ended.person, ended.at).await;
    }
    // The declaration or list may be newer than the backup.
    let query = sqlx::query_scalar("select kind from subjects where id = $1").bind(ended.subject);
    let Some(SubjectKind(kind)) = query.fetch_optional(&mut *connection).await? else {
        return Ok(false);
    };
    match (kind, event) {
        (
            ConfirmedKind::Signature,
            ConsentEvent::Erased | ConsentEvent::Disowned | ConsentEvent::Rejected,
        ) => match ended.attempt {
            Some(id) => erase_signature(connection, ended, id).await,
            None => erase_mailbox(connection, ended).await,
        },
        (ConfirmedKind::Subscription, ConsentEvent::Unsubscribed) => {
            unsubscribe(connection, ended).await
        }
        (ConfirmedKind::Subscription, ConsentEvent::Disowned) => {
            let sql = "select id from attempts where person = $1 and subject = $2 \
                and created_at <= $3 and state = 'pending'";
            let disowned = found(connection, sql, ended).await?;
            Ok(attempts::delete(connection, disowned).await? > 0)
        }
        (ConfirmedKind::Subscription, ConsentEvent::Erased) => {
            erase_subscription(connection, ended).await
        }
        _ => Ok(false),
    }
}

/// One that was lifted later stays lifted.
async fn suppress(
    connection: &mut AnyConnection,
    suppression: KeyedHash,
    at: i64,
) -> Result<bool, Error> {
    let sql = "insert into suppressions (suppression, suppressed_at) values ($1, $2) \
        on conflict (suppression) do update \
            set suppressed_at = excluded.suppressed_at, lifted_at = null \
            where suppressions.lifted_at < excluded.suppressed_at";
    let query = sqlx::query(sql).bind(suppression).bind(at);
    Ok(query.execute(connection).await?.rows_affected() > 0)
}

async fn unsubscribe(connection: &mut AnyConnection, ended: Ended) -> Result<bool, Error> {
    let sql = "update subscriptions set unsubscribed_at = $3 where person = $1 and subject = $2 \
        and confirmed_at <= $3 and unsubscribed_at is null returning id";
    let unsubscribed = found(connection, sql, ended).await?;
    let any = !unsubscribed.is_empty();
    let changes = entries::rewrite(connection, ended.subject, unsubscribed).await?;
    changes.write(connection).await?;
    Ok(any)
}

async fn erase_subscription(connection: &mut AnyConnection, ended: Ended) -> Result<bool, Error> {
    // Attempts in every state.
    let sql = "select id from subscriptions \
            where person = $1 and subject = $2 and subscribed_at <= $3 \
        union all select id from attempts \
            where person = $1 and subject = $2 and created_at <= $3";
    let found = found(connection, sql, ended).await?;
    if found.is_empty() {
        return Ok(false);
    }
    subscriptions::erase(connection, ended.subject, ended.person, AttemptScope::All).await?;
    Ok(true)
}

/// Erases the signature that an attempt became, or else the attempt alone: disowning an attempt in a
/// name says nothing about the person who did sign with that name.
async fn erase_signature(
    connection: &mut AnyConnection,
    ended: Ended,
    id: Id,
) -> Result<bool, Error> {
    let mut any = false;
    let sql = "select id from signatures \
            where person = $1 and subject = $2 and signed_at <= $3 \
        union all select id from withdrawn_signatures \
            where person = $1 and subject = $2 and signed_at <= $3";
    if found(connection, sql, ended).await?.contains(&id) {
        own::erase(connection, ended.subject, id, ended.person).await?;
        any = true;
    }
    // Attempts in every state.
    let sql = "select id from attempts where person = $1 and subject = $2 and created_at <= $3";
    let attempted = found(connection, sql, ended).await?;
    let attempted = attempted.into_iter().filter(|one| *one == id);
    let attempted: Vec<Id> = attempted.collect();
    Ok(attempts::delete(connection, attempted).await? > 0 || any)
}

/// Erases all of the mailbox's signatories of a declaration who had begun by then. Erasing one of them
/// erases all of their attempts too.
async fn erase_mailbox(connection: &mut AnyConnection, ended: Ended) -> Result<bool, Error> {
    let sql = "select id from signatures \
            where person = $1 and subject = $2 and signed_at <= $3 \
        union all select id from withdrawn_signatures \
            where person = $1 and subject = $2 and signed_at <= $3 \
        union all select id from attempts \
            where person = $1 and subject = $2 and created_at <= $3";
    let mut any = false;
    while let Some(id) = found(connection, sql, ended).await?.first() {
        own::erase(connection, ended.subject, *id, ended.person).await?;
        any = true;
    }
    Ok(any)
}

/// What such a statement finds of a person, a subject and the time until which it had begun.
async fn found(
    connection: &mut AnyConnection,
    sql: &'static str,
    ended: Ended,
) -> Result<Vec<Id>, Error> {
    let query = sqlx::query_scalar(sql)
        .bind(ended.person)
        .bind(ended.subject)
        .bind(ended.at);
    Ok(query.fetch_all(connection).await?)
}
