//! Mailing files: subscribers of a list and signatories who asked for updates, read one page at a
//! time. They never contain anyone who said "it wasn't me", unsubscribed or withdrew. A separate
//! file lists who has left since a given day. `store/privacy/exported_files.rs` registers the files.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use super::Lists;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::email_key::EmailKey;
use crate::domain::mail::message;
use crate::domain::privacy::consent::ConsentEvent;
use crate::domain::time;
use crate::store::engine::columns::{Count, Flag, Json};
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
    pub leaving: String,
}

/// A person who may no longer be emailed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct UnsubscribedPerson {
    pub email: String,
    pub name: Option<String>,
    /// unsubscribed, updates_ended, withdrawn or taken_down.
    pub how: String,
    /// RFC 3339, UTC.
    pub left_at: String,
}

/// A page of a file, and the cursor if there is more.
pub struct ResultPage<One, After> {
    pub people: Vec<One>,
    pub next: Option<After>,
}

/// The columns of a person who may be emailed; address and postcode are encrypted.
#[derive(sqlx::FromRow)]
struct SubscriberRow {
    id: String,
    email_key: String,
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

const ON_LIST: &str = "select id, email_key, email, name, cast(null as text) as organisation, \
        postcode, topics, lang, site, page_url, confirmed_at from subscriptions \
    where slug = $1 and id > $2 and unsubscribed_at is null order by id limit $3";
const WITH_UPDATES: &str = "select id, email_key, email, name, organisation, postcode, \
        cast('[]' as text) as topics, lang, site, page_url, confirmed_at from signatures \
    where slug = $1 and id > $2 and updates <> 0 and email <> '' order by id limit $3";

impl Lists<'_> {
    /// A page of those who may be emailed, in the order of their ids, after the id `after`.
    pub async fn subscribers(
        self,
        kind: ConfirmedKind,
        slug: &str,
        after: &str,
        limit: u32,
    ) -> Result<ResultPage<Subscriber, String>, Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let sql = match kind {
            ConfirmedKind::Subscription => ON_LIST,
            ConfirmedKind::Signature => WITH_UPDATES,
        };
        let found = sqlx::query_as::<_, SubscriberRow>(sql)
            .bind(slug.to_owned())
            .bind(after.to_owned())
            .bind(i64::from(limit))
            .fetch_all(&mut *connection)
            .await?;
        let next = next(&found, limit, |row| row.id.clone());
        let about = message::about(kind, slug);
        let persons = found.iter().map(|row| row.email_key.clone()).collect();
        let agreed = agreed(&mut connection, kind, &about, persons).await?;
        let people = found
            .into_iter()
            .map(|row| subscriber(row, &self.store.seal, &agreed));
        let people = people.collect::<Result<Vec<_>, _>>()?;
        let people = reachable(&mut connection, &self.store.seal, people, |one| &one.email).await?;
        Ok(ResultPage { people, next })
    }

    /// A page of those who unsubscribed from a list since a given time.
    pub async fn left_list(
        self,
        slug: &str,
        since: i64,
        after: &str,
        limit: u32,
    ) -> Result<ResultPage<UnsubscribedPerson, String>, Error> {
        #[derive(sqlx::FromRow)]
        struct UnsubscribedContact {
            #[sqlx(flatten)]
            contact: ContactRow,
            unsubscribed_at: i64,
        }
        let mut connection = self.store.db.read().acquire().await?;
        let sql = "select id, email, name, unsubscribed_at from subscriptions \
            where slug = $1 and id > $2 and unsubscribed_at >= $3 order by id limit $4";
        let found = sqlx::query_as::<_, UnsubscribedContact>(sql)
            .bind(slug.to_owned())
            .bind(after.to_owned())
            .bind(since)
            .bind(i64::from(limit))
            .fetch_all(&mut *connection)
            .await?;
        let next = next(&found, limit, |left| left.contact.id.clone());
        let people = found.into_iter().map(|left| {
            let at = left.unsubscribed_at;
            left.contact
                .unsubscribed_person(&self.store.seal, "unsubscribed", at)
        });
        let people = people.collect::<Result<Vec<_>, _>>()?;
        let people = reachable(&mut connection, &self.store.seal, people, |one| &one.email).await?;
        Ok(ResultPage { people, next })
    }

    /// A page of signatories who had asked for updates and no longer get any, according to ledger
    /// records since a given time; `after` is a record's number.
    pub async fn left_updates(
        self,
        slug: &str,
        since: i64,
        after: i64,
        limit: u32,
    ) -> Result<ResultPage<UnsubscribedPerson, i64>, Error> {
        #[derive(sqlx::FromRow)]
        struct EndedUpdates {
            number: i64,
            signature: String,
            event: String,
            at: i64,
        }
        #[derive(sqlx::FromRow)]
        struct UpdatesContact {
            #[sqlx(flatten)]
            contact: ContactRow,
            #[sqlx(try_from = "Flag")]
            updates: bool,
        }
        let mut connection = self.store.db.read().acquire().await?;
        let about = message::about(ConfirmedKind::Signature, slug);
        let sql = "select number, signature, event, at from consents \
            where number > $1 and about = $2 and at >= $3 \
                and event in ('updates_ended', 'withdrawn', 'taken_down') \
            order by number limit $4";
        let found = sqlx::query_as::<_, EndedUpdates>(sql)
            .bind(after)
            .bind(about)
            .bind(since)
            .bind(i64::from(limit))
            .fetch_all(&mut *connection)
            .await?;
        let next = next(&found, limit, |ended| ended.number);
        let found = found.into_iter().map(|one| (one.signature.clone(), one));
        let ended: HashMap<String, EndedUpdates> = found.collect();
        // A signatory who consented again since then gets updates.
        let sql = "select id, email, name, updates from signatures \
                where updates = 0 and email <> '' and id in ({in}) \
            union all select id, email, name, updates \
                from withdrawn_signatures where id in ({in})";
        let ids = ended.keys().cloned();
        let mut people = Vec::new();
        for one in rows::fetch_in::<UpdatesContact>(&mut connection, sql, None, ids).await? {
            let Some(EndedUpdates { event, at, .. }) = ended.get(&one.contact.id) else {
                continue;
            };
            // A withdrawn signatory who never asked for updates was in no file.
            if event == "updates_ended" || one.updates {
                people.push(
                    one.contact
                        .unsubscribed_person(&self.store.seal, event, *at)?,
                );
            }
        }
        let people = reachable(&mut connection, &self.store.seal, people, |one| &one.email).await?;
        Ok(ResultPage { people, next })
    }

    /// How many ledger records since a given time are about erased people, whom no file can name.
    pub async fn ended_unnamed(
        self,
        kind: ConfirmedKind,
        slug: &str,
        since: i64,
    ) -> Result<u64, Error> {
        let sql = "select count(*) from consents where about = $1 and at >= $2 \
            and event in ('erased', 'disowned', 'expired')";
        let query = sqlx::query_scalar(sql);
        let query = query.bind(message::about(kind, slug)).bind(since);
        let Count(records) = query.fetch_one(self.store.db.read()).await?;
        Ok(records)
    }
}

/// The cursor after the last row, if the page is full.
fn next<Row, After>(found: &[Row], limit: u32, after: impl Fn(&Row) -> After) -> Option<After> {
    let last = found.last().map(after);
    last.filter(|_| found.len() as u64 == u64::from(limit))
}

/// Drops suppressed addresses: no file may contain them.
async fn reachable<One>(
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

/// Wording and time, by person and signature; the signature is empty for a list.
type ConsentsByPerson = HashMap<(String, String), (String, i64)>;

/// The latest consents of these people to being emailed.
async fn agreed(
    connection: &mut AnyConnection,
    kind: ConfirmedKind,
    about: &str,
    persons: Vec<String>,
) -> Result<ConsentsByPerson, Error> {
    let event = match kind {
        ConfirmedKind::Subscription => ConsentEvent::Subscribed.as_str(),
        ConfirmedKind::Signature => ConsentEvent::Updates.as_str(),
    };
    #[derive(sqlx::FromRow)]
    struct GivenConsent {
        person: String,
        signature: String,
        wording: String,
        at: i64,
    }
    let sql = format!(
        "select c.person, c.signature, coalesce(w.wording, '') as wording, c.at from consents c \
         left join consent_wordings w on w.wording_hash = c.wording_hash \
         where c.about = $1 and c.event = '{event}' and c.person in ({{in}}) order by c.number"
    );
    let about = Some(Value::from(about));
    let mut agreed = ConsentsByPerson::new();
    for given in rows::fetch_in::<GivenConsent>(connection, &sql, about, persons).await? {
        let whose = (given.person, given.signature);
        agreed.insert(whose, (given.wording, given.at));
    }
    Ok(agreed)
}

fn subscriber(
    row: SubscriberRow,
    seal: &Seal,
    agreed: &ConsentsByPerson,
) -> Result<Subscriber, Error> {
    let leaving = seal.unsubscribe_link(&row.id, &row.email_key).reveal();
    // A record about the whole mailbox names no signature.
    let of_signature = agreed.get(&(row.email_key.clone(), row.id));
    let consent = of_signature.or_else(|| agreed.get(&(row.email_key, String::new())));
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
        leaving,
    })
}

/// A row's id, encrypted address and name.
#[derive(sqlx::FromRow)]
struct ContactRow {
    id: String,
    email: String,
    name: Option<String>,
}

impl ContactRow {
    fn unsubscribed_person(
        self,
        seal: &Seal,
        how: &str,
        at: i64,
    ) -> Result<UnsubscribedPerson, Error> {
        Ok(UnsubscribedPerson {
            email: open(seal, Purpose::Email, &self.email)?,
            name: self.name,
            how: how.to_owned(),
            left_at: time::rfc3339(at),
        })
    }
}

/// Which of these addresses are suppressed.
async fn suppressed(
    connection: &mut AnyConnection,
    seal: &Seal,
    addresses: Vec<String>,
) -> Result<HashSet<String>, Error> {
    let suppression = |address: &String| seal.suppression(&EmailKey::of_kept(address));
    let hashes: Vec<String> = addresses.iter().map(suppression).collect();
    let in_force = suppressions::in_force(connection, hashes.iter().cloned()).await?;
    let both = addresses.into_iter().zip(hashes);
    let suppressed = both.filter(|(_, hash)| in_force.contains(hash));
    Ok(suppressed.map(|(address, _)| address).collect())
}
