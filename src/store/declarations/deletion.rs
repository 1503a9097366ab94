//! Deletes a declaration or a list by command, once everybody in it is erased. Nothing restores it.

use std::collections::HashSet;

use sqlx::{AnyConnection, AssertSqlSafe};
use widgets::wire::ConfirmedKind;

use super::Declarations;
use super::subjects;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::store::Error;
use crate::store::engine::chunks::Chunk;
use crate::store::engine::rows;
use crate::store::lists::subscriptions::{self, AttemptScope};
use crate::store::privacy::consents;
use crate::store::signatures::own;

/// How many people one transaction erases, each by a dozen statements. Batches are small so that others
/// can write in between.
const AT_ONCE: i64 = 20;

/// One run that erases everybody in a declaration or a list that is to be deleted. It goes through the
/// tables again until none of them holds anybody: meanwhile a person may have moved from one to another.
#[derive(Debug)]
pub struct DeletionRun {
    kind: ConfirmedKind,
    subject: i64,
    /// The current table's place among those that hold people.
    table: usize,
    /// The last row that was looked at there.
    after: Id,
    /// Whether anybody was erased since the first table was begun.
    has_erased: bool,
}

impl DeletionRun {
    const fn tables(&self) -> &'static [&'static str] {
        match self.kind {
            ConfirmedKind::Signature => &["signatures", "withdrawn_signatures", "attempts"],
            ConfirmedKind::Subscription => &["subscriptions", "attempts"],
        }
    }

    fn begin(&mut self, table: usize) {
        self.table = table;
        self.after = Id::FIRST;
    }
}

/// A row about a person who may have to be erased.
#[derive(sqlx::FromRow)]
struct FoundRow {
    id: Id,
    person: KeyedHash,
}

/// The same, as it is once the person is locked.
#[derive(sqlx::FromRow)]
struct ErasableRow {
    id: Id,
    person: KeyedHash,
    /// The person of the mailbox, or for a list the mailbox itself.
    signer: KeyedHash,
}

impl Declarations<'_> {
    /// A run that erases everybody in a declaration or list, each as if erased alone; `None` for an
    /// unknown slug. To be unpublished first, so that nobody signs meanwhile.
    pub async fn deletion_run(
        self,
        kind: ConfirmedKind,
        slug: &str,
    ) -> Result<Option<DeletionRun>, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let found = subjects::find(&mut connection, kind, slug).await?;
        Ok(found.map(|subject| DeletionRun {
            kind,
            subject,
            table: 0,
            after: Id::FIRST,
            has_erased: false,
        }))
    }

    /// Erases some people; to be called until there are no more.
    pub async fn erase_some_of(self, run: &mut DeletionRun, now_ms: i64) -> Result<Chunk, Error> {
        loop {
            let Some(table) = run.tables().get(run.table) else {
                if !run.has_erased {
                    return Ok(Chunk::END);
                }
                run.begin(0);
                run.has_erased = false;
                continue;
            };
            let sql = format!(
                "select id, person from {table} where id > $1 and subject = $2 order by id limit $3"
            );
            let query = sqlx::query_as::<_, FoundRow>(AssertSqlSafe(sql))
                .bind(run.after)
                .bind(run.subject)
                .bind(AT_ONCE);
            let found = query.fetch_all(self.store.db.read()).await?;
            let Some(last) = found.last() else {
                run.begin(run.table + 1);
                continue;
            };
            run.after = last.id;
            let (persons, subjects) = (found.iter().map(|row| row.person), [run.subject]);
            let transaction = self.store.db.write_about(persons, subjects).await?;
            let mut transaction = transaction.of("deletion");
            let erased = erase(&mut transaction, run, table, found, now_ms).await?;
            transaction.commit().await?;
            run.has_erased |= erased > 0;
            return Ok(Chunk::of(erased));
        }
    }

    /// Deletes the rest once no people are left: texts, paper signatures and counts. The slug is
    /// never used again, and the ledger keeps its records, by keyed hash.
    pub async fn delete(self, kind: ConfirmedKind, slug: &str, now_ms: i64) -> Result<(), Error> {
        let counted = [
            "delete from entries where subject = $1",
            "delete from daily_tallies where subject = $1",
        ];
        let (gone, emptied): (&[&'static str], &'static str) = match kind {
            ConfirmedKind::Signature => (
                &[
                    "delete from text_changes where subject = $1",
                    "delete from declaration_versions where subject = $1",
                    "delete from declaration_texts where subject = $1",
                    "delete from paper_signatures where subject = $1",
                    "delete from paper_imports where subject = $1",
                    "delete from shares where subject = $1",
                    "delete from signature_tallies where subject = $1",
                    "delete from reservation_tallies where subject = $1",
                ],
                "update declarations set goal = null, count = 0 where subject = $1",
            ),
            ConfirmedKind::Subscription => (
                &[],
                "update lists set title = '', description = '', topics = '[]' where subject = $1",
            ),
        };
        let mut transaction = self.store.db.write_alone().await?.of("deletion");
        let Some(subject) = subjects::find(&mut transaction, kind, slug).await? else {
            return Ok(());
        };
        for sql in counted.iter().chain(gone).copied().chain([emptied]) {
            let query = sqlx::query(sql).bind(subject);
            query.execute(&mut *transaction).await?;
        }
        let sql = "update subjects set organisers = '', contact = '', address = null, \
                privacy = null, sites = '[]', \
                unpublished_at = coalesce(unpublished_at, $1), deleted_at = $1 \
            where id = $2";
        sqlx::query(sql)
            .bind(now_ms)
            .bind(subject)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        self.store.db.forget_deleted().await?;
        self.store.remember_ends().await;
        Ok(())
    }
}

/// Erases the people whose rows are still in a table; returns how many.
async fn erase(
    connection: &mut AnyConnection,
    run: &DeletionRun,
    table: &str,
    found: Vec<FoundRow>,
    now_ms: i64,
) -> Result<u64, Error> {
    let locked: HashSet<KeyedHash> = found.iter().map(|row| row.person).collect();
    let ids = found.into_iter().map(|row| row.id);
    let signer = match run.kind {
        ConfirmedKind::Signature => "signer",
        ConfirmedKind::Subscription => "person as signer",
    };
    let sql =
        format!("select id, person, {signer} from {table} where subject = $1 and id in ({{in}})");
    let subject = run.subject;
    let first = Some(subject.into());
    let mut found = rows::fetch_in::<ErasableRow>(connection, &sql, first, ids).await?;
    // The next run finds an attempt whose address was corrected meanwhile.
    found.retain(|row| locked.contains(&row.person));
    // A person's rows are erased together.
    let mut signers = HashSet::new();
    let mut records = Vec::with_capacity(found.len());
    for ErasableRow { id, person, signer } in found {
        if !signers.insert(signer) {
            continue;
        }
        let attempt = match run.kind {
            ConfirmedKind::Signature => own::erase(connection, subject, id, person).await?,
            ConfirmedKind::Subscription => {
                subscriptions::erase(connection, subject, person, AttemptScope::All).await?;
                None
            }
        };
        let record = Record::of(person, subject, ConsentEvent::Erased, now_ms);
        records.push(record.with(attempt));
    }
    let erased = records.len() as u64;
    consents::add(connection, records).await?;
    Ok(erased)
}
