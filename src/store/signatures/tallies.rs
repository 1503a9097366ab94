//! Running counts for pages: signatures by text, version, kind and visibility, and reservations by
//! principle. Every change to signatures takes them out here beforehand and puts them back
//! afterwards, in the same transaction; the counts cannot drift, and no page view counts a million
//! rows.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::store::declarations::corrupt;
use crate::store::engine::rows::{self, Value};
use crate::store::{Error, Store};

/// Counts these new or changed signatures.
pub(in crate::store) async fn put(
    connection: &mut AnyConnection,
    ids: Vec<String>,
) -> Result<(), Error> {
    shift(connection, ids, 1).await
}

/// Takes these signatures out of the counts before they change or are deleted.
pub(in crate::store) async fn take(
    connection: &mut AnyConnection,
    ids: Vec<String>,
) -> Result<(), Error> {
    shift(connection, ids, -1).await
}

async fn shift(
    connection: &mut AnyConnection,
    ids: Vec<String>,
    direction: i64,
) -> Result<(), Error> {
    let sql = "select slug, text_lang, version, kind, visibility, count(*) from signatures \
        where id in ({in}) group by slug, text_lang, version, kind, visibility";
    let mut shifts: Vec<Vec<Value>> = Vec::new();
    for row in rows::select_in(connection, sql, None, ids.iter().cloned()).await? {
        shifts.push(vec![
            row.try_get::<String, _>(0)?.into(),
            row.try_get::<String, _>(1)?.into(),
            row.try_get::<i64, _>(2)?.into(),
            row.try_get::<String, _>(3)?.into(),
            row.try_get::<String, _>(4)?.into(),
            (direction * row.try_get::<i64, _>(5)?).into(),
        ]);
    }
    let head = "insert into signature_tallies (slug, text_lang, version, kind, visibility, count)";
    let tail = "on conflict (slug, text_lang, version, kind, visibility) \
        do update set count = signature_tallies.count + excluded.count";
    rows::insert(connection, head, &shifts, tail).await?;

    let sql = "select slug, principle, count(*) from reservations \
        where signature in ({in}) group by slug, principle";
    let mut shifts: Vec<Vec<Value>> = Vec::new();
    for row in rows::select_in(connection, sql, None, ids).await? {
        shifts.push(vec![
            row.try_get::<String, _>(0)?.into(),
            row.try_get::<i64, _>(1)?.into(),
            (direction * row.try_get::<i64, _>(2)?).into(),
        ]);
    }
    let head = "insert into reservation_tallies (slug, principle, count)";
    let tail = "on conflict (slug, principle) \
        do update set count = reservation_tallies.count + excluded.count";
    rows::insert(connection, head, &shifts, tail).await?;
    Ok(())
}

impl Store {
    /// The number of confirmed signatures with a hidden name.
    pub async fn hidden_signatures(&self, slug: &str) -> Result<u64, Error> {
        let sql = "select cast(coalesce(sum(count), 0) as bigint) from signature_tallies \
            where slug = $1 and visibility = 'hidden'";
        let query = sqlx::query(sql).bind(slug.to_owned());
        counted(&query.fetch_one(self.db.read()).await?, 0)
    }

    /// The number of signatures for each version of each text.
    pub async fn signed_versions(&self, slug: &str) -> Result<Vec<(String, u32, u64)>, Error> {
        let sql = "select version, cast(sum(count) as bigint), text_lang from signature_tallies \
            where slug = $1 group by text_lang, version having sum(count) > 0 \
            order by text_lang, version";
        let query = sqlx::query(sql).bind(slug.to_owned());
        let mut versions = Vec::new();
        for row in query.fetch_all(self.db.read()).await? {
            let version: i64 = row.try_get(0)?;
            let version = u32::try_from(version).map_err(|_| corrupt("version"))?;
            versions.push((row.try_get(2)?, version, counted(&row, 1)?));
        }
        Ok(versions)
    }

    /// The number of signatures with a reservation on each principle that has any, hidden
    /// signatures included.
    pub async fn reserved(&self, slug: &str) -> Result<Vec<(u32, u64)>, Error> {
        let sql = "select principle, count from reservation_tallies \
            where slug = $1 and count > 0 order by principle";
        let query = sqlx::query(sql).bind(slug.to_owned());
        let mut reserved = Vec::new();
        for row in query.fetch_all(self.db.read()).await? {
            let principle: i64 = row.try_get(0)?;
            let principle = u32::try_from(principle).map_err(|_| corrupt("principle"))?;
            reserved.push((principle, counted(&row, 1)?));
        }
        Ok(reserved)
    }

    /// Recounts where a server of an earlier version, which does not know these counts, has changed
    /// signatures beside us; returns the declarations affected.
    pub async fn recount(&self) -> Result<Vec<String>, Error> {
        let astray = "select d.slug from declarations d where d.count <> \
            (select coalesce(sum(t.count), 0) from signature_tallies t where t.slug = d.slug)";
        let query = sqlx::query(astray);
        if query.fetch_all(self.db.read()).await?.is_empty() {
            return Ok(Vec::new());
        }
        let mut transaction = self.db.write().await?;
        let found = sqlx::query(astray).fetch_all(&mut *transaction).await?;
        let slugs = found.iter().map(|row| row.try_get(0));
        let slugs = slugs.collect::<Result<Vec<String>, _>>()?;
        for slug in &slugs {
            for sql in [
                "delete from signature_tallies where slug = $1",
                "insert into signature_tallies (slug, text_lang, version, kind, visibility, count) \
                    select slug, text_lang, version, kind, visibility, count(*) from signatures \
                    where slug = $1 group by slug, text_lang, version, kind, visibility",
                "delete from reservation_tallies where slug = $1",
                "insert into reservation_tallies (slug, principle, count) \
                    select slug, principle, count(*) from reservations \
                    where slug = $1 group by slug, principle",
            ] {
                let query = sqlx::query(sql).bind(slug.clone());
                query.execute(&mut *transaction).await?;
            }
        }
        transaction.commit().await?;
        Ok(slugs)
    }
}

fn counted(row: &AnyRow, column: usize) -> Result<u64, Error> {
    let count: i64 = row.try_get(column)?;
    u64::try_from(count).map_err(|_| corrupt("count"))
}
