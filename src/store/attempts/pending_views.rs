//! What the page behind an emailed link shows, before and after the email was answered.

use sqlx::AssertSqlSafe;
use widgets::wire::Visibility;

use super::Attempts;
use super::states::{AttemptKind, AttemptState};
use crate::domain::id::Id;
use crate::domain::keys::token::Token;
use crate::domain::signatures::verification::HoldReason;
use crate::store::engine::columns::{Flag, Json, StoredWord};
use crate::store::mail::subjects::EmailSubject;
use crate::store::signatures::reservations;
use crate::store::{Error, PendingView};

/// The columns of [`PendingView`], and the epoch of the link.
#[derive(sqlx::FromRow)]
struct PendingRow {
    kind: AttemptKind,
    state: AttemptState,
    slug: String,
    lang: String,
    #[sqlx(flatten)]
    subject: EmailSubject,
    name: Option<String>,
    organisation: Option<String>,
    #[sqlx(try_from = "StoredWord")]
    visibility: Visibility,
    site: String,
    page_url: String,
    #[sqlx(try_from = "Flag")]
    confirmed: bool,
    reservations: Option<Json>,
    held: Option<HoldReason>,
    expires_at: i64,
    epoch: i64,
    unpublished_at: Option<i64>,
}

/// An attempt that has not expired. Its person has confirmed if it became a signature, or if the same
/// signatory of the mailbox has another.
const ATTEMPT: &str = "select a.kind, a.state, s.slug, a.lang, coalesce(t.title, l.title) as title, \
        s.organisers, s.contact, a.name, a.organisation, \
        coalesce(a.visibility, 'hidden') as visibility, a.site, a.page_url, \
        (select count(*) from signatures g where g.id = a.id \
            or g.person = a.person and g.subject = a.subject and g.signer = a.signer) \
        + (select count(*) from subscriptions b where b.person = a.person \
            and b.subject = a.subject and b.unsubscribed_at is null) as confirmed, \
        a.reservations, a.held, a.expires_at, a.epoch, s.unpublished_at \
    from attempts a join subjects s on s.id = a.subject \
        left join declaration_texts t on t.subject = a.subject and t.lang = a.text_lang \
        left join lists l on l.subject = a.subject \
    where a.id = $1 and a.state in ('pending', 'held', 'confirmed') and a.expires_at > $2";

/// A signature whose attempt is gone. `{counts}` says whether the table is of those that count.
const SIGNATURE: &str = "select cast('signature' as text) as kind, cast('confirmed' as text) as state, \
        s.slug, g.lang, t.title, s.organisers, s.contact, g.name, g.organisation, g.visibility, \
        g.site, g.page_url, cast({counts} as bigint) as confirmed, \
        cast(null as text) as reservations, cast(null as text) as held, \
        cast($2 as bigint) as expires_at, g.epoch, s.unpublished_at \
    from {table} g join subjects s on s.id = g.subject \
        join declaration_texts t on t.subject = g.subject and t.lang = g.text_lang \
    where g.id = $1";

impl Attempts<'_> {
    /// What the page behind an emailed link shows; changes nothing. `None` for a link that is
    /// unknown or has expired, unless its signature exists.
    pub async fn pending(self, token: &Token, now_ms: i64) -> Result<Option<PendingView>, Error> {
        let row = match self.find(ATTEMPT.to_owned(), token.id, now_ms).await? {
            Some(row) => Some(row),
            None => self.signature(token.id, now_ms).await?,
        };
        let seal = &self.store.seal;
        let row = row.filter(|row| token.is(&seal.link(token.id, row.epoch)));
        row.map(view).transpose()
    }

    /// The same for an attempt's id.
    pub async fn pending_by_id(self, id: Id, now_ms: i64) -> Result<Option<PendingView>, Error> {
        let row = self.find(ATTEMPT.to_owned(), id, now_ms).await?;
        row.map(view).transpose()
    }

    /// The signature with this id, which may have been withdrawn.
    async fn signature(self, id: Id, now_ms: i64) -> Result<Option<PendingRow>, Error> {
        for (table, counts) in [("signatures", "1"), ("withdrawn_signatures", "0")] {
            let sql = SIGNATURE.replace("{table}", table);
            let sql = sql.replace("{counts}", counts);
            if let Some(row) = self.find(sql, id, now_ms).await? {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    async fn find(self, sql: String, id: Id, now_ms: i64) -> Result<Option<PendingRow>, Error> {
        let query = sqlx::query_as::<_, PendingRow>(AssertSqlSafe(sql));
        let query = query.bind(id).bind(now_ms);
        Ok(query.fetch_optional(self.store.db.read()).await?)
    }
}

fn view(row: PendingRow) -> Result<PendingView, Error> {
    let is_held = row.state == AttemptState::Held;
    Ok(PendingView {
        kind: row.kind.0,
        slug: row.slug,
        lang: row.lang,
        title: row.subject.title,
        organisers: row.subject.organisers,
        contact: row.subject.contact,
        name: row.name,
        organisation: row.organisation,
        visibility: row.visibility,
        site: row.site,
        page_url: row.page_url,
        confirmed: row.confirmed,
        answered: row.state == AttemptState::Confirmed,
        held: row
            .held
            .filter(|_| is_held)
            .map(|held| (held, row.expires_at)),
        unpublished: row.unpublished_at.is_some(),
        expires_at: row.expires_at,
        reservations: reservations::read(row.reservations)?,
    })
}
