//! Publishing and reading lists. Their subscribers are in `subscriptions.rs`.

pub(super) mod former_subscribers;
pub(super) mod subscribers;
pub(super) mod subscriptions;
pub(super) mod unsubscribed;
pub(super) mod unsubscribing;

use sqlx::AnyConnection;
use widgets::fields::FormFields;
use widgets::wire::ConfirmedKind;

use super::declarations::json;
use super::declarations::subjects::{self, SubjectColumns, SubjectSettings};
use super::engine::columns::Json;
use super::privacy::holders::HolderColumns;
use super::{Error, Store};
use crate::domain::declarations::sites::Sites;
use crate::domain::declarations::{List, ListFile, Published, Topic};

/// Lists, and the people on them.
#[derive(Clone, Copy)]
pub struct Lists<'a> {
    store: &'a Store,
}

impl Store {
    /// Lists and their subscribers.
    pub fn lists(&self) -> Lists<'_> {
        Lists { store: self }
    }
}

/// A list, as a page shows it.
#[derive(sqlx::FromRow)]
struct ListRow {
    subject: i64,
    slug: String,
    title: String,
    lang: String,
    organisers: String,
    contact: String,
    #[sqlx(try_from = "Json")]
    topics: Vec<Topic>,
    #[sqlx(try_from = "Json")]
    sites: Sites,
    #[sqlx(try_from = "Json")]
    fields: FormFields,
    description: String,
    updated_at: i64,
    unpublished_at: Option<i64>,
    #[sqlx(flatten)]
    holder: HolderColumns,
}

/// The settings that come from a list's file.
#[derive(sqlx::FromRow)]
struct ListSettings {
    lang: String,
    title: String,
    description: String,
    /// JSON.
    topics: String,
    keep_unsubscribed_days: i64,
    #[sqlx(flatten)]
    subject: SubjectColumns,
}

impl ListSettings {
    fn matches(self, file: &ListFile) -> Result<bool, Error> {
        Ok(self.lang == file.lang
            && self.title == file.title
            && self.description == file.description
            && self.topics == json(&file.topics)?
            && self.keep_unsubscribed_days == file.keep_unsubscribed_days
            && self.subject.matches(&shared(file))?)
    }
}

impl Lists<'_> {
    /// Publishes a list or its changed settings; lists have no versions. A former slug is an error.
    pub async fn publish(self, file: &ListFile, now_ms: i64) -> Result<Published, Error> {
        let mut transaction = self.store.db.write_alone().await?;
        let kind = ConfirmedKind::Subscription;
        let known = subjects::published(&mut transaction, kind, &file.slug).await?;
        let (subject, published) = match known {
            Some(known) if known.is_deleted() => return Ok(Published::Deleted),
            Some(known) => {
                let back = subjects::bring_back(&mut transaction, known.id).await?;
                let published = match (is_same(&mut transaction, known.id, file).await?, back) {
                    (true, false) => return Ok(Published::Unchanged),
                    (true, true) => Published::Back,
                    (false, _) => Published::Settings,
                };
                subjects::update(&mut transaction, known.id, &shared(file)).await?;
                (known.id, published)
            }
            None => {
                let (slug, settings) = (&file.slug, shared(file));
                let subject =
                    subjects::insert(&mut transaction, kind, slug, &settings, now_ms).await?;
                (subject, Published::New)
            }
        };
        let sql = "insert into lists \
                (subject, lang, title, description, topics, keep_unsubscribed_days) \
            values ($1, $2, $3, $4, $5, $6) \
            on conflict (subject) do update set lang = excluded.lang, title = excluded.title, \
                description = excluded.description, topics = excluded.topics, \
                keep_unsubscribed_days = excluded.keep_unsubscribed_days";
        sqlx::query(sql)
            .bind(subject)
            .bind(file.lang.clone())
            .bind(file.title.clone())
            .bind(file.description.clone())
            .bind(json(&file.topics)?)
            .bind(file.keep_unsubscribed_days)
            .execute(&mut *transaction)
            .await?;
        subjects::touch(&mut transaction, subject, now_ms).await?;
        transaction.commit().await?;
        Ok(published)
    }

    pub async fn find(self, slug: &str) -> Result<Option<List>, Error> {
        let kind = ConfirmedKind::Subscription;
        let Some((mut connection, subject)) = self.store.read_about(kind, slug).await? else {
            return Ok(None);
        };
        let sql = "select l.subject, s.slug, l.title, l.lang, s.organisers, s.contact, l.topics, \
                s.sites, s.fields, l.description, s.updated_at, s.unpublished_at, s.address, s.privacy \
            from lists l join subjects s on s.id = l.subject \
            where s.id = $1 and s.deleted_at is null";
        let query = sqlx::query_as::<_, ListRow>(sql).bind(subject);
        let row = query.fetch_optional(&mut *connection).await?;
        Ok(row.map(|row| List {
            subject: row.subject,
            slug: row.slug,
            title: row.title,
            lang: row.lang,
            organisers: row.organisers,
            contact: row.contact,
            topics: row.topics,
            sites: row.sites,
            fields: row.fields,
            description: row.description,
            updated_at: row.updated_at,
            holder: row.holder.into(),
            unpublished: row.unpublished_at.is_some(),
        }))
    }
}

fn shared(file: &ListFile) -> SubjectSettings<'_> {
    SubjectSettings {
        organisers: &file.organisers,
        contact: &file.contact,
        holder: &file.holder,
        sites: &file.sites,
        fields: file.fields,
    }
}

/// Whether a file says what is published.
async fn is_same(
    connection: &mut AnyConnection,
    subject: i64,
    file: &ListFile,
) -> Result<bool, Error> {
    let sql = "select l.lang, l.title, l.description, l.topics, l.keep_unsubscribed_days, \
            s.organisers, s.contact, s.sites, s.fields, s.address, s.privacy \
        from lists l join subjects s on s.id = l.subject where l.subject = $1";
    let query = sqlx::query_as::<_, ListSettings>(sql).bind(subject);
    query.fetch_one(connection).await?.matches(file)
}
