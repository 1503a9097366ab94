//! Reads the contents of claimed emails, each by itself: one that cannot be read is given up, keeps its
//! contents, and holds up no other.

use std::collections::{BTreeSet, HashMap};

use sqlx::AnyConnection;

use super::composition::{self, Composed, OpenAttempt};
use super::deliveries::Delivery;
use super::{Mail, queue};
use crate::domain::declarations::difference::Passage;
use crate::domain::id::Id;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::message::{Facts, MessageKind};
use crate::domain::privacy::holder::Holder;
use crate::store::declarations::corrupt;
use crate::store::engine::rows;
use crate::store::privacy::holders::HolderColumns;
use crate::store::{Error, open};

/// An email claimed for sending.
#[derive(Clone, Debug)]
pub struct ClaimedMail {
    pub id: Id,
    pub kind: MessageKind,
    pub recipient: String,
    pub facts: Facts,
    /// The data holder of its declaration or list, as the file says now.
    pub holder: Holder,
    /// How often it was claimed, including this time.
    pub tries: u32,
    pub created_at: i64,
    /// The time from which it may be sent.
    pub due_at: i64,
    /// When another server may claim it, by this server's clock.
    pub lease_until: i64,
}

/// The columns of a claimed email. Recipient and payload are encrypted; without them, it is made from its
/// attempt.
#[derive(sqlx::FromRow)]
pub(super) struct ClaimedRow {
    id: Id,
    attempt: Option<Id>,
    subject: i64,
    kind: String,
    recipient: Option<String>,
    payload: Option<String>,
    tries: i64,
    created_at: i64,
    due_at: i64,
    lease_until: i64,
}

/// What a claimed email says.
enum ReadContents {
    Read(Box<Composed>),
    /// Its attempt was answered or has ended, so there is nothing left to request.
    Ended,
}

impl ClaimedRow {
    fn is_of_attempt(&self) -> bool {
        self.recipient.is_none() && self.payload.is_none()
    }

    fn contents(
        &self,
        seal: &Seal,
        attempts: &HashMap<Id, OpenAttempt>,
    ) -> Result<ReadContents, Error> {
        let kind = MessageKind::parse(&self.kind).ok_or_else(|| corrupt("kind"))?;
        let composed = match (&self.recipient, &self.payload) {
            (Some(recipient), Some(payload)) => {
                let payload = open(seal, Purpose::Message, payload)?;
                Composed {
                    kind,
                    recipient: open(seal, Purpose::Recipient, recipient)?,
                    facts: serde_json::from_str(&payload).map_err(|_| corrupt("payload"))?,
                }
            }
            (None, None) => match self.attempt.and_then(|id| attempts.get(&id)) {
                Some(attempt) => attempt.compose(seal, kind)?,
                None => return Ok(ReadContents::Ended),
            },
            _ => return Err(corrupt("payload")),
        };
        Ok(ReadContents::Read(Box::new(composed)))
    }

    /// The database's clock is ahead of this server's by so much.
    fn mail(self, composed: Composed, holder: Holder, ahead_ms: i64) -> Result<ClaimedMail, Error> {
        Ok(ClaimedMail {
            id: self.id,
            kind: composed.kind,
            recipient: composed.recipient,
            facts: composed.facts,
            holder,
            tries: u32::try_from(self.tries).map_err(|_| corrupt("tries"))?,
            created_at: self.created_at,
            due_at: self.due_at,
            lease_until: self.lease_until - ahead_ms,
        })
    }
}

/// A stored text change: its subject, the language of the text, and the versions before and after.
type ChangeKey = (i64, String, u32, u32);
type Changes = HashMap<ChangeKey, Option<Vec<Passage>>>;

fn change_key(subject: i64, facts: &Facts) -> Option<ChangeKey> {
    let change = facts.change.as_ref()?;
    Some((subject, change.lang.clone(), change.from, change.to))
}

impl Mail<'_> {
    /// The contents of claimed emails, oldest first. Those that cannot be read are given up; those whose
    /// attempt was answered or has ended are deleted.
    pub(super) async fn read(
        self,
        claimed: Vec<ClaimedRow>,
        now_ms: i64,
        trusted_ms: i64,
    ) -> Result<Vec<ClaimedMail>, Error> {
        if claimed.is_empty() {
            return Ok(Vec::new());
        }
        let mut connection = self.store.db.read().acquire().await?;
        let attempts = open_attempts(&mut connection, &claimed, trusted_ms).await?;
        let holders = holders(&mut connection, &claimed).await?;
        let (mut contents, mut ended) = (Vec::with_capacity(claimed.len()), Vec::new());
        let mut unreadable = Vec::new();
        for row in claimed {
            match row.contents(&self.store.seal, &attempts) {
                Ok(ReadContents::Read(composed)) => contents.push((row, composed)),
                Ok(ReadContents::Ended) => ended.push(row.id),
                Err(error) => unreadable.push((row.id, error)),
            }
        }
        let keys = contents.iter();
        let keys = keys.filter_map(|(row, composed)| change_key(row.subject, &composed.facts));
        let changes = changes(&mut connection, keys.collect()).await?;
        drop(connection);
        let mut emails = Vec::with_capacity(contents.len());
        let ahead_ms = self.store.db.clock_ahead_ms();
        for (row, mut composed) in contents {
            let id = row.id;
            let holder = holders.get(&row.subject).cloned().unwrap_or_default();
            let mail = fill_in_change(row.subject, &mut composed.facts, &changes)
                .and_then(|()| row.mail(*composed, holder, ahead_ms));
            match mail {
                Ok(mail) => emails.push(mail),
                Err(error) => unreadable.push((id, error)),
            }
        }
        self.give_up(unreadable, now_ms).await?;
        self.drop_ended(ended).await?;
        emails.sort_by_key(|mail| (mail.created_at, mail.id));
        Ok(emails)
    }

    async fn give_up(self, unreadable: Vec<(Id, Error)>, now_ms: i64) -> Result<(), Error> {
        let failed = unreadable.into_iter().map(|(id, error)| {
            tracing::error!(email_id = %id, %error, "email given up: what is stored of it cannot be read");
            metrics::counter!("undersigned_letters_failed_total").increment(1);
            let error = "its stored content cannot be read".to_owned();
            let for_us = true;
            (id, Delivery::Failed { error, for_us })
        });
        let failed: Vec<_> = failed.collect();
        self.mark(&failed, now_ms).await
    }

    async fn drop_ended(self, ended: Vec<Id>) -> Result<(), Error> {
        if ended.is_empty() {
            return Ok(());
        }
        let mut transaction = self.store.db.write().await?.of("mail");
        queue::drop_claimed(&mut transaction, ended).await?;
        Ok(transaction.commit().await?)
    }
}

async fn open_attempts(
    connection: &mut AnyConnection,
    claimed: &[ClaimedRow],
    trusted_ms: i64,
) -> Result<HashMap<Id, OpenAttempt>, Error> {
    let of_attempts = claimed.iter().filter(|row| row.is_of_attempt());
    let ids = of_attempts.filter_map(|row| row.attempt);
    composition::open_attempts(connection, ids, trusted_ms).await
}

/// The data holder of each subject: postal address and privacy notice.
async fn holders(
    connection: &mut AnyConnection,
    claimed: &[ClaimedRow],
) -> Result<HashMap<i64, Holder>, Error> {
    #[derive(sqlx::FromRow)]
    struct SubjectHolder {
        id: i64,
        #[sqlx(flatten)]
        holder: HolderColumns,
    }
    let subjects = claimed.iter().map(|row| row.subject);
    let found = rows::fetch_in::<SubjectHolder>(connection, HOLDERS, None, subjects).await?;
    let holders = found.into_iter();
    Ok(holders.map(|row| (row.id, row.holder.into())).collect())
}

/// The text changes, each of which is stored once for all emails about it; `None` for one that cannot be
/// read. Few emails are about different ones.
async fn changes(
    connection: &mut AnyConnection,
    keys: BTreeSet<ChangeKey>,
) -> Result<Changes, Error> {
    let mut changes = Changes::new();
    for key in keys {
        let (subject, lang, from, to) = key.clone();
        let query = sqlx::query_scalar(CHANGE)
            .bind(subject)
            .bind(lang)
            .bind(i64::from(from))
            .bind(i64::from(to));
        let difference: Option<String> = query.fetch_optional(&mut *connection).await?;
        if let Some(difference) = difference {
            changes.insert(key, serde_json::from_str(&difference).ok());
        }
    }
    Ok(changes)
}

/// Fills in the text change that an email is about. It stays empty if the declaration was deleted meanwhile.
fn fill_in_change(subject: i64, facts: &mut Facts, changes: &Changes) -> Result<(), Error> {
    let stored = change_key(subject, facts).and_then(|key| changes.get(&key));
    match (stored, &mut facts.change) {
        (Some(Some(difference)), Some(change)) => change.difference.clone_from(difference),
        (Some(None), _) => return Err(corrupt("difference")),
        _ => {}
    }
    Ok(())
}

pub(in crate::store) const HOLDERS: &str =
    "select id, address, privacy from subjects where id in ({in})";
pub(in crate::store) const CHANGE: &str = "select difference from text_changes \
    where subject = $1 and lang = $2 and from_version = $3 and to_version = $4";
