//! Unsubscribing by the link in emails about a list and in the rows of exported files: from a list, or
//! from a declaration's updates.

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use super::Lists;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::Seal;
use crate::domain::keys::token::Token;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::store::Error;
use crate::store::engine::columns::Flag;
use crate::store::entries;
use crate::store::privacy::consents;

/// What a link unsubscribes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Subscribed {
    /// For a signature, updates end and the signature stays.
    pub kind: ConfirmedKind,
    pub title: String,
    /// BCP 47: the language of the form.
    pub lang: String,
    /// The person is on the list, or gets updates.
    pub active: bool,
}

/// A table in which the id of a link may be found.
struct LinkedTable {
    kind: ConfirmedKind,
    find: &'static str,
    /// Ends it at $1.
    end: &'static str,
    event: ConsentEvent,
}

static PLACES: [LinkedTable; 3] = [
    LinkedTable {
        kind: ConfirmedKind::Subscription,
        find: "select s.person, s.subject, l.title, s.lang, \
                cast(case when s.unsubscribed_at is null then 1 else 0 end as bigint) as active \
            from subscriptions s join lists l on l.subject = s.subject where s.id = $1",
        end: "update subscriptions set unsubscribed_at = $1 where id = $2",
        event: ConsentEvent::Unsubscribed,
    },
    LinkedTable {
        kind: ConfirmedKind::Signature,
        find: "select s.person, s.subject, t.title, s.lang, s.updates as active \
            from signatures s join declaration_texts t \
                on t.subject = s.subject and t.lang = s.text_lang where s.id = $1",
        end: "update signatures set updates = 0 where $1 > 0 and id = $2",
        event: ConsentEvent::UpdatesEnded,
    },
    LinkedTable {
        kind: ConfirmedKind::Signature,
        find: "select s.person, s.subject, t.title, s.lang, s.updates as active \
            from withdrawn_signatures s join declaration_texts t \
                on t.subject = s.subject and t.lang = s.text_lang where s.id = $1",
        end: "update withdrawn_signatures set updates = 0 where $1 > 0 and id = $2",
        event: ConsentEvent::UpdatesEnded,
    },
];

#[derive(sqlx::FromRow)]
struct SubscribedRow {
    person: KeyedHash,
    subject: i64,
    title: String,
    lang: String,
    #[sqlx(try_from = "Flag")]
    active: bool,
}

impl SubscribedRow {
    fn of(self, kind: ConfirmedKind) -> Subscribed {
        Subscribed {
            kind,
            title: self.title,
            lang: self.lang,
            active: self.active,
        }
    }
}

impl Lists<'_> {
    /// What the page behind a link shows; changes nothing. `None` for a forged link, or if the
    /// person was erased.
    pub async fn subscribed(self, token: &Token) -> Result<Option<Subscribed>, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let found = find(&mut connection, &self.store.seal, token).await?;
        Ok(found.map(|(place, row)| row.of(place.kind)))
    }

    /// Ends the subscription, or the updates; returns what the link was for, as it was. Repeating it
    /// changes nothing.
    pub async fn unsubscribe(
        self,
        token: &Token,
        now_ms: i64,
    ) -> Result<Option<Subscribed>, Error> {
        // A link that leads nowhere takes no lock.
        if self.subscribed(token).await?.is_none() {
            return Ok(None);
        }
        let mut transaction = self.store.write_about_rows(&[token.id]).await?;
        let found = find(&mut transaction, &self.store.seal, token).await?;
        let Some((place, row)) = found else {
            return Ok(None);
        };
        if !row.active {
            return Ok(Some(row.of(place.kind)));
        }
        sqlx::query(place.end)
            .bind(now_ms)
            .bind(token.id)
            .execute(&mut *transaction)
            .await?;
        let record = Record::of(row.person, row.subject, place.event, now_ms);
        let record = match place.kind {
            ConfirmedKind::Subscription => {
                let ids = vec![token.id];
                let changes = entries::rewrite(&mut transaction, row.subject, ids).await?;
                changes.write(&mut transaction).await?;
                record
            }
            ConfirmedKind::Signature => record.with(Some(token.id)),
        };
        consents::add(&mut transaction, vec![record]).await?;
        transaction.commit().await?;
        self.store.remember_ends().await;
        Ok(Some(row.of(place.kind)))
    }
}

/// What a genuine link is for.
async fn find(
    connection: &mut AnyConnection,
    seal: &Seal,
    token: &Token,
) -> Result<Option<(&'static LinkedTable, SubscribedRow)>, Error> {
    if !token.is(&seal.unsubscribe_link(token.id)) {
        return Ok(None);
    }
    for place in &PLACES {
        let query = sqlx::query_as::<_, SubscribedRow>(place.find).bind(token.id);
        if let Some(row) = query.fetch_optional(&mut *connection).await? {
            return Ok(Some((place, row)));
        }
    }
    Ok(None)
}
