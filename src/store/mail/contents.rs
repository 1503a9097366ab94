//! Reads the contents of claimed emails, each by itself: one that cannot be read is given up, keeps its
//! contents, and holds up no other.

use std::collections::HashMap;

use super::Mail;
use super::deliveries::Delivery;
use crate::domain::declarations::difference::Passage;
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
    pub id: String,
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
    /// When another server may claim it.
    pub lease_until: i64,
}

/// The columns of a claimed email; recipient and payload are encrypted.
#[derive(sqlx::FromRow)]
pub(super) struct ClaimedRow {
    pub(super) id: String,
    kind: String,
    recipient: String,
    payload: String,
    limited_by: String,
    tries: i64,
    created_at: i64,
    due_at: i64,
    lease_until: i64,
}

impl ClaimedRow {
    /// Whether the address's rate limits delayed it.
    pub(super) fn is_delayed(&self) -> bool {
        self.due_at > self.created_at && !self.limited_by.is_empty()
    }

    fn read(self, seal: &Seal) -> Result<ClaimedMail, Error> {
        let payload = open(seal, Purpose::Message, &self.payload)?;
        Ok(ClaimedMail {
            kind: MessageKind::parse(&self.kind).ok_or_else(|| corrupt("kind"))?,
            recipient: open(seal, Purpose::Recipient, &self.recipient)?,
            facts: serde_json::from_str(&payload).map_err(|_| corrupt("payload"))?,
            holder: Holder::default(),
            tries: u32::try_from(self.tries).map_err(|_| corrupt("tries"))?,
            id: self.id,
            created_at: self.created_at,
            due_at: self.due_at,
            lease_until: self.lease_until,
        })
    }
}

impl Mail<'_> {
    /// The contents of claimed emails, oldest first; those that cannot be read are given up.
    pub(super) async fn read(
        self,
        claimed: Vec<ClaimedRow>,
        now_ms: i64,
    ) -> Result<Vec<ClaimedMail>, Error> {
        let mut emails = Vec::with_capacity(claimed.len());
        let mut unreadable = Vec::new();
        for row in claimed {
            let id = row.id.clone();
            match row.read(&self.store.seal) {
                Ok(email) => emails.push(email),
                Err(error) => unreadable.push((id, error)),
            }
        }
        unreadable.extend(self.fill_in_changes(&mut emails).await?);
        self.fill_in_holders(&mut emails).await?;
        if !unreadable.is_empty() {
            self.give_up(unreadable, now_ms).await?;
        }
        emails.sort_by(|one, other| (one.created_at, &one.id).cmp(&(other.created_at, &other.id)));
        Ok(emails)
    }

    async fn give_up(self, unreadable: Vec<(String, Error)>, now_ms: i64) -> Result<(), Error> {
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

    /// Fills in the text change, which is stored once for all emails about it. Returns the emails
    /// whose change cannot be read.
    async fn fill_in_changes(
        self,
        emails: &mut Vec<ClaimedMail>,
    ) -> Result<Vec<(String, Error)>, Error> {
        #[derive(sqlx::FromRow)]
        struct ChangeRow {
            id: String,
            difference: String,
        }
        let changes = emails.iter().filter_map(|one| one.facts.change.as_ref());
        let ids: Vec<String> = changes.map(|change| change.id.clone()).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut connection = self.store.db.read().acquire().await?;
        let sql = "select id, difference from text_changes where id in ({in})";
        let mut read: HashMap<String, Option<Vec<Passage>>> = HashMap::new();
        for row in rows::fetch_in::<ChangeRow>(&mut connection, sql, None, ids).await? {
            read.insert(row.id, serde_json::from_str(&row.difference).ok());
        }
        let mut unreadable = Vec::new();
        emails.retain_mut(|email| {
            let Some(change) = &mut email.facts.change else {
                return true;
            };
            match read.get(&change.id) {
                Some(Some(difference)) => change.difference.clone_from(difference),
                Some(None) => unreadable.push((email.id.clone(), corrupt("difference"))),
                // The declaration was deleted meanwhile.
                None => {}
            }
            !matches!(read.get(&change.id), Some(None))
        });
        Ok(unreadable)
    }

    /// Fills in the data holder for each email: postal address and privacy notice.
    async fn fill_in_holders(self, emails: &mut [ClaimedMail]) -> Result<(), Error> {
        #[derive(sqlx::FromRow)]
        struct EmailHolder {
            id: String,
            #[sqlx(flatten)]
            holder: HolderColumns,
        }
        let ids: Vec<String> = emails.iter().map(|one| one.id.clone()).collect();
        let mut connection = self.store.db.read().acquire().await?;
        let found = rows::fetch_in::<EmailHolder>(&mut connection, HOLDERS, None, ids).await?;
        let mut holders: HashMap<String, HolderColumns> =
            found.into_iter().map(|row| (row.id, row.holder)).collect();
        for email in emails {
            if let Some(holder) = holders.remove(&email.id) {
                email.holder = holder.into();
            }
        }
        Ok(())
    }
}

pub(in crate::store) const HOLDERS: &str = "select o.id, \
        coalesce(d.address, l.address) as address, coalesce(d.privacy, l.privacy) as privacy \
    from outbox o \
    left join pending_signatures p on p.id = o.attempt \
    left join signatures s on s.id = o.attempt \
    left join withdrawn_signatures w on w.id = o.attempt \
    left join pending_subscriptions q on q.id = o.attempt \
    left join declarations d on d.slug = coalesce(p.slug, s.slug, w.slug) \
    left join lists l on l.slug = q.slug where o.id in ({in})";
