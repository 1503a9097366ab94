//! Lets an organiser erase a person who has asked for it: everything kept for a mailbox, across all
//! declarations and lists, in the same way as when the person does it on their signature's page.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sqlx::{AnyConnection, AssertSqlSafe};
use widgets::wire::{ConfirmedKind, SignatoryKind};

use super::Privacy;
use super::consents;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::Seal;
use crate::domain::mail::email_key::EmailKey;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::domain::signatures::mailbox;
use crate::store::Error;
use crate::store::accounts::{self, erasures::DeskErased};
use crate::store::attempts::mailboxes::SignerColumns;
use crate::store::engine::columns::Flag;
use crate::store::engine::{locks, rows};
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
        /// What was kept because of the organisers' desk, which knows the mailbox only.
        desk: DeskErased,
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
    state: RowState,
    kind: ConfirmedKind,
    id: Id,
    subject: i64,
    slug: String,
    /// Of a subscription too, so that a name finds it.
    signer: KeyedHash,
    shown: String,
    /// It was answered, which proved that the mailbox is theirs.
    answered: bool,
    /// Waiting emails about it.
    emails: u64,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum RowState {
    Confirmed,
    Withdrawn,
    /// An attempt in any state.
    Attempted,
}

/// A table with such rows.
struct MailboxPlace {
    table: &'static str,
    /// Which of its rows, `r`.
    condition: &'static str,
    /// The columns that identify the signatory, and whether they answered.
    whose: &'static str,
    state: RowState,
    kind: ConfirmedKind,
}

const PLACES: [MailboxPlace; 5] = [
    MailboxPlace {
        table: "signatures",
        condition: "1 = 1",
        whose: SIGNATORY,
        state: RowState::Confirmed,
        kind: ConfirmedKind::Signature,
    },
    MailboxPlace {
        table: "withdrawn_signatures",
        condition: "1 = 1",
        whose: SIGNATORY,
        state: RowState::Withdrawn,
        kind: ConfirmedKind::Signature,
    },
    MailboxPlace {
        table: "attempts",
        condition: "r.kind = 'signature'",
        whose: "r.signer, r.signatory as kind, r.name, r.organisation, \
            cast(case when r.held is null then 0 else 1 end as bigint) as answered",
        state: RowState::Attempted,
        kind: ConfirmedKind::Signature,
    },
    MailboxPlace {
        table: "subscriptions",
        condition: "1 = 1",
        whose: SUBSCRIBER,
        state: RowState::Confirmed,
        kind: ConfirmedKind::Subscription,
    },
    MailboxPlace {
        table: "attempts",
        condition: "r.kind = 'subscription'",
        whose: SUBSCRIBER,
        state: RowState::Attempted,
        kind: ConfirmedKind::Subscription,
    },
];
const SIGNATORY: &str = "r.signer, r.kind, r.name, r.organisation, cast(1 as bigint) as answered";
/// A list knows only the mailbox; whose name was given is found out from the name.
const SUBSCRIBER: &str = "r.person as signer, cast('person' as text) as kind, \
    coalesce(r.name, '') as name, cast(null as text) as organisation, \
    cast(0 as bigint) as answered";

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
        let seal = &self.store.seal;
        let person = seal.person(key);
        let transaction = self.store.db.write_about([person], []).await?;
        let mut transaction = transaction.of("erasure");
        let mut kept = kept(&mut transaction, seal, person).await?;
        // Nobody adds to it while the mailbox is locked.
        let subjects = kept.iter().map(|one| one.subject);
        locks::subjects(&mut transaction, subjects).await?;
        match whose {
            ErasureScope::Everybodys => {}
            ErasureScope::Named(name) => {
                let signers = signers(seal, person, name);
                kept.retain(|one| signers.contains(&one.signer));
            }
            ErasureScope::TheOnlyOne => {
                let answered = kept.iter().filter(|one| one.answered);
                let signers: BTreeSet<_> = answered.clone().map(|one| one.signer).collect();
                if signers.len() > 1 {
                    let names: BTreeSet<String> = answered.map(|one| one.shown.clone()).collect();
                    return Ok(PersonErased::Several(names.into_iter().collect()));
                }
            }
        }
        let mut by_subject: BTreeMap<_, Vec<&MailboxRow>> = BTreeMap::new();
        for one in &kept {
            let is_list = one.kind == ConfirmedKind::Subscription;
            by_subject
                .entry((is_list, &one.slug))
                .or_default()
                .push(one);
        }
        let mut gone = Vec::with_capacity(by_subject.len());
        for these in by_subject.into_values() {
            gone.push(holding(&these));
            erase(&mut transaction, person, &these, now_ms).await?;
        }
        let left = left(&mut transaction, seal, person).await?;
        let desk = match whose {
            // The names in a shared mailbox are those of signatories.
            ErasureScope::Named(_) => DeskErased::default(),
            ErasureScope::TheOnlyOne | ErasureScope::Everybodys => {
                accounts::erasures::erase(&mut transaction, person).await?
            }
        };
        if !desk.is_nothing() {
            let record = Record::of(person, 0, ConsentEvent::Erased, now_ms);
            consents::add(&mut transaction, vec![record]).await?;
        }
        if dry_run || (gone.is_empty() && desk.is_nothing()) {
            transaction.rollback().await?;
        } else {
            transaction.commit().await?;
            self.store.db.forget_deleted().await?;
            self.store.remember_ends().await;
        }
        Ok(PersonErased::Gone { gone, left, desk })
    }
}

/// Who may be meant by a name in this mailbox: first a person, or else an organisation.
fn signers(seal: &Seal, person: KeyedHash, name: &str) -> [KeyedHash; 2] {
    [
        mailbox::signer(SignatoryKind::Person, name, None),
        mailbox::signer(SignatoryKind::Organisation, name, Some(name)),
    ]
    .map(|signer| seal.signer(person, &signer))
}

async fn kept(
    connection: &mut AnyConnection,
    seal: &Seal,
    person: KeyedHash,
) -> Result<Vec<MailboxRow>, Error> {
    #[derive(sqlx::FromRow)]
    struct MailboxColumns {
        id: Id,
        subject: i64,
        slug: String,
        signer: KeyedHash,
        #[sqlx(flatten)]
        whose: SignerColumns,
        #[sqlx(try_from = "Flag")]
        answered: bool,
    }
    let mut kept = Vec::new();
    for MailboxPlace {
        table,
        condition,
        whose,
        state,
        kind,
    } in PLACES
    {
        let sql = format!(
            "select r.id, r.subject, s.slug, {whose} from {table} r \
             join subjects s on s.id = r.subject \
             where r.person = $1 and {condition} order by r.id"
        );
        let query = sqlx::query_as::<_, MailboxColumns>(AssertSqlSafe(sql)).bind(person);
        for row in query.fetch_all(&mut *connection).await? {
            kept.push(MailboxRow {
                state,
                kind,
                signer: match kind {
                    ConfirmedKind::Signature => row.signer,
                    ConfirmedKind::Subscription => signers(seal, person, &row.whose.name)[0],
                },
                shown: row.whose.shown().to_owned(),
                id: row.id,
                subject: row.subject,
                slug: row.slug,
                answered: row.answered,
                emails: 0,
            });
        }
    }
    let sql = "select attempt from emails where status = 'waiting' and attempt in ({in})";
    let ids: BTreeSet<Id> = kept.iter().map(|one| one.id).collect();
    let mut emails: HashMap<Id, u64> = HashMap::new();
    for attempt in rows::fetch_scalars_in::<Id>(connection, sql, None, ids).await? {
        *emails.entry(attempt).or_default() += 1;
    }
    for one in &mut kept {
        // A signature has the id of its attempt, and is counted with it.
        one.emails = emails.remove(&one.id).unwrap_or_default();
    }
    Ok(kept)
}

/// What is kept of a mailbox, grouped by signatory, in the order of their names.
async fn left(
    connection: &mut AnyConnection,
    seal: &Seal,
    person: KeyedHash,
) -> Result<Vec<(String, Holding)>, Error> {
    let kept = kept(connection, seal, person).await?;
    let mut whose: BTreeMap<_, Vec<&MailboxRow>> = BTreeMap::new();
    for one in &kept {
        let is_list = one.kind == ConfirmedKind::Subscription;
        let of = (one.signer, is_list, &one.slug);
        whose.entry(of).or_default().push(one);
    }
    let mut whose: Vec<Vec<&MailboxRow>> = whose.into_values().collect();
    whose.sort_by_key(|these| &these[0].shown);
    let left = whose.iter();
    let left = left.map(|these| (these[0].shown.clone(), holding(these)));
    Ok(left.collect())
}

/// What these rows of one declaration or list are; there is at least one.
fn holding(these: &[&MailboxRow]) -> Holding {
    let in_state = |state| these.iter().filter(|one| one.state == state).count() as u64;
    Holding {
        kind: these[0].kind,
        slug: these[0].slug.clone(),
        confirmed: in_state(RowState::Confirmed),
        withdrawn: in_state(RowState::Withdrawn),
        attempts: in_state(RowState::Attempted),
        emails: these.iter().map(|one| one.emails).sum(),
    }
}

/// Erases these rows of one declaration or list, and what belongs to them.
async fn erase(
    connection: &mut AnyConnection,
    person: KeyedHash,
    these: &[&MailboxRow],
    now_ms: i64,
) -> Result<(), Error> {
    let MailboxRow { kind, subject, .. } = *these[0];
    let mut whose = BTreeSet::new();
    match kind {
        ConfirmedKind::Signature => {
            for one in these {
                whose.insert(own::erase(connection, subject, one.id, person).await?);
            }
            // Erasing a mailbox's last signatory erases the mailbox as a whole, so one record
            // covers it.
            if whose.contains(&None) {
                whose.retain(Option::is_none);
            }
        }
        ConfirmedKind::Subscription => {
            subscriptions::erase(connection, subject, person, AttemptScope::All).await?;
            whose.insert(None);
        }
    }
    let record = |one| Record::of(person, subject, ConsentEvent::Erased, now_ms).with(one);
    consents::add(connection, whose.into_iter().map(record).collect()).await
}
