//! Publishing and reading lists. Their subscribers are in `subscriptions.rs`.

pub(super) mod subscribers;
pub(super) mod subscriptions;
pub(super) mod unsubscribed;
pub(super) mod unsubscribing;

use super::declarations::{is_deleted, json};
use super::engine::columns::Json;
use super::privacy::holders::HolderColumns;
use super::{Error, Store};
use crate::domain::declarations::sites::Sites;
use crate::domain::declarations::{List, ListFile, Published, Topic};
use crate::domain::privacy::holder::Holder;

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
    slug: String,
    title: String,
    lang: String,
    organisers: String,
    contact: String,
    #[sqlx(try_from = "Json")]
    topics: Vec<Topic>,
    #[sqlx(try_from = "Json")]
    sites: Sites,
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
    organisers: String,
    contact: String,
    /// JSON.
    topics: String,
    /// JSON.
    sites: String,
    keep_unsubscribed_days: i64,
    #[sqlx(flatten)]
    holder: HolderColumns,
}

impl ListSettings {
    fn matches(self, file: &ListFile) -> Result<bool, Error> {
        Ok(self.lang == file.lang
            && self.title == file.title
            && self.description == file.description
            && self.organisers == file.organisers
            && self.contact == file.contact
            && self.topics == json(&file.topics)?
            && self.sites == json(&file.sites)?
            && self.keep_unsubscribed_days == file.keep_unsubscribed_days
            && Holder::from(self.holder) == file.holder)
    }
}

impl Lists<'_> {
    /// Publishes a list or its changed settings; lists have no versions.
    pub async fn publish(self, file: &ListFile, now_ms: i64) -> Result<Published, Error> {
        let mut transaction = self.store.db.write().await?;
        if is_deleted(&mut transaction, "lists", &file.slug).await? {
            return Ok(Published::Deleted);
        }
        let sql = "update lists set unpublished_at = null \
            where slug = $1 and unpublished_at is not null";
        let query = sqlx::query(sql).bind(file.slug.clone());
        let back = query.execute(&mut *transaction).await?.rows_affected() > 0;
        let sql = "select lang, title, description, organisers, contact, topics, sites, \
            keep_unsubscribed_days, address, privacy from lists where slug = $1";
        let query = sqlx::query_as::<_, ListSettings>(sql).bind(file.slug.clone());
        let published = match query.fetch_optional(&mut *transaction).await? {
            None => Published::New,
            Some(stored) => match (stored.matches(file)?, back) {
                (true, false) => return Ok(Published::Unchanged),
                (true, true) => Published::Back,
                (false, _) => Published::Settings,
            },
        };
        let sql = "insert into lists (slug, lang, title, description, organisers, contact, \
                topics, sites, created_at, updated_at, keep_unsubscribed_days, address, privacy) \
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
            on conflict (slug) do update set lang = excluded.lang, title = excluded.title, \
                description = excluded.description, organisers = excluded.organisers, \
                contact = excluded.contact, topics = excluded.topics, sites = excluded.sites, \
                updated_at = excluded.updated_at, keep_unsubscribed_days = excluded.keep_unsubscribed_days, \
                address = excluded.address, privacy = excluded.privacy";
        sqlx::query(sql)
            .bind(file.slug.clone())
            .bind(file.lang.clone())
            .bind(file.title.clone())
            .bind(file.description.clone())
            .bind(file.organisers.clone())
            .bind(file.contact.clone())
            .bind(json(&file.topics)?)
            .bind(json(&file.sites)?)
            .bind(now_ms)
            .bind(now_ms)
            .bind(file.keep_unsubscribed_days)
            .bind(file.holder.address.clone())
            .bind(file.holder.privacy.clone())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(published)
    }

    pub async fn find(self, slug: &str) -> Result<Option<List>, Error> {
        let sql = "select slug, title, lang, organisers, contact, topics, sites, description, \
            updated_at, unpublished_at, address, privacy from lists where slug = $1 and deleted_at is null";
        let query = sqlx::query_as::<_, ListRow>(sql).bind(slug.to_owned());
        let row = query.fetch_optional(self.store.db.read()).await?;
        Ok(row.map(|row| List {
            slug: row.slug,
            title: row.title,
            lang: row.lang,
            organisers: row.organisers,
            contact: row.contact,
            topics: row.topics,
            sites: row.sites,
            description: row.description,
            updated_at: row.updated_at,
            holder: row.holder.into(),
            unpublished: row.unpublished_at.is_some(),
        }))
    }
}
