//! Erases a declaration's contacts when their retention period ends: addresses, postcodes and
//! everything that was never public; the public record stays. The organisers set the period in the
//! declaration's file; the current time is an argument here.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use widgets::wire::{ConfirmedKind, SignatoryKind, Visibility};

use super::consents;
use crate::domain::mail::message;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::domain::signatures::name;
use crate::store::declarations::corrupt;
use crate::store::engine::rows::{self, Value};
use crate::store::signatures::signatories;
use crate::store::{Error, Store};

/// The contacts kept for a declaration.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Contacts {
    pub slug: String,
    /// The end of their retention period.
    pub until: i64,
    /// Signatures with an address.
    pub signatures: u64,
    pub withdrawn: u64,
    /// Attempts, answered or not.
    pub attempts: u64,
}

impl Contacts {
    fn any(&self) -> bool {
        self.signatures + self.withdrawn + self.attempts > 0
    }
}

/// The most rows that one transaction erases, so that other writes can run between.
const BATCH: i64 = 500;

impl Store {
    /// Everything that is or will be due for erasure, by date; reads only.
    pub async fn contacts(&self) -> Result<Vec<Contacts>, Error> {
        let sql = "select d.slug, d.keep_until, \
                (select count(*) from signatures s where s.slug = d.slug and s.email <> ''), \
                (select count(*) from withdrawn_signatures w where w.slug = d.slug), \
                (select count(*) from pending_signatures p where p.slug = d.slug) \
            from declarations d where d.keep_until is not null order by d.keep_until, d.slug";
        let rows = sqlx::query(sql).fetch_all(self.db.read()).await?;
        let contacts = rows.iter().map(|row| {
            let count = |column: usize| -> Result<u64, Error> {
                u64::try_from(row.try_get::<i64, _>(column)?).map_err(|_| corrupt("count"))
            };
            Ok(Contacts {
                slug: row.try_get(0)?,
                until: row.try_get(1)?,
                signatures: count(2)?,
                withdrawn: count(3)?,
                attempts: count(4)?,
            })
        });
        let contacts: Result<Vec<_>, Error> = contacts.collect();
        Ok(contacts?.into_iter().filter(Contacts::any).collect())
    }

    /// Contacts due for erasure at `due_at`; reads only.
    pub async fn contacts_due(&self, due_at: i64) -> Result<Vec<Contacts>, Error> {
        let mut due = self.contacts().await?;
        due.retain(|contacts| contacts.until <= due_at);
        Ok(due)
    }

    /// Erases the contacts due at `due_at`; returns what was erased.
    pub async fn erase_contacts(&self, due_at: i64, now_ms: i64) -> Result<Vec<Contacts>, Error> {
        let due = self.contacts_due(due_at).await?;
        for Contacts { slug, .. } in &due {
            while self.erase_some(slug, now_ms).await? {}
            self.drop_private(slug, now_ms).await?;
        }
        if !due.is_empty() {
            self.db.forget_deleted().await?;
        }
        Ok(due)
    }

    /// Erases a batch of addresses; returns whether there may be more.
    async fn erase_some(&self, slug: &str, now_ms: i64) -> Result<bool, Error> {
        let mut transaction = self.db.write().await?;
        let sql = "select id, email_key, name, kind, organisation, role, visibility \
            from signatures where slug = $1 and email <> '' order by id limit $2";
        let found = sqlx::query(sql)
            .bind(slug.to_owned())
            .bind(BATCH)
            .fetch_all(&mut *transaction)
            .await?;
        let public: Vec<Vec<Value>> = found.iter().map(public).collect::<Result<_, _>>()?;
        let head = "update signatures set email = '', postcode = null, name = kept.column2, \
            organisation = kept.column3, role = kept.column4 from (";
        let tail = ") as kept where signatures.id = kept.column1";
        rows::insert(&mut transaction, head, &public, tail).await?;
        add_records(&mut transaction, slug, &found, now_ms).await?;
        transaction.commit().await?;
        Ok(!found.is_empty())
    }

    /// Deletes what was never public: withdrawn signatures, attempts, emails.
    async fn drop_private(&self, slug: &str, now_ms: i64) -> Result<(), Error> {
        let mut transaction = self.db.write().await?;
        let sql = "select id, email_key from withdrawn_signatures where slug = $1";
        let query = sqlx::query(sql).bind(slug.to_owned());
        let withdrawn = query.fetch_all(&mut *transaction).await?;
        add_records(&mut transaction, slug, &withdrawn, now_ms).await?;
        for sql in [
            // A hidden signatory's notes were never public either.
            "update reservations set note = '' where slug = $1 and signature in \
                (select id from signatures where slug = $1 and visibility = 'hidden')",
            "delete from outbox where attempt in (select id from pending_signatures where slug = $1) \
                or attempt in (select id from signatures where slug = $1) \
                or attempt in (select id from withdrawn_signatures where slug = $1)",
            "delete from pending_signatures where slug = $1",
            "delete from withdrawn_signatures where slug = $1",
            "delete from withdrawn_attempts where slug = $1",
            "delete from manage_links where slug = $1 and not exists (select 1 from signatures s \
                where s.email_key = manage_links.email_key and s.slug = manage_links.slug)",
        ] {
            sqlx::query(sql)
                .bind(slug.to_owned())
                .execute(&mut *transaction)
                .await?;
        }
        Ok(transaction.commit().await?)
    }
}

/// A signature's id and the public form of its name, organisation and role.
fn public(row: &AnyRow) -> Result<Vec<Value>, Error> {
    let kind: String = row.try_get(3)?;
    let visibility: String = row.try_get(6)?;
    let (name, organisation): (String, Option<String>) = (row.try_get(2)?, row.try_get(4)?);
    let role: Option<String> = row.try_get(5)?;
    let (name, organisation, role) = match signatories::visibility(&visibility)? {
        Visibility::Full => (name, organisation, role),
        Visibility::Initials => (name::initials(&name), organisation, role),
        Visibility::Hidden => (String::new(), None, None),
    };
    // Only an organisation's signature shows an organisation.
    let of_organisation = signatories::kind(&kind)? == SignatoryKind::Organisation;
    Ok(vec![
        Value::Text(row.try_get(0)?),
        name.into(),
        organisation.filter(|_| of_organisation).into(),
        role.into(),
    ])
}

/// Adds a record for each signature; the rows begin with its id and its person.
async fn add_records(
    connection: &mut AnyConnection,
    slug: &str,
    signatures: &[AnyRow],
    now_ms: i64,
) -> Result<(), Error> {
    let about = message::about(ConfirmedKind::Signature, slug);
    let records = signatures.iter().map(|row| {
        let (id, person): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        Ok(Record::of(&person, about.clone(), ConsentEvent::Expired, now_ms).with(&id))
    });
    let records: Result<Vec<_>, Error> = records.collect();
    consents::add(connection, records?).await
}
