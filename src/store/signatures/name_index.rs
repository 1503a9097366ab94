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
use super::signatories::{Cursor, SignatoryRow, shown};
use crate::domain::id::Id;
use crate::domain::signatures::Signatory;
use crate::domain::signatures::name_search::{self, Query};
use crate::store::Error;
use crate::store::engine::rows::{self, Value};

/// One range scan of the key, whatever the query and however many signatures there are.
pub(in crate::store) const FOUND: &str = "\
    select s.id, s.kind, s.name, s.organisation, s.role, s.visibility, s.confirmed_at, s.listing, \
        s.verified_by, s.verified_domain, s.verified_at, n.folded \
    from signature_names n join signatures s on s.id = n.signature \
    where n.subject = $1 and n.rank = $2 and (n.folded, n.signature) > ($3, $4) and n.folded < $5 \
    order by n.folded, n.signature limit $6";

/// The signature that a cursor names.
pub(in crate::store) const NAMED_BY_CURSOR: &str = "\
    select id from signatures where subject = $1 and confirmed_at = $2 and listing = $3 \
        and visibility <> 'hidden'";

/// Organisations come before people.
const RANKS: [i64; 2] = [0, 1];

const fn rank(kind: SignatoryKind) -> i64 {
    match kind {
        SignatoryKind::Organisation => RANKS[0],
        SignatoryKind::Person => RANKS[1],
    }
}

/// The cursor at the end of a page of search results; opaque to clients. It names the last signature
/// by its place in the public list, because an id would reveal the attempt.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Found {
    rank: i64,
    folded: Vec<u8>,
    signature: Cursor,
}

impl Found {
    /// Whether the cursor lies within the query's range.
    pub fn is_of(&self, query: &Query) -> bool {
        self.folded.starts_with(query.beginning())
    }

    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let mut parts = text.splitn(4, '/');
        let rank = parts.next()?.parse().ok()?;
        RANKS.contains(&rank).then_some(())?;
        Some(Self {
            rank,
            signature: Cursor {
                confirmed_at: parts.next()?.parse().ok()?,
                listing: parts.next()?.parse().ok()?,
            },
            folded: parts.next()?.as_bytes().to_vec(),
        })
    }
}

impl fmt::Display for Found {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Cursor {
            confirmed_at,
            listing,
        } = self.signature;
        let mut bytes = format!("{}/{confirmed_at}/{listing}/", self.rank).into_bytes();
        bytes.extend(&self.folded);
        formatter.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

/// A place in the index, between two entries.
struct Place {
    rank: i64,
    folded: Vec<u8>,
    signature: Id,
}

impl Place {
    /// Before the first match of a rank.
    fn start(query: &Query, rank: i64) -> Self {
        Self {
            rank,
            folded: query.beginning().to_vec(),
            signature: Id::FIRST,
        }
    }

    /// After the entry that a cursor names. If its signature is no longer shown, those with the
    /// same entry are listed again rather than skipped.
    async fn after(
        connection: &mut AnyConnection,
        subject: i64,
        Found {
            rank,
            folded,
            signature,
        }: Found,
    ) -> Result<Self, Error> {
        let query = sqlx::query_scalar(NAMED_BY_CURSOR)
            .bind(subject)
            .bind(signature.confirmed_at)
            .bind(signature.listing);
        let signature: Option<Id> = query.fetch_optional(connection).await?;
        Ok(Self {
            rank,
            folded,
            signature: signature.unwrap_or(Id::FIRST),
        })
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
        let (mut connection, subject) = self.of_declaration(slug).await?;
        let mut place = match after {
            None => Place::start(query, RANKS[0]),
            Some(found) => Place::after(&mut connection, subject, found).await?,
        };
        let most = limit as usize;
        let mut found: Vec<(Id, Signatory, Found)> = Vec::new();
        while found.len() <= most {
            let rows = scan(&mut connection, subject, query, &place, limit + 1).await?;
            let ended = rows.len() <= most;
            for IndexedRow { signatory, folded } in rows {
                let cursor = Found {
                    rank: place.rank,
                    folded: folded.clone(),
                    signature: signatory.cursor(),
                };
                place.folded = folded;
                place.signature = signatory.id;
                let signatory = Signatory::from(signatory);
                if is_first(query, &signatory, &place.folded) {
                    found.push((place.signature, signatory, cursor));
                }
            }
            match RANKS.iter().find(|rank| **rank > place.rank) {
                Some(next) if ended => place = Place::start(query, *next),
                None if ended => break,
                _ => {}
            }
        }
        let more = found.len() > most;
        found.truncate(most);
        let last = found.last().filter(|_| more);
        let last = last.map(|(.., cursor)| cursor.clone());
        let page = found.into_iter().map(|(id, signatory, _)| (id, signatory));
        let shown = shown(&mut connection, page.collect()).await?;
        Ok((shown, last))
    }
}

async fn scan(
    connection: &mut AnyConnection,
    subject: i64,
    query: &Query,
    after: &Place,
    limit: u32,
) -> Result<Vec<IndexedRow>, Error> {
    let query = sqlx::query_as::<_, IndexedRow>(FOUND)
        .bind(subject)
        .bind(after.rank)
        .bind(after.folded.clone())
        .bind(after.signature)
        .bind(query.end())
        .bind(i64::from(limit));
    Ok(query.fetch_all(connection).await?)
}

/// Whether this is the one index entry under which the signature is listed. This is judged by the
/// current name, so a stale row reveals nothing.
fn is_first(query: &Query, signatory: &Signatory, folded: &[u8]) -> bool {
    let first = query.finds(signatory.findable());
    first.is_some_and(|first| first.as_bytes() == folded)
}

/// Writes the index rows of new signatures, and the names of the organisations among them.
pub(in crate::store) async fn keep(
    connection: &mut AnyConnection,
    ids: Vec<Id>,
) -> Result<(), Error> {
    let signatures = named(connection, ids).await?;
    duplicate_organisations::keep(connection, &signatures).await?;
    insert(connection, &signatures).await
}

/// Rewrites the index rows of a signature whose person's name or visibility has changed; the name of
/// an organisation never does.
pub(super) async fn rewrite(connection: &mut AnyConnection, id: Id) -> Result<(), Error> {
    sqlx::query("delete from signature_names where signature = $1")
        .bind(id)
        .execute(&mut *connection)
        .await?;
    let signatures = named(connection, vec![id]).await?;
    insert(connection, &signatures).await
}

/// Signatures with their declarations and names.
async fn named(
    connection: &mut AnyConnection,
    ids: Vec<Id>,
) -> Result<Vec<(Id, i64, Signatory)>, Error> {
    #[derive(sqlx::FromRow)]
    struct Named {
        #[sqlx(flatten)]
        signatory: SignatoryRow,
        subject: i64,
    }
    let sql = "select id, kind, name, organisation, role, visibility, confirmed_at, listing, \
            verified_by, verified_domain, verified_at, subject \
        from signatures where id in ({in})";
    let found = rows::fetch_in::<Named>(connection, sql, None, ids).await?;
    let named = found.into_iter();
    let named = named.map(|Named { signatory, subject }| (signatory.id, subject, signatory.into()));
    Ok(named.collect())
}

async fn insert(
    connection: &mut AnyConnection,
    signatures: &[(Id, i64, Signatory)],
) -> Result<(), Error> {
    let mut entries: Vec<Vec<Value>> = Vec::new();
    for (id, subject, signatory) in signatures {
        let mut folded: Vec<String> = signatory
            .findable()
            .flat_map(name_search::entries)
            .collect();
        folded.sort_unstable();
        folded.dedup();
        entries.extend(folded.into_iter().map(|folded| {
            vec![
                (*subject).into(),
                rank(signatory.kind).into(),
                Value::Bytes(folded.into_bytes()),
                (*id).into(),
            ]
        }));
    }
    let head = "insert into signature_names (subject, rank, folded, signature)";
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
            signature: Cursor {
                confirmed_at: 17,
                listing: -4,
            },
        };
        assert_eq!(Found::parse(&cursor.to_string()), Some(cursor));
        for nonsense in ["", "abc", "MTcvIA", "Ly8v", "MS8xNy9hL2FkYQ"] {
            assert_eq!(Found::parse(nonsense), None, "{nonsense}");
        }
    }
}
