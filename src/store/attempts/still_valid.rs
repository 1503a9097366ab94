//! The status of an attempt, and whether its signature or subscription is still valid: an old
//! email's link must not tell people who withdrew or unsubscribed that they have signed or
//! subscribed. `store/signatures/own.rs`, `store/lists/subscriptions.rs` and
//! `store/privacy/erasures.rs` end them.

use std::collections::HashSet;

use sqlx::{AnyConnection, AssertSqlSafe};
use widgets::wire::ConfirmedKind;

use super::Attempts;
use super::states::{AttemptKind, AttemptState};
use crate::domain::declarations::sites::Sites;
use crate::domain::id::Id;
use crate::store::engine::columns::{Flag, Json};
use crate::store::engine::rows;
use crate::store::{AttemptStatus, Error};

/// What an attempt is about, and which sites may send requests about it.
#[derive(Clone, Debug)]
pub struct AttemptSubject {
    pub kind: ConfirmedKind,
    pub slug: String,
    /// BCP 47: the language of the form, and of its emails.
    pub lang: String,
    /// The language of the signed text; empty for a list.
    pub text_lang: String,
    /// Where it was sent; empty on our own pages.
    pub site: String,
    /// Who may embed what it is about.
    pub sites: Sites,
}

/// The columns of [`AttemptSubject`].
#[derive(sqlx::FromRow)]
struct SubjectRow {
    kind: AttemptKind,
    slug: String,
    lang: String,
    text_lang: String,
    site: String,
    #[sqlx(try_from = "Json")]
    sites: Sites,
}

/// What decides the status of an attempt.
#[derive(sqlx::FromRow)]
struct StatusRow {
    state: AttemptState,
    expires_at: i64,
    #[sqlx(try_from = "Flag")]
    is_valid: bool,
}

/// Whether the signature or subscription of the confirmed attempt `a` still exists: its own, or
/// another of the same signatory, who may also be held meanwhile. The own one is found by its id,
/// because its signatory may have corrected the name.
const IS_VALID: &str = "(exists (select 1 from signatures s where s.id = a.id) \
    or exists (select 1 from signatures s where s.person = a.person and s.subject = a.subject \
        and s.signer = a.signer) \
    or exists (select 1 from attempts h where h.person = a.person and h.subject = a.subject \
        and h.signer = a.signer and h.state = 'held') \
    or exists (select 1 from subscriptions s where s.person = a.person and s.subject = a.subject \
        and s.unsubscribed_at is null))";

impl Attempts<'_> {
    /// What an attempt is about; `None` for an unknown id, or one that was taken down.
    pub async fn subject(self, id: Id) -> Result<Option<AttemptSubject>, Error> {
        let sql = "select a.kind, s.slug, a.lang, a.text_lang, a.site, s.sites \
            from attempts a join subjects s on s.id = a.subject \
            where a.id = $1 and a.state in ('pending', 'held', 'confirmed')";
        let query = sqlx::query_as::<_, SubjectRow>(sql).bind(id);
        let row = query.fetch_optional(self.store.db.read()).await?;
        Ok(row.map(|row| AttemptSubject {
            kind: row.kind.0,
            slug: row.slug,
            lang: row.lang,
            text_lang: row.text_lang,
            site: row.site,
            sites: row.sites,
        }))
    }

    /// The status of an attempt. It does not reveal that the person has signed by another; otherwise
    /// anyone could find out who has signed.
    pub async fn status(self, id: Id, now_ms: i64) -> Result<AttemptStatus, Error> {
        let sql = format!(
            "select a.state, a.expires_at, \
                cast(case when a.state = 'confirmed' and {IS_VALID} then 1 else 0 end as bigint) \
                    as is_valid \
             from attempts a where a.id = $1"
        );
        let query = sqlx::query_as::<_, StatusRow>(AssertSqlSafe(sql)).bind(id);
        let row = query.fetch_optional(self.store.db.read()).await?;
        Ok(match row {
            Some(row) => match row.state {
                AttemptState::Confirmed if row.is_valid => AttemptStatus::Confirmed,
                AttemptState::Pending | AttemptState::Held if now_ms < row.expires_at => {
                    AttemptStatus::Pending
                }
                _ => AttemptStatus::Gone,
            },
            None => AttemptStatus::Gone,
        })
    }
}

/// Of attempts that were confirmed before, the ids whose signature or subscription is neither valid
/// nor held any more.
pub(super) async fn ended(
    connection: &mut AnyConnection,
    confirmed: impl Iterator<Item = Id>,
) -> Result<HashSet<Id>, Error> {
    let sql = format!(
        "select a.id from attempts a \
         where a.state = 'confirmed' and a.id in ({{in}}) and not {IS_VALID}"
    );
    let ended = rows::fetch_scalars_in(connection, &sql, None, confirmed).await?;
    Ok(ended.into_iter().collect())
}
