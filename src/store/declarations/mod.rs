//! Publishing declarations with their versions, and reading them with their counts.

pub(super) mod endings;
pub(super) mod loaders;
pub(super) mod renewals;
pub(super) mod shares;
pub(super) mod statistics;
pub(super) mod versions;

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::{Error, Store};
use crate::domain::declarations::sites::Sites;
use crate::domain::declarations::{Declaration, DeclarationFile, Published};
use crate::domain::privacy::holder::Holder;

impl Store {
    /// Publishes a declaration or its changes in one language. A changed text becomes a new version
    /// of that language; signatures stay bound to theirs. The settings come from the language that
    /// was published first.
    pub async fn publish_declaration(
        &self,
        file: &DeclarationFile,
        now_ms: i64,
    ) -> Result<Published, Error> {
        let mut transaction = self.db.write().await?;
        if is_deleted(&mut transaction, "declarations", &file.slug).await? {
            return Ok(Published::Deleted);
        }
        let back = bring_back(&mut transaction, file).await?;
        let settings = write_settings(&mut transaction, file, now_ms).await?;
        let text = write_text(&mut transaction, file, now_ms).await?;
        let published = match (settings, text) {
            (Published::New, _) => Published::New,
            (Published::Settings, Published::Unchanged) => Published::Settings,
            (_, text) => text,
        };
        let published = match published {
            Published::Unchanged if back => Published::Back,
            published => published,
        };
        if published == Published::Unchanged {
            return Ok(published);
        }
        sqlx::query("update declarations set updated_at = $1 where slug = $2")
            .bind(now_ms)
            .bind(file.slug.clone())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(published)
    }

    /// A declaration in the language published first, with its counts.
    pub async fn declaration(&self, slug: &str) -> Result<Option<Declaration>, Error> {
        Ok(self.declaration_texts(slug).await?.into_iter().next())
    }

    /// A declaration in every language, each in its newest version, with the language published
    /// first at the front; empty for an unknown slug.
    pub async fn declaration_texts(&self, slug: &str) -> Result<Vec<Declaration>, Error> {
        let sql = "select d.slug, t.title, t.lang, t.drafted_by, d.organisers, d.contact, d.goal, \
                d.opens_at, d.closes_at, d.sites, v.source, t.version, t.text_hash, d.updated_at, \
                d.count, (select cast(coalesce(sum(n.count), 0) as bigint) from signature_tallies n \
                    where n.slug = d.slug and n.kind = 'organisation'), t.meeting, d.keep_until, \
                d.closed_at, d.unpublished_at, d.address, d.privacy \
            from declarations d \
            join declaration_texts t on t.slug = d.slug \
            join declaration_versions v \
                on v.slug = t.slug and v.lang = t.lang and v.version = t.version \
            where d.slug = $1 and t.unpublished_at is null \
            order by case when t.lang = d.lang then 0 else 1 end, t.published_at, t.lang";
        let query = sqlx::query(sql).bind(slug.to_owned());
        let rows = query.fetch_all(self.db.read()).await?;
        let mut texts = rows.iter().map(text).collect::<Result<Vec<_>, Error>>()?;
        let languages: Vec<String> = texts.iter().map(|text| text.lang.clone()).collect();
        for text in &mut texts {
            text.languages.clone_from(&languages);
        }
        Ok(texts)
    }

    /// Slugs of the declarations open for signing, newest first; no more than a page shows.
    pub async fn open_declarations(&self, now_ms: i64) -> Result<Vec<String>, Error> {
        let sql = "select slug from declarations \
            where (opens_at is null or opens_at <= $1) and (closes_at is null or closes_at > $1) \
                and closed_at is null and unpublished_at is null \
            order by created_at desc, slug limit 50";
        let rows = sqlx::query(sql)
            .bind(now_ms)
            .fetch_all(self.db.read())
            .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }
}

/// Whether a declaration or list with this slug was deleted.
pub(super) async fn is_deleted(
    connection: &mut AnyConnection,
    table: &'static str,
    slug: &str,
) -> Result<bool, Error> {
    let sql = format!("select count(*) from {table} where slug = $1 and deleted_at is not null");
    let query = sqlx::query(AssertSqlSafe(sql)).bind(slug.to_owned());
    let found: i64 = query.fetch_one(connection).await?.try_get(0)?;
    Ok(found > 0)
}

/// Publishing puts a declaration back on the web if it was unpublished; returns whether it was.
async fn bring_back(connection: &mut AnyConnection, file: &DeclarationFile) -> Result<bool, Error> {
    let mut back = false;
    for (sql, lang) in [
        (
            "update declarations set unpublished_at = null \
                where slug = $1 and $2 <> '' and unpublished_at is not null",
            file.lang.clone(),
        ),
        (
            "update declaration_texts set unpublished_at = null \
                where slug = $1 and lang = $2 and unpublished_at is not null",
            file.lang.clone(),
        ),
    ] {
        let query = sqlx::query(sql).bind(file.slug.clone()).bind(lang);
        back |= query.execute(&mut *connection).await?.rows_affected() > 0;
    }
    Ok(back)
}

/// Writes the settings shared by all languages; only the first language's file changes them.
async fn write_settings(
    connection: &mut AnyConnection,
    file: &DeclarationFile,
    now_ms: i64,
) -> Result<Published, Error> {
    let sql = "select lang, organisers, contact, goal, opens_at, closes_at, sites, keep_until, address, \
            privacy from declarations where slug = $1";
    let query = sqlx::query(sql).bind(file.slug.clone());
    let published = match query.fetch_optional(&mut *connection).await? {
        None => Published::New,
        Some(row) => {
            let leads = row.try_get::<String, _>(0)? == file.lang;
            let same = row.try_get::<String, _>(1)? == file.organisers
                && row.try_get::<String, _>(2)? == file.contact
                && row.try_get::<Option<i64>, _>(3)? == file.goal.map(i64::from)
                && row.try_get::<Option<i64>, _>(4)? == file.opens_at
                && row.try_get::<Option<i64>, _>(5)? == file.closes_at
                && row.try_get::<String, _>(6)? == json(&file.sites)?
                && row.try_get::<Option<i64>, _>(7)? == file.keep_until
                && row.try_get::<Option<String>, _>(8)? == file.holder.address
                && row.try_get::<Option<String>, _>(9)? == file.holder.privacy;
            if same || !leads {
                return Ok(Published::Unchanged);
            }
            Published::Settings
        }
    };
    let sql = "insert into declarations (slug, lang, organisers, contact, goal, opens_at, \
            closes_at, sites, created_at, updated_at, keep_until, address, privacy) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
        on conflict (slug) do update set organisers = excluded.organisers, \
            contact = excluded.contact, goal = excluded.goal, opens_at = excluded.opens_at, \
            closes_at = excluded.closes_at, sites = excluded.sites, \
            keep_until = excluded.keep_until, address = excluded.address, \
            privacy = excluded.privacy";
    sqlx::query(sql)
        .bind(file.slug.clone())
        .bind(file.lang.clone())
        .bind(file.organisers.clone())
        .bind(file.contact.clone())
        .bind(file.goal.map(i64::from))
        .bind(file.opens_at)
        .bind(file.closes_at)
        .bind(json(&file.sites)?)
        .bind(now_ms)
        .bind(now_ms)
        .bind(file.keep_until)
        .bind(file.holder.address.clone())
        .bind(file.holder.privacy.clone())
        .execute(&mut *connection)
        .await?;
    Ok(published)
}

/// Writes the text in its language, as a new version if the wording changed.
async fn write_text(
    connection: &mut AnyConnection,
    file: &DeclarationFile,
    now_ms: i64,
) -> Result<Published, Error> {
    let meeting = file.meeting.as_ref().map(json).transpose()?;
    let sql = "select version, text_hash, drafted_by, meeting from declaration_texts \
        where slug = $1 and lang = $2";
    let query = sqlx::query(sql)
        .bind(file.slug.clone())
        .bind(file.lang.clone());
    let (published, version) = match query.fetch_optional(&mut *connection).await? {
        None => (Published::Language, 1),
        Some(row) => {
            let version: i64 = row.try_get(0)?;
            let same_text = row.try_get::<String, _>(1)? == file.text_hash;
            let same_drafters = row.try_get::<String, _>(2)? == json(&file.drafted_by)?
                && row.try_get::<Option<String>, _>(3)? == meeting;
            match (same_text, same_drafters) {
                (true, true) => return Ok(Published::Unchanged),
                (true, false) => (Published::Settings, version),
                (false, _) => {
                    let next = u32::try_from(version + 1).map_err(|_| corrupt("version"))?;
                    (Published::Changed { version: next }, version + 1)
                }
            }
        }
    };
    let sql = "insert into declaration_texts \
            (slug, lang, title, drafted_by, version, text_hash, published_at, meeting) \
        values ($1, $2, $3, $4, $5, $6, $7, $8) \
        on conflict (slug, lang) do update set title = excluded.title, \
            drafted_by = excluded.drafted_by, meeting = excluded.meeting, version = excluded.version, \
            text_hash = excluded.text_hash";
    sqlx::query(sql)
        .bind(file.slug.clone())
        .bind(file.lang.clone())
        .bind(file.title.clone())
        .bind(json(&file.drafted_by)?)
        .bind(version)
        .bind(file.text_hash.clone())
        .bind(now_ms)
        .bind(meeting)
        .execute(&mut *connection)
        .await?;
    if !matches!(published, Published::Settings) {
        let sql = "insert into declaration_versions \
            (slug, lang, version, text_hash, title, source, published_at) \
            values ($1, $2, $3, $4, $5, $6, $7)";
        sqlx::query(sql)
            .bind(file.slug.clone())
            .bind(file.lang.clone())
            .bind(version)
            .bind(file.text_hash.clone())
            .bind(file.title.clone())
            .bind(file.body.clone())
            .bind(now_ms)
            .execute(&mut *connection)
            .await?;
    }
    Ok(published)
}

fn text(row: &AnyRow) -> Result<Declaration, Error> {
    let drafted_by: String = row.try_get(3)?;
    let goal: Option<i64> = row.try_get(6)?;
    let version: i64 = row.try_get(11)?;
    let (count, organisations): (i64, i64) = (row.try_get(14)?, row.try_get(15)?);
    let meeting: Option<String> = row.try_get(16)?;
    Ok(Declaration {
        slug: row.try_get(0)?,
        title: row.try_get(1)?,
        lang: row.try_get(2)?,
        languages: Vec::new(),
        drafted_by: serde_json::from_str(&drafted_by).map_err(|_| corrupt("drafted_by"))?,
        meeting: meeting
            .map(|meeting| serde_json::from_str(&meeting))
            .transpose()
            .map_err(|_| corrupt("meeting"))?,
        organisers: row.try_get(4)?,
        contact: row.try_get(5)?,
        goal: goal
            .map(u32::try_from)
            .transpose()
            .map_err(|_| corrupt("goal"))?,
        opens_at: row.try_get(7)?,
        closes_at: row.try_get(8)?,
        holder: Holder {
            address: row.try_get(20)?,
            privacy: row.try_get(21)?,
        },
        closed_at: row.try_get(18)?,
        unpublished: row.try_get::<Option<i64>, _>(19)?.is_some(),
        keep_until: row.try_get(17)?,
        sites: sites(&row.try_get::<String, _>(9)?)?,
        body: row.try_get(10)?,
        version: u32::try_from(version).map_err(|_| corrupt("version"))?,
        text_hash: row.try_get(12)?,
        updated_at: row.try_get(13)?,
        count: u64::try_from(count).map_err(|_| corrupt("count"))?,
        organisations: u64::try_from(organisations).map_err(|_| corrupt("organisations"))?,
    })
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
