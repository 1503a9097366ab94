//! Paper signatures: which lines of which sheets were counted, by whom and when. A file is written
//! in parts, so that online signing does not have to wait for the whole import.

use std::collections::HashSet;

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use super::Signatures;
use crate::domain::id::Id;
use crate::store::Error;
use crate::store::declarations::subjects;
use crate::store::engine::columns::Count;
use crate::store::engine::rows::{self, Value};

/// Sheet codes are already unique across declarations; adding the declaration makes it a primary key
/// lookup.
pub(in crate::store) const COUNTED_LINES: &str =
    "select sheet, line from paper_signatures where subject = $1 and sheet in ({in})";

/// One signed line of a sheet.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct PaperLine {
    pub sheet: String,
    pub line: u32,
    pub lang: String,
    pub version: u32,
}

/// An import of a file.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct PaperImport {
    pub id: Id,
    pub entered_by: String,
    pub started_at: i64,
    /// Absent if it was interrupted; it can be resumed.
    pub finished_at: Option<i64>,
}

impl Signatures<'_> {
    /// The number of paper signatures counted.
    pub async fn paper_count(self, slug: &str) -> Result<u64, Error> {
        let (mut connection, subject) = self.of_declaration(slug).await?;
        let sql =
            "select cast(coalesce(sum(added), 0) as bigint) from paper_imports where subject = $1";
        let query = sqlx::query_scalar(sql).bind(subject);
        let Count(added) = query.fetch_one(&mut *connection).await?;
        Ok(added)
    }

    /// The import of a file with this content, if there was one; its SHA-256 is hexadecimal.
    pub async fn paper_import(
        self,
        slug: &str,
        file_hash: &str,
    ) -> Result<Option<PaperImport>, Error> {
        let (mut connection, subject) = self.of_declaration(slug).await?;
        let sql = "select id, entered_by, started_at, finished_at from paper_imports \
            where subject = $1 and file_hash = $2";
        let query = sqlx::query_as::<_, PaperImport>(sql)
            .bind(subject)
            .bind(hash_bytes(file_hash)?);
        Ok(query.fetch_optional(&mut *connection).await?)
    }

    /// Which lines of these sheets have already been counted.
    pub async fn counted_lines(
        self,
        slug: &str,
        sheets: HashSet<String>,
    ) -> Result<HashSet<(String, u32)>, Error> {
        #[derive(sqlx::FromRow)]
        struct CountedLine {
            sheet: String,
            #[sqlx(try_from = "i64")]
            line: u32,
        }
        let (mut connection, subject) = self.of_declaration(slug).await?;
        let of = Some(subject.into());
        let counted =
            rows::fetch_in::<CountedLine>(&mut connection, COUNTED_LINES, of, sheets).await?;
        let counted = counted.into_iter().map(|one| (one.sheet, one.line));
        Ok(counted.collect())
    }

    /// Begins importing a file of a declaration that exists, or resumes an interrupted import.
    pub async fn begin_paper_import(
        self,
        slug: &str,
        file_hash: &str,
        entered_by: &str,
        now_ms: i64,
    ) -> Result<Id, Error> {
        let mut transaction = self.store.db.write().await?;
        let subject = declaration(&mut transaction, slug).await?;
        let sql = "insert into paper_imports (id, subject, file_hash, entered_by, started_at) \
            values ($1, $2, $3, $4, $5) \
            on conflict (subject, file_hash) do update set entered_by = excluded.entered_by \
            returning id";
        let id = sqlx::query_scalar(sql)
            .bind(Id::new(now_ms))
            .bind(subject)
            .bind(hash_bytes(file_hash)?)
            .bind(entered_by.to_owned())
            .bind(now_ms)
            .fetch_one(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Counts lines that were not counted before; returns how many.
    pub async fn add_paper_lines(
        self,
        slug: &str,
        import: Id,
        lines: &[PaperLine],
    ) -> Result<u64, Error> {
        let mut transaction = self.store.db.write().await?;
        let subject = declaration(&mut transaction, slug).await?;
        let head =
            "insert into paper_signatures (subject, sheet, line, text_lang, version, import_id)";
        let tail = "on conflict (subject, sheet, line) do nothing";
        let values: Vec<Vec<Value>> = lines
            .iter()
            .map(|line| {
                vec![
                    subject.into(),
                    line.sheet.as_str().into(),
                    i64::from(line.line).into(),
                    line.lang.as_str().into(),
                    i64::from(line.version).into(),
                    import.into(),
                ]
            })
            .collect();
        let added = rows::insert(&mut transaction, head, &values, tail).await?;
        let sql = "update paper_imports set added = added + $1 where id = $2";
        sqlx::query(sql)
            .bind(i64::try_from(added).unwrap_or(i64::MAX))
            .bind(import)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(added)
    }

    /// Marks an import as complete.
    pub async fn finish_paper_import(self, import: Id, now_ms: i64) -> Result<(), Error> {
        let mut transaction = self.store.db.write().await?;
        sqlx::query("update paper_imports set finished_at = $1 where id = $2")
            .bind(now_ms)
            .bind(import)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

async fn declaration(connection: &mut AnyConnection, slug: &str) -> Result<i64, Error> {
    let subject = subjects::find(connection, ConfirmedKind::Signature, slug).await?;
    subject.ok_or_else(|| Error::Internal("signatures on paper for no declaration".into()))
}

fn hash_bytes(file_hash: &str) -> Result<Vec<u8>, Error> {
    let bytes = hex::decode(file_hash);
    bytes.map_err(|_| Error::Internal("the hash of a file is not hexadecimal".into()))
}
