//! Renewing signatures when a text changes: signatories of an earlier version get one email for
//! each new version, and pressing its button binds them to the new version.

use sqlx::AnyConnection;

use super::Declarations;
use super::versions::{self, Step};
use crate::domain::declarations::difference::Passage;
use crate::domain::keys::sealed::Purpose;
use crate::domain::keys::token::Token;
use crate::domain::mail::email_key::EmailKey;
use crate::domain::mail::message::{Facts, MessageKind, TextChange};
use crate::store::attempts::mailboxes::SignerColumns;
use crate::store::engine::columns::Json;
use crate::store::engine::rows::{self, Value};
use crate::store::mail::queue::{self, EmailCause};
use crate::store::mail::subjects::EmailSubject;
use crate::store::privacy::suppressions;
use crate::store::signatures::manage_links::{self, NewLink};
use crate::store::{Error, open};

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
    pub emails: u64,
    /// The last signature examined; `None` when all were.
    pub last: Option<String>,
}

/// A signatory who may be asked to renew, with what the email needs.
#[derive(sqlx::FromRow)]
struct RenewalRecipient {
    id: String,
    /// Encrypted.
    email: String,
    email_key: String,
    #[sqlx(flatten)]
    whose: SignerColumns,
    lang: String,
    #[sqlx(flatten)]
    subject: EmailSubject,
}

/// The columns of [`Renewal`], and its signature.
#[derive(sqlx::FromRow)]
struct RenewalRow {
    id: String,
    lang: String,
    slug: String,
    text_lang: String,
    title: String,
    organisers: String,
    #[sqlx(try_from = "i64")]
    version: u32,
    #[sqlx(try_from = "i64")]
    to_version: u32,
    #[sqlx(try_from = "Json")]
    difference: Vec<Passage>,
}

impl Declarations<'_> {
    /// Asks at most `limit` signatories of a step's earlier version to renew, after the signature
    /// `after` in the order of ids. People who were asked before, are suppressed or have no address
    /// any more are skipped. The batches are small so that signing does not have to wait.
    pub async fn ask_to_renew(
        self,
        step: &Step,
        after: &str,
        limit: u32,
        now_ms: i64,
    ) -> Result<RenewalProgress, Error> {
        let mut transaction = self.store.db.write().await?;
        let sql = "select s.id, s.email, s.kind, s.name, s.organisation, s.lang, t.title, \
                d.organisers, d.contact, s.email_key \
            from signatures s join declarations d on d.slug = s.slug \
            join declaration_texts t on t.slug = s.slug and t.lang = s.text_lang \
            where s.slug = $1 and s.text_lang = $2 and s.version = $3 and s.id > $4 \
                and s.email <> '' \
                and not exists (select 1 from renewals r \
                    where r.signature = s.id and r.to_version = $5) \
            order by s.id limit $6";
        let found = sqlx::query_as::<_, RenewalRecipient>(sql)
            .bind(step.slug.clone())
            .bind(step.lang.clone())
            .bind(i64::from(step.from))
            .bind(after.to_owned())
            .bind(i64::from(step.to))
            .bind(i64::from(limit))
            .fetch_all(&mut *transaction)
            .await?;
        let last = found.last().map(|signer| signer.id.clone());
        let mut signers = Vec::with_capacity(found.len());
        for signer in found {
            let email = open(&self.store.seal, Purpose::Email, &signer.email)?;
            let suppression = self.store.seal.suppression(&EmailKey::of_kept(&email));
            signers.push((signer, email, suppression));
        }
        let hashes = signers
            .iter()
            .map(|(_, _, suppression)| suppression.clone());
        let suppressed = suppressions::in_force(&mut transaction, hashes).await?;
        let (mut renewals, mut links, mut emails) = (Vec::new(), Vec::new(), Vec::new());
        for (signer, email, suppression) in signers {
            if suppressed.contains(&suppression) {
                continue;
            }
            let token = Token::random();
            let whose = signer.whose.signer();
            let facts = Facts {
                name: Some(signer.whose.name),
                change: Some(TextChange {
                    id: step.id(),
                    to: step.to,
                    difference: Vec::new(),
                }),
                ..signer.subject.facts(signer.lang, token.reveal())
            };
            renewals.push(renewal_row(&token, &signer.id, step, now_ms));
            let link = NewLink {
                token: &token,
                slug: &step.slug,
                attempt: &signer.id,
                person: &signer.email_key,
                lang: &facts.lang,
                signer: self.store.seal.signer(&signer.email_key, &whose),
            };
            links.push(link.row(now_ms));
            emails.push(queue::row(
                &self.store.seal,
                (&signer.id, MessageKind::Renew),
                (&email, EmailCause::Known),
                &facts,
                now_ms,
            ));
        }
        let head = "insert into renewals (token_hash, signature, change_id, to_version, asked_at)";
        rows::insert(&mut transaction, head, &renewals, "").await?;
        manage_links::insert(&mut transaction, &links).await?;
        let written = emails.len() as u64;
        queue::insert(&mut transaction, emails).await?;
        transaction.commit().await?;
        if written > 0 {
            self.store.queued_mail.notify_one();
        }
        Ok(RenewalProgress {
            emails: written,
            last,
        })
    }

    /// How many would be asked to renew if a text with this hash were the newest, chosen as in
    /// [`Declarations::ask_to_renew`], without suppressed addresses.
    pub async fn count_to_renew(
        self,
        slug: &str,
        lang: &str,
        text_hash: &str,
    ) -> Result<u64, Error> {
        #[derive(sqlx::FromRow)]
        struct Newest {
            version: i64,
            text_hash: String,
        }
        #[derive(sqlx::FromRow)]
        struct UnaskedRow {
            id: String,
            email: String,
        }
        let sql = "select version, text_hash from declaration_texts where slug = $1 and lang = $2";
        let query = sqlx::query_as::<_, Newest>(sql);
        let query = query.bind(slug.to_owned()).bind(lang.to_owned());
        let Some(newest) = query.fetch_optional(self.store.db.read()).await? else {
            return Ok(0);
        };
        // A new text creates a version about which no signatory has been asked yet.
        let to = newest.version + i64::from(newest.text_hash != text_hash);
        let (mut asked, mut after) = (0, String::new());
        loop {
            let sql = "select s.id, s.email from signatures s \
                where s.slug = $1 and s.text_lang = $2 and s.version < $3 and s.id > $4 \
                    and s.email <> '' \
                    and not exists (select 1 from renewals r \
                        where r.signature = s.id and r.to_version = $3) \
                order by s.id limit $5";
            let mut connection = self.store.db.read().acquire().await?;
            let mut found = sqlx::query_as::<_, UnaskedRow>(sql)
                .bind(slug.to_owned())
                .bind(lang.to_owned())
                .bind(to)
                .bind(after)
                .bind(COUNTED_AT_ONCE)
                .fetch_all(&mut *connection)
                .await?;
            let mut hashes = Vec::with_capacity(found.len());
            for one in &found {
                let email = open(&self.store.seal, Purpose::Email, &one.email)?;
                hashes.push(self.store.seal.suppression(&EmailKey::of_kept(&email)));
            }
            let suppressed =
                suppressions::in_force(&mut connection, hashes.iter().cloned()).await?;
            let reachable = hashes.iter().filter(|one| !suppressed.contains(*one));
            asked += reachable.count() as u64;
            match found.pop() {
                Some(last) => after = last.id,
                None => return Ok(asked),
            }
        }
    }

    /// What the page behind a renewal link shows; changes nothing. `None` if the link is unknown or
    /// the signature no longer exists.
    pub async fn renewal(self, token: &Token) -> Result<Option<Renewal>, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let found = find(&mut connection, token).await?;
        Ok(found.map(|(_, renewal)| renewal))
    }

    /// Binds a signature to the version its signatory was shown; repeating it has no further
    /// effect.
    pub async fn renew(self, token: &Token, now_ms: i64) -> Result<Option<Renewal>, Error> {
        let mut transaction = self.store.db.write().await?;
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
    let query = sqlx::query_as::<_, RenewalRow>(sql).bind(token.hash());
    let Some(row) = query.fetch_optional(connection).await? else {
        return Ok(None);
    };
    let renewal = Renewal {
        lang: row.lang,
        slug: row.slug,
        text_lang: row.text_lang,
        title: row.title,
        organisers: row.organisers,
        from: row.version,
        to: row.to_version,
        difference: row.difference,
        renewed: row.version >= row.to_version,
    };
    Ok(Some((row.id, renewal)))
}
