//! The consent ledger: each row is added in the transaction of the event it records and never
//! changed; a hash chain reveals tampering. People are identified by keyed hash alone.

use std::collections::{BTreeMap, HashMap};

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use widgets::wire::ConfirmedKind;

use crate::domain::mail::message;
use crate::domain::privacy::consent::{ConsentEvent, ConsentWording, LedgerEntry, Record};
use crate::domain::signatures::article;
use crate::store::engine::rows::{self, Value};
use crate::store::{Error, Store};

const COLUMNS: &str = "number, person, about, deed, words_hash, lang, text_hash, site, page_url, \
    letter, at, hash, signature";
/// Rows read at once when the chain is checked.
const PAGE: i64 = 1_000;

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
    let last = sqlx::query("select number, hash from consents order by number desc limit 1")
        .fetch_optional(&mut *connection)
        .await?;
    let (mut number, mut before): (i64, String) = match last {
        Some(row) => (row.try_get(0)?, row.try_get(1)?),
        None => (0, String::new()),
    };
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
            record.deed.into(),
            record.words_hash.into(),
            record.lang.into(),
            record.text_hash.into(),
            record.site.into(),
            record.page_url.into(),
            record.letter.into(),
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
    let sql = format!("select id, page_url from {table} where id in ({{in}})");
    let mut articles: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows::select_in(connection, &sql, None, ids).await? {
        let (id, address): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let article = article(&address);
        if article != address {
            articles.entry(article).or_default().push(id);
        }
    }
    let sql = format!("update {table} set page_url = $1 where id in ({{in}})");
    for (article, ids) in articles {
        rows::select_in_with(connection, &sql, Some(article.into()), ids).await?;
    }
    Ok(())
}

/// Stores the wording shown to visitors, each wording once.
pub(in crate::store) async fn keep_words(
    connection: &mut AnyConnection,
    words: Vec<(&ConsentWording, i64)>,
) -> Result<(), Error> {
    let mut new: BTreeMap<&str, (&ConsentWording, i64)> = words
        .into_iter()
        .map(|(words, at)| (words.hash(), (words, at)))
        .collect();
    let hashes: Vec<String> = new.keys().map(|hash| (*hash).to_owned()).collect();
    let sql = "select words_hash from consent_words where words_hash in ({in})";
    for row in rows::select_in(connection, sql, None, hashes).await? {
        new.remove(row.try_get::<String, _>(0)?.as_str());
    }
    let new: Vec<Vec<Value>> = new
        .into_iter()
        .map(|(hash, (words, at))| {
            vec![
                hash.into(),
                words.lang.as_str().into(),
                words.text.as_str().into(),
                at.into(),
            ]
        })
        .collect();
    let head = "insert into consent_words (words_hash, lang, words, first_at)";
    rows::insert(connection, head, &new, "on conflict do nothing").await?;
    Ok(())
}

/// All records of a person, oldest first; only those about one declaration or list, if it is given.
pub(in crate::store) async fn of_person(
    connection: &mut AnyConnection,
    person: &str,
    about: Option<&str>,
) -> Result<Vec<LedgerEntry>, Error> {
    let sql = "select c.number, c.about, c.deed, c.at, coalesce(w.words, ''), c.words_hash, \
            c.lang, c.text_hash, c.site, c.page_url, c.letter, c.signature \
        from consents c left join consent_words w on w.words_hash = c.words_hash \
        where c.person = $1 and ($2 = '' or c.about = $2) order by c.number";
    let rows = sqlx::query(sql)
        .bind(person.to_owned())
        .bind(about.unwrap_or_default().to_owned())
        .fetch_all(connection)
        .await?;
    let told = rows.iter().map(|row| {
        Ok(LedgerEntry {
            number: row.try_get(0)?,
            about: row.try_get(1)?,
            deed: row.try_get(2)?,
            at: LedgerEntry::at(row.try_get(3)?),
            at_ms: row.try_get(3)?,
            words: row.try_get(4)?,
            words_hash: row.try_get(5)?,
            lang: row.try_get(6)?,
            text_hash: row.try_get(7)?,
            site: row.try_get(8)?,
            page_url: row.try_get(9)?,
            letter: row.try_get(10)?,
            signature: row.try_get(11)?,
        })
    });
    told.collect()
}

impl Store {
    /// Reads the whole ledger and verifies its hash chain.
    pub async fn check_consents(&self) -> Result<Chain, Error> {
        let (mut number, mut before, mut records) = (0, String::new(), 0);
        loop {
            let sql = format!(
                "select {COLUMNS} from consents where number > $1 order by number limit $2"
            );
            let rows = sqlx::query(AssertSqlSafe(sql))
                .bind(number)
                .bind(PAGE)
                .fetch_all(self.db.read())
                .await?;
            if rows.is_empty() {
                return Ok(Chain::Whole { records });
            }
            for row in &rows {
                let (at, hash): (i64, String) = (row.try_get(0)?, row.try_get(11)?);
                if at != number + 1 || record(row)?.chained(at, &before) != hash {
                    return Ok(Chain::Broken { at });
                }
                (number, before) = (at, hash);
                records += 1;
            }
        }
    }
}

fn record(row: &AnyRow) -> Result<Record, Error> {
    Ok(Record {
        person: row.try_get(1)?,
        about: row.try_get(2)?,
        deed: row.try_get(3)?,
        words_hash: row.try_get(4)?,
        lang: row.try_get(5)?,
        text_hash: row.try_get(6)?,
        site: row.try_get(7)?,
        page_url: row.try_get(8)?,
        letter: row.try_get(9)?,
        at: row.try_get(10)?,
        signature: row.try_get(12)?,
    })
}

/// Records the consents of attempts that have just been confirmed: one record for signing, one for
/// updates, one for subscribing. `letters` maps each attempt to the one whose email confirmed it.
pub(in crate::store) async fn add_confirmed(
    connection: &mut AnyConnection,
    signed: Vec<String>,
    joined: Vec<String>,
    letters: &HashMap<String, String>,
    now_ms: i64,
) -> Result<(), Error> {
    let sent = message_ids(connection, letters).await?;
    let mut records = Vec::new();
    let sql = "select p.id, p.slug, p.email_key, coalesce(p.words_hash, ''), p.lang, p.site, \
            p.page_url, v.text_hash, p.updates, coalesce(p.updates_hash, '') \
        from pending_signatures p join declaration_versions v \
            on v.slug = p.slug and v.lang = p.text_lang and v.version = p.version \
        where p.id in ({in})";
    for row in rows::select_in(connection, sql, None, signed).await? {
        let record = agreed(&row, ConfirmedKind::Signature, &sent, now_ms)?;
        let updates: i64 = row.try_get(8)?;
        let asked_for = Record {
            deed: ConsentEvent::Updates.as_str().to_owned(),
            words_hash: row.try_get(9)?,
            ..record.clone()
        };
        records.push(record);
        records.extend((updates != 0).then_some(asked_for));
    }
    let sql = "select id, slug, email_key, coalesce(words_hash, ''), lang, site, page_url, \
            cast('' as text) \
        from pending_subscriptions where id in ({in})";
    for row in rows::select_in(connection, sql, None, joined).await? {
        records.push(agreed(&row, ConfirmedKind::Subscription, &sent, now_ms)?);
    }
    add(connection, records).await
}

fn agreed(
    row: &AnyRow,
    kind: ConfirmedKind,
    sent: &HashMap<String, String>,
    now_ms: i64,
) -> Result<Record, Error> {
    let (id, slug): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    let deed = match kind {
        ConfirmedKind::Signature => ConsentEvent::Signed,
        ConfirmedKind::Subscription => ConsentEvent::Joined,
    };
    Ok(Record {
        person: row.try_get(2)?,
        about: message::about(kind, &slug),
        signature: match kind {
            ConfirmedKind::Signature => id.clone(),
            ConfirmedKind::Subscription => String::new(),
        },
        deed: deed.as_str().to_owned(),
        words_hash: row.try_get(3)?,
        lang: row.try_get(4)?,
        site: row.try_get(5)?,
        page_url: row.try_get(6)?,
        text_hash: row.try_get(7)?,
        letter: sent.get(&id).cloned().unwrap_or_default(),
        at: now_ms,
    })
}

/// The outbox ids (the Message-IDs) of the emails that confirmed the attempts.
async fn message_ids(
    connection: &mut AnyConnection,
    letters: &HashMap<String, String>,
) -> Result<HashMap<String, String>, Error> {
    let sql = "select attempt, id from outbox where attempt in ({in}) order by created_at desc";
    let proving = letters.values().cloned();
    let mut ids: HashMap<String, String> = HashMap::new();
    for row in rows::select_in(connection, sql, None, proving).await? {
        ids.insert(row.try_get(0)?, row.try_get(1)?);
    }
    let sent = letters
        .iter()
        .filter_map(|(attempt, proving)| Some((attempt.clone(), ids.get(proving)?.clone())));
    Ok(sent.collect())
}
