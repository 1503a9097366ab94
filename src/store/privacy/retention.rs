//! Erases a declaration's contacts when their retention period ends: addresses, postcodes and
//! everything that was never public; the public record stays. The organisers set the period in the
//! declaration's file; the current time is an argument here.
//!
//! A run walks through each table by its key and looks outside of the write lock for the declaration's
//! rows; no index is kept for what happens once to a declaration.

use std::collections::VecDeque;

use sqlx::{AnyConnection, AssertSqlSafe};
use widgets::wire::{ConfirmedKind, SignatoryKind, Visibility};

use super::Privacy;
use super::consents;
use crate::domain::mail::message;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::domain::signatures::name;
use crate::store::Error;
use crate::store::engine::chunks::{Chunk, LOOKED_AT, let_others_write};
use crate::store::engine::columns::{Flag, StoredWord};
use crate::store::engine::rows::{self, Value};

/// The contacts kept for a declaration.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct Contacts {
    pub slug: String,
    /// The end of their retention period.
    #[sqlx(rename = "keep_until")]
    pub until: i64,
    /// Signatures with an address.
    #[sqlx(try_from = "i64")]
    pub signatures: u64,
    #[sqlx(try_from = "i64")]
    pub withdrawn: u64,
    /// Attempts, answered or not.
    #[sqlx(try_from = "i64")]
    pub attempts: u64,
}

impl Contacts {
    fn any(&self) -> bool {
        self.signatures + self.withdrawn + self.attempts > 0
    }
}

/// The most signatures or attempts that one transaction erases, so that other writes can run between.
/// Each has a record in the ledger, its emails and its links.
const AT_ONCE: usize = 25;

/// A table that holds rows of a declaration.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Place {
    Links,
    Signatures,
    Withdrawn,
    Attempts,
    WithdrawnAttempts,
}

/// Links first: they alone are not a reason to come back after an interruption.
const PLACES: [Place; 5] = [
    Place::Links,
    Place::Signatures,
    Place::Withdrawn,
    Place::Attempts,
    Place::WithdrawnAttempts,
];

impl Place {
    /// Its keys from `$2` on, and which of them are to be erased for the declaration `$1`.
    fn look(self) -> String {
        let (key, table, erased) = match self {
            Self::Links => (
                "token_hash",
                "manage_links",
                "not exists (select 1 from signatures s \
                    where s.email_key = manage_links.email_key and s.slug = manage_links.slug)",
            ),
            Self::Signatures => ("id", "signatures", "email <> ''"),
            Self::Withdrawn => ("id", "withdrawn_signatures", "1 = 1"),
            Self::Attempts => ("id", "pending_signatures", "1 = 1"),
            Self::WithdrawnAttempts => ("id", "withdrawn_attempts", "1 = 1"),
        };
        format!(
            "select {key} as id, cast(case when slug = $1 and {erased} then 1 else 0 end as bigint) \
                as is_erased from {table} where {key} > $2 order by {key} limit $3"
        )
    }
}

/// A row that a run looks at.
#[derive(sqlx::FromRow)]
struct SeenRow {
    id: String,
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
    after: String,
    has_seen_all: bool,
    found: VecDeque<String>,
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
        self.after.clear();
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
        let sql = "select d.slug, d.keep_until, \
                (select count(*) from signatures s where s.slug = d.slug and s.email <> '') \
                    as signatures, \
                (select count(*) from withdrawn_signatures w where w.slug = d.slug) as withdrawn, \
                (select count(*) from pending_signatures p where p.slug = d.slug) as attempts \
            from declarations d where d.keep_until <= $1 order by d.keep_until, d.slug";
        let query = sqlx::query_as::<_, Contacts>(sql).bind(due_at);
        let mut contacts = query.fetch_all(self.store.db.read()).await?;
        contacts.retain(Contacts::any);
        Ok(contacts)
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
            after: String::new(),
            has_seen_all: false,
            found: VecDeque::new(),
        })
    }

    /// Erases some of what is due, or looks at some rows without finding any; to be called until there
    /// is no more. Once a declaration is done, [`ContactsRun::current`] is the next.
    pub async fn erase_some_contacts(self, run: &mut ContactsRun) -> Result<Chunk, Error> {
        while let Some(Contacts { slug, .. }) = run.due.front() {
            let (slug, place) = (slug.clone(), PLACES[run.place]);
            if !run.found.is_empty() {
                let most = run.found.len().min(AT_ONCE);
                let ids = run.found.drain(..most).collect();
                let rows = self.erase_rows(place, &slug, ids, run.now_ms).await?;
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
                .bind(slug)
                .bind(run.after.clone())
                .bind(LOOKED_AT)
                .fetch_all(self.store.db.read())
                .await?;
            run.has_seen_all = (seen.len() as i64) < LOOKED_AT;
            if let Some(last) = seen.last() {
                run.after.clone_from(&last.id);
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
        place: Place,
        slug: &str,
        ids: Vec<String>,
        now_ms: i64,
    ) -> Result<u64, Error> {
        let mut transaction = self.store.db.write().await?.of("retention");
        let erased = match place {
            Place::Links => {
                let sql = "delete from manage_links where token_hash in ({in}) and not exists \
                    (select 1 from signatures s where s.slug = manage_links.slug \
                        and s.email_key = manage_links.email_key)";
                rows::execute_in(&mut transaction, sql, None, ids).await?
            }
            Place::Signatures => erase_addresses(&mut transaction, slug, ids, now_ms).await?,
            Place::Withdrawn => {
                let sql = "select id, email_key from withdrawn_signatures where id in ({in})";
                let withdrawn =
                    rows::fetch_in::<ExpiredSigner>(&mut transaction, sql, None, ids.clone());
                let withdrawn = withdrawn.await?;
                add_records(&mut transaction, slug, &withdrawn, now_ms).await?;
                delete(&mut transaction, "withdrawn_signatures", ids).await?
            }
            Place::Attempts => delete(&mut transaction, "pending_signatures", ids).await?,
            Place::WithdrawnAttempts => delete(&mut transaction, "withdrawn_attempts", ids).await?,
        };
        transaction.commit().await?;
        Ok(erased)
    }
}

/// Erases the addresses of signatures, what was never public of them, and their emails.
async fn erase_addresses(
    connection: &mut AnyConnection,
    slug: &str,
    ids: Vec<String>,
    now_ms: i64,
) -> Result<u64, Error> {
    let sql = "select id, email_key, name, kind, organisation, role, visibility \
        from signatures where email <> '' and id in ({in})";
    let found = rows::fetch_in::<ExpiredSignature>(connection, sql, None, ids).await?;
    let signers: Vec<ExpiredSigner> = found.iter().map(|row| row.signer.clone()).collect();
    let ids = || signers.iter().map(|signer| signer.id.clone());
    // A hidden signatory's notes were never public either.
    let sql = "update reservations set note = '' where note <> '' and signature in \
        (select id from signatures where visibility = 'hidden' and id in ({in}))";
    rows::execute_in(connection, sql, None, ids()).await?;
    let sql = "delete from outbox where attempt in ({in})";
    rows::execute_in(connection, sql, None, ids()).await?;
    let public: Vec<Vec<Value>> = found.into_iter().map(public).collect();
    let head = "update signatures set email = '', postcode = null, name = kept.column2, \
        organisation = kept.column3, role = kept.column4 from (";
    let tail = ") as kept where signatures.id = kept.column1";
    rows::insert(connection, head, &public, tail).await?;
    add_records(connection, slug, &signers, now_ms).await?;
    Ok(signers.len() as u64)
}

/// Deletes rows, and the emails about them.
async fn delete(
    connection: &mut AnyConnection,
    table: &str,
    ids: Vec<String>,
) -> Result<u64, Error> {
    let sql = "delete from outbox where attempt in ({in})";
    rows::execute_in(connection, sql, None, ids.clone()).await?;
    let sql = format!("delete from {table} where id in ({{in}})");
    rows::execute_in(connection, &sql, None, ids).await
}

/// Every statement that looks for what is due.
#[cfg(test)]
pub(in crate::store) fn statements() -> Vec<String> {
    PLACES.map(Place::look).into()
}

/// A signature and its person.
#[derive(Clone, sqlx::FromRow)]
struct ExpiredSigner {
    id: String,
    email_key: String,
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
fn public(row: ExpiredSignature) -> Vec<Value> {
    let (name, organisation, role) = match row.visibility {
        Visibility::Full => (row.name, row.organisation, row.role),
        Visibility::Initials => (name::initials(&row.name), row.organisation, row.role),
        Visibility::Hidden => (String::new(), None, None),
    };
    // Only an organisation's signature shows an organisation.
    let of_organisation = row.kind == SignatoryKind::Organisation;
    vec![
        row.signer.id.into(),
        name.into(),
        organisation.filter(|_| of_organisation).into(),
        role.into(),
    ]
}

/// Adds a record for each signature.
async fn add_records(
    connection: &mut AnyConnection,
    slug: &str,
    signers: &[ExpiredSigner],
    now_ms: i64,
) -> Result<(), Error> {
    let about = message::about(ConfirmedKind::Signature, slug);
    let records = signers.iter().map(|ExpiredSigner { id, email_key }| {
        Record::of(email_key, about.clone(), ConsentEvent::Expired, now_ms).with(id)
    });
    consents::add(connection, records.collect()).await
}
