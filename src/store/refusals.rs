//! "It wasn't me": what was asked for in somebody's name is dropped, and no further letter about
//! it goes to that address. Of the address itself only a keyed hash is kept.

use sqlx::{AnyConnection, Row};
use widgets::wire::ConfirmedKind;

use super::{Error, Store, consents, open, own_signatures};
use crate::domain::consent::{Deed, Record};
use crate::domain::email_key::EmailKey;
use crate::domain::letter;
use crate::domain::sealed::Purpose;
use crate::domain::token::Token;

/// What was refused, for the page that says so.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refused {
    pub kind: ConfirmedKind,
    pub slug: String,
    pub title: String,
}

impl Store {
    /// Drops the unanswered attempts of the person whom the token's letter went to, and the
    /// signature that this very attempt became. What they have confirmed by another letter stays.
    /// `None` for an unknown token.
    pub async fn refuse(&self, token: &Token, now_ms: i64) -> Result<Option<Refused>, Error> {
        let mut transaction = self.db.write().await?;
        let signature = "select p.slug, p.email_key, t.title, p.email, p.id from pending_signatures p \
            join declaration_texts t on t.slug = p.slug and t.lang = p.text_lang where p.token_hash = $1";
        let subscription = "select p.slug, p.email_key, l.title, p.email, p.id from pending_subscriptions p \
            join lists l on l.slug = p.slug where p.token_hash = $1";
        for (kind, sql) in [
            (ConfirmedKind::Signature, signature),
            (ConfirmedKind::Subscription, subscription),
        ] {
            let query = sqlx::query(sql).bind(token.hash());
            let Some(row) = query.fetch_optional(&mut *transaction).await? else {
                continue;
            };
            let (slug, email_key): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let title = row.try_get(2)?;
            let email = open(&self.seal, Purpose::Email, &row.try_get::<String, _>(3)?)?;
            let refusal = self
                .seal
                .refusal(&EmailKey::of_kept(&email), &letter::about(kind, &slug));
            let id: String = row.try_get(4)?;
            let whose = match kind {
                ConfirmedKind::Signature if is_signature(&mut transaction, &id).await? => {
                    own_signatures::erase(&mut transaction, &slug, &id, &email_key).await?
                }
                ConfirmedKind::Signature => id.clone(),
                ConfirmedKind::Subscription => String::new(),
            };
            drop_attempts(&mut transaction, kind, &slug, (&email_key, &id)).await?;
            stop_letters(&mut transaction, refusal, now_ms).await?;
            let about = letter::about(kind, &slug);
            let record = Record::of(&email_key, about, Deed::Refused, now_ms);
            consents::add(&mut transaction, vec![record.with(&whose)]).await?;
            transaction.commit().await?;
            self.db.forget_deleted().await?;
            self.remember_ends().await;
            return Ok(Some(Refused { kind, slug, title }));
        }
        Ok(None)
    }
}

/// Whether this very attempt was confirmed and counts, or was withdrawn.
async fn is_signature(connection: &mut AnyConnection, id: &str) -> Result<bool, Error> {
    let sql = "select (select count(*) from signatures where id = $1) \
        + (select count(*) from withdrawn_signatures where id = $1)";
    let query = sqlx::query(sql).bind(id.to_owned());
    let found: i64 = query.fetch_one(connection).await?.try_get(0)?;
    Ok(found > 0)
}

async fn drop_attempts(
    connection: &mut AnyConnection,
    kind: ConfirmedKind,
    slug: &str,
    (email_key, id): (&str, &str),
) -> Result<(), Error> {
    // What somebody else of the mailbox answered and what waits since is not this person's.
    let (letters, attempts) = match kind {
        ConfirmedKind::Signature => (
            "delete from outbox where status <> 'sent' and attempt in \
                (select id from pending_signatures where email_key = $1 and slug = $2 \
                    and (held is null or id = $3))",
            "delete from pending_signatures where email_key = $1 and slug = $2 \
                and confirmed_at is null and (held is null or id = $3)",
        ),
        ConfirmedKind::Subscription => (
            "delete from outbox where status <> 'sent' and attempt in \
                (select id from pending_subscriptions \
                    where email_key = $1 and slug = $2 and $3 <> '')",
            "delete from pending_subscriptions \
                where email_key = $1 and slug = $2 and confirmed_at is null and $3 <> ''",
        ),
    };
    for sql in [letters, attempts] {
        let query = sqlx::query(sql)
            .bind(email_key.to_owned())
            .bind(slug.to_owned())
            .bind(id.to_owned());
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// No further letter goes to whom this keyed hash tells.
pub(super) async fn stop_letters(
    connection: &mut AnyConnection,
    refusal: String,
    now_ms: i64,
) -> Result<(), Error> {
    let sql =
        "insert into refusals (refusal_hash, refused_at) values ($1, $2) on conflict do nothing";
    sqlx::query(sql)
        .bind(refusal)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}
