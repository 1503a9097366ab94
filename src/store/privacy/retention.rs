//! Erases a declaration's contacts when their retention period ends: addresses, postcodes and
//! everything that was never public; the public record stays. The organisers set the period in the
//! declaration's file; the current time is an argument here.

use sqlx::AnyConnection;
use widgets::wire::{ConfirmedKind, SignatoryKind, Visibility};

use super::Privacy;
use super::consents;
use crate::domain::mail::message;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::domain::signatures::name;
use crate::store::Error;
use crate::store::engine::columns::StoredWord;
use crate::store::engine::rows::{self, Value};

/// The contacts kept for a declaration.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
pub struct Contacts {
    pub slug: String,
    /// The end of their retention period.
    #[sqlx(rename = "keep_until")]
    pub until: i64,
    /// Signatures with an address.
    #[sqlx(try_from = "i64")]
    pub signatures: u64,
    #[sqlx(try_from = "i64")]
    pub withdrawn: u64,
    /// Attempts, answered or not.
    #[sqlx(try_from = "i64")]
    pub attempts: u64,
}

impl Contacts {
    fn any(&self) -> bool {
        self.signatures + self.withdrawn + self.attempts > 0
    }
}

/// The most rows that one transaction erases, so that other writes can run between.
const BATCH: i64 = 500;

impl Privacy<'_> {
    /// Everything that is or will be due for erasure, by date; reads only.
    pub async fn contacts(self) -> Result<Vec<Contacts>, Error> {
        let sql = "select d.slug, d.keep_until, \
                (select count(*) from signatures s where s.slug = d.slug and s.email <> '') \
                    as signatures, \
                (select count(*) from withdrawn_signatures w where w.slug = d.slug) as withdrawn, \
                (select count(*) from pending_signatures p where p.slug = d.slug) as attempts \
            from declarations d where d.keep_until is not null order by d.keep_until, d.slug";
        let query = sqlx::query_as::<_, Contacts>(sql);
        let mut contacts = query.fetch_all(self.store.db.read()).await?;
        contacts.retain(Contacts::any);
        Ok(contacts)
    }

    /// Contacts due for erasure at `due_at`; reads only.
    pub async fn contacts_due(self, due_at: i64) -> Result<Vec<Contacts>, Error> {
        let mut due = self.contacts().await?;
        due.retain(|contacts| contacts.until <= due_at);
        Ok(due)
    }

    /// Erases the contacts due at `due_at`; returns what was erased.
    pub async fn erase_contacts(self, due_at: i64, now_ms: i64) -> Result<Vec<Contacts>, Error> {
        let due = self.contacts_due(due_at).await?;
        for Contacts { slug, .. } in &due {
            while self.erase_some(slug, now_ms).await? {}
            self.drop_private(slug, now_ms).await?;
        }
        if !due.is_empty() {
            self.store.db.forget_deleted().await?;
        }
        Ok(due)
    }

    /// Erases a batch of addresses; returns whether there may be more.
    async fn erase_some(self, slug: &str, now_ms: i64) -> Result<bool, Error> {
        let mut transaction = self.store.db.write().await?;
        let sql = "select id, email_key, name, kind, organisation, role, visibility \
            from signatures where slug = $1 and email <> '' order by id limit $2";
        let found = sqlx::query_as::<_, ExpiredSignature>(sql)
            .bind(slug.to_owned())
            .bind(BATCH)
            .fetch_all(&mut *transaction)
            .await?;
        let signers: Vec<ExpiredSigner> = found.iter().map(|row| row.signer.clone()).collect();
        let public: Vec<Vec<Value>> = found.into_iter().map(public).collect();
        let head = "update signatures set email = '', postcode = null, name = kept.column2, \
            organisation = kept.column3, role = kept.column4 from (";
        let tail = ") as kept where signatures.id = kept.column1";
        rows::insert(&mut transaction, head, &public, tail).await?;
        add_records(&mut transaction, slug, &signers, now_ms).await?;
        transaction.commit().await?;
        Ok(!signers.is_empty())
    }

    /// Deletes what was never public: withdrawn signatures, attempts, emails.
    async fn drop_private(self, slug: &str, now_ms: i64) -> Result<(), Error> {
        let mut transaction = self.store.db.write().await?;
        let sql = "select id, email_key from withdrawn_signatures where slug = $1";
        let query = sqlx::query_as::<_, ExpiredSigner>(sql).bind(slug.to_owned());
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

/// A signature and its person.
#[derive(Clone, sqlx::FromRow)]
struct ExpiredSigner {
    id: String,
    email_key: String,
}

/// A signature, with what may have been public of it.
#[derive(sqlx::FromRow)]
struct ExpiredSignature {
    #[sqlx(flatten)]
    signer: ExpiredSigner,
    name: String,
    #[sqlx(try_from = "StoredWord")]
    kind: SignatoryKind,
    organisation: Option<String>,
    role: Option<String>,
    #[sqlx(try_from = "StoredWord")]
    visibility: Visibility,
}

/// A signature's id and the public form of its name, organisation and role.
fn public(row: ExpiredSignature) -> Vec<Value> {
    let (name, organisation, role) = match row.visibility {
        Visibility::Full => (row.name, row.organisation, row.role),
        Visibility::Initials => (name::initials(&row.name), row.organisation, row.role),
        Visibility::Hidden => (String::new(), None, None),
    };
    // Only an organisation's signature shows an organisation.
    let of_organisation = row.kind == SignatoryKind::Organisation;
    vec![
        row.signer.id.into(),
        name.into(),
        organisation.filter(|_| of_organisation).into(),
        role.into(),
    ]
}

/// Adds a record for each signature.
async fn add_records(
    connection: &mut AnyConnection,
    slug: &str,
    signers: &[ExpiredSigner],
    now_ms: i64,
) -> Result<(), Error> {
    let about = message::about(ConfirmedKind::Signature, slug);
    let records = signers.iter().map(|ExpiredSigner { id, email_key }| {
        Record::of(email_key, about.clone(), ConsentEvent::Expired, now_ms).with(id)
    });
    consents::add(connection, records.collect()).await
}
