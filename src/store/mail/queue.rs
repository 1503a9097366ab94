//! The only way into the queue of emails: every email is queued here, and here its sending time is
//! decided, so everything that causes emails keeps to the address's rate limits
//! (`domain/mail/email_limits.rs`).
//!
//! Emails over the limit wait: for each person and subject of an address only the newest, and at
//! most five for an address. Callers hold the locks of the mailboxes (`engine/locks.rs`), so no two
//! transactions count the emails of one at the same time.

use std::collections::{HashMap, HashSet};

use sqlx::AnyConnection;

use super::sendings::Sendings;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::email_key::EmailKey;
use crate::domain::mail::email_limits::{self, LimitKey, MOST_HELD};
use crate::domain::mail::message::{Facts, MessageKind};
use crate::domain::mail::priority::Priority;
use crate::store::Error;
use crate::store::engine::locks;
use crate::store::engine::rows::{self, Value};

/// An email to be queued with [`insert`], in the transaction of the event that causes it.
pub(in crate::store) struct Email {
    id: Id,
    /// The attempt it is about, if any.
    attempt: Option<Id>,
    subject: i64,
    kind: MessageKind,
    mailbox: KeyedHash,
    /// The person in the mailbox and the subject ([`Seal::limit`]), if the limits apply.
    limited_by: Option<KeyedHash>,
    /// What is sent to whom; `None` if that is made from the attempt when the email is sent.
    contents: Option<Contents>,
    now_ms: i64,
}

/// Both are sealed.
struct Contents {
    recipient: String,
    payload: String,
}

impl Email {
    /// Its id in the queue, which is also its Message-ID.
    pub(in crate::store) fn id(&self) -> Id {
        self.id
    }

    fn row(self, due_at: i64) -> [Value; 13] {
        let (recipient, payload) = self
            .contents
            .map(|contents| (contents.recipient, contents.payload))
            .unzip();
        [
            self.id.into(),
            self.attempt.into(),
            self.subject.into(),
            self.kind.as_str().into(),
            Value::Int(Priority::of(self.kind).number() as i64),
            recipient.into(),
            payload.into(),
            "waiting".into(),
            self.mailbox.into(),
            self.limited_by.into(),
            due_at.into(),
            self.now_ms.into(),
            due_at.into(),
        ]
    }
}

/// The email of an attempt, which asks to confirm it. It is made from the attempt when it is sent
/// (`composition.rs`), and is not sent if the attempt was answered or has ended by then.
///
/// Anyone who types an address can cause one, so the limits of `limited_by` apply.
pub(in crate::store) fn of_attempt(
    kind: MessageKind,
    attempt: Id,
    subject: i64,
    mailbox: KeyedHash,
    limited_by: Option<KeyedHash>,
    now_ms: i64,
) -> Email {
    Email {
        id: Id::new(now_ms),
        attempt: Some(attempt),
        subject,
        kind,
        mailbox,
        limited_by,
        contents: None,
        now_ms,
    }
}

/// An email that the mailbox's owner or the organisers caused. It counts towards the address's limit,
/// but is sent at once. With an attempt, disowning that stops the email.
pub(in crate::store) fn composed(
    seal: &Seal,
    kind: MessageKind,
    attempt: Option<Id>,
    subject: i64,
    recipient: &str,
    facts: &Facts,
    now_ms: i64,
) -> Email {
    let payload = serde_json::json!(facts).to_string();
    Email {
        id: Id::new(now_ms),
        attempt,
        subject,
        kind,
        mailbox: seal.person(&EmailKey::of_kept(recipient)),
        limited_by: None,
        contents: Some(Contents {
            recipient: seal.seal(Purpose::Recipient, recipient),
            payload: seal.seal(Purpose::Message, &payload),
        }),
        now_ms,
    }
}

/// Queues emails, each for the time at which it may be sent. Returns that time of each by its id; a later
/// one may have replaced it already, and then it is not among them.
pub(in crate::store) async fn insert(
    connection: &mut AnyConnection,
    emails: Vec<Email>,
) -> Result<HashMap<Id, i64>, Error> {
    if emails.is_empty() {
        return Ok(HashMap::new());
    }
    let mut placement = Placement::load(connection, &emails).await?;
    let mut due: HashMap<Id, i64> = emails
        .iter()
        .map(|email| (email.id, placement.place(email)))
        .collect();
    let Placement {
        sendings, dropped, ..
    } = placement;
    due.retain(|id, _| !dropped.contains(id));
    let queued: Vec<[Value; 13]> = emails
        .into_iter()
        .filter_map(|email| due.get(&email.id).map(|due_at| email.row(*due_at)))
        .collect();
    rows::execute_in(connection, DROP, None, dropped).await?;
    let head = "insert into emails (id, attempt, subject, kind, priority, recipient, payload, status, \
        mailbox, limited_by, next_try_at, created_at, due_at)";
    rows::insert(connection, head, &queued, "").await?;
    sendings.save(connection).await?;
    Ok(due)
}

/// Where new emails have their place among those of the last week.
struct Placement {
    sendings: Sendings,
    /// Emails that wait for their turn, by mailbox.
    delayed: HashMap<KeyedHash, Vec<DelayedEmail>>,
    /// Waiting emails that newer ones replace; they are not sent.
    dropped: HashSet<Id>,
}

/// An email that the limits delay.
#[derive(Clone, sqlx::FromRow)]
struct DelayedEmail {
    id: Id,
    mailbox: KeyedHash,
    limited_by: KeyedHash,
    due_at: i64,
    created_at: i64,
}

/// Emails of these mailboxes that the limits delay beyond `$1`.
pub(in crate::store) const DELAYED: &str = "select id, mailbox, limited_by, due_at, created_at from emails \
    where due_at > created_at and due_at > $1 and status = 'waiting' and limited_by is not null \
        and mailbox in ({in})";
const DROP: &str = "delete from emails where id in ({in})";

impl Placement {
    async fn load(connection: &mut AnyConnection, emails: &[Email]) -> Result<Self, Error> {
        let oldest = emails.iter().map(|one| one.now_ms).min();
        let oldest = oldest.unwrap_or_default();
        let mailboxes = emails.iter().map(|one| one.mailbox);
        let sendings = Sendings::load(connection, mailboxes, oldest).await?;
        let waiting: Vec<KeyedHash> = sendings.waiting(oldest).collect();
        let found =
            rows::fetch_in::<DelayedEmail>(connection, DELAYED, Some(oldest.into()), waiting);
        let mut delayed: HashMap<KeyedHash, Vec<DelayedEmail>> = HashMap::new();
        for email in found.await? {
            delayed.entry(email.mailbox).or_default().push(email);
        }
        Ok(Self {
            sendings,
            delayed,
            dropped: HashSet::new(),
        })
    }

    /// Returns when an email may be sent, and drops the emails it replaces.
    fn place(&mut self, email: &Email) -> i64 {
        let (mailbox, now_ms) = (email.mailbox, email.now_ms);
        let Some(limited_by) = email.limited_by else {
            self.sendings.add(mailbox, None, now_ms);
            return now_ms;
        };
        let is_delayed = |one: &DelayedEmail| one.due_at > now_ms;
        let delayed = self.delayed.entry(mailbox).or_default();
        let replaced = delayed
            .extract_if(.., |one| is_delayed(one) && one.limited_by == limited_by)
            .collect::<Vec<_>>();
        for email in replaced {
            self.drop_one(&email);
        }
        let key = LimitKey::of(limited_by);
        let due_at = email_limits::may_be_sent_at(self.sendings.of(mailbox), key, now_ms);
        self.sendings.add(mailbox, Some(limited_by), due_at);
        if due_at > now_ms {
            let delayed = self.delayed.entry(mailbox).or_default();
            let held = delayed.iter().filter(|one| is_delayed(one));
            if held.clone().count() >= MOST_HELD
                && let Some(oldest) = held.min_by_key(|one| one.created_at).cloned()
            {
                delayed.retain(|one| one.id != oldest.id);
                self.drop_one(&oldest);
                metrics::counter!("undersigned_emails_dropped_total").increment(1);
            }
            let delayed = self.delayed.entry(mailbox).or_default();
            delayed.push(DelayedEmail {
                id: email.id,
                mailbox,
                limited_by,
                due_at,
                created_at: now_ms,
            });
        }
        due_at
    }

    fn drop_one(&mut self, email: &DelayedEmail) {
        self.dropped.insert(email.id);
        let limited_by = Some(email.limited_by);
        self.sendings
            .remove(email.mailbox, limited_by, email.due_at);
    }
}

/// Drops requested emails that still wait, because the person has answered another one. Takes the mailbox
/// and the limit of each answered email.
pub(in crate::store) async fn drop_delayed(
    connection: &mut AnyConnection,
    answered: Vec<(KeyedHash, KeyedHash)>,
    now_ms: i64,
) -> Result<(), Error> {
    let mailboxes = answered.iter().map(|(mailbox, _)| *mailbox);
    let now = Some(Value::Int(now_ms));
    let delayed = rows::fetch_in::<DelayedEmail>(connection, DELAYED, now, mailboxes).await?;
    // The mailbox is part of what is hashed in `limited_by`.
    let answered: HashSet<KeyedHash> = answered.iter().map(|(_, limit)| *limit).collect();
    let dropped = delayed
        .iter()
        .filter(|one| answered.contains(&one.limited_by));
    let dropped: Vec<Id> = dropped.map(|one| one.id).collect();
    delete(connection, DELETE, dropped, 0).await?;
    Ok(())
}

/// Deletes every email about these attempts; returns how many.
pub(in crate::store) async fn delete_of(
    connection: &mut AnyConnection,
    attempts: impl IntoIterator<Item = Id>,
) -> Result<u64, Error> {
    delete(connection, DELETE_OF, attempts, 0).await
}

/// Deletes claimed emails that are not sent after all. Locks their mailboxes itself.
pub(super) async fn drop_claimed(
    connection: &mut AnyConnection,
    ids: Vec<Id>,
) -> Result<u64, Error> {
    lock_mailboxes(connection, &ids).await?;
    delete(connection, DELETE, ids, 1).await
}

/// Locks the mailboxes of these emails, before the emails themselves.
pub(super) async fn lock_mailboxes(
    connection: &mut AnyConnection,
    ids: &[Id],
) -> Result<(), Error> {
    if !locks::are_needed(connection) {
        return Ok(());
    }
    let sql = "select distinct mailbox from emails where id in ({in})";
    let mailboxes = rows::fetch_scalars_in::<KeyedHash>(connection, sql, None, ids).await?;
    locks::mailboxes(connection, mailboxes).await
}

pub(in crate::store) const DELETE: &str = "delete from emails where id in ({in}) \
    returning mailbox, limited_by, due_at, created_at, tries";
pub(in crate::store) const DELETE_OF: &str = "delete from emails where attempt in ({in}) \
    returning mailbox, limited_by, due_at, created_at, tries";

/// Deletes emails. Those that were not claimed more often than this have not been sent, so they no longer
/// count for the limits.
async fn delete(
    connection: &mut AnyConnection,
    sql: &str,
    of: impl IntoIterator<Item = Id>,
    unsent_tries: i64,
) -> Result<u64, Error> {
    #[derive(sqlx::FromRow)]
    struct DeletedEmail {
        mailbox: KeyedHash,
        limited_by: Option<KeyedHash>,
        due_at: i64,
        created_at: i64,
        tries: i64,
    }
    let deleted = rows::fetch_in::<DeletedEmail>(connection, sql, None, of).await?;
    let unsent = deleted.iter().filter(|one| one.tries <= unsent_tries);
    let unsent: Vec<&DeletedEmail> = unsent.collect();
    let Some(oldest) = unsent.iter().map(|one| one.created_at).min() else {
        return Ok(deleted.len() as u64);
    };
    let mailboxes = unsent.iter().map(|one| one.mailbox);
    let mut sendings = Sendings::load(connection, mailboxes, oldest).await?;
    for email in unsent {
        sendings.remove(email.mailbox, email.limited_by, email.due_at);
    }
    sendings.save(connection).await?;
    Ok(deleted.len() as u64)
}
