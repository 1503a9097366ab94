//! Unsubscribing by the link in an exported row: from a list, or from a declaration's updates.
//! Links in our own emails about lists are in `subscriptions.rs`.

use sqlx::{AnyConnection, AssertSqlSafe};
use widgets::wire::ConfirmedKind;

use super::Lists;
use crate::domain::keys::sealed::Seal;
use crate::domain::lists::unsubscribe_link::UnsubscribeLink;
use crate::domain::mail::message;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::store::Error;
use crate::store::privacy::consents;

/// What a link unsubscribes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnsubscribeTarget {
    /// For a signature, updates end and the signature stays.
    pub kind: ConfirmedKind,
    pub title: String,
    /// BCP 47: the language of the form.
    pub lang: String,
    slug: String,
    person: String,
    table: &'static str,
}

/// The tables that may hold a link's id, with the title and language of its subject.
const PLACES: [(ConfirmedKind, &str, &str); 3] = [
    (
        ConfirmedKind::Subscription,
        "subscriptions",
        "select s.email_key, s.slug, l.title, s.lang from subscriptions s \
            join lists l on l.slug = s.slug where s.id = $1",
    ),
    (
        ConfirmedKind::Signature,
        "signatures",
        "select s.email_key, s.slug, t.title, s.lang from signatures s \
            join declaration_texts t on t.slug = s.slug and t.lang = s.text_lang where s.id = $1",
    ),
    (
        ConfirmedKind::Signature,
        "withdrawn_signatures",
        "select s.email_key, s.slug, t.title, s.lang from withdrawn_signatures s \
            join declaration_texts t on t.slug = s.slug and t.lang = s.text_lang where s.id = $1",
    ),
];

impl Lists<'_> {
    /// What the page behind a link shows; changes nothing. `None` for a forged link, or if the
    /// person was erased.
    pub async fn leaving(self, link: &UnsubscribeLink) -> Result<Option<UnsubscribeTarget>, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        find(&mut connection, &self.store.seal, link).await
    }

    /// Ends the subscription, or the updates. Repeating it changes nothing and returns the same.
    pub async fn leave(
        self,
        link: &UnsubscribeLink,
        now_ms: i64,
    ) -> Result<Option<UnsubscribeTarget>, Error> {
        let mut transaction = self.store.db.write().await?;
        let Some(leaving) = find(&mut transaction, &self.store.seal, link).await? else {
            return Ok(None);
        };
        let (sql, event) = match leaving.kind {
            ConfirmedKind::Subscription => (
                "update subscriptions set unsubscribed_at = $1 \
                    where id = $2 and unsubscribed_at is null"
                    .to_owned(),
                ConsentEvent::Unsubscribed,
            ),
            ConfirmedKind::Signature => (
                format!(
                    "update {} set updates = 0 where $1 > 0 and id = $2 and updates <> 0",
                    leaving.table
                ),
                ConsentEvent::UpdatesEnded,
            ),
        };
        let ended = sqlx::query(AssertSqlSafe(sql))
            .bind(now_ms)
            .bind(link.id.clone())
            .execute(&mut *transaction)
            .await?;
        if ended.rows_affected() > 0 {
            let about = message::about(leaving.kind, &leaving.slug);
            let record = Record::of(&leaving.person, about, event, now_ms);
            let record = match leaving.kind {
                ConfirmedKind::Subscription => record,
                ConfirmedKind::Signature => record.with(&link.id),
            };
            consents::add(&mut transaction, vec![record]).await?;
        }
        transaction.commit().await?;
        self.store.remember_ends().await;
        Ok(Some(leaving))
    }
}

async fn find(
    connection: &mut AnyConnection,
    seal: &Seal,
    link: &UnsubscribeLink,
) -> Result<Option<UnsubscribeTarget>, Error> {
    #[derive(sqlx::FromRow)]
    struct UnsubscribeRow {
        email_key: String,
        slug: String,
        title: String,
        lang: String,
    }
    for (kind, table, sql) in PLACES {
        let query = sqlx::query_as::<_, UnsubscribeRow>(sql).bind(link.id.clone());
        if let Some(found) = query.fetch_optional(&mut *connection).await? {
            let genuine = seal.unsubscribe_link(&link.id, &found.email_key);
            return Ok(link.is(&genuine).then_some(UnsubscribeTarget {
                kind,
                title: found.title,
                lang: found.lang,
                slug: found.slug,
                person: found.email_key,
                table,
            }));
        }
    }
    Ok(None)
}
