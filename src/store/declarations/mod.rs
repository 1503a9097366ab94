//! Publishing declarations with their versions, and reading them with their counts.

pub(super) mod endings;
pub(super) mod loaders;
pub(super) mod renewals;
pub(super) mod shares;
pub(super) mod statistics;
pub(super) mod versions;

use sqlx::{AnyConnection, AssertSqlSafe};

use super::engine::columns::{Corrupt, Json};
use super::privacy::holders::HolderColumns;
use super::{Error, Store};
use crate::domain::declarations::sites::Sites;
use crate::domain::declarations::{Declaration, DeclarationFile, Published};
use crate::domain::privacy::holder::Holder;

/// Declarations: publishing, versions, renewals, shares and endings.
#[derive(Clone, Copy)]
pub struct Declarations<'a> {
    store: &'a Store,
}

impl Store {
    /// Declarations and their texts.
    pub fn declarations(&self) -> Declarations<'_> {
        Declarations { store: self }
    }
}

/// A declaration in one language, with its counts.
#[derive(sqlx::FromRow)]
struct DeclarationRow {
    slug: String,
    title: String,
    lang: String,
    #[sqlx(try_from = "Json")]
    drafted_by: Vec<String>,
    organisers: String,
    contact: String,
    goal: Option<i64>,
    opens_at: Option<i64>,
    closes_at: Option<i64>,
    #[sqlx(try_from = "Json")]
    sites: Sites,
    source: String,
    #[sqlx(try_from = "i64")]
    version: u32,
    text_hash: String,
    updated_at: i64,
    #[sqlx(try_from = "i64")]
    count: u64,
    #[sqlx(try_from = "i64")]
    organisations: u64,
    meeting: Option<Json>,
    keep_until: Option<i64>,
    closed_at: Option<i64>,
    unpublished_at: Option<i64>,
    #[sqlx(flatten)]
    holder: HolderColumns,
}

/// The settings that all languages of a declaration share.
#[derive(sqlx::FromRow)]
struct DeclarationSettings {
    lang: String,
    organisers: String,
    contact: String,
    goal: Option<i64>,
    opens_at: Option<i64>,
    closes_at: Option<i64>,
    /// JSON.
    sites: String,
    keep_until: Option<i64>,
    #[sqlx(flatten)]
    holder: HolderColumns,
}

/// The newest text in one language.
#[derive(sqlx::FromRow)]
struct TextRow {
    version: i64,
    text_hash: String,
    /// JSON.
    drafted_by: String,
    /// JSON.
    meeting: Option<String>,
}

impl Declarations<'_> {
    /// Publishes a declaration or its changes in one language. A changed text becomes a new version
    /// of that language; signatures stay bound to theirs. The settings come from the language that
    /// was published first.
    pub async fn publish(self, file: &DeclarationFile, now_ms: i64) -> Result<Published, Error> {
        let mut transaction = self.store.db.write().await?;
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
    pub async fn find(self, slug: &str) -> Result<Option<Declaration>, Error> {
        Ok(self.texts(slug).await?.into_iter().next())
    }

    /// A declaration in every language, each in its newest version, with the language published
    /// first at the front; empty for an unknown slug.
    pub async fn texts(self, slug: &str) -> Result<Vec<Declaration>, Error> {
        let sql = "select d.slug, t.title, t.lang, t.drafted_by, d.organisers, d.contact, d.goal, \
                d.opens_at, d.closes_at, d.sites, v.source, t.version, t.text_hash, d.updated_at, \
                d.count, (select cast(coalesce(sum(n.count), 0) as bigint) from signature_tallies n \
                    where n.slug = d.slug and n.kind = 'organisation') as organisations, \
                t.meeting, d.keep_until, \
                d.closed_at, d.unpublished_at, d.address, d.privacy \
            from declarations d \
            join declaration_texts t on t.slug = d.slug \
            join declaration_versions v \
                on v.slug = t.slug and v.lang = t.lang and v.version = t.version \
            where d.slug = $1 and t.unpublished_at is null \
            order by case when t.lang = d.lang then 0 else 1 end, t.published_at, t.lang";
        let query = sqlx::query_as::<_, DeclarationRow>(sql).bind(slug.to_owned());
        let rows = query.fetch_all(self.store.db.read()).await?.into_iter();
        let mut texts = rows.map(text).collect::<Result<Vec<_>, Error>>()?;
        let languages: Vec<String> = texts.iter().map(|text| text.lang.clone()).collect();
        for text in &mut texts {
            text.languages.clone_from(&languages);
        }
        Ok(texts)
    }

    /// Slugs of the declarations open for signing, newest first; no more than a page shows.
    pub async fn open_slugs(self, now_ms: i64) -> Result<Vec<String>, Error> {
        let sql = "select slug from declarations \
            where (opens_at is null or opens_at <= $1) and (closes_at is null or closes_at > $1) \
                and closed_at is null and unpublished_at is null \
            order by created_at desc, slug limit 50";
        let query = sqlx::query_scalar(sql).bind(now_ms);
        Ok(query.fetch_all(self.store.db.read()).await?)
    }

    /// Slugs of up to 20 declarations: enough to see whether there are several.
    pub async fn some_slugs(self) -> Result<Vec<String>, Error> {
        let sql = "select slug from declarations order by slug limit 20";
        let query = sqlx::query_scalar(sql);
        Ok(query.fetch_all(self.store.db.read()).await?)
    }
}

/// Whether a declaration or list with this slug was deleted.
pub(super) async fn is_deleted(
    connection: &mut AnyConnection,
    table: &'static str,
    slug: &str,
) -> Result<bool, Error> {
    let sql = format!("select count(*) from {table} where slug = $1 and deleted_at is not null");
    let query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(slug.to_owned());
    let found: i64 = query.fetch_one(connection).await?;
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
    let query = sqlx::query_as::<_, DeclarationSettings>(sql).bind(file.slug.clone());
    let published = match query.fetch_optional(&mut *connection).await? {
        None => Published::New,
        Some(stored) => {
            let leads = stored.lang == file.lang;
            let same = stored.organisers == file.organisers
                && stored.contact == file.contact
                && stored.goal == file.goal.map(i64::from)
                && stored.opens_at == file.opens_at
                && stored.closes_at == file.closes_at
                && stored.sites == json(&file.sites)?
                && stored.keep_until == file.keep_until
                && Holder::from(stored.holder) == file.holder;
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
    let query = sqlx::query_as::<_, TextRow>(sql)
        .bind(file.slug.clone())
        .bind(file.lang.clone());
    let (published, version) = match query.fetch_optional(&mut *connection).await? {
        None => (Published::Language, 1),
        Some(stored) => {
            let same_text = stored.text_hash == file.text_hash;
            let same_drafters =
                stored.drafted_by == json(&file.drafted_by)? && stored.meeting == meeting;
            match (same_text, same_drafters) {
                (true, true) => return Ok(Published::Unchanged),
                (true, false) => (Published::Settings, stored.version),
                (false, _) => {
                    let next = stored.version + 1;
                    let version = u32::try_from(next).map_err(|_| corrupt("version"))?;
                    (Published::Changed { version }, next)
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

/// A declaration that does not name its other languages yet.
fn text(row: DeclarationRow) -> Result<Declaration, Error> {
    let meeting = row.meeting.map(|meeting| meeting.parse()).transpose();
    let goal = row.goal.map(u32::try_from).transpose();
    Ok(Declaration {
        slug: row.slug,
        title: row.title,
        lang: row.lang,
        languages: Vec::new(),
        drafted_by: row.drafted_by,
        meeting: meeting.map_err(|Corrupt| corrupt("meeting"))?,
        organisers: row.organisers,
        contact: row.contact,
        goal: goal.map_err(|_| corrupt("goal"))?,
        opens_at: row.opens_at,
        closes_at: row.closes_at,
        holder: row.holder.into(),
        closed_at: row.closed_at,
        unpublished: row.unpublished_at.is_some(),
        keep_until: row.keep_until,
        sites: row.sites,
        body: row.source,
        version: row.version,
        text_hash: row.text_hash,
        updated_at: row.updated_at,
        count: row.count,
        organisations: row.organisations,
    })
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|_| Error::Internal("a value cannot be written".into()))
}

impl TryFrom<Json> for Sites {
    type Error = Corrupt;

    fn try_from(json: Json) -> Result<Self, Corrupt> {
        json.parse()
    }
}

pub(super) fn corrupt(column: &str) -> Error {
    Error::Internal(format!(
        "the column {column} holds what was never written there"
    ))
}
