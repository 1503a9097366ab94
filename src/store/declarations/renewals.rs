//! Renewing signatures when a text changes: signatories of an earlier version get one email for
//! each new version, and pressing its button binds them to the new version.

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use super::versions::{self, Step};
use super::{Declarations, subjects};
use crate::domain::declarations::difference::Passage;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::keys::token::Token;
use crate::domain::mail::email_key::EmailKey;
use crate::domain::mail::message::{Facts, MessageKind, TextChange};
use crate::store::engine::columns::Json;
use crate::store::engine::rows::{self, Value};
use crate::store::mail::queue::{self, Email};
use crate::store::mail::subjects::EmailSubject;
use crate::store::privacy::suppressions;
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
    pub last: Option<Id>,
}

/// A signatory who may be asked to renew, with what the email needs.
#[derive(sqlx::FromRow)]
struct RenewalRecipient {
    id: Id,
    /// What the signature is bound to.
    #[sqlx(try_from = "i64")]
    version: u32,
    /// Encrypted.
    email: String,
    name: String,
    lang: String,
    epoch: i64,
    #[sqlx(flatten)]
    subject: EmailSubject,
}

/// The columns of [`Renewal`].
#[derive(sqlx::FromRow)]
struct RenewalRow {
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

/// A signatory who has not been asked yet.
#[derive(sqlx::FromRow)]
struct UnaskedSignatory {
    id: Id,
    person: KeyedHash,
}

const UNASKED: &str = "select s.id, s.person from signatures s \
    where s.subject = $1 and s.text_lang = $2 and s.version = $3 and s.id > $4 and s.email <> '' \
        and not exists (select 1 from renewals r \
            where r.signature = s.id and r.to_version = $5) \
    order by s.id limit $6";
/// Those of these signatories who still are to be asked to renew for the version `$1`.
const RECIPIENTS: &str = "select s.id, s.version, s.email, s.name, s.lang, s.epoch, t.title, \
        u.organisers, u.contact \
    from signatures s join subjects u on u.id = s.subject \
    join declaration_texts t on t.subject = s.subject and t.lang = s.text_lang \
    where s.id in ({in}) and s.email <> '' \
        and not exists (select 1 from renewals r \
            where r.signature = s.id and r.to_version = $1) \
    order by s.id";

impl Declarations<'_> {
    /// Asks at most `limit` signatories of a step's earlier version to renew, after the signature
    /// `after` in the order of ids. People who were asked before, are suppressed or have no address
    /// any more are skipped. The batches are small so that signing does not have to wait.
    pub async fn ask_to_renew(
        self,
        step: &Step,
        after: Id,
        limit: u32,
        now_ms: i64,
    ) -> Result<RenewalProgress, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let subject = versions::subject_of(&mut connection, step).await?;
        let unasked = sqlx::query_as::<_, UnaskedSignatory>(UNASKED)
            .bind(subject)
            .bind(step.lang.clone())
            .bind(i64::from(step.from))
            .bind(after)
            .bind(i64::from(step.to))
            .bind(i64::from(limit))
            .fetch_all(&mut *connection)
            .await?;
        drop(connection);
        let last = unasked.last().map(|signer| signer.id);
        let persons = unasked.iter().map(|signer| signer.person);
        let mut transaction = self.store.db.write_about(persons, []).await?;
        let ids = unasked.into_iter().map(|signer| signer.id);
        let to = Some(i64::from(step.to).into());
        let mut found =
            rows::fetch_in::<RenewalRecipient>(&mut transaction, RECIPIENTS, to, ids).await?;
        found.retain(|signer| signer.version == step.from);
        let seal = &self.store.seal;
        let mut signers = Vec::with_capacity(found.len());
        for signer in found {
            let email = open(seal, Purpose::Email, &signer.email)?;
            let suppression = seal.suppression(&EmailKey::of_kept(&email));
            signers.push((signer, email, suppression));
        }
        let hashes = signers.iter().map(|(_, _, suppression)| *suppression);
        let suppressed = suppressions::in_force(&mut transaction, hashes).await?;
        let (mut renewals, mut emails) = (Vec::new(), Vec::new());
        for (signer, email, suppression) in signers {
            if suppressed.contains(&suppression) {
                continue;
            }
            renewals.push(renewal_row(signer.id, step, now_ms));
            emails.push(request(seal, signer, &email, (subject, step), now_ms));
        }
        let head = "insert into renewals (signature, to_version, from_version, asked_at)";
        rows::insert(&mut transaction, head, &renewals, "").await?;
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
        let kind = ConfirmedKind::Signature;
        let Some((mut connection, subject)) = self.store.read_about(kind, slug).await? else {
            return Ok(0);
        };
        let sql =
            "select version, text_hash from declaration_texts where subject = $1 and lang = $2";
        let query = sqlx::query_as::<_, Newest>(sql);
        let query = query.bind(subject).bind(lang.to_owned());
        let Some(newest) = query.fetch_optional(&mut *connection).await? else {
            return Ok(0);
        };
        // A new text creates a version about which no signatory has been asked yet.
        let to = newest.version + i64::from(newest.text_hash != text_hash);
        let mut asked = 0;
        for from in 1..to {
            let text = (subject, lang);
            asked += unasked(&mut connection, &self.store.seal, text, (from, to)).await?;
        }
        Ok(asked)
    }

    /// What the page behind a renewal link shows; changes nothing. `None` if the link is unknown or
    /// the signature no longer exists.
    pub async fn renewal(self, token: &Token) -> Result<Option<Renewal>, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        find(&mut connection, &self.store.seal, token).await
    }

    /// Binds a signature to the version its signatory was shown; repeating it has no further
    /// effect.
    pub async fn renew(self, token: &Token, now_ms: i64) -> Result<Option<Renewal>, Error> {
        let Some(found) = self.renewal(token).await? else {
            return Ok(None);
        };
        let mut connection = self.store.db.read().acquire().await?;
        let kind = ConfirmedKind::Signature;
        let subject = subjects::find(&mut connection, kind, &found.slug).await?;
        drop(connection);
        let mut transaction = self.store.db.write_about([], subject).await?;
        let Some(mut renewal) = find(&mut transaction, &self.store.seal, token).await? else {
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
        let subject = versions::subject_of(&mut transaction, &step).await?;
        let hashes = versions::hashes(&mut transaction, subject, &step).await?;
        let ids = [token.id];
        versions::bind(&mut transaction, &step, &hashes, "renewal", &ids, now_ms).await?;
        let sql = "update renewals set renewed_at = $1 where signature = $2 and to_version = $3";
        sqlx::query(sql)
            .bind(now_ms)
            .bind(token.id)
            .bind(i64::from(step.to))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        renewal.renewed = true;
        Ok(Some(renewal))
    }
}

fn renewal_row(signature: Id, step: &Step, now_ms: i64) -> [Value; 4] {
    [
        signature.into(),
        i64::from(step.to).into(),
        i64::from(step.from).into(),
        now_ms.into(),
    ]
}

/// The email that asks a signatory to renew.
fn request(
    seal: &Seal,
    signer: RenewalRecipient,
    email: &str,
    (subject, step): (i64, &Step),
    now_ms: i64,
) -> Email {
    let renewal = seal.renewal_link(signer.id, i64::from(step.to));
    let own = seal.link(signer.id, signer.epoch);
    let facts = Facts {
        name: Some(signer.name),
        second_token: Some(own.reveal()),
        change: Some(TextChange {
            lang: step.lang.clone(),
            from: step.from,
            to: step.to,
            difference: Vec::new(),
        }),
        ..signer.subject.facts(signer.lang, renewal.reveal())
    };
    let (kind, attempt) = (MessageKind::Renew, Some(signer.id));
    queue::composed(seal, kind, attempt, subject, email, &facts, now_ms)
}

/// How many signatories of one version could be asked to renew for a later one.
async fn unasked(
    connection: &mut AnyConnection,
    seal: &Seal,
    (subject, lang): (i64, &str),
    (from, to): (i64, i64),
) -> Result<u64, Error> {
    #[derive(sqlx::FromRow)]
    struct UnaskedRow {
        id: Id,
        /// Encrypted.
        email: String,
    }
    let (mut count, mut after) = (0, Id::FIRST);
    loop {
        let sql = "select s.id, s.email from signatures s \
            where s.subject = $1 and s.text_lang = $2 and s.version = $3 and s.id > $4 \
                and s.email <> '' \
                and not exists (select 1 from renewals r \
                    where r.signature = s.id and r.to_version = $5) \
            order by s.id limit $6";
        let found = sqlx::query_as::<_, UnaskedRow>(sql)
            .bind(subject)
            .bind(lang.to_owned())
            .bind(from)
            .bind(after)
            .bind(to)
            .bind(COUNTED_AT_ONCE)
            .fetch_all(&mut *connection)
            .await?;
        let Some(last) = found.last() else {
            return Ok(count);
        };
        after = last.id;
        let mut hashes = Vec::with_capacity(found.len());
        for one in &found {
            let email = open(seal, Purpose::Email, &one.email)?;
            hashes.push(seal.suppression(&EmailKey::of_kept(&email)));
        }
        let suppressed = suppressions::in_force(connection, hashes.iter().copied()).await?;
        let reachable = hashes.iter().filter(|one| !suppressed.contains(*one));
        count += reachable.count() as u64;
    }
}

/// What the page behind a link shows. The link does not say which version it is for: of the requests
/// to this signature, which are few, it is the one whose link it is.
async fn find(
    connection: &mut AnyConnection,
    seal: &Seal,
    token: &Token,
) -> Result<Option<Renewal>, Error> {
    let sql = "select s.lang, u.slug, s.text_lang, t.title, u.organisers, s.version, \
            r.to_version, c.difference \
        from renewals r join signatures s on s.id = r.signature \
        join subjects u on u.id = s.subject \
        join declaration_texts t on t.subject = s.subject and t.lang = s.text_lang \
        join text_changes c on c.subject = s.subject and c.lang = s.text_lang \
            and c.to_version = r.to_version and c.from_version = r.from_version \
        where r.signature = $1";
    let query = sqlx::query_as::<_, RenewalRow>(sql).bind(token.id);
    let found = query.fetch_all(connection).await?.into_iter();
    let mut genuine = found.filter(|row| {
        let link = seal.renewal_link(token.id, i64::from(row.to_version));
        token.is(&link)
    });
    Ok(genuine.next().map(|row| Renewal {
        renewed: row.version >= row.to_version,
        lang: row.lang,
        slug: row.slug,
        text_lang: row.text_lang,
        title: row.title,
        organisers: row.organisers,
        from: row.version,
        to: row.to_version,
        difference: row.difference,
    }))
}
