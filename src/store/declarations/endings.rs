//! Closes or unpublishes a declaration or a list by command, and unpublishes a language of a
//! declaration. Publishing the file again restores what was unpublished. `deletion.rs` deletes.

use std::collections::HashSet;

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use super::Declarations;
use super::subjects;
use crate::store::Error;
use crate::store::engine::rows;

/// Whether a declaration or a list is closed, unpublished or deleted, and what it contains.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Ending {
    /// Its slug now.
    pub slug: String,
    /// Closed by command.
    pub closed: bool,
    pub unpublished: bool,
    pub deleted: bool,
    /// Its published languages, the one published first at the start; empty for a list.
    pub languages: Vec<String>,
    /// Signatures that count, or people on the list.
    pub confirmed: u64,
    /// Withdrawn signatures, or people who unsubscribed.
    pub ended: u64,
    /// Attempts that have become neither.
    pub attempts: u64,
}

/// Which of these declarations and lists are unpublished.
pub(in crate::store) async fn off_the_web(
    connection: &mut AnyConnection,
    subjects: impl IntoIterator<Item = i64>,
) -> Result<HashSet<i64>, Error> {
    let sql = "select id from subjects where unpublished_at is not null and id in ({in})";
    let off: Vec<i64> = rows::fetch_scalars_in(connection, sql, None, subjects).await?;
    Ok(off.into_iter().collect())
}

/// The columns of [`Ending`].
#[derive(sqlx::FromRow)]
struct EndingRow {
    slug: String,
    closed_at: Option<i64>,
    unpublished_at: Option<i64>,
    deleted_at: Option<i64>,
    #[sqlx(try_from = "i64")]
    confirmed: u64,
    #[sqlx(try_from = "i64")]
    ended: u64,
    #[sqlx(try_from = "i64")]
    attempts: u64,
}

impl Declarations<'_> {
    /// Its status and what it contains; `None` for an unknown slug. Reads every row of some tables.
    pub async fn ending(self, kind: ConfirmedKind, slug: &str) -> Result<Option<Ending>, Error> {
        let Some((mut connection, subject)) = self.store.read_about(kind, slug).await? else {
            return Ok(None);
        };
        let sql = match kind {
            ConfirmedKind::Signature => {
                "select s.slug, d.closed_at, s.unpublished_at, s.deleted_at, d.count as confirmed, \
                    (select count(*) from withdrawn_signatures w where w.subject = s.id) as ended, \
                    (select count(*) from attempts a where a.subject = s.id \
                        and a.state in ('pending', 'held', 'withdrawn')) as attempts \
                from subjects s join declarations d on d.subject = s.id where s.id = $1"
            }
            ConfirmedKind::Subscription => {
                "select s.slug, cast(null as bigint) as closed_at, s.unpublished_at, s.deleted_at, \
                    (select count(*) from subscriptions p where p.subject = s.id \
                        and p.unsubscribed_at is null) as confirmed, \
                    (select count(*) from subscriptions p where p.subject = s.id \
                        and p.unsubscribed_at is not null) as ended, \
                    (select count(*) from attempts a where a.subject = s.id \
                        and a.state = 'pending') as attempts \
                from subjects s where s.id = $1"
            }
        };
        let query = sqlx::query_as::<_, EndingRow>(sql).bind(subject);
        let row = query.fetch_one(&mut *connection).await?;
        let languages = match kind {
            ConfirmedKind::Signature => {
                drop(connection);
                let texts = self.texts(slug).await?;
                texts.into_iter().map(|text| text.lang).collect()
            }
            ConfirmedKind::Subscription => Vec::new(),
        };
        Ok(Some(Ending {
            slug: row.slug,
            closed: row.closed_at.is_some(),
            unpublished: row.unpublished_at.is_some(),
            deleted: row.deleted_at.is_some(),
            languages,
            confirmed: row.confirmed,
            ended: row.ended,
            attempts: row.attempts,
        }))
    }

    /// Closes a declaration at a time, or opens it again as far as its file allows; one that was
    /// deleted stays as it is.
    pub async fn close(self, slug: &str, at: Option<i64>) -> Result<(), Error> {
        let mut transaction = self.store.db.write_alone().await?;
        let kind = ConfirmedKind::Signature;
        let found = subjects::named(&mut transaction, kind, slug).await?;
        let Some(subject) = found.filter(|subject| !subject.is_deleted()) else {
            return Ok(());
        };
        sqlx::query("update declarations set closed_at = $1 where subject = $2")
            .bind(at)
            .bind(subject.id)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Unpublishes a declaration or a list; all its data is kept.
    pub async fn unpublish(
        self,
        kind: ConfirmedKind,
        slug: &str,
        now_ms: i64,
    ) -> Result<(), Error> {
        let mut transaction = self.store.db.write_alone().await?;
        let Some(subject) = subjects::find(&mut transaction, kind, slug).await? else {
            return Ok(());
        };
        let sql = "update subjects set unpublished_at = coalesce(unpublished_at, $1) where id = $2";
        sqlx::query(sql)
            .bind(now_ms)
            .bind(subject)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Unpublishes a language of a declaration; signatures in it stay.
    pub async fn unpublish_language(
        self,
        slug: &str,
        lang: &str,
        now_ms: i64,
    ) -> Result<(), Error> {
        let mut transaction = self.store.db.write_alone().await?;
        let kind = ConfirmedKind::Signature;
        let Some(subject) = subjects::find(&mut transaction, kind, slug).await? else {
            return Ok(());
        };
        let sql = "update declaration_texts set unpublished_at = coalesce(unpublished_at, $1) \
            where subject = $2 and lang = $3";
        sqlx::query(sql)
            .bind(now_ms)
            .bind(subject)
            .bind(lang.to_owned())
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }
}
