//! Paper signatures: which lines of which sheets were counted, by whom and when. A file is written
//! in parts, so that online signing does not have to wait for the whole import.

use std::collections::HashSet;

use super::Signatures;
use crate::store::Error;
use crate::store::engine::columns::Count;
use crate::store::engine::rows::{self, Value};

/// Sheet codes are already unique across declarations; adding the slug makes it a primary key
/// lookup.
pub(in crate::store) const COUNTED_LINES: &str =
    "select sheet, line from paper_signatures where slug = $1 and sheet in ({in})";

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
    pub id: String,
    pub entered_by: String,
    pub started_at: i64,
    /// Absent if it was interrupted; it can be resumed.
    pub finished_at: Option<i64>,
}

impl Signatures<'_> {
    /// The number of paper signatures counted.
    pub async fn paper_count(self, slug: &str) -> Result<u64, Error> {
        let sql =
            "select cast(coalesce(sum(added), 0) as bigint) from paper_imports where slug = $1";
        let query = sqlx::query_scalar(sql).bind(slug.to_owned());
        let Count(added) = query.fetch_one(self.store.db.read()).await?;
        Ok(added)
    }

    /// The import of a file with this content, if there was one.
    pub async fn paper_import(
        self,
        slug: &str,
        file_hash: &str,
    ) -> Result<Option<PaperImport>, Error> {
        let sql = "select id, entered_by, started_at, finished_at from paper_imports \
            where slug = $1 and file_hash = $2";
        let query = sqlx::query_as::<_, PaperImport>(sql)
            .bind(slug.to_owned())
            .bind(file_hash.to_owned());
        Ok(query.fetch_optional(self.store.db.read()).await?)
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
        let mut connection = self.store.db.read().acquire().await?;
        let of = Some(Value::from(slug));
        let counted =
            rows::fetch_in::<CountedLine>(&mut connection, COUNTED_LINES, of, sheets).await?;
        let counted = counted.into_iter().map(|one| (one.sheet, one.line));
        Ok(counted.collect())
    }

    /// Begins importing a file, or resumes an interrupted import.
    pub async fn begin_paper_import(
        self,
        slug: &str,
        file_hash: &str,
        entered_by: &str,
        now_ms: i64,
    ) -> Result<String, Error> {
        let mut transaction = self.store.db.write().await?;
        let sql = "insert into paper_imports (id, slug, file_hash, entered_by, started_at) \
            values ($1, $2, $3, $4, $5) \
            on conflict (slug, file_hash) do update set entered_by = excluded.entered_by \
            returning id";
        let id = sqlx::query_scalar(sql)
            .bind(uuid::Uuid::new_v4().to_string())
            .bind(slug.to_owned())
            .bind(file_hash.to_owned())
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
        import: &str,
        lines: &[PaperLine],
    ) -> Result<u64, Error> {
        let mut transaction = self.store.db.write().await?;
        let head =
            "insert into paper_signatures (slug, sheet, line, text_lang, version, import_id)";
        let tail = "on conflict (slug, sheet, line) do nothing";
        let values: Vec<Vec<Value>> = lines
            .iter()
            .map(|line| {
                vec![
                    slug.into(),
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
            .bind(import.to_owned())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(added)
    }

    /// Marks an import as complete.
    pub async fn finish_paper_import(self, import: &str, now_ms: i64) -> Result<(), Error> {
        let mut transaction = self.store.db.write().await?;
        sqlx::query("update paper_imports set finished_at = $1 where id = $2")
            .bind(now_ms)
            .bind(import.to_owned())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}
