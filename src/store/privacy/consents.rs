//! The consent ledger: each row is added in the transaction of the event it records and never
//! changed. Each declaration or list has a chain of hashes of its own, which reveals tampering.
//! People are identified by keyed hash alone. `consent_chains.rs` checks the chains.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sqlx::AnyConnection;

use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::mail::message;
use crate::domain::privacy::consent::{ConsentEvent, ConsentWording, LedgerEntry, Record};
use crate::domain::signatures::article;
use crate::store::Error;
use crate::store::engine::columns::{Corrupt, Flag, HexBytes, read_as};
use crate::store::engine::rows::{self, Value};
use crate::store::mail::subjects::SubjectKind;

pub(super) const COLUMNS: &str = "subject, number, person, at, attempt, event, wording_hash, \
    lang, text_hash, site, page_url, message_id, hash";

/// The columns of [`LedgerEntry`].
#[derive(sqlx::FromRow)]
struct EntryRow {
    number: i64,
    kind: Option<SubjectKind>,
    slug: Option<String>,
    attempt: Option<Id>,
    event: ConsentEvent,
    at: i64,
    wording: String,
    wording_hash: Option<HexBytes>,
    lang: String,
    text_hash: String,
    site: String,
    page_url: String,
    message_id: Option<Id>,
}

impl From<EntryRow> for LedgerEntry {
    fn from(row: EntryRow) -> Self {
        Self {
            number: row.number,
            about: about(row.kind, row.slug),
            attempt: row.attempt,
            event: row.event,
            at: Self::at(row.at),
            at_ms: row.at,
            wording: row.wording,
            wording_hash: row.wording_hash.unwrap_or_default().into(),
            lang: row.lang,
            text_hash: row.text_hash,
            site: row.site,
            page_url: row.page_url,
            message_id: row.message_id,
        }
    }
}

/// Kind and slug of a subject, as in `signature/SLUG`; empty without one.
pub(super) fn about(kind: Option<SubjectKind>, slug: Option<String>) -> String {
    let named = kind.zip(slug);
    named.map_or_else(String::new, |(SubjectKind(kind), slug)| {
        message::about(kind, &slug)
    })
}

read_as! {
    ConsentEvent, String, |word| Self::parse(&word).ok_or(Corrupt);
}

/// The last record of a chain, if there is one.
#[derive(sqlx::FromRow)]
struct LastRecord {
    subject: i64,
    number: Option<i64>,
    hash: Option<HexBytes>,
}

/// The last records of chains: each is a look at the end of a range of the primary key.
pub(in crate::store) const LAST: &str = "select s.id as subject, \
        (select c.number from consents c where c.subject = s.id \
            order by c.number desc limit 1) as number, \
        (select c.hash from consents c where c.subject = s.id \
            order by c.number desc limit 1) as hash \
    from subjects s where s.id in ({in})";
const LAST_OF_ONE: &str = "select subject, number, hash from consents where subject = $1 \
    order by number desc limit 1";

/// Appends records, each to the chain of its subject. The subjects are locked, so no other record comes
/// between.
pub(in crate::store) async fn add(
    connection: &mut AnyConnection,
    records: Vec<Record>,
) -> Result<(), Error> {
    if records.is_empty() {
        return Ok(());
    }
    let of = records.iter().map(|record| record.subject).collect();
    let mut chains = ends(connection, of).await?;
    let mut added = Vec::with_capacity(records.len());
    for mut record in records {
        // The ledger outlives all other data about a person, so it keeps only the article's
        // address.
        record.page_url = article(&record.page_url);
        let (number, hash) = chains.entry(record.subject).or_default();
        *number += 1;
        *hash = record.chained(*number, hash);
        added.push(vec![
            record.subject.into(),
            Value::Int(*number),
            record.person.into(),
            record.at.into(),
            record.attempt.into(),
            record.event.as_str().into(),
            Value::maybe_hex(record.wording_hash.as_deref()),
            record.lang.into(),
            record.text_hash.into(),
            record.site.into(),
            record.page_url.into(),
            record.message_id.into(),
            Value::hex(hash),
        ]);
    }
    let head = format!("insert into consents ({COLUMNS})");
    rows::insert(connection, &head, &added, "").await?;
    Ok(())
}

/// Number and hash of the last record of each of these chains, as far as it has any.
async fn ends(
    connection: &mut AnyConnection,
    mut of: BTreeSet<i64>,
) -> Result<HashMap<i64, (i64, String)>, Error> {
    let mut last = rows::fetch_in::<LastRecord>(connection, LAST, None, &of).await?;
    for LastRecord { subject, .. } in &last {
        of.remove(subject);
    }
    // What is about no declaration or list, or, from the erasure log, about one that is newer than a
    // restored backup.
    for subject in of {
        let query = sqlx::query_as::<_, LastRecord>(LAST_OF_ONE).bind(subject);
        last.extend(query.fetch_optional(&mut *connection).await?);
    }
    let ends = last.into_iter().map(|last| {
        let hash = last.hash.unwrap_or_default().into();
        (last.subject, (last.number.unwrap_or_default(), hash))
    });
    Ok(ends.collect())
}

/// Reduces the page address in confirmed rows to its article. The attempt keeps the whole address,
/// because it links back there, and is deleted when its link expires.
pub(in crate::store) async fn keep_articles(
    connection: &mut AnyConnection,
    table: &str,
    ids: Vec<Id>,
) -> Result<(), Error> {
    #[derive(sqlx::FromRow)]
    struct Page {
        id: Id,
        page_url: String,
    }
    let sql = format!("select id, page_url from {table} where id in ({{in}})");
    let mut articles: Vec<Vec<Value>> = Vec::new();
    for Page { id, page_url } in rows::fetch_in::<Page>(connection, &sql, None, ids).await? {
        let article = article(&page_url);
        if article != page_url {
            articles.push(vec![id.into(), article.into()]);
        }
    }
    let head = format!("update {table} set page_url = kept.column2 from (");
    let tail = format!(") as kept where {table}.id = kept.column1");
    rows::insert(connection, &head, &articles, &tail).await?;
    Ok(())
}

/// Stores the wording shown to visitors, each wording once.
pub(in crate::store) async fn keep_wordings(
    connection: &mut AnyConnection,
    wordings: Vec<(&ConsentWording, i64)>,
) -> Result<(), Error> {
    let mut new: BTreeMap<&str, (&ConsentWording, i64)> = wordings
        .into_iter()
        .map(|(wording, at)| (wording.hash(), (wording, at)))
        .collect();
    let hashes = new.keys().map(hex::decode).collect::<Result<Vec<_>, _>>();
    let hashes = hashes.expect("our own hashes are hexadecimal");
    let sql = "select wording_hash from consent_wordings where wording_hash in ({in})";
    let known = rows::fetch_scalars_in::<HexBytes>(connection, sql, None, hashes);
    for HexBytes(known) in known.await? {
        new.remove(known.as_str());
    }
    let new: Vec<Vec<Value>> = new
        .into_iter()
        .map(|(hash, (wording, at))| {
            vec![
                Value::hex(hash),
                wording.lang.as_str().into(),
                wording.text.as_str().into(),
                at.into(),
            ]
        })
        .collect();
    let head = "insert into consent_wordings (wording_hash, lang, wording, first_shown_at)";
    rows::insert(connection, head, &new, "on conflict do nothing").await?;
    Ok(())
}

/// All records of a person, oldest first; only those about one declaration or list, if it is given.
pub(in crate::store) async fn of_person(
    connection: &mut AnyConnection,
    person: KeyedHash,
    subject: Option<i64>,
) -> Result<Vec<LedgerEntry>, Error> {
    let sql = "select c.number, s.kind, s.slug, c.attempt, c.event, c.at, \
            coalesce(w.wording, '') as wording, c.wording_hash, c.lang, c.text_hash, c.site, \
            c.page_url, c.message_id \
        from consents c left join subjects s on s.id = c.subject \
        left join consent_wordings w on w.wording_hash = c.wording_hash \
        where c.person = $1 and ($2 = 0 or c.subject = $2) \
        order by c.at, c.subject, c.number";
    let query = sqlx::query_as::<_, EntryRow>(sql)
        .bind(person)
        .bind(subject.unwrap_or_default());
    let rows = query.fetch_all(connection).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// What a confirmed attempt consented to.
#[derive(sqlx::FromRow)]
struct AgreedRow {
    id: Id,
    subject: i64,
    person: KeyedHash,
    wording_hash: Option<HexBytes>,
    lang: String,
    site: String,
    page_url: String,
    text_hash: String,
    #[sqlx(try_from = "Flag")]
    updates: bool,
    updates_wording_hash: Option<HexBytes>,
    email_id: Option<Id>,
}

/// The columns above. The attempts have just been answered, and are confirmed or held; a
/// subscription's have no text.
const AGREED: &str = "select a.id, a.subject, a.person, a.wording_hash, a.lang, a.site, a.page_url, \
        coalesce(v.text_hash, '') as text_hash, a.updates, a.updates_wording_hash, a.email_id \
    from attempts a left join declaration_versions v \
        on v.subject = a.subject and v.lang = a.text_lang and v.version = a.version \
    where a.id in ({in})";

/// Records the consents of attempts that have just been answered: one record for signing, one for
/// updates, one for subscribing.
pub(in crate::store) async fn add_confirmed(
    connection: &mut AnyConnection,
    signed: Vec<Id>,
    subscribed: Vec<Id>,
    now_ms: i64,
) -> Result<(), Error> {
    let all: Vec<Id> = [&signed[..], &subscribed].concat();
    let signed: HashSet<Id> = signed.into_iter().collect();
    let mut records = Vec::with_capacity(all.len());
    for row in rows::fetch_in::<AgreedRow>(connection, AGREED, None, all).await? {
        let (event, attempt) = if signed.contains(&row.id) {
            (ConsentEvent::Signed, Some(row.id))
        } else {
            (ConsentEvent::Subscribed, None)
        };
        let record = Record {
            attempt,
            wording_hash: row.wording_hash.map(String::from),
            lang: row.lang,
            text_hash: row.text_hash,
            site: row.site,
            page_url: row.page_url,
            message_id: row.email_id,
            ..Record::of(row.person, row.subject, event, now_ms)
        };
        let updates = row.updates.then(|| Record {
            event: ConsentEvent::Updates,
            wording_hash: row.updates_wording_hash.map(String::from),
            ..record.clone()
        });
        records.push(record);
        records.extend(updates);
    }
    add(connection, records).await
}
