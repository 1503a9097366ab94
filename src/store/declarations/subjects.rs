//! What declarations and lists have in common: the number by which tables name them, the slug by which
//! people do, and settings that both have. A slug may be changed (`renaming.rs`); a former one still
//! leads to its subject, and is never given to another.

use std::collections::HashMap;

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection};
use widgets::fields::FormFields;
use widgets::wire::ConfirmedKind;

use super::json;
use crate::domain::declarations::sites::Sites;
use crate::domain::privacy::holder::Holder;
use crate::store::engine::rows;
use crate::store::privacy::holders::HolderColumns;
use crate::store::{Error, Store};

/// A declaration or a list, found by a slug that it has or had.
#[derive(sqlx::FromRow)]
pub(in crate::store) struct NamedSubject {
    pub(in crate::store) id: i64,
    /// Its slug now.
    pub(in crate::store) slug: String,
    deleted_at: Option<i64>,
}

impl NamedSubject {
    pub(in crate::store) const fn is_deleted(&self) -> bool {
        self.deleted_at.is_some()
    }
}

/// The kind of a subject, as it is stored.
pub(in crate::store) const fn kind_name(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => "declaration",
        ConfirmedKind::Subscription => "list",
    }
}

/// The declaration or list that has, or had, this slug.
pub(in crate::store) async fn named(
    connection: &mut AnyConnection,
    kind: ConfirmedKind,
    slug: &str,
) -> Result<Option<NamedSubject>, Error> {
    let sql = "select id, slug, deleted_at from subjects where kind = $1 and slug = $2 \
        union all select s.id, s.slug, s.deleted_at \
            from former_slugs f join subjects s on s.id = f.subject \
            where f.kind = $1 and f.slug = $2";
    let query = sqlx::query_as::<_, NamedSubject>(sql)
        .bind(kind_name(kind))
        .bind(slug.to_owned());
    Ok(query.fetch_optional(connection).await?)
}

/// Its number alone.
pub(in crate::store) async fn find(
    connection: &mut AnyConnection,
    kind: ConfirmedKind,
    slug: &str,
) -> Result<Option<i64>, Error> {
    let found = named(connection, kind, slug).await?;
    Ok(found.map(|subject| subject.id))
}

impl Store {
    /// A connection for reading, and the number of the declaration or list that has, or had, this slug;
    /// `None` if there is none.
    pub(in crate::store) async fn read_about(
        &self,
        kind: ConfirmedKind,
        slug: &str,
    ) -> Result<Option<(PoolConnection<Any>, i64)>, Error> {
        let mut connection = self.db.read().acquire().await?;
        let found = find(&mut connection, kind, slug).await?;
        Ok(found.map(|subject| (connection, subject)))
    }
}

/// The numbers of several, by the slugs that were asked for.
pub(in crate::store) async fn find_all(
    connection: &mut AnyConnection,
    kind: ConfirmedKind,
    slugs: impl IntoIterator<Item = String>,
) -> Result<HashMap<String, i64>, Error> {
    #[derive(sqlx::FromRow)]
    struct SlugRow {
        slug: String,
        id: i64,
    }
    let sql = "select slug, id from subjects where kind = $1 and slug in ({in}) \
        union all select slug, subject as id from former_slugs where kind = $1 and slug in ({in})";
    let kind = Some(kind_name(kind).into());
    let found = rows::fetch_in::<SlugRow>(connection, sql, kind, slugs).await?;
    Ok(found.into_iter().map(|row| (row.slug, row.id)).collect())
}

/// What the files of declarations and of lists both set.
pub(in crate::store) struct SubjectSettings<'a> {
    pub(in crate::store) organisers: &'a str,
    pub(in crate::store) contact: &'a str,
    pub(in crate::store) holder: &'a Holder,
    pub(in crate::store) sites: &'a Sites,
    pub(in crate::store) fields: FormFields,
}

/// The same, as stored.
#[derive(sqlx::FromRow)]
pub(in crate::store) struct SubjectColumns {
    organisers: String,
    contact: String,
    /// JSON.
    sites: String,
    /// JSON.
    fields: String,
    #[sqlx(flatten)]
    holder: HolderColumns,
}

impl SubjectColumns {
    pub(in crate::store) fn matches(self, settings: &SubjectSettings<'_>) -> Result<bool, Error> {
        Ok(self.organisers == settings.organisers
            && self.contact == settings.contact
            && self.sites == json(settings.sites)?
            && self.fields == json(&settings.fields)?
            && Holder::from(self.holder) == *settings.holder)
    }
}

/// What a file with this slug publishes again; `None` if it is new. Fails for a former slug, because
/// the file would say otherwise than the pages.
pub(in crate::store) async fn published(
    connection: &mut AnyConnection,
    kind: ConfirmedKind,
    slug: &str,
) -> Result<Option<NamedSubject>, Error> {
    match named(connection, kind, slug).await? {
        Some(subject) if subject.slug != slug => Err(Error::Refused(format!(
            "{} {slug} was renamed to {}, so its file needs that slug",
            kind_name(kind),
            subject.slug
        ))),
        subject => Ok(subject),
    }
}

/// Adds a subject and returns its number.
pub(in crate::store) async fn insert(
    connection: &mut AnyConnection,
    kind: ConfirmedKind,
    slug: &str,
    settings: &SubjectSettings<'_>,
    now_ms: i64,
) -> Result<i64, Error> {
    // After a restored backup the ledger may know later numbers from the erasure log; those belong to
    // what the backup lacks.
    let sql = "select coalesce(max(number), 0) + 1 from \
        (select max(id) as number from subjects \
            union all select max(subject) as number from consents) numbers";
    let subject: i64 = sqlx::query_scalar(sql).fetch_one(&mut *connection).await?;
    let sql = "insert into subjects (id, kind, slug, organisers, contact, address, privacy, sites, \
            fields, created_at, updated_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)";
    sqlx::query(sql)
        .bind(subject)
        .bind(kind_name(kind))
        .bind(slug.to_owned())
        .bind(settings.organisers.to_owned())
        .bind(settings.contact.to_owned())
        .bind(settings.holder.address.clone())
        .bind(settings.holder.privacy.clone())
        .bind(json(settings.sites)?)
        .bind(json(&settings.fields)?)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(subject)
}

/// Changes the settings of a subject.
pub(in crate::store) async fn update(
    connection: &mut AnyConnection,
    subject: i64,
    settings: &SubjectSettings<'_>,
) -> Result<(), Error> {
    let sql = "update subjects set organisers = $1, contact = $2, address = $3, privacy = $4, \
        sites = $5, fields = $6 where id = $7";
    sqlx::query(sql)
        .bind(settings.organisers.to_owned())
        .bind(settings.contact.to_owned())
        .bind(settings.holder.address.clone())
        .bind(settings.holder.privacy.clone())
        .bind(json(settings.sites)?)
        .bind(json(&settings.fields)?)
        .bind(subject)
        .execute(connection)
        .await?;
    Ok(())
}

/// Records that what visitors see of a subject has changed.
pub(in crate::store) async fn touch(
    connection: &mut AnyConnection,
    subject: i64,
    now_ms: i64,
) -> Result<(), Error> {
    sqlx::query("update subjects set updated_at = $1 where id = $2")
        .bind(now_ms)
        .bind(subject)
        .execute(connection)
        .await?;
    Ok(())
}

/// Puts a subject back on the web; returns whether it was off it.
pub(in crate::store) async fn bring_back(
    connection: &mut AnyConnection,
    subject: i64,
) -> Result<bool, Error> {
    let sql =
        "update subjects set unpublished_at = null where id = $1 and unpublished_at is not null";
    let brought = sqlx::query(sql).bind(subject).execute(connection).await?;
    Ok(brought.rows_affected() > 0)
}
