//! The register of exported files: when each was made, what it holds and of how many people, but
//! not who received it. It tells an organiser who erases a person which files still contain them.

use widgets::wire::ConfirmedKind;

use super::Privacy;
use crate::domain::mail::email_key::EmailKey;
use crate::domain::time;
use crate::store::Error;

impl Privacy<'_> {
    /// Records an export of everything kept about a person.
    pub async fn note_export(self, key: &EmailKey, now_ms: i64) -> Result<(), Error> {
        let person = self.store.seal.person(key);
        self.note("person".to_owned(), 1, Some(person), now_ms)
            .await?;
        Ok(())
    }

    /// Records an export of a declaration's public names.
    pub async fn note_names_export(
        self,
        slug: &str,
        people: u64,
        now_ms: i64,
    ) -> Result<(), Error> {
        self.note(of_names(slug), people, None, now_ms).await?;
        Ok(())
    }

    /// Records the start of an export of addresses, before it contains anyone, so that an
    /// interrupted one is known too. Returns its id, for [`Privacy::finish_addresses_export`].
    pub async fn begin_addresses_export(
        self,
        kind: ConfirmedKind,
        slug: &str,
        now_ms: i64,
    ) -> Result<String, Error> {
        self.note(of_addresses(kind, slug), 0, None, now_ms).await
    }

    /// Records how many people an export of addresses contains.
    pub async fn finish_addresses_export(self, id: &str, people: u64) -> Result<(), Error> {
        let mut transaction = self.store.db.write().await?;
        sqlx::query("update exports set people = $1 where id = $2")
            .bind(number(people))
            .bind(id.to_owned())
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    async fn note(
        self,
        what: String,
        people: u64,
        person: Option<String>,
        now_ms: i64,
    ) -> Result<String, Error> {
        let id = uuid::Uuid::new_v4().to_string();
        let mut transaction = self.store.db.write().await?;
        let sql = "insert into exports (id, made_at, what, people, person) \
            values ($1, $2, $3, $4, $5)";
        sqlx::query(sql)
            .bind(id.clone())
            .bind(now_ms)
            .bind(what)
            .bind(number(people))
            .bind(person)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// The days on which exports about a person were made, oldest first.
    pub async fn exports_of(self, key: &EmailKey) -> Result<Vec<String>, Error> {
        let sql = "select made_at from exports where person = $1 order by made_at";
        self.days(sql, self.store.seal.person(key)).await
    }

    /// The days on which exports of a declaration's public names were made, oldest first.
    pub async fn names_exports_of(self, slug: &str) -> Result<Vec<String>, Error> {
        self.days(MADE_OF, of_names(slug)).await
    }

    /// The days on which exports were made of a list's addresses, or of a declaration's signatories
    /// who asked for updates, oldest first.
    pub async fn addresses_exports_of(
        self,
        kind: ConfirmedKind,
        slug: &str,
    ) -> Result<Vec<String>, Error> {
        self.days(MADE_OF, of_addresses(kind, slug)).await
    }

    async fn days(self, sql: &'static str, of: String) -> Result<Vec<String>, Error> {
        let query = sqlx::query_scalar(sql).bind(of);
        let made_at = query.fetch_all(self.store.db.read()).await?.into_iter();
        let mut days: Vec<String> = made_at.map(time::day).collect();
        days.dedup();
        Ok(days)
    }
}

const MADE_OF: &str = "select made_at from exports where what = $1 order by made_at";

/// The register's name for an export of names.
fn of_names(slug: &str) -> String {
    format!("names/{slug}")
}

/// The register's name for an export of addresses.
fn of_addresses(kind: ConfirmedKind, slug: &str) -> String {
    match kind {
        ConfirmedKind::Signature => format!("updates/{slug}"),
        ConfirmedKind::Subscription => format!("list/{slug}"),
    }
}

fn number(people: u64) -> i64 {
    i64::try_from(people).unwrap_or(i64::MAX)
}
