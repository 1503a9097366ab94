//! Declarations: published with their versions, read with their counts.

use sqlx::Row;

use super::{Error, Store};
use crate::domain::declaration::{Declaration, DeclarationFile, Published};
use crate::domain::sites::Sites;

impl Store {
    /// Publishes a declaration, or what has changed of it. A changed text is a new version;
    /// signatures stay bound to theirs.
    pub async fn publish_declaration(
        &self,
        file: &DeclarationFile,
        now_ms: i64,
    ) -> Result<Published, Error> {
        let mut transaction = self.db.write().await?;
        let sql = "select version, text_hash, lang, title, drafted_by, organisers, contact, goal, \
            opens_at, closes_at, sites from declarations where slug = $1";
        let query = sqlx::query(sql).bind(file.slug.clone());
        let (published, version) = match query.fetch_optional(&mut *transaction).await? {
            None => (Published::New, 1),
            Some(row) => {
                let version: i64 = row.try_get(0)?;
                let same_text = row.try_get::<String, _>(1)? == file.text_hash;
                let same_settings = row.try_get::<String, _>(2)? == file.lang
                    && row.try_get::<String, _>(3)? == file.title
                    && row.try_get::<String, _>(4)? == json(&file.drafted_by)?
                    && row.try_get::<String, _>(5)? == file.organisers
                    && row.try_get::<String, _>(6)? == file.contact
                    && row.try_get::<Option<i64>, _>(7)? == file.goal.map(i64::from)
                    && row.try_get::<Option<i64>, _>(8)? == file.opens_at
                    && row.try_get::<Option<i64>, _>(9)? == file.closes_at
                    && row.try_get::<String, _>(10)? == json(&file.sites)?;
                match (same_text, same_settings) {
                    (true, true) => return Ok(Published::Unchanged),
                    (true, false) => (Published::Settings, version),
                    (false, _) => {
                        let next = u32::try_from(version + 1).map_err(|_| corrupt("version"))?;
                        (Published::Changed { version: next }, version + 1)
                    }
                }
            }
        };
        let sql = "insert into declarations (slug, lang, title, drafted_by, organisers, contact, \
                goal, opens_at, closes_at, sites, version, text_hash, created_at, updated_at) \
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
            on conflict (slug) do update set lang = excluded.lang, title = excluded.title, \
                drafted_by = excluded.drafted_by, organisers = excluded.organisers, \
                contact = excluded.contact, goal = excluded.goal, opens_at = excluded.opens_at, \
                closes_at = excluded.closes_at, sites = excluded.sites, \
                version = excluded.version, text_hash = excluded.text_hash, \
                updated_at = excluded.updated_at";
        sqlx::query(sql)
            .bind(file.slug.clone())
            .bind(file.lang.clone())
            .bind(file.title.clone())
            .bind(json(&file.drafted_by)?)
            .bind(file.organisers.clone())
            .bind(file.contact.clone())
            .bind(file.goal.map(i64::from))
            .bind(file.opens_at)
            .bind(file.closes_at)
            .bind(json(&file.sites)?)
            .bind(version)
            .bind(file.text_hash.clone())
            .bind(now_ms)
            .bind(now_ms)
            .execute(&mut *transaction)
            .await?;
        if !matches!(published, Published::Settings) {
            let sql = "insert into declaration_versions \
                (slug, version, text_hash, title, source, published_at) \
                values ($1, $2, $3, $4, $5, $6)";
            sqlx::query(sql)
                .bind(file.slug.clone())
                .bind(version)
                .bind(file.text_hash.clone())
                .bind(file.title.clone())
                .bind(file.body.clone())
                .bind(now_ms)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(published)
    }

    /// A declaration in its newest version, with its counts.
    pub async fn declaration(&self, slug: &str) -> Result<Option<Declaration>, Error> {
        let sql = "select d.slug, d.title, d.lang, d.drafted_by, d.organisers, d.contact, d.goal, \
                d.opens_at, d.closes_at, d.sites, v.source, d.version, d.text_hash, d.updated_at, \
                d.count, (select count(*) from signatures s \
                    where s.slug = d.slug and s.kind = 'organisation') \
            from declarations d \
            join declaration_versions v on v.slug = d.slug and v.version = d.version \
            where d.slug = $1";
        let query = sqlx::query(sql).bind(slug.to_owned());
        let Some(row) = query.fetch_optional(self.db.read()).await? else {
            return Ok(None);
        };
        let drafted_by: String = row.try_get(3)?;
        let goal: Option<i64> = row.try_get(6)?;
        let version: i64 = row.try_get(11)?;
        let (count, organisations): (i64, i64) = (row.try_get(14)?, row.try_get(15)?);
        Ok(Some(Declaration {
            slug: row.try_get(0)?,
            title: row.try_get(1)?,
            lang: row.try_get(2)?,
            drafted_by: serde_json::from_str(&drafted_by).map_err(|_| corrupt("drafted_by"))?,
            organisers: row.try_get(4)?,
            contact: row.try_get(5)?,
            goal: goal
                .map(u32::try_from)
                .transpose()
                .map_err(|_| corrupt("goal"))?,
            opens_at: row.try_get(7)?,
            closes_at: row.try_get(8)?,
            sites: sites(&row.try_get::<String, _>(9)?)?,
            body: row.try_get(10)?,
            version: u32::try_from(version).map_err(|_| corrupt("version"))?,
            text_hash: row.try_get(12)?,
            updated_at: row.try_get(13)?,
            count: u64::try_from(count).map_err(|_| corrupt("count"))?,
            organisations: u64::try_from(organisations).map_err(|_| corrupt("organisations"))?,
        }))
    }

    /// Slugs of the declarations that take signatures now, newest first; no more than a page shows.
    pub async fn open_declarations(&self, now_ms: i64) -> Result<Vec<String>, Error> {
        let sql = "select slug from declarations \
            where (opens_at is null or opens_at <= $1) and (closes_at is null or closes_at > $1) \
            order by created_at desc, slug limit 50";
        let rows = sqlx::query(sql)
            .bind(now_ms)
            .fetch_all(self.db.read())
            .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// How many signed each version of the text, by version.
    pub async fn signed_versions(&self, slug: &str) -> Result<Vec<(u32, u64)>, Error> {
        let sql = "select version, count(*) from signatures where slug = $1 \
            group by version order by version";
        let query = sqlx::query(sql).bind(slug.to_owned());
        let mut versions = Vec::new();
        for row in query.fetch_all(self.db.read()).await? {
            let (version, count): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
            versions.push((
                u32::try_from(version).map_err(|_| corrupt("version"))?,
                u64::try_from(count).map_err(|_| corrupt("count"))?,
            ));
        }
        Ok(versions)
    }
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|_| Error::Internal("a value cannot be written".into()))
}

pub(super) fn sites(stored: &str) -> Result<Sites, Error> {
    serde_json::from_str(stored).map_err(|_| corrupt("sites"))
}

pub(super) fn corrupt(column: &str) -> Error {
    Error::Internal(format!(
        "the column {column} holds what was never written there"
    ))
}
