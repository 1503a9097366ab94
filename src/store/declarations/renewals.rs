//! Renewing signatures when a text changes: signatories of an earlier version get one email for
//! each new version, and pressing its button binds them to the new version.

use std::collections::HashSet;

use sqlx::{AnyConnection, Row};

use super::corrupt;
use super::versions::{self, Step};
use crate::domain::declarations::difference::Passage;
use crate::domain::keys::sealed::Purpose;
use crate::domain::keys::token::Token;
use crate::domain::mail::email_key::EmailKey;
use crate::domain::mail::message::{Facts, MessageKind, TextChange};
use crate::store::engine::rows::{self, Value};
use crate::store::mail::queue::{self, EmailCause};
use crate::store::signatures::manage_links::{self, NewLink};
use crate::store::{Error, Store, open};

/// The most that are read at once when counting who would be asked.
const COUNTED_AT_ONCE: i64 = 500;

/// What the page behind a renewal link shows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Renewal {
    /// BCP 47: the language of the signature.
    pub lang: String,
    pub slug: String,
    /// BCP 47 language of the text.
    pub text_lang: String,
    pub title: String,
    pub organisers: String,
    pub from: u32,
    pub to: u32,
    pub difference: Vec<Passage>,
    /// The signature is bound to this version, or a later one.
    pub renewed: bool,
}

/// How far a batch of requests got.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RenewalProgress {
    pub letters: u64,
    /// The last signature examined; `None` when all were.
    pub last: Option<String>,
}

impl Store {
    /// Asks at most `limit` signatories of a step's earlier version to renew, after the signature
    /// `after` in the order of ids. People who were asked before, are suppressed or have no address
    /// any more are skipped. The batches are small so that signing does not have to wait.
    pub async fn ask_to_renew(
        &self,
        step: &Step,
        after: &str,
        limit: u32,
        now_ms: i64,
    ) -> Result<RenewalProgress, Error> {
        let mut transaction = self.db.write().await?;
        let sql = "select s.id, s.email, s.name, s.lang, t.title, d.organisers, d.contact, \
                s.email_key \
            from signatures s join declarations d on d.slug = s.slug \
            join declaration_texts t on t.slug = s.slug and t.lang = s.text_lang \
            where s.slug = $1 and s.text_lang = $2 and s.version = $3 and s.id > $4 \
                and s.email <> '' \
                and not exists (select 1 from renewals r \
                    where r.signature = s.id and r.to_version = $5) \
            order by s.id limit $6";
        let found = sqlx::query(sql)
            .bind(step.slug.clone())
            .bind(step.lang.clone())
            .bind(i64::from(step.from))
            .bind(after.to_owned())
            .bind(i64::from(step.to))
            .bind(i64::from(limit))
            .fetch_all(&mut *transaction)
            .await?;
        let mut signers = Vec::with_capacity(found.len());
        for row in &found {
            let email = open(&self.seal, Purpose::Email, &row.try_get::<String, _>(1)?)?;
            let refusal = self.seal.suppression(&EmailKey::of_kept(&email));
            signers.push((row, email, refusal));
        }
        let refused = refused(&mut transaction, signers.iter().map(|one| one.2.clone())).await?;
        let (mut renewals, mut links, mut letters) = (Vec::new(), Vec::new(), Vec::new());
        for (row, email, refusal) in signers {
            if refused.contains(&refusal) {
                continue;
            }
            let id: String = row.try_get(0)?;
            let token = Token::random();
            let facts = Facts {
                name: Some(row.try_get(2)?),
                lang: row.try_get(3)?,
                title: row.try_get(4)?,
                organisers: row.try_get(5)?,
                contact: row.try_get(6)?,
                token: token.reveal().to_owned(),
                code: None,
                change: Some(TextChange {
                    id: step.id(),
                    to: step.to,
                    difference: Vec::new(),
                }),
                reason: None,
            };
            renewals.push(renewal_row(&token, &id, step, now_ms));
            let person: String = row.try_get(7)?;
            let link = NewLink {
                token: &token,
                slug: &step.slug,
                attempt: &id,
                person: &person,
                lang: &facts.lang,
                signer: None,
            };
            links.push(link.row(now_ms));
            letters.push(queue::row(
                &self.seal,
                (&id, MessageKind::Renew),
                (&email, EmailCause::Known),
                &facts,
                now_ms,
            ));
        }
        let head = "insert into renewals (token_hash, signature, change_id, to_version, asked_at)";
        rows::insert(&mut transaction, head, &renewals, "").await?;
        manage_links::insert(&mut transaction, &links).await?;
        let written = letters.len() as u64;
        queue::insert(&mut transaction, letters).await?;
        transaction.commit().await?;
        if written > 0 {
            self.letters.notify_one();
        }
        Ok(RenewalProgress {
            letters: written,
            last: found.last().map(|row| row.try_get(0)).transpose()?,
        })
    }

    /// How many would be asked to renew if a text with this hash were the newest, chosen as in
    /// [`Store::ask_to_renew`], without suppressed addresses.
    pub async fn count_to_renew(
        &self,
        slug: &str,
        lang: &str,
        text_hash: &str,
    ) -> Result<u64, Error> {
        let sql = "select version, text_hash from declaration_texts where slug = $1 and lang = $2";
        let query = sqlx::query(sql).bind(slug.to_owned()).bind(lang.to_owned());
        let Some(row) = query.fetch_optional(self.db.read()).await? else {
            return Ok(0);
        };
        let (newest, hash): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
        // A new text creates a version about which no signatory has been asked yet.
        let to = if hash == text_hash {
            newest
        } else {
            newest + 1
        };
        let (mut asked, mut after) = (0, String::new());
        loop {
            let sql = "select s.id, s.email from signatures s \
                where s.slug = $1 and s.text_lang = $2 and s.version < $3 and s.id > $4 \
                    and s.email <> '' \
                    and not exists (select 1 from renewals r \
                        where r.signature = s.id and r.to_version = $3) \
                order by s.id limit $5";
            let mut connection = self.db.read().acquire().await?;
            let found = sqlx::query(sql)
                .bind(slug.to_owned())
                .bind(lang.to_owned())
                .bind(to)
                .bind(after)
                .bind(COUNTED_AT_ONCE)
                .fetch_all(&mut *connection)
                .await?;
            let mut suppressions = Vec::with_capacity(found.len());
            for row in &found {
                let email = open(&self.seal, Purpose::Email, &row.try_get::<String, _>(1)?)?;
                suppressions.push(self.seal.suppression(&EmailKey::of_kept(&email)));
            }
            let refused = refused(&mut connection, suppressions.iter().cloned()).await?;
            let refused: HashSet<String> = refused.into_iter().collect();
            let willing = suppressions.iter().filter(|one| !refused.contains(*one));
            asked += willing.count() as u64;
            match found.last() {
                Some(last) => after = last.try_get(0)?,
                None => return Ok(asked),
            }
        }
    }

    /// What the page behind a renewal link shows; changes nothing. `None` if the link is unknown or
    /// the signature no longer exists.
    pub async fn renewal(&self, token: &Token) -> Result<Option<Renewal>, Error> {
        let mut connection = self.db.read().acquire().await?;
        let found = find(&mut connection, token).await?;
        Ok(found.map(|(_, renewal)| renewal))
    }

    /// Binds a signature to the version its signatory was shown; repeating it has no further
    /// effect.
    pub async fn renew(&self, token: &Token, now_ms: i64) -> Result<Option<Renewal>, Error> {
        let mut transaction = self.db.write().await?;
        let Some((signature, mut renewal)) = find(&mut transaction, token).await? else {
            return Ok(None);
        };
        if renewal.renewed {
            return Ok(Some(renewal));
        }
        let step = Step {
            slug: renewal.slug.clone(),
            lang: renewal.text_lang.clone(),
            from: renewal.from,
            to: renewal.to,
        };
        let hashes = versions::hashes(&mut transaction, &step).await?;
        let ids = [signature];
        versions::bind(&mut transaction, &step, &hashes, "renewal", &ids, now_ms).await?;
        let sql = "update renewals set renewed_at = $1 where token_hash = $2";
        sqlx::query(sql)
            .bind(now_ms)
            .bind(token.hash())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        renewal.renewed = true;
        Ok(Some(renewal))
    }
}

fn renewal_row(token: &Token, signature: &str, step: &Step, now_ms: i64) -> Vec<Value> {
    vec![
        token.hash().into(),
        signature.into(),
        step.id().into(),
        i64::from(step.to).into(),
        now_ms.into(),
    ]
}

async fn refused(
    connection: &mut AnyConnection,
    hashes: impl Iterator<Item = String>,
) -> Result<Vec<String>, Error> {
    let sql = "select refusal_hash from refusals \
        where ended_at is null and refusal_hash in ({in})";
    let found = rows::select_in(connection, sql, None, hashes).await?;
    found.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// The signature that a link is about, and what its page shows.
async fn find(
    connection: &mut AnyConnection,
    token: &Token,
) -> Result<Option<(String, Renewal)>, Error> {
    let sql = "select s.id, s.lang, s.slug, s.text_lang, t.title, d.organisers, s.version, \
            r.to_version, c.difference \
        from renewals r join signatures s on s.id = r.signature \
        join declarations d on d.slug = s.slug \
        join declaration_texts t on t.slug = s.slug and t.lang = s.text_lang \
        join text_changes c on c.id = r.change_id where r.token_hash = $1";
    let query = sqlx::query(sql).bind(token.hash());
    let Some(row) = query.fetch_optional(connection).await? else {
        return Ok(None);
    };
    let (from, to): (i64, i64) = (row.try_get(6)?, row.try_get(7)?);
    let renewal = Renewal {
        lang: row.try_get(1)?,
        slug: row.try_get(2)?,
        text_lang: row.try_get(3)?,
        title: row.try_get(4)?,
        organisers: row.try_get(5)?,
        from: u32::try_from(from).map_err(|_| corrupt("version"))?,
        to: u32::try_from(to).map_err(|_| corrupt("to_version"))?,
        difference: difference(&row.try_get::<String, _>(8)?)?,
        renewed: from >= to,
    };
    Ok(Some((row.try_get(0)?, renewal)))
}

/// Parses a stored difference.
pub(in crate::store) fn difference(stored: &str) -> Result<Vec<Passage>, Error> {
    serde_json::from_str(stored).map_err(|_| corrupt("difference"))
}
