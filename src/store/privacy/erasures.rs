//! Lets an organiser erase a person who has asked for it: everything kept for a mailbox, across all
//! declarations and lists, in the same way as when the person does it on their signature's page.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{AnyConnection, AssertSqlSafe};
use widgets::wire::{ConfirmedKind, SignatoryKind};

use super::Privacy;
use super::consents;
use crate::domain::mail::email_key::EmailKey;
use crate::domain::mail::message;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::domain::signatures::mailbox;
use crate::store::Error;
use crate::store::attempts::mailboxes::SignerColumns;
use crate::store::engine::columns::Flag;
use crate::store::engine::rows;
use crate::store::lists::subscriptions::{self, AttemptScope};
use crate::store::signatures::own;

/// Whose data to erase, when several people share a mailbox.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ErasureScope {
    /// The only person's; an error if there are several.
    TheOnlyOne,
    Named(String),
    Everybodys,
}

/// The outcome of erasing a person.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PersonErased {
    /// Several people signed from the mailbox, and the caller named none: their names.
    Several(Vec<String>),
    /// What was erased, or would be.
    Gone {
        /// Empty if nothing was kept.
        gone: Vec<Holding>,
        /// What remains of the same mailbox, by the name that was given.
        left: Vec<(String, Holding)>,
    },
}

/// What is or was kept of a mailbox for one declaration or list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Holding {
    pub kind: ConfirmedKind,
    pub slug: String,
    /// Signatures that counted, or subscriptions, including ended ones.
    pub confirmed: u64,
    pub withdrawn: u64,
    /// Attempts, answered or not.
    pub attempts: u64,
    /// Emails not yet sent.
    pub emails: u64,
}

impl Holding {
    /// Whether an exported mailing file may contain the address.
    pub fn was_confirmed(&self) -> bool {
        self.confirmed + self.withdrawn > 0
    }

    /// Whether the name may have been shown under a declaration.
    pub fn was_signed(&self) -> bool {
        self.kind == ConfirmedKind::Signature && self.confirmed + self.withdrawn > 0
    }
}

/// A row that belongs to a mailbox, in one of the tables below.
struct MailboxRow {
    table: &'static str,
    kind: ConfirmedKind,
    id: String,
    slug: String,
    signer: String,
    shown: String,
    /// It was answered, which proved that the mailbox is theirs.
    answered: bool,
}

/// The tables with such rows, and the columns that identify the signatory.
const PLACES: [(&str, ConfirmedKind, &str); 6] = [
    ("signatures", ConfirmedKind::Signature, SIGNED),
    ("withdrawn_signatures", ConfirmedKind::Signature, SIGNED),
    ("pending_signatures", ConfirmedKind::Signature, ATTEMPTED),
    ("withdrawn_attempts", ConfirmedKind::Signature, ATTEMPTED),
    ("subscriptions", ConfirmedKind::Subscription, SUBSCRIBED),
    (
        "pending_subscriptions",
        ConfirmedKind::Subscription,
        SUBSCRIBED,
    ),
];
const SIGNED: &str = "kind, name, organisation, cast(1 as bigint) as answered";
const ATTEMPTED: &str = "kind, name, organisation, \
    cast(case when held is null then 0 else 1 end as bigint) as answered";
const SUBSCRIBED: &str = "cast('person' as text) as kind, coalesce(name, '') as name, \
    cast(null as text) as organisation, cast(0 as bigint) as answered";

impl Privacy<'_> {
    /// Erases what is kept of a mailbox, or of one of the people who used it; a dry run reports
    /// what would be erased and changes nothing.
    pub async fn erase_person(
        self,
        key: &EmailKey,
        whose: &ErasureScope,
        dry_run: bool,
        now_ms: i64,
    ) -> Result<PersonErased, Error> {
        let person = self.store.seal.person(key);
        let mut transaction = self.store.db.write().await?.of("erasure");
        let mut kept = kept(&mut transaction, &person).await?;
        match whose {
            ErasureScope::Everybodys => {}
            ErasureScope::Named(name) => kept.retain(|one| is_named(one, name)),
            ErasureScope::TheOnlyOne => {
                let answered = kept.iter().filter(|one| one.answered);
                let signers: BTreeSet<_> = answered.clone().map(|one| &one.signer).collect();
                if signers.len() > 1 {
                    let names: BTreeSet<String> = answered.map(|one| one.shown.clone()).collect();
                    return Ok(PersonErased::Several(names.into_iter().collect()));
                }
            }
        }
        let mut gone = Vec::new();
        for kind in [ConfirmedKind::Signature, ConfirmedKind::Subscription] {
            let of_kind = kept.iter().filter(|one| one.kind == kind);
            let slugs: BTreeSet<&String> = of_kind.map(|one| &one.slug).collect();
            for slug in slugs {
                let of_slug = kept
                    .iter()
                    .filter(|one| one.kind == kind && one.slug == *slug);
                let these: Vec<&MailboxRow> = of_slug.collect();
                gone.push(counted(&mut transaction, kind, slug, &these).await?);
                erase(&mut transaction, (kind, slug), &person, &these, now_ms).await?;
            }
        }
        let left = left(&mut transaction, &person).await?;
        if dry_run || gone.is_empty() {
            transaction.rollback().await?;
        } else {
            transaction.commit().await?;
            self.store.db.forget_deleted().await?;
            self.store.remember_ends().await;
        }
        Ok(PersonErased::Gone { gone, left })
    }
}

fn is_named(one: &MailboxRow, name: &str) -> bool {
    one.signer == mailbox::signer(SignatoryKind::Person, name, None)
        || one.signer == mailbox::signer(SignatoryKind::Organisation, name, Some(name))
}

async fn kept(connection: &mut AnyConnection, person: &str) -> Result<Vec<MailboxRow>, Error> {
    #[derive(sqlx::FromRow)]
    struct MailboxColumns {
        id: String,
        slug: String,
        #[sqlx(flatten)]
        whose: SignerColumns,
        #[sqlx(try_from = "Flag")]
        answered: bool,
    }
    let mut kept = Vec::new();
    for (table, kind, whose) in PLACES {
        let sql = format!("select id, slug, {whose} from {table} where email_key = $1 order by id");
        let query = sqlx::query_as::<_, MailboxColumns>(AssertSqlSafe(sql)).bind(person.to_owned());
        for row in query.fetch_all(&mut *connection).await? {
            kept.push(MailboxRow {
                table,
                kind,
                shown: row.whose.shown().to_owned(),
                signer: row.whose.signer(),
                id: row.id,
                slug: row.slug,
                answered: row.answered,
            });
        }
    }
    Ok(kept)
}

/// What is kept of a mailbox, grouped by signatory.
async fn left(
    connection: &mut AnyConnection,
    person: &str,
) -> Result<Vec<(String, Holding)>, Error> {
    let kept = kept(connection, person).await?;
    let mut whose: BTreeMap<_, Vec<&MailboxRow>> = BTreeMap::new();
    for one in &kept {
        let of = (
            &one.signer,
            one.kind == ConfirmedKind::Subscription,
            &one.slug,
        );
        whose.entry(of).or_default().push(one);
    }
    let mut left = Vec::with_capacity(whose.len());
    for these in whose.into_values() {
        let MailboxRow {
            kind, slug, shown, ..
        } = these[0];
        let holding = counted(connection, *kind, slug, &these).await?;
        left.push((shown.clone(), holding));
    }
    Ok(left)
}

async fn counted(
    connection: &mut AnyConnection,
    kind: ConfirmedKind,
    slug: &str,
    these: &[&MailboxRow],
) -> Result<Holding, Error> {
    let sql = "select id from outbox where status = 'waiting' and attempt in ({in})";
    let ids = these.iter().map(|one| one.id.clone());
    let emails: Vec<String> = rows::fetch_scalars_in(connection, sql, None, ids).await?;
    let in_table = |names: &[&str]| {
        let found = these.iter().filter(|one| names.contains(&one.table));
        found.count() as u64
    };
    Ok(Holding {
        kind,
        slug: slug.to_owned(),
        confirmed: in_table(&["signatures", "subscriptions"]),
        withdrawn: in_table(&["withdrawn_signatures"]),
        attempts: in_table(&[
            "pending_signatures",
            "withdrawn_attempts",
            "pending_subscriptions",
        ]),
        emails: emails.len() as u64,
    })
}

async fn erase(
    connection: &mut AnyConnection,
    (kind, slug): (ConfirmedKind, &str),
    person: &str,
    these: &[&MailboxRow],
    now_ms: i64,
) -> Result<(), Error> {
    let mut whose = BTreeSet::new();
    match kind {
        ConfirmedKind::Signature => {
            for one in these {
                whose.insert(own::erase(connection, slug, &one.id, person).await?);
            }
            // Erasing a mailbox's last signatory erases the mailbox as a whole, so one record
            // covers it.
            if whose.contains("") {
                whose.retain(String::is_empty);
            }
        }
        ConfirmedKind::Subscription => {
            subscriptions::erase(connection, slug, person, AttemptScope::All).await?;
            whose.insert(String::new());
        }
    }
    let about = message::about(kind, slug);
    let record =
        |one: String| Record::of(person, about.clone(), ConsentEvent::Erased, now_ms).with(&one);
    consents::add(connection, whose.into_iter().map(record).collect()).await
}
