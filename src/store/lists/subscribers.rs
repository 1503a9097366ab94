//! Mailing files: subscribers of a list and signatories who asked for updates, read one page at a
//! time. They never contain anyone who said "it wasn't me", unsubscribed or withdrew. A separate
//! file lists who has left since a given day. `store/privacy/exported_files.rs` registers the files.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use widgets::wire::ConfirmedKind;

use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::email_key::EmailKey;
use crate::domain::mail::message;
use crate::domain::time;
use crate::store::declarations::corrupt;
use crate::store::engine::rows::{self, Value};
use crate::store::{Error, Store, open};

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
pub struct Leaver {
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

/// The columns of both queries: id, email_key, email, name, organisation, postcode, topics, lang,
/// site, page_url, confirmed_at.
const ON_LIST: &str = "select id, email_key, email, name, cast(null as text), postcode, topics, \
        lang, site, page_url, confirmed_at from subscriptions \
    where slug = $1 and id > $2 and unsubscribed_at is null order by id limit $3";
const WITH_UPDATES: &str = "select id, email_key, email, name, organisation, postcode, \
        cast('[]' as text), lang, site, page_url, confirmed_at from signatures \
    where slug = $1 and id > $2 and updates <> 0 and email <> '' order by id limit $3";

impl Store {
    /// A page of those who may be emailed, in the order of their ids, after the id `after`.
    pub async fn subscribers(
        &self,
        kind: ConfirmedKind,
        slug: &str,
        after: &str,
        limit: u32,
    ) -> Result<ResultPage<Subscriber, String>, Error> {
        let mut connection = self.db.read().acquire().await?;
        let sql = match kind {
            ConfirmedKind::Subscription => ON_LIST,
            ConfirmedKind::Signature => WITH_UPDATES,
        };
        let found = sqlx::query(sql)
            .bind(slug.to_owned())
            .bind(after.to_owned())
            .bind(i64::from(limit))
            .fetch_all(&mut *connection)
            .await?;
        let next = next(&found, limit)?;
        let about = message::about(kind, slug);
        let persons: Vec<String> = column(&found, 1)?;
        let agreed = agreed(&mut connection, kind, &about, persons).await?;
        let mut people = Vec::with_capacity(found.len());
        for row in &found {
            people.push(subscriber(row, &self.seal, &agreed)?);
        }
        let people = reachable(&mut connection, &self.seal, people, |one| &one.email).await?;
        Ok(ResultPage { people, next })
    }

    /// A page of those who unsubscribed from a list since a given time.
    pub async fn left_list(
        &self,
        slug: &str,
        since: i64,
        after: &str,
        limit: u32,
    ) -> Result<ResultPage<Leaver, String>, Error> {
        let mut connection = self.db.read().acquire().await?;
        let sql = "select id, email, name, unsubscribed_at from subscriptions \
            where slug = $1 and id > $2 and unsubscribed_at >= $3 order by id limit $4";
        let found = sqlx::query(sql)
            .bind(slug.to_owned())
            .bind(after.to_owned())
            .bind(since)
            .bind(i64::from(limit))
            .fetch_all(&mut *connection)
            .await?;
        let next = next(&found, limit)?;
        let leaver = |row: &AnyRow| leaver(row, &self.seal, "unsubscribed", row.try_get(3)?);
        let people = found.iter().map(leaver).collect::<Result<Vec<_>, _>>()?;
        let people = reachable(&mut connection, &self.seal, people, |one| &one.email).await?;
        Ok(ResultPage { people, next })
    }

    /// A page of signatories who had asked for updates and no longer get any, according to ledger
    /// records since a given time; `after` is a record's number.
    pub async fn left_updates(
        &self,
        slug: &str,
        since: i64,
        after: i64,
        limit: u32,
    ) -> Result<ResultPage<Leaver, i64>, Error> {
        let mut connection = self.db.read().acquire().await?;
        let about = message::about(ConfirmedKind::Signature, slug);
        let sql = "select number, signature, deed, at from consents \
            where number > $1 and about = $2 and at >= $3 \
                and deed in ('updates_ended', 'withdrawn', 'taken_down') \
            order by number limit $4";
        let found = sqlx::query(sql)
            .bind(after)
            .bind(about)
            .bind(since)
            .bind(i64::from(limit))
            .fetch_all(&mut *connection)
            .await?;
        let next = next(&found, limit)?;
        let mut ended: HashMap<String, (String, i64)> = HashMap::new();
        for row in &found {
            ended.insert(row.try_get(1)?, (row.try_get(2)?, row.try_get(3)?));
        }
        // A signatory who consented again since then gets updates.
        let sql = "select id, email, name, updates, cast(0 as bigint) from signatures \
                where updates = 0 and email <> '' and id in ({in}) \
            union all select id, email, name, updates, cast(1 as bigint) \
                from withdrawn_signatures where id in ({in})";
        let mut people = Vec::new();
        for row in rows::select_in(&mut connection, sql, None, ended.keys().cloned()).await? {
            let (id, updates): (String, i64) = (row.try_get(0)?, row.try_get(3)?);
            let Some((how, at)) = ended.get(&id) else {
                continue;
            };
            // A withdrawn signatory who never asked for updates was in no file.
            if how == "updates_ended" || updates != 0 {
                people.push(leaver(&row, &self.seal, how, *at)?);
            }
        }
        let people = reachable(&mut connection, &self.seal, people, |one| &one.email).await?;
        Ok(ResultPage { people, next })
    }

    /// How many ledger records since a given time are about erased people, whom no file can name.
    pub async fn ended_unnamed(
        &self,
        kind: ConfirmedKind,
        slug: &str,
        since: i64,
    ) -> Result<u64, Error> {
        let sql = "select count(*) from consents where about = $1 and at >= $2 \
            and deed in ('erased', 'refused', 'expired')";
        let query = sqlx::query(sql)
            .bind(message::about(kind, slug))
            .bind(since);
        let count: i64 = query.fetch_one(self.db.read()).await?.try_get(0)?;
        u64::try_from(count).map_err(|_| corrupt("count"))
    }
}

/// The cursor after the last row, if the page is full.
fn next<'r, After>(found: &'r [AnyRow], limit: u32) -> Result<Option<After>, Error>
where
    After: sqlx::Decode<'r, sqlx::Any> + sqlx::Type<sqlx::Any>,
{
    Ok(match found.last() {
        Some(last) if found.len() as u64 == u64::from(limit) => Some(last.try_get(0)?),
        _ => None,
    })
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

fn column(found: &[AnyRow], at: usize) -> Result<Vec<String>, Error> {
    found.iter().map(|row| Ok(row.try_get(at)?)).collect()
}

/// Wording and time, by person and signature; the signature is empty for a list.
type Agreed = HashMap<(String, String), (String, i64)>;

/// The latest consents of these people to being emailed.
async fn agreed(
    connection: &mut AnyConnection,
    kind: ConfirmedKind,
    about: &str,
    persons: Vec<String>,
) -> Result<Agreed, Error> {
    let deed = match kind {
        ConfirmedKind::Subscription => "joined",
        ConfirmedKind::Signature => "updates",
    };
    let sql = format!(
        "select c.person, c.signature, coalesce(w.words, ''), c.at from consents c \
         left join consent_words w on w.words_hash = c.words_hash \
         where c.about = $1 and c.deed = '{deed}' and c.person in ({{in}}) order by c.number"
    );
    let about = Some(Value::from(about));
    let mut agreed = Agreed::new();
    for row in rows::select_in_with(connection, &sql, about, persons).await? {
        agreed.insert(
            (row.try_get(0)?, row.try_get(1)?),
            (row.try_get(2)?, row.try_get(3)?),
        );
    }
    Ok(agreed)
}

fn subscriber(row: &AnyRow, seal: &Seal, agreed: &Agreed) -> Result<Subscriber, Error> {
    let (id, person): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    let leaving = seal.unsubscribe_link(&id, &person).reveal();
    let postcode: Option<String> = row.try_get(5)?;
    let topics: String = row.try_get(6)?;
    // A record about the whole mailbox names no signature.
    let of_signature = agreed.get(&(person.clone(), id));
    let consent = of_signature.or_else(|| agreed.get(&(person, String::new())));
    let (words, at) = match consent {
        Some((words, at)) => (words.clone(), *at),
        None => (String::new(), row.try_get(10)?),
    };
    Ok(Subscriber {
        email: open(seal, Purpose::Email, &row.try_get::<String, _>(2)?)?,
        name: row.try_get(3)?,
        organisation: row.try_get(4)?,
        area: postcode
            .map(|one| open(seal, Purpose::Postcode, &one))
            .transpose()?,
        topics: serde_json::from_str(&topics).map_err(|_| corrupt("topics"))?,
        lang: row.try_get(7)?,
        consent: words,
        consented_at: time::rfc3339(at),
        site: row.try_get(8)?,
        page_url: row.try_get(9)?,
        leaving,
    })
}

/// Reads columns whose second and third are address and name.
fn leaver(row: &AnyRow, seal: &Seal, how: &str, at: i64) -> Result<Leaver, Error> {
    Ok(Leaver {
        email: open(seal, Purpose::Email, &row.try_get::<String, _>(1)?)?,
        name: row.try_get(2)?,
        how: how.to_owned(),
        left_at: time::rfc3339(at),
    })
}

/// Which of these addresses are suppressed.
async fn suppressed(
    connection: &mut AnyConnection,
    seal: &Seal,
    addresses: Vec<String>,
) -> Result<HashSet<String>, Error> {
    let refusal = |address: &String| seal.suppression(&EmailKey::of_kept(address));
    let hashes: Vec<String> = addresses.iter().map(refusal).collect();
    let sql = "select refusal_hash from refusals \
        where ended_at is null and refusal_hash in ({in})";
    let mut refused = HashSet::new();
    for row in rows::select_in(connection, sql, None, hashes.iter().cloned()).await? {
        refused.insert(row.try_get::<String, _>(0)?);
    }
    let both = addresses.into_iter().zip(hashes);
    let suppressed = both.filter(|(_, hash)| refused.contains(hash));
    Ok(suppressed.map(|(address, _)| address).collect())
}
