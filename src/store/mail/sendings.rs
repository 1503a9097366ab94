//! The emails of mailboxes in the last week, sent or waiting for their turn, which the limits count
//! (`domain/mail/email_limits.rs`): one row for each mailbox. A sent email itself is deleted.

use std::collections::BTreeMap;

use sqlx::AnyConnection;

use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::mail::email_limits::{COUNTED_MS, LimitKey, Slot};
use crate::store::Error;
use crate::store::engine::columns::{Corrupt, read_as};
use crate::store::engine::rows::{self, Value};

const SLOT_BYTES: usize = 16;

/// The last week's emails of some mailboxes, to be changed and saved in the transaction that read them.
#[derive(Default)]
pub(super) struct Sendings {
    /// Of each mailbox, and whether they have changed.
    mailboxes: BTreeMap<KeyedHash, (Vec<Slot>, bool)>,
}

/// The column `recent`: of each email its key, or zeros, and its time.
struct Recent(Vec<Slot>);

read_as! {
    Recent, Vec<u8>, |bytes| slots(&bytes).map(Self).ok_or(Corrupt);
}

fn slots(bytes: &[u8]) -> Option<Vec<Slot>> {
    let (slots, rest) = bytes.as_chunks::<SLOT_BYTES>();
    let slots = slots.iter().map(|slot| {
        let (key, at) = slot.split_first_chunk()?;
        Some(Slot {
            key: LimitKey::from_bytes(*key),
            at: i64::from_be_bytes(at.try_into().ok()?),
        })
    });
    if rest.is_empty() {
        slots.collect()
    } else {
        None
    }
}

fn bytes(slots: &[Slot]) -> Vec<u8> {
    let bytes = slots.iter().flat_map(|slot| {
        let key = slot.key.map_or([0; 8], LimitKey::bytes);
        [key, slot.at.to_be_bytes()].concat()
    });
    bytes.collect()
}

pub(in crate::store) const RECENT: &str =
    "select person, recent from mailboxes where person in ({in})";

impl Sendings {
    /// What counts at this time or later.
    pub(super) async fn load(
        connection: &mut AnyConnection,
        mailboxes: impl IntoIterator<Item = KeyedHash>,
        now_ms: i64,
    ) -> Result<Self, Error> {
        #[derive(sqlx::FromRow)]
        struct MailboxRow {
            person: KeyedHash,
            recent: Recent,
        }
        let mut loaded = Self::default();
        for row in rows::fetch_in::<MailboxRow>(connection, RECENT, None, mailboxes).await? {
            let Recent(mut slots) = row.recent;
            slots.retain(|slot| slot.at > now_ms - COUNTED_MS);
            loaded.mailboxes.insert(row.person, (slots, false));
        }
        Ok(loaded)
    }

    pub(super) fn of(&self, mailbox: KeyedHash) -> &[Slot] {
        self.mailboxes
            .get(&mailbox)
            .map_or(&[], |(slots, _)| slots.as_slice())
    }

    /// The mailboxes with an email that waits for its turn.
    pub(super) fn waiting(&self, now_ms: i64) -> impl Iterator<Item = KeyedHash> {
        let waits = move |slot: &Slot| slot.key.is_some() && slot.at > now_ms;
        let mailboxes = self.mailboxes.iter();
        let waiting = mailboxes.filter(move |(_, (slots, _))| slots.iter().any(waits));
        waiting.map(|(mailbox, _)| *mailbox)
    }

    pub(super) fn add(&mut self, mailbox: KeyedHash, limited_by: Option<KeyedHash>, at: i64) {
        let (slots, is_changed) = self.mailboxes.entry(mailbox).or_default();
        slots.push(slot(limited_by, at));
        *is_changed = true;
    }

    /// Takes out an email that is not sent.
    pub(super) fn remove(&mut self, mailbox: KeyedHash, limited_by: Option<KeyedHash>, at: i64) {
        let Some((slots, is_changed)) = self.mailboxes.get_mut(&mailbox) else {
            return;
        };
        let of_email = slot(limited_by, at);
        if let Some(place) = slots.iter().position(|slot| *slot == of_email) {
            slots.remove(place);
            *is_changed = true;
        }
    }

    /// Writes the mailboxes that have changed. Housekeeping deletes one of which nothing is left.
    pub(super) async fn save(self, connection: &mut AnyConnection) -> Result<(), Error> {
        let changed = self.mailboxes.into_iter();
        let changed = changed.filter(|(_, (_, is_changed))| *is_changed);
        let changed: Vec<[Value; 3]> = changed
            .map(|(mailbox, (slots, _))| {
                let last_at = slots.iter().map(|slot| slot.at).max().unwrap_or_default();
                [mailbox.into(), Value::Bytes(bytes(&slots)), last_at.into()]
            })
            .collect();
        let head = "insert into mailboxes (person, recent, last_at)";
        let tail = "on conflict (person) do update \
            set recent = excluded.recent, last_at = excluded.last_at";
        rows::insert(connection, head, &changed, tail).await?;
        Ok(())
    }
}

fn slot(limited_by: Option<KeyedHash>, at: i64) -> Slot {
    Slot {
        key: limited_by.map(LimitKey::of),
        at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_round_trip_through_their_bytes_and_corrupt_ones_are_rejected() {
        let kept = [
            slot(Some(KeyedHash::from_bytes([7; 16])), 1_800_000_000_000),
            slot(None, -1),
        ];
        let mut bytes = bytes(&kept);
        assert_eq!(bytes.len(), 2 * SLOT_BYTES);
        assert_eq!(slots(&bytes).as_deref(), Some(&kept[..]));
        bytes.push(0);
        assert_eq!(slots(&bytes), None);
        assert_eq!(slots(&[]), Some(Vec::new()));
    }
}
