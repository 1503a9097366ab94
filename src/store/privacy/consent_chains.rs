//! Checks the hash chains of the consent ledger, which reveal tampering.

use sqlx::AssertSqlSafe;

use super::Privacy;
use super::consents::{COLUMNS, about};
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::store::Error;
use crate::store::engine::columns::HexBytes;
use crate::store::mail::subjects::SubjectKind;

/// Rows read at once when the chains are checked.
const PAGE: i64 = 1_000;

/// The result of checking the ledger.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Chain {
    Whole {
        records: u64,
    },
    /// The first record that was altered, or that does not follow the one before it.
    Broken {
        /// Kind and slug, as in `signature/SLUG`; empty for what is about no declaration or list.
        about: String,
        /// Its number in that chain.
        at: i64,
    },
}

/// A row of the ledger, whatever its columns hold: that is what is checked.
#[derive(sqlx::FromRow)]
struct LedgerRow {
    subject: i64,
    number: i64,
    person: Vec<u8>,
    at: i64,
    attempt: Option<Vec<u8>>,
    event: String,
    wording_hash: Option<HexBytes>,
    lang: String,
    text_hash: String,
    site: String,
    page_url: String,
    message_id: Option<Vec<u8>>,
    hash: HexBytes,
}

impl LedgerRow {
    /// `None` if a column holds what was never written there.
    fn record(self) -> Option<Record> {
        let id = |bytes: Option<Vec<u8>>| {
            let id = bytes.map(|bytes| bytes.try_into().map(Id::from_bytes));
            id.transpose().ok()
        };
        Some(Record {
            person: KeyedHash::from_bytes(self.person.try_into().ok()?),
            subject: self.subject,
            attempt: id(self.attempt)?,
            event: ConsentEvent::parse(&self.event)?,
            wording_hash: self.wording_hash.map(String::from),
            lang: self.lang,
            text_hash: self.text_hash,
            site: self.site,
            page_url: self.page_url,
            message_id: id(self.message_id)?,
            at: self.at,
        })
    }
}

impl Privacy<'_> {
    /// Reads the whole ledger and verifies the hash chain of each declaration and list.
    pub async fn check_consents(self) -> Result<Chain, Error> {
        let sql = format!(
            "select {COLUMNS} from consents where (subject, number) > ($1, $2) \
             order by subject, number limit $3"
        );
        let (mut subject, mut number, mut before, mut records) = (0, 0, String::new(), 0);
        loop {
            let rows = sqlx::query_as::<_, LedgerRow>(AssertSqlSafe(sql.clone()))
                .bind(subject)
                .bind(number)
                .bind(PAGE)
                .fetch_all(self.store.db.read())
                .await?;
            if rows.is_empty() {
                return Ok(Chain::Whole { records });
            }
            for mut row in rows {
                if row.subject != subject {
                    (subject, number) = (row.subject, 0);
                    before.clear();
                }
                let (at, hash) = (row.number, String::from(std::mem::take(&mut row.hash)));
                let chained = row.record().map(|record| record.chained(at, &before));
                if at != number + 1 || chained.as_ref() != Some(&hash) {
                    let about = self.about(subject).await?;
                    return Ok(Chain::Broken { about, at });
                }
                (number, before) = (at, hash);
                records += 1;
            }
        }
    }

    /// Kind and slug of a subject; empty if there is none.
    async fn about(self, subject: i64) -> Result<String, Error> {
        #[derive(sqlx::FromRow)]
        struct Named {
            kind: SubjectKind,
            slug: String,
        }
        let query = sqlx::query_as::<_, Named>("select kind, slug from subjects where id = $1");
        let named = query.bind(subject).fetch_optional(self.store.db.read());
        let named = named.await?;
        let (kind, slug) = named.map(|Named { kind, slug }| (kind, slug)).unzip();
        Ok(about(kind, slug))
    }
}
