//! The register of exported files: when each was made and by which organiser, what it holds and of how
//! many people, but not who received it. It tells an organiser who erases a person which files still
//! contain them.

use widgets::wire::ConfirmedKind;

use super::Privacy;
use crate::domain::accounts::AccountId;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::mail::email_key::EmailKey;
use crate::domain::time;
use crate::store::Error;
use crate::store::declarations::subjects;

/// What a file holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum FileContents {
    /// Everything about one person.
    Person(KeyedHash),
    /// The public names under a declaration.
    Names { subject: i64 },
    /// The addresses of those who asked for a declaration's updates.
    Updates { subject: i64 },
    /// The addresses on a list.
    Subscribers { subject: i64 },
}

impl FileContents {
    const fn addresses(kind: ConfirmedKind, subject: i64) -> Self {
        match kind {
            ConfirmedKind::Signature => Self::Updates { subject },
            ConfirmedKind::Subscription => Self::Subscribers { subject },
        }
    }

    /// The columns `what`, `subject` and `person`.
    const fn columns(self) -> (&'static str, i64, Option<KeyedHash>) {
        match self {
            Self::Person(person) => ("person", 0, Some(person)),
            Self::Names { subject } => ("names", subject, None),
            Self::Updates { subject } => ("updates", subject, None),
            Self::Subscribers { subject } => ("subscribers", subject, None),
        }
    }
}

/// A file of addresses that is about to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewExport<'a> {
    pub kind: ConfirmedKind,
    pub slug: &'a str,
    /// For a file of those who have left: since when, in Unix milliseconds.
    pub left_since: Option<i64>,
    /// Who makes it on the desk; none for a command.
    pub account: Option<AccountId>,
}

/// A file of addresses that was made, or begun.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListedExport {
    /// Unix milliseconds.
    pub made_at: i64,
    /// 0 if it was cut short before it contained anybody.
    pub people: u64,
    /// For a file of those who had left: since when, in Unix milliseconds.
    pub left_since: Option<i64>,
    pub maker: ExportMaker,
}

/// Who made a file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ExportMaker {
    /// An organiser, by the name that the account has.
    Organiser(AccountId, String),
    /// An organiser whose account was erased since.
    FormerOrganiser,
    Console,
}

/// The last file of everybody who may be emailed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct LastExport {
    /// Unix milliseconds.
    pub at: i64,
    /// Whether it was the organiser's own who asks.
    pub own: bool,
}

#[derive(sqlx::FromRow)]
struct LastExportRow {
    own: Option<i64>,
    anybody: Option<i64>,
}

pub(in crate::store) const NEWEST: &str = "\
    select e.made_at, e.people, e.left_since, e.account, a.name from exports e \
    left join accounts a on a.id = e.account \
    where e.subject = $1 and e.what = $2 order by e.made_at desc limit $3";

#[derive(sqlx::FromRow)]
struct ExportRow {
    made_at: i64,
    #[sqlx(try_from = "i64")]
    people: u64,
    left_since: Option<i64>,
    account: Option<Id>,
    name: Option<String>,
}

impl From<ExportRow> for ListedExport {
    fn from(row: ExportRow) -> Self {
        Self {
            made_at: row.made_at,
            people: row.people,
            left_since: row.left_since,
            maker: match (row.account, row.name) {
                (Some(account), Some(name)) => ExportMaker::Organiser(account, name),
                (Some(_), None) => ExportMaker::FormerOrganiser,
                (None, _) => ExportMaker::Console,
            },
        }
    }
}

impl Privacy<'_> {
    /// Records an export of everything kept about a person.
    pub async fn note_export(self, key: &EmailKey, now_ms: i64) -> Result<(), Error> {
        let person = self.store.seal.person(key);
        self.note(FileContents::Person(person), 1, now_ms).await?;
        Ok(())
    }

    /// Records an export of a declaration's public names.
    pub async fn note_names_export(
        self,
        slug: &str,
        people: u64,
        now_ms: i64,
    ) -> Result<(), Error> {
        let subject = self.known(ConfirmedKind::Signature, slug).await?;
        self.note(FileContents::Names { subject }, people, now_ms)
            .await?;
        Ok(())
    }

    /// Records the start of an export of addresses, before it contains anyone, so that an
    /// interrupted one is known too. Returns its id, for [`Privacy::finish_addresses_export`].
    pub async fn begin_addresses_export(
        self,
        export: NewExport<'_>,
        now_ms: i64,
    ) -> Result<Id, Error> {
        let subject = self.known(export.kind, export.slug).await?;
        let id = Id::new(now_ms);
        let (what, subject, _) = FileContents::addresses(export.kind, subject).columns();
        let mut transaction = self.store.db.write().await?;
        let sql = "insert into exports (id, made_at, people, what, subject, left_since, account) \
            values ($1, $2, 0, $3, $4, $5, $6)";
        sqlx::query(sql)
            .bind(id)
            .bind(now_ms)
            .bind(what)
            .bind(subject)
            .bind(export.left_since)
            .bind(export.account)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Records how many people an export of addresses contains.
    pub async fn finish_addresses_export(self, id: Id, people: u64) -> Result<(), Error> {
        let mut transaction = self.store.db.write().await?;
        sqlx::query("update exports set people = $1 where id = $2")
            .bind(number(people))
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// The newest files of addresses of a declaration or list, at most `most`.
    pub async fn addresses_exports(
        self,
        kind: ConfirmedKind,
        slug: &str,
        most: u32,
    ) -> Result<Vec<ListedExport>, Error> {
        let subject = self.known(kind, slug).await?;
        let (what, ..) = FileContents::addresses(kind, subject).columns();
        let query = sqlx::query_as::<_, ExportRow>(NEWEST)
            .bind(subject)
            .bind(what)
            .bind(i64::from(most));
        let found = query.fetch_all(self.store.db.read()).await?;
        Ok(found.into_iter().map(ListedExport::from).collect())
    }

    /// When an organiser last exported everybody who may be emailed; if they never did, when anybody
    /// did. In Unix milliseconds.
    pub async fn last_full_export(
        self,
        kind: ConfirmedKind,
        slug: &str,
        account: AccountId,
    ) -> Result<Option<LastExport>, Error> {
        let subject = self.known(kind, slug).await?;
        let (what, ..) = FileContents::addresses(kind, subject).columns();
        let sql = "select max(made_at) as anybody, max(case when account = $3 then made_at end) as own \
            from exports where subject = $1 and what = $2 and left_since is null";
        let query = sqlx::query_as::<_, LastExportRow>(sql)
            .bind(subject)
            .bind(what)
            .bind(account);
        let row = query.fetch_one(self.store.db.read()).await?;
        Ok(match (row.own, row.anybody) {
            (Some(at), _) => Some(LastExport { at, own: true }),
            (None, Some(at)) => Some(LastExport { at, own: false }),
            (None, None) => None,
        })
    }

    async fn note(self, contents: FileContents, people: u64, now_ms: i64) -> Result<Id, Error> {
        let id = Id::new(now_ms);
        let (what, subject, person) = contents.columns();
        let mut transaction = self.store.db.write().await?;
        let sql = "insert into exports (id, made_at, people, what, subject, person) \
            values ($1, $2, $3, $4, $5, $6)";
        sqlx::query(sql)
            .bind(id)
            .bind(now_ms)
            .bind(number(people))
            .bind(what)
            .bind(subject)
            .bind(person)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// The days on which exports about a person were made, oldest first.
    pub async fn exports_of(self, key: &EmailKey) -> Result<Vec<String>, Error> {
        let sql = "select made_at from exports where person = $1 order by made_at";
        let query = sqlx::query_scalar(sql).bind(self.store.seal.person(key));
        Ok(days(query.fetch_all(self.store.db.read()).await?))
    }

    /// The days on which exports of a declaration's public names were made, oldest first.
    pub async fn names_exports_of(self, slug: &str) -> Result<Vec<String>, Error> {
        let subject = self.known(ConfirmedKind::Signature, slug).await?;
        self.days_of(FileContents::Names { subject }).await
    }

    /// The days on which exports were made of a list's addresses, or of a declaration's signatories
    /// who asked for updates, oldest first.
    pub async fn addresses_exports_of(
        self,
        kind: ConfirmedKind,
        slug: &str,
    ) -> Result<Vec<String>, Error> {
        let subject = self.known(kind, slug).await?;
        self.days_of(FileContents::addresses(kind, subject)).await
    }

    async fn days_of(self, contents: FileContents) -> Result<Vec<String>, Error> {
        // There are few files, so no index leads to these.
        let (what, subject, _) = contents.columns();
        let sql = "select made_at from exports where what = $1 and subject = $2 order by made_at";
        let query = sqlx::query_scalar(sql).bind(what).bind(subject);
        Ok(days(query.fetch_all(self.store.db.read()).await?))
    }

    /// The declaration or list with a slug; fails without one.
    async fn known(self, kind: ConfirmedKind, slug: &str) -> Result<i64, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let found = subjects::find(&mut connection, kind, slug).await?;
        found.ok_or_else(|| {
            let kind = subjects::kind_name(kind);
            Error::Refused(format!("there is no {kind} {slug:?}"))
        })
    }
}

fn days(made_at: Vec<i64>) -> Vec<String> {
    let mut days: Vec<String> = made_at.into_iter().map(time::day).collect();
    days.dedup();
    days
}

fn number(people: u64) -> i64 {
    i64::try_from(people).unwrap_or(i64::MAX)
}
