//! The only way into the outbox: every email is queued here, and here its sending time is decided,
//! so everything that causes emails keeps to the address's rate limits (`domain/mail/email_limits.rs`).
//!
//! Emails over the limit wait: for each person and subject of an address only the newest, and at
//! most five for an address. Callers hold the global write lock, so no two transactions count at
//! the same time.

use std::collections::{HashMap, HashSet};

use sqlx::AnyConnection;

use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::email_key::EmailKey;
use crate::domain::mail::email_limits::{self, COUNTED_MS, MOST_HELD, Slot};
use crate::domain::mail::message::{Facts, MessageKind};
use crate::domain::mail::priority::Priority;
use crate::store::Error;
use crate::store::engine::rows::{self, Value};

/// An email to be queued with [`insert`], in the transaction of the event that causes it.
#[derive(Clone)]
pub(in crate::store) struct Email {
    id: String,
    /// The attempt it is about, if any.
    attempt: Option<String>,
    kind: MessageKind,
    /// The recipient's mailbox, as a keyed hash.
    mailbox: String,
    /// The person in the mailbox and the subject, as a keyed hash; empty if no limit applies.
    limited_by: String,
    /// Sealed.
    recipient: String,
    /// Sealed.
    payload: String,
    now_ms: i64,
}

impl Email {
    /// The same email if it turns out to be of another kind.
    pub(in crate::store) fn of_kind(&self, kind: MessageKind) -> Self {
        Self {
            kind,
            ..self.clone()
        }
    }

    fn row(self, at: i64) -> Vec<Value> {
        vec![
            self.id.into(),
            self.attempt.into(),
            self.kind.as_str().into(),
            Value::Int(Priority::of(self.kind).number() as i64),
            self.recipient.into(),
            self.payload.into(),
            "waiting".into(),
            self.mailbox.into(),
            self.limited_by.into(),
            at.into(),
            self.now_ms.into(),
            at.into(),
        ]
    }
}

/// Who caused an email, which decides whether rate limits apply.
pub(in crate::store) enum EmailCause<'a> {
    /// Anyone who types an address can cause it, so the limits apply. Holds the subject, and the
    /// keyed hash that distinguishes people who share the address ([`Seal::signer`]).
    Asked { about: &'a str, signer: &'a str },
    /// The mailbox's owner or the organisers caused it. It counts towards the address's limit but
    /// is sent at once.
    Known,
}

/// An email about an attempt: what ends the attempt drops the email.
pub(in crate::store) fn row(
    seal: &Seal,
    (attempt, kind): (&str, MessageKind),
    to: (&str, EmailCause<'_>),
    facts: &Facts,
    now_ms: i64,
) -> Email {
    built(seal, (Some(attempt.to_owned()), kind), to, facts, now_ms)
}

/// An email that is about no attempt.
pub(in crate::store) fn row_alone(
    seal: &Seal,
    kind: MessageKind,
    to: (&str, EmailCause<'_>),
    facts: &Facts,
    now_ms: i64,
) -> Email {
    built(seal, (None, kind), to, facts, now_ms)
}

fn built(
    seal: &Seal,
    (attempt, kind): (Option<String>, MessageKind),
    (recipient, whose): (&str, EmailCause<'_>),
    facts: &Facts,
    now_ms: i64,
) -> Email {
    let mailbox = seal.person(&EmailKey::of_kept(recipient));
    let payload = serde_json::json!(facts).to_string();
    Email {
        id: uuid::Uuid::new_v4().to_string(),
        attempt,
        kind,
        limited_by: match whose {
            EmailCause::Asked { about, signer } => seal.limit(&mailbox, about, signer),
            EmailCause::Known => String::new(),
        },
        mailbox,
        recipient: seal.seal(Purpose::Recipient, recipient),
        payload: seal.seal(Purpose::Message, &payload),
        now_ms,
    }
}

/// Queues emails, each for the time at which it may be sent.
pub(in crate::store) async fn insert(
    connection: &mut AnyConnection,
    emails: Vec<Email>,
) -> Result<(), Error> {
    if emails.is_empty() {
        return Ok(());
    }
    let mut queue = Queue::load(connection, &emails).await?;
    let placed: Vec<(i64, Email)> = emails
        .into_iter()
        .map(|email| (queue.place(&email), email))
        .collect();
    let gone = queue.gone;
    let kept: Vec<Vec<Value>> = placed
        .into_iter()
        .filter(|(_, email)| !gone.contains(&email.id))
        .map(|(at, email)| email.row(at))
        .collect();
    let sql = "delete from outbox where id in ({in})";
    rows::execute_in(connection, sql, None, gone).await?;
    let head = "insert into outbox (id, attempt, kind, priority, recipient, payload, status, \
        mailbox, limited_by, next_try_at, created_at, due_at)";
    rows::insert(connection, head, &kept, "").await?;
    Ok(())
}

/// Sent and waiting emails of the affected mailboxes.
struct Queue {
    mailboxes: HashMap<String, Vec<Placed>>,
    /// Waiting emails that newer ones replace; they are not sent.
    gone: HashSet<String>,
}

struct Placed {
    id: String,
    slot: Slot,
    created_at: i64,
    waits: bool,
}

/// An email in the outbox, as far as it is counted.
#[derive(sqlx::FromRow)]
struct QueuedRow {
    mailbox: String,
    id: String,
    limited_by: String,
    due_at: i64,
    created_at: i64,
    status: String,
}

impl Queue {
    async fn load(connection: &mut AnyConnection, emails: &[Email]) -> Result<Self, Error> {
        let mut mailboxes: HashMap<String, Vec<Placed>> = HashMap::new();
        let oldest = emails.iter().map(|one| one.now_ms - COUNTED_MS).min();
        let sql = "select mailbox, id, limited_by, due_at, created_at, status from outbox \
            where due_at > $1 and mailbox in ({in})";
        let of = emails.iter().map(|one| &one.mailbox);
        let oldest = oldest.map(Value::Int);
        for row in rows::fetch_in::<QueuedRow>(connection, sql, oldest, of).await? {
            let placed = Placed {
                id: row.id,
                slot: Slot {
                    key: row.limited_by,
                    at: row.due_at,
                },
                created_at: row.created_at,
                waits: row.status == "waiting",
            };
            mailboxes.entry(row.mailbox).or_default().push(placed);
        }
        Ok(Self {
            mailboxes,
            gone: HashSet::new(),
        })
    }

    /// Returns when an email may be sent, and drops the emails it replaces.
    fn place(&mut self, email: &Email) -> i64 {
        let placed = self.mailboxes.entry(email.mailbox.clone()).or_default();
        let (key, now_ms) = (&email.limited_by, email.now_ms);
        let held = |one: &Placed| one.waits && !one.slot.key.is_empty() && one.slot.at > now_ms;
        let mut at = now_ms;
        if !key.is_empty() {
            for old in placed.extract_if(.., |one| held(one) && one.slot.key == *key) {
                self.gone.insert(old.id);
            }
            let counted = placed
                .iter()
                .filter(|one| one.slot.at > now_ms - COUNTED_MS);
            let slots: Vec<Slot> = counted.map(|one| one.slot.clone()).collect();
            at = email_limits::may_be_sent_at(&slots, key, now_ms);
        }
        placed.push(Placed {
            id: email.id.clone(),
            slot: Slot {
                key: key.clone(),
                at,
            },
            created_at: now_ms,
            waits: true,
        });
        if placed.iter().filter(|one| held(one)).count() > MOST_HELD {
            let newest = placed.len() - 1;
            let oldest = (0..newest)
                .filter(|index| held(&placed[*index]))
                .min_by_key(|index| placed[*index].created_at);
            if let Some(oldest) = oldest {
                self.gone.insert(placed.remove(oldest).id);
                metrics::counter!("undersigned_emails_dropped_total").increment(1);
            }
        }
        at
    }
}

/// Drops requested emails that still wait, because the person has answered another one.
pub(in crate::store) async fn drop_answered(
    connection: &mut AnyConnection,
    attempts: impl IntoIterator<Item = impl AsRef<str>>,
    now_ms: i64,
) -> Result<(), Error> {
    #[derive(sqlx::FromRow)]
    struct Limited {
        mailbox: String,
        limited_by: String,
    }
    #[derive(sqlx::FromRow)]
    struct Delayed {
        id: String,
        limited_by: String,
    }
    let sql = "select distinct mailbox, limited_by from outbox \
        where limited_by <> '' and attempt in ({in})";
    let answered = rows::fetch_in::<Limited>(connection, sql, None, attempts).await?;
    let sql = "select id, limited_by from outbox \
        where due_at > $1 and status = 'waiting' and mailbox in ({in})";
    let mailboxes = answered.iter().map(|one| &one.mailbox);
    let now = Some(Value::Int(now_ms));
    let delayed = rows::fetch_in::<Delayed>(connection, sql, now, mailboxes).await?;
    // The mailbox is part of what is hashed in `limited_by`.
    let answered: HashSet<&str> = answered.iter().map(|one| one.limited_by.as_str()).collect();
    let gone = delayed
        .iter()
        .filter(|one| answered.contains(one.limited_by.as_str()))
        .map(|one| &one.id);
    let sql = "delete from outbox where id in ({in})";
    rows::execute_in(connection, sql, None, gone).await?;
    Ok(())
}

/// Among these emails, drops the rate-limited ones whose attempt was answered or has expired: they have
/// nothing left to request. Returns their ids. Expiry is judged by the trusted time, or a clock that
/// runs ahead would expire all of them.
pub(super) async fn drop_ended(
    connection: &mut AnyConnection,
    ids: impl IntoIterator<Item = String>,
    trusted_ms: i64,
) -> Result<HashSet<String>, Error> {
    let trusted = Some(Value::Int(trusted_ms));
    let ended = rows::fetch_scalars_in(connection, DROP_ENDED, trusted, ids).await?;
    Ok(ended.into_iter().collect())
}

pub(in crate::store) const DROP_ENDED: &str = "delete from outbox where id in ({in}) \
    and not exists (select 1 from pending_signatures p where p.id = outbox.attempt \
        and p.expires_at > $1 and p.confirmed_at is null and p.held is null) \
    and not exists (select 1 from pending_subscriptions p where p.id = outbox.attempt \
        and p.expires_at > $1 and p.confirmed_at is null) returning id";
