//! The letters on their way, as rows: written by `queue.rs`, claimed with a lease, committed, sent by
//! `crate::outbox`, then marked. A letter is sent at least once; its id is its Message-ID, so that twice is one.

use sqlx::Row;

use super::declarations::corrupt;
use super::{Error, Store, open, queue, renewals, rows};
use crate::domain::holder::Holder;
use crate::domain::letter::{Facts, LetterKind};
use crate::domain::sealed::Purpose;
use crate::domain::time::MINUTE_MS;

/// Longer than any send may take; after it another worker may try.
const LEASE_MS: i64 = MINUTE_MS;

/// A letter that was claimed for sending.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub id: String,
    pub kind: LetterKind,
    pub recipient: String,
    pub facts: Facts,
    /// Of the declaration or list that it is about, as its file says now.
    pub holder: Holder,
    /// How often it was claimed, this time included.
    pub tries: u32,
    pub created_at: i64,
    /// Since when it may go.
    pub due_at: i64,
}

/// What became of a claimed letter.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fate {
    Sent,
    /// To be tried again; the error is the server's words, never an address.
    Deferred {
        next_try_at: i64,
        error: String,
    },
    /// Likewise, of a server that refuses us rather than the recipient.
    Refused {
        next_try_at: i64,
        error: String,
    },
    /// Given up; it is kept for some days, and can be told to go again.
    Failed {
        error: String,
        /// It was not for want of a recipient.
        for_us: bool,
    },
}

/// How many letters there are, for the metrics.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Depth {
    pub waiting: u64,
    pub failed: u64,
    /// In a restored copy, until somebody releases them.
    pub held: u64,
}

impl Store {
    /// At the start of an outbox: every letter that waits to be tried again may be tried at once, for
    /// what kept it may be mended; what the limits of its address hold back stays so. Leases of a server that died are over too, unless another may hold them.
    pub async fn hurry_letters(&self, now_ms: i64) -> Result<(), Error> {
        let mut transaction = self.db.write().await?;
        let sql = "update outbox set next_try_at = $1 \
            where status = 'waiting' and next_try_at > $1 and due_at <= $1";
        sqlx::query(sql)
            .bind(now_ms)
            .execute(&mut *transaction)
            .await?;
        if !self.db.is_shared {
            let sql = "update outbox set lease_until = 0 where status = 'waiting'";
            sqlx::query(sql).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Claims letters that are due, oldest first, for a minute.
    pub async fn claim_letters(&self, limit: u32, now_ms: i64) -> Result<Vec<Waiting>, Error> {
        self.claim_letters_trusting(limit, now_ms, now_ms).await
    }

    /// The same where the clock is doubted: nothing is dropped that has not ended by the trusted time.
    pub async fn claim_letters_trusting(
        &self,
        limit: u32,
        now_ms: i64,
        trusted_ms: i64,
    ) -> Result<Vec<Waiting>, Error> {
        // Reading first keeps an idle server from writing.
        if self
            .next_letter_at(now_ms)
            .await?
            .is_none_or(|due| due > now_ms)
        {
            return Ok(Vec::new());
        }
        let mut transaction = self.db.write().await?;
        queue::drop_ended(&mut transaction, now_ms, trusted_ms).await?;
        let sql = "update outbox set lease_until = $1, tries = tries + 1 where id in \
                (select id from outbox where status = 'waiting' and next_try_at <= $2 \
                    and lease_until <= $2 order by next_try_at, id limit $3) \
            returning id, letter, recipient, payload, tries, created_at, due_at";
        let claimed = sqlx::query(sql)
            .bind(now_ms + LEASE_MS)
            .bind(now_ms)
            .bind(i64::from(limit))
            .fetch_all(&mut *transaction)
            .await?;
        transaction.commit().await?;
        let mut letters = Vec::with_capacity(claimed.len());
        for row in claimed {
            let letter: String = row.try_get(1)?;
            let recipient: String = row.try_get(2)?;
            let payload = open(&self.seal, Purpose::Letter, &row.try_get::<String, _>(3)?)?;
            let tries: i64 = row.try_get(4)?;
            letters.push(Waiting {
                id: row.try_get(0)?,
                kind: LetterKind::parse(&letter).ok_or_else(|| corrupt("letter"))?,
                recipient: open(&self.seal, Purpose::Recipient, &recipient)?,
                facts: serde_json::from_str(&payload).map_err(|_| corrupt("payload"))?,
                holder: Holder::default(),
                tries: u32::try_from(tries).map_err(|_| corrupt("tries"))?,
                created_at: row.try_get(5)?,
                due_at: row.try_get(6)?,
            });
        }
        self.tell_changes(&mut letters).await?;
        self.tell_holders(&mut letters).await?;
        letters.sort_by(|one, other| (one.created_at, &one.id).cmp(&(other.created_at, &other.id)));
        Ok(letters)
    }

    /// What changed in a text is kept once for all letters that tell of it.
    async fn tell_changes(&self, letters: &mut [Waiting]) -> Result<(), Error> {
        let changes = letters.iter().filter_map(|one| one.facts.change.as_ref());
        let ids: Vec<String> = changes.map(|change| change.id.clone()).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let mut connection = self.db.read().acquire().await?;
        let sql = "select id, difference from text_changes where id in ({in})";
        for row in rows::select_in(&mut connection, sql, None, ids).await? {
            let id: String = row.try_get(0)?;
            let difference = renewals::difference(&row.try_get::<String, _>(1)?)?;
            let changes = letters
                .iter_mut()
                .filter_map(|one| one.facts.change.as_mut());
            for change in changes.filter(|change| change.id == id) {
                change.difference.clone_from(&difference);
            }
        }
        Ok(())
    }

    /// Who holds the data stands in every email: postal address and privacy notice.
    async fn tell_holders(&self, letters: &mut [Waiting]) -> Result<(), Error> {
        let ids: Vec<String> = letters.iter().map(|one| one.id.clone()).collect();
        let mut connection = self.db.read().acquire().await?;
        let sql = "select o.id, coalesce(d.address, l.address), coalesce(d.privacy, l.privacy) \
            from outbox o \
            left join pending_signatures p on p.id = o.attempt \
            left join signatures s on s.id = o.attempt \
            left join withdrawn_signatures w on w.id = o.attempt \
            left join pending_subscriptions q on q.id = o.attempt \
            left join declarations d on d.slug = coalesce(p.slug, s.slug, w.slug) \
            left join lists l on l.slug = q.slug where o.id in ({in})";
        for row in rows::select_in(&mut connection, sql, None, ids).await? {
            let id: String = row.try_get(0)?;
            if let Some(letter) = letters.iter_mut().find(|one| one.id == id) {
                letter.holder = Holder {
                    address: row.try_get(1)?,
                    privacy: row.try_get(2)?,
                };
            }
        }
        Ok(())
    }

    /// Writes down what became of claimed letters. Of those that were sent, only the fact stays.
    pub async fn mark_letters(&self, fates: &[(String, Fate)], now_ms: i64) -> Result<(), Error> {
        let mut transaction = self.db.write().await?;
        let sent = fates
            .iter()
            .filter(|(_, fate)| *fate == Fate::Sent)
            .map(|(id, _)| id.clone());
        let sql = "update outbox set status = 'sent', done_at = $1, recipient = '', \
            payload = '', last_error = null, refused = 0 where id in ({in})";
        rows::select_in(&mut transaction, sql, Some(now_ms), sent).await?;
        let later = "update outbox set next_try_at = $1, last_error = $2, refused = $3, \
            lease_until = 0 where id = $4";
        let failed = "update outbox set status = 'failed', done_at = $1, last_error = $2, \
            refused = $3 where id = $4";
        for (id, fate) in fates {
            let (sql, at, error, refused) = match fate {
                Fate::Sent => continue,
                Fate::Deferred { next_try_at, error } => (later, *next_try_at, error, 0),
                Fate::Refused { next_try_at, error } => (later, *next_try_at, error, 1),
                Fate::Failed { error, for_us } => (failed, now_ms, error, i64::from(*for_us)),
            };
            sqlx::query(sql)
                .bind(at)
                .bind(error.clone())
                .bind(refused)
                .bind(id.clone())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// What a restored copy held waits again from now on; how many.
    pub async fn release_held_letters(&self, now_ms: i64) -> Result<u64, Error> {
        let mut transaction = self.db.write().await?;
        // Given up is what could not go for days from now on.
        let sql = "update outbox set status = 'waiting', tries = 0, next_try_at = $1, due_at = $1 \
            where status = 'held'";
        let released = sqlx::query(sql)
            .bind(now_ms)
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        transaction.commit().await?;
        Ok(released)
    }

    /// When the next waiting letter may be tried; leased ones count when their lease is over.
    pub async fn next_letter_at(&self, now_ms: i64) -> Result<Option<i64>, Error> {
        let sql = "select min(case when lease_until > $1 and lease_until > next_try_at \
            then lease_until else next_try_at end) from outbox where status = 'waiting'";
        let row = sqlx::query(sql)
            .bind(now_ms)
            .fetch_one(self.db.read())
            .await?;
        Ok(row.try_get(0)?)
    }

    pub async fn outbox_depth(&self) -> Result<Depth, Error> {
        let sql = "select status, count(*) from outbox where status in ('waiting', 'failed', 'held') \
            group by status";
        let mut depth = Depth::default();
        for row in sqlx::query(sql).fetch_all(self.db.read()).await? {
            let letters = u64::try_from(row.try_get::<i64, _>(1)?).map_err(|_| corrupt("count"))?;
            match row.try_get::<String, _>(0)?.as_str() {
                "waiting" => depth.waiting = letters,
                "held" => depth.held = letters,
                _ => depth.failed = letters,
            }
        }
        Ok(depth)
    }
}
