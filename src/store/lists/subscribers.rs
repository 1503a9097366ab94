//! Mailing files: subscribers of a list and signatories who asked for updates, read one page at a
//! time. They never contain anyone who said "it wasn't me", unsubscribed or withdrew.
//! `former_subscribers.rs` lists those who have left since a given day, and
//! `store/privacy/exported_files.rs` registers the files.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use super::Lists;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::email_key::EmailKey;
use crate::domain::privacy::consent::ConsentEvent;
use crate::domain::time;
use crate::store::engine::columns::Json;
use crate::store::engine::rows::{self, Value};
use crate::store::privacy::suppressions;
use crate::store::{Error, open};

/// A person who may be emailed, with what they consented to.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Subscriber {
    pub email: String,
    pub name: Option<String>,
    pub organisation: Option<String>,
    /// The postcode, as typed.
    pub area: Option<String>,
    /// Ids of a list's topics; empty for a declaration.
    pub topics: Vec<String>,
    /// BCP 47: the language of the form.
    pub lang: String,
    /// The exact wording of the consent; empty if it was not kept.
    pub consent: String,
    /// RFC 3339, UTC.
    pub consented_at: String,
    /// Origin of the page; empty on the server's own pages.
    pub site: String,
    pub page_url: String,
    /// The part after `/unsubscribe/` in the unsubscribe link for these emails.
    #[serde(skip)]
    pub unsubscribe_token: String,
}

/// A page of a file, and the cursor if there is more.
pub struct ResultPage<One, After> {
    pub people: Vec<One>,
    pub next: Option<After>,
}

impl<One, After> ResultPage<One, After> {
    /// Of an unknown declaration or list.
    pub(super) const fn empty() -> Self {
        Self {
            people: Vec::new(),
            next: None,
        }
    }
}

/// The columns of a person who may be emailed; address and postcode are encrypted.
#[derive(sqlx::FromRow)]
struct SubscriberRow {
    id: Id,
    person: KeyedHash,
    email: String,
    name: Option<String>,
    organisation: Option<String>,
    postcode: Option<String>,
    #[sqlx(try_from = "Json")]
    topics: Vec<String>,
    lang: String,
    site: String,
    page_url: String,
    confirmed_at: i64,
}

const ON_LIST: &str = "select id, person, email, name, cast(null as text) as organisation, \
        postcode, topics, lang, site, page_url, confirmed_at from subscriptions \
    where subject = $1 and id > $2 and unsubscribed_at is null order by id limit $3";
const WITH_UPDATES: &str = "select id, person, email, name, organisation, postcode, \
        cast('[]' as text) as topics, lang, site, page_url, confirmed_at from signatures \
    where subject = $1 and id > $2 and updates <> 0 and email <> '' order by id limit $3";

impl Lists<'_> {
    /// A page of those who may be emailed, in the order of their ids, after the id `after`.
    pub async fn subscribers(
        self,
        kind: ConfirmedKind,
        slug: &str,
        after: Id,
        limit: u32,
    ) -> Result<ResultPage<Subscriber, Id>, Error> {
        let Some((mut connection, subject)) = self.store.read_about(kind, slug).await? else {
            return Ok(ResultPage::empty());
        };
        let sql = match kind {
            ConfirmedKind::Subscription => ON_LIST,
            ConfirmedKind::Signature => WITH_UPDATES,
        };
        let found = sqlx::query_as::<_, SubscriberRow>(sql)
            .bind(subject)
            .bind(after)
            .bind(i64::from(limit))
            .fetch_all(&mut *connection)
            .await?;
        let next = next(&found, limit, |row| row.id);
        let persons = found.iter().map(|row| row.person).collect();
        let agreed = agreed(&mut connection, kind, subject, persons).await?;
        let people = found
            .into_iter()
            .map(|row| subscriber(row, &self.store.seal, &agreed));
        let people = people.collect::<Result<Vec<_>, _>>()?;
        let people = reachable(&mut connection, &self.store.seal, people, |one| &one.email).await?;
        Ok(ResultPage { people, next })
    }
}

/// The cursor after the last row, if the page is full.
pub(super) fn next<Row, After>(
    found: &[Row],
    limit: u32,
    after: impl Fn(&Row) -> After,
) -> Option<After> {
    let last = found.last().map(after);
    last.filter(|_| found.len() as u64 == u64::from(limit))
}

/// Drops suppressed addresses: no file may contain them.
pub(super) async fn reachable<One>(
    connection: &mut AnyConnection,
    seal: &Seal,
    mut people: Vec<One>,
    email: impl Fn(&One) -> &String,
) -> Result<Vec<One>, Error> {
    let addresses = people.iter().map(|one| email(one).clone()).collect();
    let suppressed = suppressed(connection, seal, addresses).await?;
    people.retain(|one| !suppressed.contains(email(one)));
    Ok(people)
}

/// Wording and time, by person and signature; for a list, or the whole mailbox, there is none.
type ConsentsByPerson = HashMap<(KeyedHash, Option<Id>), (String, i64)>;

/// The latest consents of these people to being emailed.
async fn agreed(
    connection: &mut AnyConnection,
    kind: ConfirmedKind,
    subject: i64,
    persons: Vec<KeyedHash>,
) -> Result<ConsentsByPerson, Error> {
    let event = match kind {
        ConfirmedKind::Subscription => ConsentEvent::Subscribed.as_str(),
        ConfirmedKind::Signature => ConsentEvent::Updates.as_str(),
    };
    #[derive(sqlx::FromRow)]
    struct GivenConsent {
        person: KeyedHash,
        attempt: Option<Id>,
        wording: String,
        at: i64,
    }
    let sql = format!(
        "select c.person, c.attempt, coalesce(w.wording, '') as wording, c.at from consents c \
         left join consent_wordings w on w.wording_hash = c.wording_hash \
         where c.subject = $1 and c.event = '{event}' and c.person in ({{in}}) order by c.number"
    );
    let subject = Some(Value::from(subject));
    let mut agreed = ConsentsByPerson::new();
    for given in rows::fetch_in::<GivenConsent>(connection, &sql, subject, persons).await? {
        let whose = (given.person, given.attempt);
        agreed.insert(whose, (given.wording, given.at));
    }
    Ok(agreed)
}

fn subscriber(
    row: SubscriberRow,
    seal: &Seal,
    agreed: &ConsentsByPerson,
) -> Result<Subscriber, Error> {
    // A record about the whole mailbox names no signature.
    let of_signature = agreed.get(&(row.person, Some(row.id)));
    let consent = of_signature.or_else(|| agreed.get(&(row.person, None)));
    let (wording, at) = consent
        .cloned()
        .unwrap_or_else(|| (String::new(), row.confirmed_at));
    let postcode = row.postcode.map(|one| open(seal, Purpose::Postcode, &one));
    Ok(Subscriber {
        email: open(seal, Purpose::Email, &row.email)?,
        name: row.name,
        organisation: row.organisation,
        area: postcode.transpose()?,
        topics: row.topics,
        lang: row.lang,
        consent: wording,
        consented_at: time::rfc3339(at),
        site: row.site,
        page_url: row.page_url,
        unsubscribe_token: seal.unsubscribe_link(row.id).reveal(),
    })
}

/// Which of these addresses are suppressed.
async fn suppressed(
    connection: &mut AnyConnection,
    seal: &Seal,
    addresses: Vec<String>,
) -> Result<HashSet<String>, Error> {
    let suppression = |address: &String| seal.suppression(&EmailKey::of_kept(address));
    let hashes: Vec<KeyedHash> = addresses.iter().map(suppression).collect();
    let in_force = suppressions::in_force(connection, hashes.iter().copied()).await?;
    let both = addresses.into_iter().zip(hashes);
    let suppressed = both.filter(|(_, hash)| in_force.contains(hash));
    Ok(suppressed.map(|(address, _)| address).collect())
}
