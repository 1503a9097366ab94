//! Erases a declaration's contacts when their retention period ends: addresses, postcodes and
//! everything that was never public; the public record stays. The organisers set the period in the
//! declaration's file; the current time is an argument here.
//!
//! A run walks through each table by its key and looks outside of any lock for the declaration's
//! rows; no index is kept for what happens once to a declaration.

use std::collections::{HashMap, VecDeque};

use sqlx::{AnyConnection, AssertSqlSafe};
use widgets::wire::{SignatoryKind, Visibility};

use super::Privacy;
use super::{consents, signals};
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::domain::signatures::name;
use crate::store::attempts;
use crate::store::engine::chunks::{Chunk, LOOKED_AT, let_others_write};
use crate::store::engine::columns::{Count, Flag, StoredWord};
use crate::store::engine::rows::{self, Value};
use crate::store::entries;
use crate::store::mail::queue;
use crate::store::{Error, Store};

/// The contacts kept for a declaration.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Contacts {
    subject: i64,
    pub slug: String,
    /// The end of their retention period.
    pub until: i64,
    /// Signatures with an address.
    pub signatures: u64,
    pub withdrawn: u64,
    /// Attempts, answered or not.
    pub attempts: u64,
}

impl Contacts {
    fn any(&self) -> bool {
        self.signatures + self.withdrawn + self.attempts > 0
    }
}

/// The most signatures or attempts that one transaction erases, so that other writes can run between.
/// Each has a record in the ledger and its emails.
const AT_ONCE: usize = 25;

/// A table that holds rows of a declaration.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum ContactsPlace {
    Signatures,
    Withdrawn,
    /// In every state.
    Attempts,
}

const PLACES: [ContactsPlace; 3] = [
    ContactsPlace::Signatures,
    ContactsPlace::Withdrawn,
    ContactsPlace::Attempts,
];

impl ContactsPlace {
    /// The table, and which of a declaration's rows there are to be erased.
    const fn rows(self) -> (&'static str, &'static str) {
        match self {
            Self::Signatures => ("signatures", "email <> ''"),
            Self::Withdrawn => ("withdrawn_signatures", "1 = 1"),
            Self::Attempts => ("attempts", "1 = 1"),
        }
    }

    /// Its keys from `$2` on, and which of them are to be erased for the declaration `$1`.
    fn look(self) -> String {
        let (table, erased) = self.rows();
        format!(
            "select id, cast(case when subject = $1 and {erased} then 1 else 0 end as bigint) \
                as is_erased from {table} where id > $2 order by id limit $3"
        )
    }

    /// How many rows are to be erased, by declaration.
    async fn count(
        self,
        store: &Store,
        subjects: impl IntoIterator<Item = i64>,
    ) -> Result<HashMap<i64, u64>, Error> {
        #[derive(sqlx::FromRow)]
        struct Counted {
            subject: i64,
            found: Count,
        }
        let (table, erased) = self.rows();
        let sql = format!(
            "select subject, count(*) as found from {table} \
             where subject in ({{in}}) and {erased} group by subject"
        );
        let mut connection = store.db.read().acquire().await?;
        let counted = rows::fetch_in::<Counted>(&mut connection, &sql, None, subjects).await?;
        let counted = counted.into_iter().map(|one| (one.subject, one.found.0));
        Ok(counted.collect())
    }
}

/// A row that a run looks at.
#[derive(sqlx::FromRow)]
struct SeenRow {
    id: Id,
    #[sqlx(try_from = "Flag")]
    is_erased: bool,
}

/// One run that erases what is due.
#[derive(Debug)]
pub struct ContactsRun {
    now_ms: i64,
    /// What is still to be erased, the current declaration first.
    due: VecDeque<Contacts>,
    /// How many of the current declaration's places are done.
    place: usize,
    /// The last key that was looked at.
    after: Id,
    has_seen_all: bool,
    found: VecDeque<Id>,
}

impl ContactsRun {
    /// The declaration that is being erased.
    pub fn current(&self) -> Option<&Contacts> {
        self.due.front()
    }

    fn begin_next_place(&mut self) {
        self.place += 1;
        if self.place == PLACES.len() {
            self.place = 0;
            self.due.pop_front();
        }
        self.after = Id::FIRST;
        self.has_seen_all = false;
    }
}

impl Privacy<'_> {
    /// Everything that is or will be due for erasure, by date; reads only.
    pub async fn contacts(self) -> Result<Vec<Contacts>, Error> {
        self.contacts_due(i64::MAX).await
    }

    /// Contacts due for erasure at `due_at`; reads only.
    pub async fn contacts_due(self, due_at: i64) -> Result<Vec<Contacts>, Error> {
        #[derive(sqlx::FromRow)]
        struct DueRow {
            subject: i64,
            slug: String,
            keep_until: i64,
        }
        let sql = "select d.subject, s.slug, d.keep_until \
            from declarations d join subjects s on s.id = d.subject \
            where d.keep_until <= $1 order by d.keep_until, s.slug";
        let query = sqlx::query_as::<_, DueRow>(sql).bind(due_at);
        let due = query.fetch_all(self.store.db.read()).await?;
        let subjects = || due.iter().map(|one| one.subject);
        let signatures = ContactsPlace::Signatures
            .count(self.store, subjects())
            .await?;
        let withdrawn = ContactsPlace::Withdrawn
            .count(self.store, subjects())
            .await?;
        let attempts = ContactsPlace::Attempts
            .count(self.store, subjects())
            .await?;
        let of = |counted: &HashMap<i64, u64>, subject| {
            counted.get(&subject).copied().unwrap_or_default()
        };
        let contacts = due.into_iter().map(|one| Contacts {
            subject: one.subject,
            slug: one.slug,
            until: one.keep_until,
            signatures: of(&signatures, one.subject),
            withdrawn: of(&withdrawn, one.subject),
            attempts: of(&attempts, one.subject),
        });
        Ok(contacts.filter(Contacts::any).collect())
    }

    /// Erases the contacts due at `due_at`; returns what was erased. For a command.
    pub async fn erase_contacts(self, due_at: i64, now_ms: i64) -> Result<Vec<Contacts>, Error> {
        let mut run = self.contacts_run(due_at, now_ms).await?;
        let due = run.due.iter().cloned().collect();
        while self.erase_some_contacts(&mut run).await?.has_more {
            let_others_write().await;
        }
        Ok(due)
    }

    /// A run that erases the contacts due at `due_at`.
    pub async fn contacts_run(self, due_at: i64, now_ms: i64) -> Result<ContactsRun, Error> {
        Ok(ContactsRun {
            now_ms,
            due: self.contacts_due(due_at).await?.into(),
            place: 0,
            after: Id::FIRST,
            has_seen_all: false,
            found: VecDeque::new(),
        })
    }

    /// Erases some of what is due, or looks at some rows without finding any; to be called until there
    /// is no more. Once a declaration is done, [`ContactsRun::current`] is the next.
    pub async fn erase_some_contacts(self, run: &mut ContactsRun) -> Result<Chunk, Error> {
        while let Some(Contacts { subject, .. }) = run.due.front() {
            let (subject, place) = (*subject, PLACES[run.place]);
            if !run.found.is_empty() {
                let most = run.found.len().min(AT_ONCE);
                let ids = run.found.drain(..most).collect();
                let rows = self.erase_rows(place, subject, ids, run.now_ms).await?;
                return Ok(Chunk::of(rows));
            }
            if run.has_seen_all {
                run.begin_next_place();
                if run.due.is_empty() {
                    self.store.db.forget_deleted().await?;
                }
                continue;
            }
            let seen = sqlx::query_as::<_, SeenRow>(AssertSqlSafe(place.look()))
                .bind(subject)
                .bind(run.after)
                .bind(LOOKED_AT)
                .fetch_all(self.store.db.read())
                .await?;
            run.has_seen_all = (seen.len() as i64) < LOOKED_AT;
            if let Some(last) = seen.last() {
                run.after = last.id;
            }
            let found = seen.into_iter().filter(|row| row.is_erased);
            run.found = found.map(|row| row.id).collect();
            if run.found.is_empty() && !run.has_seen_all {
                return Ok(Chunk::of(0));
            }
        }
        Ok(Chunk::END)
    }

    /// Erases rows of a declaration; returns how many were still there.
    async fn erase_rows(
        self,
        place: ContactsPlace,
        subject: i64,
        ids: Vec<Id>,
        now_ms: i64,
    ) -> Result<u64, Error> {
        let transaction = self.store.write_about_rows(&ids).await?;
        let mut transaction = transaction.of("retention");
        let erased = match place {
            ContactsPlace::Signatures => {
                erase_addresses(&mut transaction, subject, ids, now_ms).await?
            }
            ContactsPlace::Withdrawn => {
                delete_withdrawn(&mut transaction, subject, ids, now_ms).await?
            }
            ContactsPlace::Attempts => attempts::delete(&mut transaction, ids).await?,
        };
        transaction.commit().await?;
        Ok(erased)
    }
}

/// Erases the addresses of signatures, what was never public of them, and their emails.
async fn erase_addresses(
    connection: &mut AnyConnection,
    subject: i64,
    ids: Vec<Id>,
    now_ms: i64,
) -> Result<u64, Error> {
    let sql = "select id, person, name, kind, organisation, role, visibility \
        from signatures where email <> '' and id in ({in})";
    let found = rows::fetch_in::<ExpiredSignature>(connection, sql, None, ids).await?;
    let signers: Vec<ExpiredSigner> = found.iter().map(|row| row.signer).collect();
    let ids = || signers.iter().map(|signer| signer.id);
    // A hidden signatory's notes were never public either.
    let sql = "update reservations set note = '' where note <> '' and signature in \
        (select id from signatures where visibility = 'hidden' and id in ({in}))";
    rows::execute_in(connection, sql, None, ids()).await?;
    queue::delete_of(connection, ids()).await?;
    signals::delete(connection, ids()).await?;
    entries::forget_areas(connection, subject, ids()).await?;
    let public: Vec<[Value; 4]> = found.into_iter().map(public).collect();
    let head = "update signatures set email = '', postcode = null, area = null, name = kept.column2, \
        organisation = kept.column3, role = kept.column4 from (";
    let tail = ") as kept where signatures.id = kept.column1";
    rows::insert(connection, head, &public, tail).await?;
    add_records(connection, subject, &signers, now_ms).await?;
    Ok(signers.len() as u64)
}

/// Deletes withdrawn signatures, and their emails.
async fn delete_withdrawn(
    connection: &mut AnyConnection,
    subject: i64,
    ids: Vec<Id>,
    now_ms: i64,
) -> Result<u64, Error> {
    queue::delete_of(connection, ids.iter().copied()).await?;
    let sql = "delete from withdrawn_signatures where id in ({in}) returning id, person";
    let withdrawn = rows::fetch_in::<ExpiredSigner>(connection, sql, None, ids).await?;
    let deleted = || withdrawn.iter().map(|one| one.id);
    signals::delete(connection, deleted()).await?;
    let changes = entries::take(connection, subject, deleted()).await?;
    changes.write(connection).await?;
    add_records(connection, subject, &withdrawn, now_ms).await?;
    Ok(withdrawn.len() as u64)
}

/// Every statement that looks for what is due.
#[cfg(test)]
pub(in crate::store) fn statements() -> Vec<String> {
    PLACES.map(ContactsPlace::look).into()
}

/// A signature and its person.
#[derive(Clone, Copy, sqlx::FromRow)]
struct ExpiredSigner {
    id: Id,
    person: KeyedHash,
}

/// A signature, with what may have been public of it.
#[derive(sqlx::FromRow)]
struct ExpiredSignature {
    #[sqlx(flatten)]
    signer: ExpiredSigner,
    name: String,
    #[sqlx(try_from = "StoredWord")]
    kind: SignatoryKind,
    organisation: Option<String>,
    role: Option<String>,
    #[sqlx(try_from = "StoredWord")]
    visibility: Visibility,
}

/// A signature's id and the public form of its name, organisation and role.
fn public(row: ExpiredSignature) -> [Value; 4] {
    let (name, organisation, role) = match row.visibility {
        Visibility::Full => (row.name, row.organisation, row.role),
        Visibility::Initials => (name::initials(&row.name), row.organisation, row.role),
        Visibility::Hidden => (String::new(), None, None),
    };
    // Only an organisation's signature shows an organisation.
    let of_organisation = row.kind == SignatoryKind::Organisation;
    [
        row.signer.id.into(),
        name.into(),
        organisation.filter(|_| of_organisation).into(),
        role.into(),
    ]
}

/// Adds a record for each signature.
async fn add_records(
    connection: &mut AnyConnection,
    subject: i64,
    signers: &[ExpiredSigner],
    now_ms: i64,
) -> Result<(), Error> {
    let records = signers.iter().map(|signer| {
        Record::of(signer.person, subject, ConsentEvent::Expired, now_ms).with(Some(signer.id))
    });
    consents::add(connection, records.collect()).await
}
