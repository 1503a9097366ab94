//! Closes, unpublishes or deletes a declaration or a list by command, and unpublishes a language of a
//! declaration. Publishing the file again restores what was unpublished. Deleting also erases the
//! people in it, and nothing restores them.

use sqlx::{AnyConnection, AssertSqlSafe};
use widgets::wire::ConfirmedKind;

use super::Declarations;
use crate::domain::mail::message;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::store::Error;
use crate::store::engine::rows;
use crate::store::lists::subscriptions::{self, AttemptScope};
use crate::store::privacy::consents;
use crate::store::signatures::own;

/// Whether a declaration or a list is closed, unpublished or deleted, and what it contains.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Ending {
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
    pub attempts: u64,
}

/// How many people one transaction erases, each by a dozen statements. Batches are small so that others
/// can write in between.
const BATCH: i64 = 20;

/// Which of these declarations or lists are unpublished, as the keys by which emails are counted.
pub(in crate::store) async fn off_the_web(
    connection: &mut AnyConnection,
    kind: ConfirmedKind,
    slugs: impl IntoIterator<Item = String>,
) -> Result<Vec<String>, Error> {
    let sql = format!(
        "select slug from {} where unpublished_at is not null and slug in ({{in}})",
        table(kind)
    );
    let off: Vec<String> = rows::fetch_scalars_in(connection, &sql, None, slugs).await?;
    let about = off.iter().map(|slug| message::about(kind, slug));
    Ok(about.collect())
}

/// The columns of [`Ending`].
#[derive(sqlx::FromRow)]
struct EndingRow {
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
    /// Its status and what it contains; `None` for an unknown slug.
    pub async fn ending(self, kind: ConfirmedKind, slug: &str) -> Result<Option<Ending>, Error> {
        let sql = match kind {
            ConfirmedKind::Signature => {
                "select closed_at, unpublished_at, deleted_at, count as confirmed, \
                    (select count(*) from withdrawn_signatures w where w.slug = d.slug) as ended, \
                    (select count(*) from pending_signatures p where p.slug = d.slug \
                        and p.confirmed_at is null) \
                    + (select count(*) from withdrawn_attempts a where a.slug = d.slug) as attempts \
                from declarations d where slug = $1"
            }
            ConfirmedKind::Subscription => {
                "select cast(null as bigint) as closed_at, unpublished_at, deleted_at, \
                    (select count(*) from subscriptions s where s.slug = l.slug \
                        and s.unsubscribed_at is null) as confirmed, \
                    (select count(*) from subscriptions s where s.slug = l.slug \
                        and s.unsubscribed_at is not null) as ended, \
                    (select count(*) from pending_subscriptions p where p.slug = l.slug \
                        and p.confirmed_at is null) as attempts \
                from lists l where slug = $1"
            }
        };
        let query = sqlx::query_as::<_, EndingRow>(sql).bind(slug.to_owned());
        let Some(row) = query.fetch_optional(self.store.db.read()).await? else {
            return Ok(None);
        };
        let languages = match kind {
            ConfirmedKind::Signature => {
                let texts = self.texts(slug).await?;
                texts.into_iter().map(|text| text.lang).collect()
            }
            ConfirmedKind::Subscription => Vec::new(),
        };
        Ok(Some(Ending {
            closed: row.closed_at.is_some(),
            unpublished: row.unpublished_at.is_some(),
            deleted: row.deleted_at.is_some(),
            languages,
            confirmed: row.confirmed,
            ended: row.ended,
            attempts: row.attempts,
        }))
    }

    /// Closes a declaration at a time, or opens it again as far as its file allows.
    pub async fn close(self, slug: &str, at: Option<i64>) -> Result<(), Error> {
        let sql = "update declarations set closed_at = $1 where slug = $2 and deleted_at is null";
        let mut transaction = self.store.db.write().await?;
        sqlx::query(sql)
            .bind(at)
            .bind(slug.to_owned())
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
        let sql = format!(
            "update {} set unpublished_at = coalesce(unpublished_at, $1) where slug = $2",
            table(kind)
        );
        let mut transaction = self.store.db.write().await?;
        sqlx::query(AssertSqlSafe(sql))
            .bind(now_ms)
            .bind(slug.to_owned())
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
        let sql = "update declaration_texts set unpublished_at = coalesce(unpublished_at, $1) \
            where slug = $2 and lang = $3";
        let mut transaction = self.store.db.write().await?;
        sqlx::query(sql)
            .bind(now_ms)
            .bind(slug.to_owned())
            .bind(lang.to_owned())
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Erases one batch of the people in a declaration or list that is to be deleted, each as if
    /// erased alone; returns how many. Called again until there are none, so that others can write
    /// in between.
    pub async fn erase_some_of(
        self,
        kind: ConfirmedKind,
        slug: &str,
        now_ms: i64,
    ) -> Result<u64, Error> {
        let mut transaction = self.store.db.write().await?;
        let erased = match kind {
            ConfirmedKind::Signature => erase_signers(&mut transaction, slug, now_ms).await?,
            ConfirmedKind::Subscription => erase_readers(&mut transaction, slug, now_ms).await?,
        };
        transaction.commit().await?;
        Ok(erased)
    }

    /// Deletes the rest once no people are left: texts, paper signatures and counts. The slug is
    /// never used again, and the ledger keeps its records, by keyed hash.
    pub async fn delete(self, kind: ConfirmedKind, slug: &str, now_ms: i64) -> Result<(), Error> {
        let gone: &[&str] = match kind {
            ConfirmedKind::Signature => &[
                "delete from manage_links where slug = $1",
                "delete from text_changes where slug = $1",
                "delete from declaration_versions where slug = $1",
                "delete from declaration_texts where slug = $1",
                "delete from paper_signatures where slug = $1",
                "delete from paper_imports where slug = $1",
                "delete from shares where declaration = $1",
                "delete from signature_tallies where slug = $1",
                "delete from reservation_tallies where slug = $1",
            ],
            ConfirmedKind::Subscription => &["delete from unsubscribe_links where slug = $1"],
        };
        let emptied = match kind {
            ConfirmedKind::Signature => {
                "update declarations set organisers = '', contact = '', sites = '[]', address = null, privacy = null, goal = null, \
                    count = 0, unpublished_at = coalesce(unpublished_at, $1), deleted_at = $1 \
                    where slug = $2"
            }
            ConfirmedKind::Subscription => {
                "update lists set title = '', description = '', organisers = '', contact = '', \
                    address = null, privacy = null, topics = '[]', sites = '[]', unpublished_at = coalesce(unpublished_at, $1), \
                    deleted_at = $1 where slug = $2"
            }
        };
        let mut transaction = self.store.db.write().await?;
        for sql in gone {
            let query = sqlx::query(*sql).bind(slug.to_owned());
            query.execute(&mut *transaction).await?;
        }
        sqlx::query(emptied)
            .bind(now_ms)
            .bind(slug.to_owned())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        self.store.db.forget_deleted().await?;
        self.store.remember_ends().await;
        Ok(())
    }
}

const fn table(kind: ConfirmedKind) -> &'static str {
    match kind {
        ConfirmedKind::Signature => "declarations",
        ConfirmedKind::Subscription => "lists",
    }
}

async fn erase_signers(
    connection: &mut AnyConnection,
    slug: &str,
    now_ms: i64,
) -> Result<u64, Error> {
    #[derive(sqlx::FromRow)]
    struct ErasableSigner {
        id: String,
        email_key: String,
    }
    let (mut erased, mut records) = (0, Vec::new());
    for place in [
        "signatures",
        "withdrawn_signatures",
        "pending_signatures",
        "withdrawn_attempts",
    ] {
        let sql = format!("select id, email_key from {place} where slug = $1 order by id limit $2");
        let query = sqlx::query_as::<_, ErasableSigner>(AssertSqlSafe(sql))
            .bind(slug.to_owned())
            .bind(BATCH);
        for ErasableSigner { id, email_key } in query.fetch_all(&mut *connection).await? {
            let whose = own::erase(connection, slug, &id, &email_key).await?;
            let about = message::about(ConfirmedKind::Signature, slug);
            records.push(Record::of(&email_key, about, ConsentEvent::Erased, now_ms).with(&whose));
            erased += 1;
        }
        if erased > 0 {
            break;
        }
    }
    consents::add(connection, records).await?;
    Ok(erased)
}

async fn erase_readers(
    connection: &mut AnyConnection,
    slug: &str,
    now_ms: i64,
) -> Result<u64, Error> {
    let sql = "select email_key from subscriptions where slug = $1 \
        union select email_key from pending_subscriptions where slug = $1 limit $2";
    let found: Vec<String> = sqlx::query_scalar(sql)
        .bind(slug.to_owned())
        .bind(BATCH)
        .fetch_all(&mut *connection)
        .await?;
    let mut records = Vec::with_capacity(found.len());
    for person in &found {
        subscriptions::erase(connection, slug, person, AttemptScope::All).await?;
        let about = message::about(ConfirmedKind::Subscription, slug);
        records.push(Record::of(person, about, ConsentEvent::Erased, now_ms));
    }
    consents::add(connection, records).await?;
    Ok(found.len() as u64)
}
