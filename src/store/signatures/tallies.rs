//! Running counts for pages: signatures by text, version, kind and visibility, and reservations by
//! principle. Every change to signatures takes them out here beforehand and puts them back
//! afterwards, in the same transaction; the counts cannot drift, and no page view counts a million
//! rows.

use sqlx::AnyConnection;

use super::Signatures;
use crate::store::Error;
use crate::store::engine::columns::Count;
use crate::store::engine::rows::{self, Value};

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
    #[derive(sqlx::FromRow)]
    struct TextTally {
        slug: String,
        text_lang: String,
        version: i64,
        kind: String,
        visibility: String,
        count: i64,
    }
    #[derive(sqlx::FromRow)]
    struct PrincipleTally {
        slug: String,
        principle: i64,
        count: i64,
    }
    let sql = "select slug, text_lang, version, kind, visibility, count(*) as count \
        from signatures where id in ({in}) group by slug, text_lang, version, kind, visibility";
    let mut shifts: Vec<Vec<Value>> = Vec::new();
    for one in rows::fetch_in::<TextTally>(connection, sql, None, ids.iter().cloned()).await? {
        shifts.push(vec![
            one.slug.into(),
            one.text_lang.into(),
            one.version.into(),
            one.kind.into(),
            one.visibility.into(),
            (direction * one.count).into(),
        ]);
    }
    let head = "insert into signature_tallies (slug, text_lang, version, kind, visibility, count)";
    let tail = "on conflict (slug, text_lang, version, kind, visibility) \
        do update set count = signature_tallies.count + excluded.count";
    rows::insert(connection, head, &shifts, tail).await?;

    let sql = "select slug, principle, count(*) as count from reservations \
        where signature in ({in}) group by slug, principle";
    let mut shifts: Vec<Vec<Value>> = Vec::new();
    for one in rows::fetch_in::<PrincipleTally>(connection, sql, None, ids).await? {
        shifts.push(vec![
            one.slug.into(),
            one.principle.into(),
            (direction * one.count).into(),
        ]);
    }
    let head = "insert into reservation_tallies (slug, principle, count)";
    let tail = "on conflict (slug, principle) \
        do update set count = reservation_tallies.count + excluded.count";
    rows::insert(connection, head, &shifts, tail).await?;
    Ok(())
}

impl Signatures<'_> {
    /// The number of confirmed signatures with a hidden name.
    pub async fn hidden_count(self, slug: &str) -> Result<u64, Error> {
        let sql = "select cast(coalesce(sum(count), 0) as bigint) from signature_tallies \
            where slug = $1 and visibility = 'hidden'";
        let query = sqlx::query_scalar(sql).bind(slug.to_owned());
        let Count(hidden) = query.fetch_one(self.store.db.read()).await?;
        Ok(hidden)
    }

    /// The number of signatures for each version of each text.
    pub async fn signed_versions(self, slug: &str) -> Result<Vec<(String, u32, u64)>, Error> {
        #[derive(sqlx::FromRow)]
        struct SignedVersion {
            text_lang: String,
            #[sqlx(try_from = "i64")]
            version: u32,
            #[sqlx(try_from = "i64")]
            signatures: u64,
        }
        let sql = "select version, cast(sum(count) as bigint) as signatures, text_lang \
            from signature_tallies \
            where slug = $1 group by text_lang, version having sum(count) > 0 \
            order by text_lang, version";
        let query = sqlx::query_as::<_, SignedVersion>(sql).bind(slug.to_owned());
        let signed = query.fetch_all(self.store.db.read()).await?.into_iter();
        let versions = signed.map(|one| (one.text_lang, one.version, one.signatures));
        Ok(versions.collect())
    }

    /// The number of signatures with a reservation on each principle that has any, hidden
    /// signatures included.
    pub async fn reserved(self, slug: &str) -> Result<Vec<(u32, u64)>, Error> {
        #[derive(sqlx::FromRow)]
        struct ReservedPrinciple {
            #[sqlx(try_from = "i64")]
            principle: u32,
            #[sqlx(try_from = "i64")]
            count: u64,
        }
        let sql = "select principle, count from reservation_tallies \
            where slug = $1 and count > 0 order by principle";
        let query = sqlx::query_as::<_, ReservedPrinciple>(sql).bind(slug.to_owned());
        let reserved = query.fetch_all(self.store.db.read()).await?.into_iter();
        Ok(reserved.map(|one| (one.principle, one.count)).collect())
    }

    /// Recounts the declarations whose counts here do not add up to their number of signatures;
    /// returns them. No code of ours leaves such counts behind, but a change made by hand, or a
    /// defect, would otherwise be shown for ever.
    pub async fn recount(self) -> Result<Vec<String>, Error> {
        let astray = "select d.slug from declarations d where d.count <> \
            (select coalesce(sum(t.count), 0) from signature_tallies t where t.slug = d.slug)";
        let query = sqlx::query_scalar::<_, String>(astray);
        if query.fetch_all(self.store.db.read()).await?.is_empty() {
            return Ok(Vec::new());
        }
        let mut transaction = self.store.db.write().await?;
        let query = sqlx::query_scalar(astray);
        let slugs: Vec<String> = query.fetch_all(&mut *transaction).await?;
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
