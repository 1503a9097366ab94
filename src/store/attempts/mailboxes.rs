//! The signatories of mailboxes: several people may sign from one, each with a slot of their own.

use std::collections::HashMap;

use sqlx::AnyConnection;
use widgets::wire::SignatoryKind;

use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::signatures::mailbox;
use crate::domain::signatures::verification::HoldReason;
use crate::store::Error;
use crate::store::engine::columns::StoredWord;
use crate::store::engine::rows;

/// The columns that say who signed.
#[derive(sqlx::FromRow)]
pub(in crate::store) struct SignerColumns {
    #[sqlx(try_from = "StoredWord")]
    pub(in crate::store) kind: SignatoryKind,
    pub(in crate::store) name: String,
    pub(in crate::store) organisation: Option<String>,
}

impl SignerColumns {
    /// The name of the organisation or the person that signed.
    pub(in crate::store) fn shown(&self) -> &str {
        self.signing_organisation().unwrap_or(&self.name)
    }

    /// The organisation that signed. A person may have given their employer.
    pub(in crate::store) fn signing_organisation(&self) -> Option<&str> {
        let organisation = self.organisation.as_deref();
        organisation.filter(|_| self.kind == SignatoryKind::Organisation)
    }
}

/// The signatories of one mailbox so far, for one declaration.
#[derive(Default)]
pub(in crate::store) struct Mailbox {
    pub(super) slots: Vec<(KeyedHash, i64)>,
    pub(super) held: Vec<(KeyedHash, HoldReason)>,
}

impl Mailbox {
    pub(in crate::store) fn has_slot(&self, signer: KeyedHash) -> bool {
        self.slots.iter().any(|(one, _)| *one == signer)
    }

    pub(in crate::store) fn held(&self, signer: KeyedHash) -> Option<HoldReason> {
        let found = self.held.iter().find(|(one, _)| *one == signer);
        found.map(|(_, held)| *held)
    }

    pub(in crate::store) fn is_full(&self) -> bool {
        self.slots.len() >= mailbox::MAX_SIGNERS
    }

    /// The lowest free slot.
    pub(in crate::store) fn free_slot(&self) -> i64 {
        let taken = |slot: &i64| self.slots.iter().any(|(_, one)| one == slot);
        (1..).find(|slot| !taken(slot)).unwrap_or(i64::MAX)
    }
}

/// The signatories of these mailboxes, by mailbox and declaration.
pub(in crate::store) async fn load(
    connection: &mut AnyConnection,
    persons: impl Iterator<Item = KeyedHash> + Clone,
) -> Result<HashMap<(KeyedHash, i64), Mailbox>, Error> {
    #[derive(sqlx::FromRow)]
    struct SlotRow {
        person: KeyedHash,
        subject: i64,
        signer: KeyedHash,
        slot: i64,
    }
    #[derive(sqlx::FromRow)]
    struct HeldSigner {
        person: KeyedHash,
        subject: i64,
        signer: KeyedHash,
        held: HoldReason,
    }
    let mut mailboxes: HashMap<(KeyedHash, i64), Mailbox> = HashMap::new();
    let sql = "select person, subject, signer, slot from signatures where person in ({in})";
    for one in rows::fetch_in::<SlotRow>(connection, sql, None, persons.clone()).await? {
        let mailbox = mailboxes.entry((one.person, one.subject)).or_default();
        mailbox.slots.push((one.signer, one.slot));
    }
    let sql = "select person, subject, signer, held from attempts \
        where state = 'held' and person in ({in})";
    for one in rows::fetch_in::<HeldSigner>(connection, sql, None, persons).await? {
        let mailbox = mailboxes.entry((one.person, one.subject)).or_default();
        mailbox.held.push((one.signer, one.held));
    }
    Ok(mailboxes)
}
