//! The name search index for signatories. `signature_names` is written in the transaction that
//! publishes a signature or changes how it is shown, and its rows are deleted with the signature.
//! `domain/signatures/name_search.rs` folds the names.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sqlx::AnyConnection;
use widgets::wire::{self, SignatoryKind};

use super::Signatures;
use super::duplicate_organisations;
use super::signatories::SignatoryRow;
use crate::domain::signatures::Signatory;
use crate::domain::signatures::name_search::{self, Query};
use crate::store::Error;
use crate::store::engine::rows::{self, Value};

/// One range scan of the key, whatever the query and however many signatures there are.
pub(in crate::store) const FOUND: &str = "\
    select s.kind, s.name, s.organisation, s.role, s.visibility, s.confirmed_at, s.id, \
        s.verified_by, s.verified_domain, s.verified_at, n.folded \
    from signature_names n join signatures s on s.id = n.signature \
    where n.slug = $1 and n.rank = $2 and (n.folded, n.signature) > ($3, $4) and n.folded < $5 \
    order by n.folded, n.signature limit $6";

/// Organisations come before people.
const RANKS: [i64; 2] = [0, 1];

const fn rank(kind: SignatoryKind) -> i64 {
    match kind {
        SignatoryKind::Organisation => RANKS[0],
        SignatoryKind::Person => RANKS[1],
    }
}

/// The cursor at the end of a page of search results; opaque to clients.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Found {
    rank: i64,
    folded: Vec<u8>,
    signature: String,
}

impl Found {
    /// Before the first match of a rank.
    fn start(query: &Query, rank: i64) -> Self {
        Self {
            rank,
            folded: query.beginning().to_vec(),
            signature: String::new(),
        }
    }

    /// Whether the cursor lies within the query's range.
    pub fn is_of(&self, query: &Query) -> bool {
        self.folded.starts_with(query.beginning())
    }

    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let mut parts = text.splitn(3, '/');
        let rank = parts.next()?.parse().ok()?;
        let signature = parts.next()?;
        let plain = signature.len() <= 64 && signature.bytes().all(|byte| byte.is_ascii_graphic());
        (plain && RANKS.contains(&rank)).then_some(())?;
        Some(Self {
            rank,
            signature: signature.to_owned(),
            folded: parts.next()?.as_bytes().to_vec(),
        })
    }
}

impl fmt::Display for Found {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = format!("{}/{}/", self.rank, self.signature).into_bytes();
        bytes.extend(&self.folded);
        formatter.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

/// An index entry and its signature.
#[derive(sqlx::FromRow)]
struct IndexedRow {
    #[sqlx(flatten)]
    signatory: SignatoryRow,
    folded: Vec<u8>,
}

impl Signatures<'_> {
    /// Searches public signatories by names that are shown in full: organisations first, then in
    /// order of the name from the matching word on. Returns a cursor if there are more.
    pub async fn find_signatories(
        self,
        slug: &str,
        query: &Query,
        after: Option<Found>,
        limit: u32,
    ) -> Result<(Vec<wire::Signatory>, Option<Found>), Error> {
        let mut place = after.unwrap_or_else(|| Found::start(query, RANKS[0]));
        let most = limit as usize;
        let mut found: Vec<(Signatory, Found)> = Vec::new();
        while found.len() <= most {
            let rows = self.scan(slug, query, &place, limit + 1).await?;
            let ended = rows.len() <= most;
            for IndexedRow { signatory, folded } in rows {
                place = Found {
                    rank: place.rank,
                    signature: signatory.id.clone(),
                    folded,
                };
                let signatory = Signatory::from(signatory);
                if is_first(query, &signatory, &place.folded) {
                    found.push((signatory, place.clone()));
                }
            }
            match RANKS.iter().find(|rank| **rank > place.rank) {
                Some(next) if ended => place = Found::start(query, *next),
                None if ended => break,
                _ => {}
            }
        }
        let more = found.len() > most;
        found.truncate(most);
        let last = found.last().map(|(_, place)| place.clone());
        let page = found.into_iter();
        let page = page.map(|(signatory, place)| (place.signature, signatory));
        let shown = self.shown(page.collect()).await?;
        Ok((shown, last.filter(|_| more)))
    }

    async fn scan(
        self,
        slug: &str,
        query: &Query,
        after: &Found,
        limit: u32,
    ) -> Result<Vec<IndexedRow>, Error> {
        let query = sqlx::query_as::<_, IndexedRow>(FOUND)
            .bind(slug.to_owned())
            .bind(after.rank)
            .bind(after.folded.clone())
            .bind(after.signature.clone())
            .bind(query.end())
            .bind(i64::from(limit));
        Ok(query.fetch_all(self.store.db.read()).await?)
    }
}

/// Whether this is the one index entry under which the signature is listed. This is judged by the
/// current name, so a stale row reveals nothing.
fn is_first(query: &Query, signatory: &Signatory, folded: &[u8]) -> bool {
    let first = query.finds(signatory.findable());
    first.is_some_and(|first| first.as_bytes() == folded)
}

/// Rewrites the index rows of these signatures, and the organisation names.
pub(in crate::store) async fn keep(
    connection: &mut AnyConnection,
    ids: Vec<String>,
) -> Result<(), Error> {
    #[derive(sqlx::FromRow)]
    struct Named {
        #[sqlx(flatten)]
        signatory: SignatoryRow,
        slug: String,
    }
    let sql = "delete from signature_names where signature in ({in})";
    rows::execute_in(connection, sql, None, ids.iter().cloned()).await?;
    let sql = "select kind, name, organisation, role, visibility, confirmed_at, id, \
            verified_by, verified_domain, verified_at, slug \
        from signatures where id in ({in})";
    let mut signatures: Vec<(String, String, Signatory)> = Vec::new();
    for Named { signatory, slug } in rows::fetch_in::<Named>(connection, sql, None, ids).await? {
        signatures.push((signatory.id.clone(), slug, signatory.into()));
    }
    duplicate_organisations::keep(connection, &signatures).await?;
    let mut entries: Vec<Vec<Value>> = Vec::new();
    for (id, slug, signatory) in &signatures {
        let mut folded: Vec<String> = signatory
            .findable()
            .flat_map(name_search::entries)
            .collect();
        folded.sort_unstable();
        folded.dedup();
        entries.extend(folded.into_iter().map(|folded| {
            vec![
                slug.as_str().into(),
                rank(signatory.kind).into(),
                Value::Bytes(folded.into_bytes()),
                id.as_str().into(),
            ]
        }));
    }
    let head = "insert into signature_names (slug, rank, folded, signature)";
    rows::insert(connection, head, &entries, "").await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_round_trips_and_malformed_ones_are_rejected() {
        let cursor = Found {
            rank: 1,
            folded: "ada/মা".into(),
            signature: "a-b".to_owned(),
        };
        assert_eq!(Found::parse(&cursor.to_string()), Some(cursor));
        for nonsense in ["", "abc", "MTcvIA", "Ly8v"] {
            assert_eq!(Found::parse(nonsense), None, "{nonsense}");
        }
    }
}
