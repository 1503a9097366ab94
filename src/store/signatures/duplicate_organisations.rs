//! Duplicate organisations, found by folded name: whether an organisation about to count is already
//! on a declaration, and which one that is. The rows are written with the name index and deleted
//! with their signature.

use std::collections::{HashMap, HashSet};

use sqlx::AnyConnection;
use widgets::wire::SignatoryKind;

use super::verifications::VerificationColumns;
use crate::domain::signatures::Signatory;
use crate::domain::signatures::duplicate_organisation;
use crate::domain::signatures::verification::Verification;
use crate::store::Error;
use crate::store::attempts::admissions::ConfirmedAttempt;
use crate::store::engine::rows::{self, Value};

pub(in crate::store) const NAMED: &str =
    "select slug, name_hash from organisation_names where name_hash in ({in})";

/// An organisation that counts, and its verification.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SameNameOrganisation {
    pub organisation: String,
    pub verification: Option<Verification>,
}

/// Those of the requested names that count already: declaration and folded name.
#[derive(Default)]
pub(in crate::store) struct DuplicateOrganisations(HashSet<(String, String)>);

impl DuplicateOrganisations {
    /// Loads the names of the organisations among these. This runs under the global write lock, so
    /// if two of one name are admitted at once the second is recognised.
    pub(in crate::store) async fn of(
        connection: &mut AnyConnection,
        answered: &[ConfirmedAttempt],
    ) -> Result<Self, Error> {
        let named: Vec<(String, String)> = answered
            .iter()
            .filter_map(ConfirmedAttempt::named)
            .collect();
        #[derive(sqlx::FromRow)]
        struct CountedName {
            slug: String,
            name_hash: String,
        }
        let hashes = named.into_iter().map(|(_, hash)| hash);
        let counted = rows::fetch_in::<CountedName>(connection, NAMED, None, hashes).await?;
        let counted = counted.into_iter().map(|one| (one.slug, one.name_hash));
        Ok(Self(counted.collect()))
    }

    pub(in crate::store) fn has(&self, one: &ConfirmedAttempt) -> bool {
        one.named().is_some_and(|named| self.0.contains(&named))
    }

    /// This one counts from now on.
    pub(in crate::store) fn add(&mut self, one: &ConfirmedAttempt) {
        self.0.extend(one.named());
    }
}

/// Rewrites the organisation names of these signatures, if they belong to organisations.
pub(in crate::store) async fn keep(
    connection: &mut AnyConnection,
    signatures: &[(String, String, Signatory)],
) -> Result<(), Error> {
    let of_organisations = || {
        let kind = |one: &&(String, String, Signatory)| one.2.kind == SignatoryKind::Organisation;
        signatures.iter().filter(kind)
    };
    let sql = "delete from organisation_names where signature in ({in})";
    let ids = of_organisations().map(|(id, ..)| id.clone());
    rows::execute_in(connection, sql, None, ids).await?;
    let rows: Vec<Vec<Value>> = of_organisations()
        .filter_map(|(id, slug, signatory)| {
            let name = signatory.organisation.as_deref()?;
            Some(vec![
                duplicate_organisation::key(name).into(),
                slug.as_str().into(),
                id.as_str().into(),
            ])
        })
        .collect();
    let head = "insert into organisation_names (name_hash, slug, signature)";
    rows::insert(connection, head, &rows, "").await?;
    Ok(())
}

/// The organisations that count under these names, oldest first, by declaration and folded name.
pub(in crate::store) async fn counted(
    connection: &mut AnyConnection,
    organisations: impl Iterator<Item = &str>,
) -> Result<HashMap<(String, String), Vec<SameNameOrganisation>>, Error> {
    #[derive(sqlx::FromRow)]
    struct CountedOrganisation {
        slug: String,
        name_hash: String,
        organisation: Option<String>,
        #[sqlx(flatten)]
        verified: VerificationColumns,
    }
    let sql = "select n.slug, n.name_hash, s.organisation, s.verified_by, s.verified_domain, \
            s.verified_at \
        from organisation_names n join signatures s on s.id = n.signature \
        where n.name_hash in ({in}) order by s.confirmed_at, s.id";
    let hashes: Vec<String> = organisations.map(duplicate_organisation::key).collect();
    let mut counted: HashMap<_, Vec<SameNameOrganisation>> = HashMap::new();
    for one in rows::fetch_in::<CountedOrganisation>(connection, sql, None, hashes).await? {
        let of_name = counted.entry((one.slug, one.name_hash)).or_default();
        of_name.push(SameNameOrganisation {
            organisation: one.organisation.unwrap_or_default(),
            verification: one.verified.verification(),
        });
    }
    Ok(counted)
}
