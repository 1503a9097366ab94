//! The signatories of mailboxes: several people may sign from one, each with a slot of their own.

use std::collections::{BTreeSet, HashMap, HashSet};

use sqlx::AnyConnection;
use widgets::wire::SignatoryKind;

use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::Seal;
use crate::domain::mail::email_key::EmailKey;
use crate::domain::signatures::mailbox;
use crate::domain::signatures::verification::HoldReason;
use crate::store::engine::batch::{Job, WriteRequest};
use crate::store::engine::columns::StoredWord;
use crate::store::engine::write_transaction::WriteTransaction;
use crate::store::engine::{locks, rows};
use crate::store::{Error, Store};

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

/// Locks the mailboxes of everybody whom the jobs of a batch are about. Declarations and lists are locked
/// where something counts (`confirmations.rs`), because everybody waits for those.
pub(in crate::store) async fn lock(
    connection: &mut AnyConnection,
    seal: &Seal,
    jobs: &[Job],
) -> Result<(), Error> {
    if !locks::are_needed(connection) {
        return Ok(());
    }
    let (mut persons, mut ids) = (BTreeSet::new(), Vec::new());
    for job in jobs {
        match &job.write {
            WriteRequest::Attempt(prepared) => _ = persons.insert(prepared.person()),
            WriteRequest::Confirm(credential) => ids.push(credential.attempt()),
            WriteRequest::Resend(resend) => {
                ids.push(resend.id);
                let corrected = resend.to.as_ref();
                let corrected = corrected.map(|to| seal.person(&EmailKey::of_kept(to.as_str())));
                persons.extend(corrected);
            }
            WriteRequest::Share(_) => {}
        }
    }
    persons.extend(persons_of(connection, &ids).await?);
    locks::mailboxes(connection, persons.iter().copied()).await?;
    // Somebody may have corrected an address meanwhile.
    let now = persons_of(connection, &ids).await?;
    if now.iter().all(|person| persons.contains(person)) {
        Ok(())
    } else {
        Err(Error::Conflict("an attempt has another address".into()))
    }
}

/// The mailboxes of these attempts.
async fn persons_of(connection: &mut AnyConnection, ids: &[Id]) -> Result<Vec<KeyedHash>, Error> {
    let sql = "select distinct person from attempts where id in ({in})";
    rows::fetch_scalars_in(connection, sql, None, ids).await
}

/// Whose an attempt, a signature or a subscription is, and what it is about.
#[derive(Eq, Hash, PartialEq, sqlx::FromRow)]
struct Whose {
    person: KeyedHash,
    subject: i64,
}

const WHOSE: &str = "select person, subject from attempts where id in ({in}) \
    union select person, subject from signatures where id in ({in}) \
    union select person, subject from withdrawn_signatures where id in ({in}) \
    union select person, subject from subscriptions where id in ({in})";

impl Store {
    /// Begins a write about these attempts, signatures or subscriptions, and locks their mailboxes and
    /// what they are about.
    pub(in crate::store) async fn write_about_rows(
        &self,
        ids: &[Id],
    ) -> Result<WriteTransaction, Error> {
        self.write_about_rows_and(ids, None).await
    }

    /// The same, with a declaration or list that is locked even if none of these are about it any more.
    pub(in crate::store) async fn write_about_rows_and(
        &self,
        ids: &[Id],
        subject: Option<i64>,
    ) -> Result<WriteTransaction, Error> {
        if !self.db.is_shared {
            return self.db.write().await;
        }
        locks::retried(|| async move {
            let mut connection = self.db.read().acquire().await?;
            let found = rows::fetch_in::<Whose>(&mut connection, WHOSE, None, ids).await?;
            drop(connection);
            let found: HashSet<Whose> = found.into_iter().collect();
            let persons = found.iter().map(|one| one.person);
            let subjects = found.iter().map(|one| one.subject).chain(subject);
            let mut transaction = self.db.write_about(persons, subjects).await?;
            // An attempt's address may have been corrected meanwhile.
            let now = rows::fetch_in::<Whose>(&mut transaction, WHOSE, None, ids).await?;
            if now.iter().all(|one| found.contains(one)) {
                Ok(transaction)
            } else {
                Err(Error::Conflict("an attempt has another address".into()))
            }
        })
        .await
    }
}
