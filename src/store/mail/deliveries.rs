//! Stores how sending ended, and makes emails due again: after a restart, or by command.

use sqlx::AnyConnection;

use super::Mail;
use super::outbox::MAIL_AT_ONCE;
use crate::domain::id::Id;
use crate::store::Error;
use crate::store::engine::rows::{self, Value};

/// The outcome for a claimed email. Every error is the mail server's reply, without addresses.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Delivery {
    Sent,
    /// To be retried: the mail server asked for it.
    Deferred {
        next_try_at: i64,
        error: String,
    },
    /// To be retried: the mail server could not be reached.
    Unreachable {
        next_try_at: i64,
        error: String,
    },
    /// To be retried: the mail server rejected us rather than the recipient.
    Refused {
        next_try_at: i64,
        error: String,
    },
    /// Given up; it is kept for some days and can be retried by command.
    Failed {
        error: String,
        /// The failure was on our side, not the recipient's.
        for_us: bool,
    },
    /// It was not tried: it is due again, as if it had not been claimed.
    Returned,
}

/// What a failed try was about, as the database names it.
const REPLY: &str = "reply";
pub(super) const UNREACHABLE: &str = "unreachable";
pub(super) const REFUSED: &str = "refused";
const RECIPIENT: &str = "recipient";

pub(in crate::store) const SENT: &str = "delete from emails where id in ({in})";
pub(in crate::store) const RETURNED: &str = "update emails set next_try_at = $1, lease_until = null, tries = tries - 1 \
    where status = 'waiting' and lease_until is not null and id in ({in})";
/// An email that was sent, dropped or disowned meanwhile stays so.
const RETRIED: &str = "update emails set next_try_at = marked.column2, \
    last_error = marked.column3, fault = marked.column4, lease_until = null from (";
const FAILED: &str = "update emails set status = 'failed', done_at = marked.column2, \
    last_error = marked.column3, fault = marked.column4, lease_until = null from (";
const MARKED: &str = ") as marked where emails.id = marked.column1 and emails.status = 'waiting'";

/// Stores the outcomes, in four statements at most. A sent email is deleted; its mailbox remembers it for
/// the limits.
pub(super) async fn write(
    connection: &mut AnyConnection,
    deliveries: &[(Id, Delivery)],
    now_ms: i64,
) -> Result<(), Error> {
    let (mut sent, mut returned) = (Vec::new(), Vec::new());
    let (mut retried, mut failed) = (Vec::new(), Vec::new());
    for (id, delivery) in deliveries {
        let row = |at: i64, error: &str, fault: &str| -> Vec<Value> {
            vec![(*id).into(), at.into(), error.into(), fault.into()]
        };
        match delivery {
            Delivery::Sent => sent.push(*id),
            Delivery::Returned => returned.push(*id),
            Delivery::Deferred { next_try_at, error } => {
                retried.push(row(*next_try_at, error, REPLY));
            }
            Delivery::Unreachable { next_try_at, error } => {
                retried.push(row(*next_try_at, error, UNREACHABLE));
            }
            Delivery::Refused { next_try_at, error } => {
                retried.push(row(*next_try_at, error, REFUSED));
            }
            Delivery::Failed { error, for_us } => {
                let fault = if *for_us { REFUSED } else { RECIPIENT };
                failed.push(row(now_ms, error, fault));
            }
        }
    }
    rows::execute_in(connection, SENT, None, sent).await?;
    rows::execute_in(connection, RETURNED, Some(now_ms.into()), returned).await?;
    rows::insert(connection, RETRIED, &retried, MARKED).await?;
    rows::insert(connection, FAILED, &failed, MARKED).await?;
    Ok(())
}

/// Emails claimed by a server that has ended; those whose lease has ended as well come last.
pub(in crate::store) const CLAIMED: &str = "select id from emails \
    where lease_until is not null order by lease_until desc limit $1";
const UNCLAIMED: &str = "update emails set next_try_at = $1, lease_until = null \
    where status = 'waiting' and lease_until > $1 and id in ({in})";
/// Emails that wait for a retry because of the fault `$1`.
pub(in crate::store) const BACKING_OFF: &str = "select id from emails where status = 'waiting' \
    and last_error is not null and fault = $1 and next_try_at > $2 and lease_until is null \
    order by next_try_at limit $3";
pub(in crate::store) const DUE_NOW: &str = "update emails set next_try_at = $1 \
    where status = 'waiting' and next_try_at > $1 and lease_until is null and id in ({in})";

impl Mail<'_> {
    /// Stores the outcomes of claimed emails.
    pub async fn mark(self, deliveries: &[(Id, Delivery)], now_ms: i64) -> Result<(), Error> {
        for some in deliveries.chunks(MAIL_AT_ONCE) {
            let mut transaction = self.store.db.write().await?.of("mail");
            write(&mut transaction, some, now_ms).await?;
            transaction.commit().await?;
        }
        Ok(())
    }

    /// Run before a starting outbox claims anything, until it returns 0: ends some leases of a server
    /// that crashed, unless other servers share the database and may hold them.
    pub async fn end_leases(self, now_ms: i64) -> Result<u64, Error> {
        if self.store.db.is_shared {
            return Ok(0);
        }
        let query = sqlx::query_scalar(CLAIMED).bind(MAIL_AT_ONCE as i64);
        let claimed: Vec<Id> = query.fetch_all(self.store.db.read()).await?;
        self.change(UNCLAIMED, claimed, now_ms).await
    }

    /// Run when an outbox starts, until it returns 0: makes some emails due now that wait because the
    /// mail server could not be reached or refused us, since the cause may be fixed. A back-off that
    /// the server asked for stays, and so does a delay by rate limits.
    pub async fn retry_now(self, now_ms: i64) -> Result<u64, Error> {
        let mut due = 0;
        for fault in [UNREACHABLE, REFUSED] {
            if due == 0 {
                let query = sqlx::query_scalar(BACKING_OFF)
                    .bind(fault.to_owned())
                    .bind(now_ms)
                    .bind(MAIL_AT_ONCE as i64);
                let waiting: Vec<Id> = query.fetch_all(self.store.db.read()).await?;
                due = self.change(DUE_NOW, waiting, now_ms).await?;
            }
        }
        Ok(due)
    }

    /// Runs a statement on some emails, in a transaction of its own; returns how many it changed.
    pub(super) async fn change(self, sql: &str, ids: Vec<Id>, now_ms: i64) -> Result<u64, Error> {
        if ids.is_empty() {
            return Ok(0);
        }
        let mut transaction = self.store.db.write().await?.of("mail");
        let changed = rows::execute_in(&mut transaction, sql, Some(now_ms.into()), ids).await?;
        transaction.commit().await?;
        Ok(changed)
    }
}
