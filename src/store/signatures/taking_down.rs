//! Organisers take down and restore signatures, both confirmed ones and attempts. In the same
//! transaction, everyone who confirmed gets an email saying why and whom to contact, and the ledger
//! gets a record. `withdrawals.rs` moves the rows; `finding.rs` searches.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use widgets::wire::ConfirmedKind;

use super::manage_links;
use super::manage_links::NewLink;
use super::withdrawals::{self, WithdrawnBy};
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::keys::token::Token;
use crate::domain::mail::message::{self, Facts, MessageKind};
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::store::attempts::admissions;
use crate::store::declarations::corrupt;
use crate::store::engine::rows;
use crate::store::engine::rows::Value;
use crate::store::mail::queue;
use crate::store::mail::queue::{Email, EmailCause};
use crate::store::privacy::consents;
use crate::store::{Error, Store, open};

/// How many of the named signatures and attempts were moved.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Moved {
    pub signatures: u64,
    /// Not confirmed yet, or held for the organisers.
    pub attempts: u64,
    pub emails: u64,
}

impl Moved {
    pub fn add(&mut self, more: &Moved) {
        self.signatures += more.signatures;
        self.attempts += more.attempts;
        self.emails += more.emails;
    }
}

/// The most that a caller should name at once: one transaction moves them, and other writes run
/// between transactions.
pub const TAKEN_DOWN_AT_ONCE: usize = 100;

/// What an email about a signature needs; the table is replaced for withdrawn ones and attempts.
const SIGNATURE: &str = "select s.id, s.slug, s.kind, s.name, s.organisation, s.email_key, s.email, \
        s.lang, t.title, d.organisers, d.contact from signatures s \
    join declarations d on d.slug = s.slug \
    join declaration_texts t on t.slug = s.slug and t.lang = s.text_lang where s.id in ({in})";

impl Store {
    /// How many signatures a declaration has; zero if it is unknown.
    pub async fn count(&self, slug: &str) -> Result<u64, Error> {
        let query = sqlx::query("select count from declarations where slug = $1");
        let row = query
            .bind(slug.to_owned())
            .fetch_optional(self.db.read())
            .await?;
        let count: i64 = row.map_or(Ok(0), |row| row.try_get(0))?;
        u64::try_from(count).map_err(|_| corrupt("count"))
    }

    /// Takes signatures and attempts down. Unknown ids change nothing.
    pub async fn take_down(
        &self,
        ids: &[String],
        reason: &str,
        silently: bool,
        now_ms: i64,
    ) -> Result<Moved, Error> {
        let mut transaction = self.db.write().await?;
        let mut moved = Moved::default();
        let mut told = Told::default();
        let found = rows::select_in(&mut transaction, SIGNATURE, None, ids.iter().cloned()).await?;
        for row in &found {
            let signature = Signature::of(row)?;
            told.add(
                &self.seal,
                &signature,
                MessageKind::TakenDown,
                Some(reason),
                now_ms,
            )?;
            told.records
                .push(signature.record(ConsentEvent::TakenDown, now_ms));
            let by = WithdrawnBy::Organisers { reason };
            let Signature { slug, id, .. } = &signature;
            withdrawals::move_out(&mut transaction, slug, id, by, now_ms).await?;
            moved.signatures += 1;
        }
        let sql = SIGNATURE
            .replace("from signatures s", "from pending_signatures s")
            .replace("{in})", "{in}) and s.confirmed_at is null");
        let found = rows::select_in(&mut transaction, &sql, None, ids.iter().cloned()).await?;
        for row in &found {
            let signature = Signature::of(row)?;
            let attempts = attempts(&mut transaction, &signature).await?;
            if attempts.is_empty() {
                continue;
            }
            moved.attempts += 1;
            for (id, answered) in attempts {
                // The other attempts have not proved that the mailbox is theirs.
                if answered {
                    let kind = MessageKind::TakenDown;
                    told.add(&self.seal, &signature, kind, Some(reason), now_ms)?;
                    told.records
                        .push(signature.record(ConsentEvent::TakenDown, now_ms));
                }
                withdrawals::move_attempt_out(&mut transaction, &id, reason, now_ms).await?;
            }
        }
        moved.emails = told.write(&mut transaction, silently).await?;
        transaction.commit().await?;
        self.letters.notify_one();
        Ok(moved)
    }

    /// Restores what the organisers took down. A signatory who has signed again since keeps the
    /// newer signature, and signatures withdrawn by their signatories stay withdrawn.
    pub async fn put_back(
        &self,
        ids: &[String],
        silently: bool,
        now_ms: i64,
    ) -> Result<Moved, Error> {
        let mut transaction = self.db.write().await?;
        let mut moved = Moved::default();
        let mut told = Told::default();
        let sql = SIGNATURE
            .replace("from signatures s", "from withdrawn_signatures s")
            .replace("{in})", "{in}) and s.withdrawn_by = 'organisers'");
        let found = rows::select_in(&mut transaction, &sql, None, ids.iter().cloned()).await?;
        for row in &found {
            let signature = Signature::of(row)?;
            let persons = [signature.person.clone()];
            let mut mailboxes =
                admissions::mailboxes(&mut transaction, persons.into_iter()).await?;
            let mailbox = mailboxes.remove(&(signature.person.clone(), signature.slug.clone()));
            let mailbox = mailbox.unwrap_or_default();
            if mailbox.has_seat(&signature.signer) {
                continue;
            }
            let Signature { slug, id, .. } = &signature;
            withdrawals::move_back(&mut transaction, slug, id, mailbox.free_seat()).await?;
            told.add(&self.seal, &signature, MessageKind::Restored, None, now_ms)?;
            told.records
                .push(signature.record(ConsentEvent::Restored, now_ms));
            moved.signatures += 1;
        }
        let sql = SIGNATURE
            .replace("from signatures s", "from withdrawn_attempts s")
            .replace("{in})", "{in}) and s.expires_at > $1");
        let ids = ids.iter().cloned();
        let found = rows::select_in(&mut transaction, &sql, Some(now_ms), ids).await?;
        for row in &found {
            let signature = Signature::of(row)?;
            moved.attempts += 1;
            for (id, answered) in taken_down_attempts(&mut transaction, &signature).await? {
                withdrawals::move_attempt_back(&mut transaction, &id).await?;
                if answered {
                    told.records
                        .push(signature.record(ConsentEvent::Restored, now_ms));
                }
            }
        }
        moved.emails = told.write(&mut transaction, silently).await?;
        transaction.commit().await?;
        self.letters.notify_one();
        Ok(moved)
    }
}

/// A signature or an attempt, with what moving it and emailing its signatory need.
struct Signature {
    id: String,
    slug: String,
    name: String,
    signer: String,
    person: String,
    /// Encrypted; empty once its retention period is over.
    email: String,
    lang: String,
    title: String,
    organisers: String,
    contact: String,
}

impl Signature {
    /// Reads the columns of [`SIGNATURE`].
    fn of(row: &AnyRow) -> Result<Self, Error> {
        Ok(Self {
            id: row.try_get(0)?,
            slug: row.try_get(1)?,
            name: row.try_get(3)?,
            signer: admissions::signer(row)?,
            person: row.try_get(5)?,
            email: row.try_get(6)?,
            lang: row.try_get(7)?,
            title: row.try_get(8)?,
            organisers: row.try_get(9)?,
            contact: row.try_get(10)?,
        })
    }

    fn record(&self, deed: ConsentEvent, now_ms: i64) -> Record {
        let about = message::about(ConfirmedKind::Signature, &self.slug);
        Record::of(&self.person, about, deed, now_ms).with(&self.id)
    }
}

/// What a transaction writes besides moving rows.
#[derive(Default)]
struct Told {
    letters: Vec<Email>,
    links: Vec<Vec<Value>>,
    records: Vec<Record>,
}

impl Told {
    fn add(
        &mut self,
        seal: &Seal,
        signature: &Signature,
        kind: MessageKind,
        reason: Option<&str>,
        now_ms: i64,
    ) -> Result<(), Error> {
        if signature.email.is_empty() {
            return Ok(());
        }
        let email = open(seal, Purpose::Email, &signature.email)?;
        let token = Token::random();
        let facts = Facts {
            lang: signature.lang.clone(),
            title: signature.title.clone(),
            organisers: signature.organisers.clone(),
            contact: signature.contact.clone(),
            name: Some(signature.name.clone()),
            token: token.reveal().to_owned(),
            code: None,
            change: None,
            reason: reason.map(str::to_owned),
        };
        let link = NewLink {
            token: &token,
            slug: &signature.slug,
            attempt: &signature.id,
            person: &signature.person,
            lang: &facts.lang,
            signer: Some(seal.signer(&signature.person, &signature.signer)),
        };
        self.links.push(link.row(now_ms));
        let letter = queue::row(
            seal,
            (&signature.id, kind),
            (&email, EmailCause::Known),
            &facts,
            now_ms,
        );
        self.letters.push(letter);
        Ok(())
    }

    /// Returns how many emails are sent.
    async fn write(self, connection: &mut AnyConnection, silently: bool) -> Result<u64, Error> {
        consents::add(connection, self.records).await?;
        if silently {
            return Ok(0);
        }
        manage_links::insert(connection, &self.links).await?;
        let emails = self.letters.len() as u64;
        queue::insert(connection, self.letters).await?;
        Ok(emails)
    }
}

/// This attempt and its reminders, which are attempts themselves: all unconfirmed ones of the same
/// signatory. The flag says whether each was answered and is held for the organisers.
async fn attempts(
    connection: &mut AnyConnection,
    of: &Signature,
) -> Result<Vec<(String, bool)>, Error> {
    let sql = "select id, cast(case when held is null then 0 else 1 end as bigint), kind, name, \
            organisation from pending_signatures \
        where email_key = $1 and slug = $2 and confirmed_at is null order by id";
    same_signers(connection, sql, of).await
}

async fn taken_down_attempts(
    connection: &mut AnyConnection,
    of: &Signature,
) -> Result<Vec<(String, bool)>, Error> {
    let sql = "select id, cast(case when held is null then 0 else 1 end as bigint), kind, name, \
            organisation from withdrawn_attempts \
        where email_key = $1 and slug = $2 order by id";
    same_signers(connection, sql, of).await
}

async fn same_signers(
    connection: &mut AnyConnection,
    sql: &'static str,
    of: &Signature,
) -> Result<Vec<(String, bool)>, Error> {
    let query = sqlx::query(sql)
        .bind(of.person.clone())
        .bind(of.slug.clone());
    let mut same = Vec::new();
    for row in query.fetch_all(connection).await? {
        if admissions::signer(&row)? == of.signer {
            same.push((row.try_get(0)?, row.try_get::<i64, _>(1)? != 0));
        }
    }
    Ok(same)
}
