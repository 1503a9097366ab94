//! The versions of a text, and corrections, which carry signatures over to the new version.
//! Requests for renewal are in `renewals.rs`.

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use super::{Declarations, subjects};
use crate::domain::declarations::{RevisionKind, TextVersion};
use crate::domain::id::Id;
use crate::store::Error;
use crate::store::engine::chunks::let_others_write;
use crate::store::engine::locks;
use crate::store::engine::rows::{self, Value};
use crate::store::signatures::tallies;

/// A step from one version of a text to a later one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Step {
    pub slug: String,
    pub lang: String,
    pub from: u32,
    pub to: u32,
}

/// Attempts that are moved to a corrected version in one transaction.
const ATTEMPTS_AT_ONCE: i64 = 200;

/// A version of a text, and the kind of the newest change to it.
#[derive(sqlx::FromRow)]
struct VersionRow {
    #[sqlx(try_from = "i64")]
    version: u32,
    title: String,
    source: String,
    text_hash: String,
    published_at: i64,
    revision: Option<String>,
}

impl Declarations<'_> {
    /// Every version of a text with its source, newest first; empty for an unknown one.
    pub async fn versions(self, slug: &str, lang: &str) -> Result<Vec<TextVersion>, Error> {
        let kind = ConfirmedKind::Signature;
        let Some((mut connection, subject)) = self.store.read_about(kind, slug).await? else {
            return Ok(Vec::new());
        };
        let sql = "select v.version, v.title, v.source, v.text_hash, v.published_at, \
                (select c.kind from text_changes c where c.subject = v.subject and c.lang = v.lang \
                    and c.to_version = v.version order by c.chosen_at desc limit 1) as revision \
            from declaration_versions v where v.subject = $1 and v.lang = $2 order by v.version desc";
        let query = sqlx::query_as::<_, VersionRow>(sql);
        let query = query.bind(subject).bind(lang.to_owned());
        let rows = query.fetch_all(&mut *connection).await?;
        drop(connection);
        let signed = self.store.signatures().signed_versions(slug).await?;
        let versions = rows.into_iter().map(|row| {
            let of = |one: &&(String, u32, u64)| one.0 == lang && one.1 == row.version;
            TextVersion {
                version: row.version,
                signatures: signed.iter().find(of).map_or(0, |one| one.2),
                title: row.title,
                source: row.source,
                text_hash: row.text_hash,
                published_at: row.published_at,
                revision: row.revision.as_deref().and_then(RevisionKind::parse),
            }
        });
        Ok(versions.collect())
    }

    /// Stores what was chosen for a step; `difference` is shown to the people who are asked.
    /// Choosing again changes the choice, but nothing that was already done.
    pub async fn choose(
        self,
        step: &Step,
        revision: RevisionKind,
        difference: String,
        now_ms: i64,
    ) -> Result<(), Error> {
        let mut transaction = self.store.db.write_alone().await?;
        let subject = subject_of(&mut transaction, step).await?;
        let sql = "insert into text_changes \
                (subject, lang, from_version, to_version, kind, difference, chosen_at) \
            values ($1, $2, $3, $4, $5, $6, $7) \
            on conflict (subject, lang, to_version, from_version) \
                do update set kind = excluded.kind, chosen_at = excluded.chosen_at";
        sqlx::query(sql)
            .bind(subject)
            .bind(step.lang.clone())
            .bind(i64::from(step.from))
            .bind(i64::from(step.to))
            .bind(revision.as_str())
            .bind(difference)
            .bind(now_ms)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        match revision {
            RevisionKind::Correction => self.correct_attempts(subject, step).await,
            RevisionKind::Change => Ok(()),
        }
    }

    /// Moves the attempts that may still become signatures to a corrected version: their people saw
    /// the text before its correction. They are found outside of any transaction, by reading all
    /// attempts.
    async fn correct_attempts(self, subject: i64, step: &Step) -> Result<(), Error> {
        let mut after = Id::FIRST;
        loop {
            let sql = "select id from attempts \
                where id > $1 and subject = $2 and text_lang = $3 and version = $4 \
                    and state in ('pending', 'held') \
                order by id limit $5";
            let found: Vec<Id> = sqlx::query_scalar(sql)
                .bind(after)
                .bind(subject)
                .bind(step.lang.clone())
                .bind(i64::from(step.from))
                .bind(ATTEMPTS_AT_ONCE)
                .fetch_all(self.store.db.read())
                .await?;
            let Some(last) = found.last() else {
                return Ok(());
            };
            after = *last;
            let mut transaction = self.store.db.write().await?;
            // Only these two states: a signature has taken its version from its attempt already. One
            // that is being confirmed is waited for, and its state is looked at again.
            let sql = "update attempts set version = $1 \
                where state in ('pending', 'held') and id in ({in})";
            let to = Some(i64::from(step.to).into());
            rows::execute_in(&mut transaction, sql, to, found).await?;
            transaction.commit().await?;
            let_others_write().await;
        }
    }

    /// Carries at most `limit` signatures over to a corrected version, keeping their earlier
    /// bindings; returns how many. The batches are small so that signing does not have to wait.
    pub async fn carry_over(self, step: &Step, limit: u32, now_ms: i64) -> Result<u64, Error> {
        let mut transaction = self.store.db.write().await?;
        let subject = subject_of(&mut transaction, step).await?;
        locks::subjects(&mut transaction, [subject]).await?;
        let hashes = hashes(&mut transaction, subject, step).await?;
        let sql = "select id from signatures \
            where subject = $1 and text_lang = $2 and version = $3 order by id limit $4";
        let ids: Vec<Id> = sqlx::query_scalar(sql)
            .bind(subject)
            .bind(step.lang.clone())
            .bind(i64::from(step.from))
            .bind(i64::from(limit))
            .fetch_all(&mut *transaction)
            .await?;
        bind(&mut transaction, step, &hashes, "correction", &ids, now_ms).await?;
        transaction.commit().await?;
        Ok(ids.len() as u64)
    }
}

/// The declaration of a step.
pub(in crate::store) async fn subject_of(
    connection: &mut AnyConnection,
    step: &Step,
) -> Result<i64, Error> {
    let found = subjects::find(connection, ConfirmedKind::Signature, &step.slug).await?;
    found.ok_or_else(|| Error::Internal("a step of a declaration that does not exist".into()))
}

/// The hashes of the texts before and after a step.
pub(in crate::store) async fn hashes(
    connection: &mut AnyConnection,
    subject: i64,
    step: &Step,
) -> Result<(String, String), Error> {
    let sql = "select text_hash from declaration_versions \
        where subject = $1 and lang = $2 and version in ($3, $4) order by version";
    let found: Vec<String> = sqlx::query_scalar(sql)
        .bind(subject)
        .bind(step.lang.clone())
        .bind(i64::from(step.from))
        .bind(i64::from(step.to))
        .fetch_all(connection)
        .await?;
    let hashes: Result<[String; 2], _> = found.try_into();
    let [before, after] =
        hashes.map_err(|_| Error::Internal("a step between versions that do not exist".into()))?;
    Ok((before, after))
}

/// Binds signatures to the later version, and records what they were bound to.
pub(in crate::store) async fn bind(
    connection: &mut AnyConnection,
    step: &Step,
    (before, after): &(String, String),
    kind: &str,
    ids: &[Id],
    now_ms: i64,
) -> Result<(), Error> {
    let row = |id: &Id| -> Vec<Value> {
        vec![
            (*id).into(),
            i64::from(step.from).into(),
            before.as_str().into(),
            i64::from(step.to).into(),
            after.as_str().into(),
            kind.into(),
            now_ms.into(),
        ]
    };
    let bound: Vec<_> = ids.iter().map(row).collect();
    let head = "insert into signature_bindings \
        (signature, from_version, from_hash, to_version, to_hash, kind, bound_at)";
    rows::insert(connection, head, &bound, "on conflict do nothing").await?;
    tallies::take(connection, ids.to_vec()).await?;
    let sql = "update signatures set version = $1 where id in ({in})";
    let to = Some(i64::from(step.to).into());
    rows::execute_in(connection, sql, to, ids).await?;
    tallies::put(connection, ids.to_vec()).await?;
    Ok(())
}
