//! Organisations that stand in a declaration already, told by their folded names: whether one that is
//! about to count has a namesake there, and who that is. Rows are written with what a signature is
//! found by, and go with the signature.

use std::collections::HashSet;

use sqlx::{AnyConnection, Row};
use widgets::wire::SignatoryKind;

use super::admissions::Answered;
use super::rows::{self, Value};
use super::{Error, name_index, waiting};
use crate::domain::namesake;
use crate::domain::signature::Signatory;
use crate::domain::verification::Verification;

pub(super) const NAMED: &str =
    "select slug, name_hash from organisation_names where name_hash in ({in})";
pub(super) const UNNAMED: &str = "select id from signatures \
    where findable = 0 and kind = 'organisation' and slug in ({in})";
/// In one statement, which takes no endless list.
const NAMED_AT_ONCE: usize = 1_000;

/// An organisation that counts, and by what it is known.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Namesake {
    pub organisation: String,
    pub verification: Option<Verification>,
}

/// The names that stand, of those asked for: declaration and folded name.
#[derive(Default)]
pub(super) struct Namesakes(HashSet<(String, String)>);

impl Namesakes {
    /// Of the organisations among these. Read under the lock that every write holds, so that of two
    /// that are let in at once the second is known to be that.
    pub(super) async fn of(
        connection: &mut AnyConnection,
        answered: &[Answered],
    ) -> Result<Self, Error> {
        let named: Vec<(String, String)> = answered.iter().filter_map(Answered::named).collect();
        name_unnamed(connection, named.iter().map(|(slug, _)| slug.clone())).await?;
        let hashes = named.into_iter().map(|(_, hash)| hash);
        let mut standing = HashSet::new();
        for row in rows::select_in(connection, NAMED, None, hashes).await? {
            standing.insert((row.try_get(0)?, row.try_get(1)?));
        }
        Ok(Self(standing))
    }

    pub(super) fn has(&self, one: &Answered) -> bool {
        one.named().is_some_and(|named| self.0.contains(&named))
    }

    /// This one stands from now on.
    pub(super) fn add(&mut self, one: &Answered) {
        self.0.extend(one.named());
    }
}

/// Brings the names of organisations that a server of an earlier version wrote, before an upgrade or
/// beside us: what is not there yet would be counted twice.
async fn name_unnamed(
    connection: &mut AnyConnection,
    slugs: impl Iterator<Item = String>,
) -> Result<(), Error> {
    let unnamed = rows::select_in(connection, UNNAMED, None, slugs).await?;
    let ids = unnamed.iter().map(|row| row.try_get(0));
    let ids = ids.collect::<Result<Vec<String>, _>>()?;
    for some in ids.chunks(NAMED_AT_ONCE) {
        name_index::keep(connection, some.to_vec()).await?;
    }
    Ok(())
}

/// Writes anew under which name these signatures stand, if they are organisations'.
pub(super) async fn keep(
    connection: &mut AnyConnection,
    signatures: &[(String, String, Signatory)],
) -> Result<(), Error> {
    let of_organisations = || {
        let kind = |one: &&(String, String, Signatory)| one.2.kind == SignatoryKind::Organisation;
        signatures.iter().filter(kind)
    };
    let sql = "delete from organisation_names where signature in ({in})";
    let ids = of_organisations().map(|(id, ..)| id.clone());
    rows::select_in(connection, sql, None, ids).await?;
    let rows: Vec<Vec<Value>> = of_organisations()
        .filter_map(|(id, slug, signatory)| {
            let name = signatory.organisation.as_deref()?;
            Some(vec![
                namesake::key(name).into(),
                slug.as_str().into(),
                id.as_str().into(),
            ])
        })
        .collect();
    let head = "insert into organisation_names (name_hash, slug, signature)";
    rows::insert(connection, head, &rows, "").await?;
    Ok(())
}

/// Who stands under this name already, oldest first.
pub(super) async fn standing(
    connection: &mut AnyConnection,
    slug: &str,
    organisation: &str,
) -> Result<Vec<Namesake>, Error> {
    let sql = "select s.organisation, s.verified_by, s.verified_domain, s.verified_at \
        from organisation_names n join signatures s on s.id = n.signature \
        where n.name_hash = $1 and n.slug = $2 order by s.confirmed_at, s.id";
    let query = sqlx::query(sql)
        .bind(namesake::key(organisation))
        .bind(slug.to_owned());
    let mut standing = Vec::new();
    for row in query.fetch_all(connection).await? {
        standing.push(Namesake {
            organisation: row.try_get::<Option<String>, _>(0)?.unwrap_or_default(),
            verification: waiting::read_proof(&row, 1)?,
        });
    }
    Ok(standing)
}
