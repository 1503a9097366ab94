//! Publishing and reading lists. Their subscribers are in `subscriptions.rs`.

pub(super) mod subscribers;
pub(super) mod subscriptions;
pub(super) mod unsubscribed;
pub(super) mod unsubscribing;

use sqlx::Row;

use super::declarations::{corrupt, is_deleted, json, sites};
use super::{Error, Store};
use crate::domain::declarations::{List, ListFile, Published};
use crate::domain::privacy::holder::Holder;

impl Store {
    /// Publishes a list or its changed settings; lists have no versions.
    pub async fn publish_list(&self, file: &ListFile, now_ms: i64) -> Result<Published, Error> {
        let mut transaction = self.db.write().await?;
        if is_deleted(&mut transaction, "lists", &file.slug).await? {
            return Ok(Published::Deleted);
        }
        let sql = "update lists set unpublished_at = null \
            where slug = $1 and unpublished_at is not null";
        let query = sqlx::query(sql).bind(file.slug.clone());
        let back = query.execute(&mut *transaction).await?.rows_affected() > 0;
        let columns = [
            file.slug.clone(),
            file.lang.clone(),
            file.title.clone(),
            file.description.clone(),
            file.organisers.clone(),
            file.contact.clone(),
            json(&file.topics)?,
            json(&file.sites)?,
        ];
        let sql = "select slug, lang, title, description, organisers, contact, topics, sites, \
            keep_left_days, address, privacy from lists where slug = $1";
        let query = sqlx::query(sql).bind(file.slug.clone());
        let published = match query.fetch_optional(&mut *transaction).await? {
            None => Published::New,
            Some(row) => {
                let stored: Result<Vec<String>, _> = (0..columns.len())
                    .map(|column| row.try_get(column))
                    .collect();
                let kept: i64 = row.try_get(columns.len())?;
                let held = Holder {
                    address: row.try_get(columns.len() + 1)?,
                    privacy: row.try_get(columns.len() + 2)?,
                };
                let same = stored? == columns && kept == file.keep_left_days && held == file.holder;
                match (same, back) {
                    (true, false) => return Ok(Published::Unchanged),
                    (true, true) => Published::Back,
                    (false, _) => Published::Settings,
                }
            }
        };
        let sql = "insert into lists (slug, lang, title, description, organisers, contact, \
                topics, sites, created_at, updated_at, keep_left_days, address, privacy) \
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
            on conflict (slug) do update set lang = excluded.lang, title = excluded.title, \
                description = excluded.description, organisers = excluded.organisers, \
                contact = excluded.contact, topics = excluded.topics, sites = excluded.sites, \
                updated_at = excluded.updated_at, keep_left_days = excluded.keep_left_days, \
                address = excluded.address, privacy = excluded.privacy";
        let query = columns
            .into_iter()
            .fold(sqlx::query(sql), |query, column| query.bind(column));
        query
            .bind(now_ms)
            .bind(now_ms)
            .bind(file.keep_left_days)
            .bind(file.holder.address.clone())
            .bind(file.holder.privacy.clone())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(published)
    }

    pub async fn list(&self, slug: &str) -> Result<Option<List>, Error> {
        let sql = "select slug, title, lang, organisers, contact, topics, sites, description, \
            updated_at, unpublished_at, address, privacy from lists where slug = $1 and deleted_at is null";
        let query = sqlx::query(sql).bind(slug.to_owned());
        let Some(row) = query.fetch_optional(self.db.read()).await? else {
            return Ok(None);
        };
        let topics: String = row.try_get(5)?;
        Ok(Some(List {
            slug: row.try_get(0)?,
            title: row.try_get(1)?,
            lang: row.try_get(2)?,
            organisers: row.try_get(3)?,
            contact: row.try_get(4)?,
            topics: serde_json::from_str(&topics).map_err(|_| corrupt("topics"))?,
            sites: sites(&row.try_get::<String, _>(6)?)?,
            description: row.try_get(7)?,
            updated_at: row.try_get(8)?,
            holder: Holder {
                address: row.try_get(10)?,
                privacy: row.try_get(11)?,
            },
            unpublished: row.try_get::<Option<i64>, _>(9)?.is_some(),
        }))
    }
}
