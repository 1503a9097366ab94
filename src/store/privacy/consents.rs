//! The consent ledger: each row is added in the transaction of the event it records and never
//! changed; a hash chain reveals tampering. People are identified by keyed hash alone.

use std::collections::{BTreeMap, HashMap};

use sqlx::{AnyConnection, AssertSqlSafe};
use widgets::wire::ConfirmedKind;

use super::Privacy;
use crate::domain::mail::message;
use crate::domain::privacy::consent::{ConsentEvent, ConsentWording, LedgerEntry, Record};
use crate::domain::signatures::article;
use crate::store::Error;
use crate::store::engine::columns::{Corrupt, Flag, read_as};
use crate::store::engine::rows::{self, Value};

const COLUMNS: &str = "number, person, about, event, wording_hash, lang, text_hash, site, page_url, \
    message_id, at, hash, signature";
/// Rows read at once when the chain is checked.
const PAGE: i64 = 1_000;

/// The columns above.
#[derive(sqlx::FromRow)]
struct LedgerRow {
    number: i64,
    person: String,
    about: String,
    event: String,
    wording_hash: String,
    lang: String,
    text_hash: String,
    site: String,
    page_url: String,
    message_id: String,
    at: i64,
    hash: String,
    signature: String,
}

impl From<LedgerRow> for Record {
    fn from(row: LedgerRow) -> Self {
        Self {
            person: row.person,
            about: row.about,
            event: row.event,
            wording_hash: row.wording_hash,
            lang: row.lang,
            text_hash: row.text_hash,
            site: row.site,
            page_url: row.page_url,
            message_id: row.message_id,
            at: row.at,
            signature: row.signature,
        }
    }
}

/// The columns of [`LedgerEntry`].
#[derive(sqlx::FromRow)]
struct EntryRow {
    number: i64,
    about: String,
    event: ConsentEvent,
    at: i64,
    wording: String,
    wording_hash: String,
    lang: String,
    text_hash: String,
    site: String,
    page_url: String,
    message_id: String,
    signature: String,
}

impl From<EntryRow> for LedgerEntry {
    fn from(row: EntryRow) -> Self {
        Self {
            number: row.number,
            about: row.about,
            event: row.event,
            at: Self::at(row.at),
            at_ms: row.at,
            wording: row.wording,
            wording_hash: row.wording_hash,
            lang: row.lang,
            text_hash: row.text_hash,
            site: row.site,
            page_url: row.page_url,
            message_id: row.message_id,
            signature: row.signature,
        }
    }
}

read_as! {
    ConsentEvent, String, |word| Self::parse(&word).ok_or(Corrupt);
}

/// The result of checking the ledger.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Chain {
    Whole {
        records: u64,
    },
    /// The first record that was altered, or that does not follow the one before it.
    Broken {
        at: i64,
    },
}

/// Appends records. Writes run one at a time, so no other record comes between.
pub(in crate::store) async fn add(
    connection: &mut AnyConnection,
    records: Vec<Record>,
) -> Result<(), Error> {
    if records.is_empty() {
        return Ok(());
    }
    #[derive(Default, sqlx::FromRow)]
    struct Last {
        number: i64,
        hash: String,
    }
    let sql = "select number, hash from consents order by number desc limit 1";
    let query = sqlx::query_as::<_, Last>(sql);
    let last = query.fetch_optional(&mut *connection).await?;
    let Last {
        mut number,
        hash: mut before,
    } = last.unwrap_or_default();
    let mut added = Vec::with_capacity(records.len());
    for mut record in records {
        // The ledger outlives all other data about a person, so it keeps only the article's
        // address.
        record.page_url = article(&record.page_url);
        number += 1;
        before = record.chained(number, &before);
        added.push(vec![
            Value::Int(number),
            record.person.into(),
            record.about.into(),
            record.event.into(),
            record.wording_hash.into(),
            record.lang.into(),
            record.text_hash.into(),
            record.site.into(),
            record.page_url.into(),
            record.message_id.into(),
            record.at.into(),
            before.clone().into(),
            record.signature.into(),
        ]);
    }
    let head = format!("insert into consents ({COLUMNS})");
    rows::insert(connection, &head, &added, "").await?;
    Ok(())
}

/// Reduces the page address in confirmed rows to its article. The attempt keeps the whole address,
/// because it links back there, and is deleted when its link expires.
pub(in crate::store) async fn keep_articles(
    connection: &mut AnyConnection,
    table: &str,
    ids: Vec<String>,
) -> Result<(), Error> {
    #[derive(sqlx::FromRow)]
    struct Page {
        id: String,
        page_url: String,
    }
    let sql = format!("select id, page_url from {table} where id in ({{in}})");
    let mut articles: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for Page { id, page_url } in rows::fetch_in::<Page>(connection, &sql, None, ids).await? {
        let article = article(&page_url);
        if article != page_url {
            articles.entry(article).or_default().push(id);
        }
    }
    let sql = format!("update {table} set page_url = $1 where id in ({{in}})");
    for (article, ids) in articles {
        rows::execute_in(connection, &sql, Some(article.into()), ids).await?;
    }
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
    let hashes: Vec<String> = new.keys().map(|hash| (*hash).to_owned()).collect();
    let sql = "select wording_hash from consent_wordings where wording_hash in ({in})";
    for known in rows::fetch_scalars_in::<String>(connection, sql, None, hashes).await? {
        new.remove(known.as_str());
    }
    let new: Vec<Vec<Value>> = new
        .into_iter()
        .map(|(hash, (wording, at))| {
            vec![
                hash.into(),
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
    person: &str,
    about: Option<&str>,
) -> Result<Vec<LedgerEntry>, Error> {
    let sql = "select c.number, c.about, c.event, c.at, coalesce(w.wording, '') as wording, \
            c.wording_hash, c.lang, c.text_hash, c.site, c.page_url, c.message_id, c.signature \
        from consents c left join consent_wordings w on w.wording_hash = c.wording_hash \
        where c.person = $1 and ($2 = '' or c.about = $2) order by c.number";
    let query = sqlx::query_as::<_, EntryRow>(sql)
        .bind(person.to_owned())
        .bind(about.unwrap_or_default().to_owned());
    let rows = query.fetch_all(connection).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

impl Privacy<'_> {
    /// Reads the whole ledger and verifies its hash chain.
    pub async fn check_consents(self) -> Result<Chain, Error> {
        let (mut number, mut before, mut records) = (0, String::new(), 0);
        loop {
            let sql = format!(
                "select {COLUMNS} from consents where number > $1 order by number limit $2"
            );
            let rows = sqlx::query_as::<_, LedgerRow>(AssertSqlSafe(sql))
                .bind(number)
                .bind(PAGE)
                .fetch_all(self.store.db.read())
                .await?;
            if rows.is_empty() {
                return Ok(Chain::Whole { records });
            }
            for mut row in rows {
                let (at, hash) = (row.number, std::mem::take(&mut row.hash));
                if at != number + 1 || Record::from(row).chained(at, &before) != hash {
                    return Ok(Chain::Broken { at });
                }
                (number, before) = (at, hash);
                records += 1;
            }
        }
    }
}

/// What a confirmed attempt consented to.
#[derive(sqlx::FromRow)]
struct AgreedRow {
    id: String,
    slug: String,
    email_key: String,
    wording_hash: String,
    lang: String,
    site: String,
    page_url: String,
    text_hash: String,
    #[sqlx(try_from = "Flag")]
    updates: bool,
    updates_wording_hash: String,
}

/// Records the consents of attempts that have just been confirmed: one record for signing, one for
/// updates, one for subscribing. `confirmed_by` maps each attempt to the one whose email confirmed it.
pub(in crate::store) async fn add_confirmed(
    connection: &mut AnyConnection,
    signed: Vec<String>,
    subscribed: Vec<String>,
    confirmed_by: &HashMap<String, String>,
    now_ms: i64,
) -> Result<(), Error> {
    let sent = message_ids(connection, confirmed_by).await?;
    let mut records = Vec::new();
    let sql = "select p.id, p.slug, p.email_key, coalesce(p.wording_hash, '') as wording_hash, \
            p.lang, p.site, p.page_url, v.text_hash, p.updates, \
            coalesce(p.updates_wording_hash, '') as updates_wording_hash \
        from pending_signatures p join declaration_versions v \
            on v.slug = p.slug and v.lang = p.text_lang and v.version = p.version \
        where p.id in ({in})";
    for mut row in rows::fetch_in::<AgreedRow>(connection, sql, None, signed).await? {
        let updates = row
            .updates
            .then(|| std::mem::take(&mut row.updates_wording_hash));
        let record = agreed(row, ConfirmedKind::Signature, &sent, now_ms);
        let to_updates = updates.map(|wording_hash| Record {
            event: ConsentEvent::Updates.as_str().to_owned(),
            wording_hash,
            ..record.clone()
        });
        records.push(record);
        records.extend(to_updates);
    }
    let sql = "select id, slug, email_key, coalesce(wording_hash, '') as wording_hash, lang, site, \
            page_url, cast('' as text) as text_hash, cast(0 as bigint) as updates, \
            cast('' as text) as updates_wording_hash \
        from pending_subscriptions where id in ({in})";
    for row in rows::fetch_in::<AgreedRow>(connection, sql, None, subscribed).await? {
        records.push(agreed(row, ConfirmedKind::Subscription, &sent, now_ms));
    }
    add(connection, records).await
}

fn agreed(
    row: AgreedRow,
    kind: ConfirmedKind,
    sent: &HashMap<String, String>,
    now_ms: i64,
) -> Record {
    let event = match kind {
        ConfirmedKind::Signature => ConsentEvent::Signed,
        ConfirmedKind::Subscription => ConsentEvent::Subscribed,
    };
    Record {
        person: row.email_key,
        about: message::about(kind, &row.slug),
        message_id: sent.get(&row.id).cloned().unwrap_or_default(),
        signature: match kind {
            ConfirmedKind::Signature => row.id,
            ConfirmedKind::Subscription => String::new(),
        },
        event: event.as_str().to_owned(),
        wording_hash: row.wording_hash,
        lang: row.lang,
        site: row.site,
        page_url: row.page_url,
        text_hash: row.text_hash,
        at: now_ms,
    }
}

/// The outbox ids (the Message-IDs) of the emails that confirmed the attempts.
async fn message_ids(
    connection: &mut AnyConnection,
    confirmed_by: &HashMap<String, String>,
) -> Result<HashMap<String, String>, Error> {
    #[derive(sqlx::FromRow)]
    struct Sent {
        attempt: String,
        id: String,
    }
    let sql = "select attempt, id from outbox where attempt in ({in}) order by created_at desc";
    let emailed = confirmed_by.values().cloned();
    let mut ids: HashMap<String, String> = HashMap::new();
    for Sent { attempt, id } in rows::fetch_in::<Sent>(connection, sql, None, emailed).await? {
        ids.insert(attempt, id);
    }
    let sent = confirmed_by
        .iter()
        .filter_map(|(attempt, emailed)| Some((attempt.clone(), ids.get(emailed)?.clone())));
    Ok(sent.collect())
}
