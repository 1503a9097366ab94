//! Reading declarations with their counts. `publication.rs` publishes them.

pub(super) mod deletion;
pub(super) mod endings;
pub(super) mod loaders;
mod publication;
pub(super) mod renaming;
pub(super) mod renewals;
pub(super) mod shares;
pub(super) mod site_requests;
mod sources;
pub(super) mod statistics;
pub(super) mod subjects;
pub(super) mod versions;

use widgets::fields::FormFields;
use widgets::wire::ConfirmedKind;

use super::engine::columns::{Corrupt, Json};
use super::privacy::holders::HolderColumns;
use super::{Error, Store};
use crate::domain::declarations::Declaration;
use crate::domain::declarations::sites::Sites;

/// Declarations: publishing, versions, renewals and shares. Also renaming, closing, unpublishing and
/// deleting, for lists too.
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
    subject: i64,
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
    #[sqlx(try_from = "Json")]
    fields: FormFields,
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
    thanks: Option<Json>,
    keep_until: Option<i64>,
    closed_at: Option<i64>,
    unpublished_at: Option<i64>,
    #[sqlx(flatten)]
    holder: HolderColumns,
}

impl Declarations<'_> {
    /// A declaration in the language published first, with its counts.
    pub async fn find(self, slug: &str) -> Result<Option<Declaration>, Error> {
        Ok(self.texts(slug).await?.into_iter().next())
    }

    /// A declaration in every language, each in its newest version, with the language published
    /// first at the front; empty for an unknown slug.
    pub async fn texts(self, slug: &str) -> Result<Vec<Declaration>, Error> {
        let kind = ConfirmedKind::Signature;
        let Some((mut connection, subject)) = self.store.read_about(kind, slug).await? else {
            return Ok(Vec::new());
        };
        let sql = "select d.subject, s.slug, t.title, t.lang, t.drafted_by, s.organisers, s.contact, \
                d.goal, d.opens_at, d.closes_at, s.sites, s.fields, v.source, t.version, t.text_hash, \
                s.updated_at, d.count, \
                (select cast(coalesce(sum(n.count), 0) as bigint) from signature_tallies n \
                    where n.subject = d.subject and n.kind = 'organisation') as organisations, \
                t.meeting, t.thanks, d.keep_until, d.closed_at, s.unpublished_at, s.address, s.privacy \
            from subjects s join declarations d on d.subject = s.id \
            join declaration_texts t on t.subject = s.id \
            join declaration_versions v \
                on v.subject = t.subject and v.lang = t.lang and v.version = t.version \
            where s.id = $1 and t.unpublished_at is null \
            order by case when t.lang = d.lang then 0 else 1 end, t.published_at, t.lang";
        let query = sqlx::query_as::<_, DeclarationRow>(sql).bind(subject);
        let rows = query.fetch_all(&mut *connection).await?.into_iter();
        let mut texts = rows.map(text).collect::<Result<Vec<_>, Error>>()?;
        let languages: Vec<String> = texts.iter().map(|text| text.lang.clone()).collect();
        for text in &mut texts {
            text.languages.clone_from(&languages);
        }
        Ok(texts)
    }

    /// Slugs of the declarations open for signing, newest first; no more than a page shows.
    pub async fn open_slugs(self, now_ms: i64) -> Result<Vec<String>, Error> {
        let sql = "select s.slug from declarations d join subjects s on s.id = d.subject \
            where (d.opens_at is null or d.opens_at <= $1) \
                and (d.closes_at is null or d.closes_at > $1) \
                and d.closed_at is null and s.unpublished_at is null \
            order by s.created_at desc, s.slug limit 50";
        let query = sqlx::query_scalar(sql).bind(now_ms);
        Ok(query.fetch_all(self.store.db.read()).await?)
    }

    /// Slugs of up to 20 declarations: enough to see whether there are several.
    pub async fn some_slugs(self) -> Result<Vec<String>, Error> {
        let sql = "select slug from subjects where kind = 'declaration' order by slug limit 20";
        let query = sqlx::query_scalar(sql);
        Ok(query.fetch_all(self.store.db.read()).await?)
    }
}

/// A declaration that does not name its other languages yet.
fn text(row: DeclarationRow) -> Result<Declaration, Error> {
    let meeting = row.meeting.map(|meeting| meeting.parse()).transpose();
    let thanks = row.thanks.map(|thanks| thanks.parse()).transpose();
    let goal = row.goal.map(u32::try_from).transpose();
    Ok(Declaration {
        subject: row.subject,
        slug: row.slug,
        title: row.title,
        lang: row.lang,
        languages: Vec::new(),
        drafted_by: row.drafted_by,
        meeting: meeting.map_err(|Corrupt| corrupt("meeting"))?,
        thanks: thanks.map_err(|Corrupt| corrupt("thanks"))?,
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
        fields: row.fields,
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

impl TryFrom<Json> for FormFields {
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
