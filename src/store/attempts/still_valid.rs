//! Whether a confirmed signature or subscription is still valid: an old email's link must not tell
//! people who withdrew or unsubscribed that they have signed or subscribed. `store/signatures/own.rs`,
//! `store/lists/subscriptions.rs` and `store/privacy/erasures.rs` end them.

use std::collections::HashSet;

use sqlx::{AnyConnection, AssertSqlSafe};
use widgets::wire::ConfirmedKind;

use super::Attempts;
use super::credentials::{KINDS, table};
use super::{admissions, mailboxes};
use crate::domain::declarations::sites::Sites;
use crate::domain::signatures::verification::HoldReason;
use crate::store::engine::columns::Json;
use crate::store::engine::rows;
use crate::store::{AttemptStatus, Error};

/// What an attempt is about, and which sites may send requests about it.
#[derive(Clone, Debug)]
pub struct AttemptSubject {
    pub kind: ConfirmedKind,
    pub slug: String,
    /// Where it was sent; empty on our own pages.
    pub site: String,
    /// Who may embed what it is about.
    pub sites: Sites,
}

/// The columns of [`AttemptSubject`].
#[derive(sqlx::FromRow)]
struct SubjectRow {
    slug: String,
    site: String,
    #[sqlx(try_from = "Json")]
    sites: Sites,
}

/// What decides the status of an attempt.
#[derive(sqlx::FromRow)]
struct StatusRow {
    id: String,
    held: Option<HoldReason>,
    expires_at: i64,
    confirmed_at: Option<i64>,
}

impl Attempts<'_> {
    /// What an attempt is about; `None` for an unknown id.
    pub async fn subject(self, id: &str) -> Result<Option<AttemptSubject>, Error> {
        for kind in KINDS {
            let subjects = match kind {
                ConfirmedKind::Signature => "declarations",
                ConfirmedKind::Subscription => "lists",
            };
            let sql = format!(
                "select p.slug, p.site, s.sites from {} p join {subjects} s on s.slug = p.slug \
                 where p.id = $1",
                table(kind)
            );
            let query = sqlx::query_as::<_, SubjectRow>(AssertSqlSafe(sql)).bind(id.to_owned());
            if let Some(row) = query.fetch_optional(self.store.db.read()).await? {
                return Ok(Some(AttemptSubject {
                    kind,
                    slug: row.slug,
                    site: row.site,
                    sites: row.sites,
                }));
            }
        }
        Ok(None)
    }

    /// The status of an attempt that was answered by its own email or by its reminder. It does not
    /// reveal that the person has signed by another email; otherwise anyone could find out who has
    /// signed.
    pub async fn status(self, id: &str, now_ms: i64) -> Result<AttemptStatus, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let mut found = AttemptStatus::Gone;
        for kind in KINDS {
            let held = match kind {
                ConfirmedKind::Signature => "held",
                ConfirmedKind::Subscription => "cast(null as text) as held",
            };
            let sql = format!(
                "select id, {held}, expires_at, confirmed_at from {} where id = $1 or reminds = $1",
                table(kind)
            );
            let query = sqlx::query_as::<_, StatusRow>(AssertSqlSafe(sql)).bind(id.to_owned());
            for row in query.fetch_all(&mut *connection).await? {
                if row.confirmed_at.is_some() && row.held.is_none() {
                    let ended = ended(&mut connection, [(kind, row.id)].into_iter()).await?;
                    return Ok(if ended.is_empty() {
                        AttemptStatus::Confirmed
                    } else {
                        AttemptStatus::Gone
                    });
                }
                if now_ms < row.expires_at {
                    found = AttemptStatus::Pending;
                }
            }
        }
        Ok(found)
    }
}

/// Of attempts that were already answered, the ids whose signature or subscription is neither valid
/// nor held any more.
pub(in crate::store) async fn ended(
    connection: &mut AnyConnection,
    answered: impl Iterator<Item = (ConfirmedKind, String)>,
) -> Result<HashSet<String>, Error> {
    let (signing, subscribing): (Vec<_>, Vec<_>) =
        answered.partition(|(kind, _)| *kind == ConfirmedKind::Signature);
    let ids = |of: Vec<(ConfirmedKind, String)>| of.into_iter().map(|(_, id)| id).collect();
    let mut ended = withdrawn(connection, ids(signing)).await?;
    ended.extend(left(connection, ids(subscribing)).await?);
    Ok(ended)
}

async fn withdrawn(
    connection: &mut AnyConnection,
    ids: Vec<String>,
) -> Result<HashSet<String>, Error> {
    let answered = admissions::answered(connection, &ids).await?;
    // A corrected name no longer matches the attempt's.
    let sql = "select id from signatures where id in ({in})";
    let counted: Vec<String> = rows::fetch_scalars_in(connection, sql, None, ids).await?;
    let counted: HashSet<String> = counted.into_iter().collect();
    let mailboxes =
        mailboxes::load(connection, answered.iter().map(|one| one.person.clone())).await?;
    let is_valid = |one: &admissions::ConfirmedAttempt| {
        let mailbox = mailboxes.get(&(one.person.clone(), one.slug.clone()));
        mailbox.is_some_and(|mailbox| {
            mailbox.has_slot(&one.signer) || mailbox.held(&one.signer).is_some()
        })
    };
    let ended = answered.into_iter();
    let ended = ended.filter(|one| !counted.contains(&one.id) && !is_valid(one));
    Ok(ended.map(|one| one.id).collect())
}

async fn left(connection: &mut AnyConnection, ids: Vec<String>) -> Result<HashSet<String>, Error> {
    let sql = "select p.id from pending_subscriptions p where p.id in ({in}) \
        and not exists (select 1 from subscriptions s where s.email_key = p.email_key \
            and s.slug = p.slug and s.unsubscribed_at is null)";
    let left = rows::fetch_scalars_in(connection, sql, None, ids).await?;
    Ok(left.into_iter().collect())
}
