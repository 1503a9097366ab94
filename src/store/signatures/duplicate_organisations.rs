//! Duplicate organisations, found by folded name: whether an organisation about to count is already
//! on a declaration, and which one that is. The rows are written with the name index and deleted
//! with their signature.

use std::collections::{HashMap, HashSet};

use sqlx::AnyConnection;
use widgets::wire::SignatoryKind;

use super::verifications::VerificationColumns;
use crate::domain::id::Id;
use crate::domain::signatures::Signatory;
use crate::domain::signatures::duplicate_organisation;
use crate::domain::signatures::verification::Verification;
use crate::store::Error;
use crate::store::attempts::admissions::ConfirmedAttempt;
use crate::store::engine::columns::{Corrupt, read_as};
use crate::store::engine::rows::{self, Value};

pub(in crate::store) const NAMED: &str =
    "select subject, name_hash from organisation_names where name_hash in ({in})";

/// A folded name, as the hash by which it is found.
struct NameHash([u8; 16]);

read_as! {
    NameHash, Vec<u8>, |bytes| bytes.try_into().map(Self).map_err(|_| Corrupt);
}

/// An organisation that counts, and its verification.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SameNameOrganisation {
    pub organisation: String,
    pub verification: Option<Verification>,
}

/// Those of the requested names that count already: declaration and folded name.
#[derive(Default)]
pub(in crate::store) struct DuplicateOrganisations(HashSet<(i64, [u8; 16])>);

impl DuplicateOrganisations {
    /// Loads the names of the organisations among these. Their declarations are locked, so what is read
    /// here stays true until the transaction commits, and if two of one name are admitted at once the
    /// second is recognised.
    pub(in crate::store) async fn of(
        connection: &mut AnyConnection,
        answered: &[ConfirmedAttempt],
    ) -> Result<Self, Error> {
        #[derive(sqlx::FromRow)]
        struct CountedName {
            subject: i64,
            name_hash: NameHash,
        }
        let hashes = answered.iter().filter_map(ConfirmedAttempt::named);
        let hashes = hashes.map(|(_, hash)| hash);
        let counted = rows::fetch_in::<CountedName>(connection, NAMED, None, hashes).await?;
        let counted = counted
            .into_iter()
            .map(|one| (one.subject, one.name_hash.0));
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

/// Writes the organisation names of these new signatures, if they belong to organisations.
pub(in crate::store) async fn keep(
    connection: &mut AnyConnection,
    signatures: &[(Id, i64, Signatory)],
) -> Result<(), Error> {
    let rows: Vec<Vec<Value>> = signatures
        .iter()
        .filter(|(.., signatory)| signatory.kind == SignatoryKind::Organisation)
        .filter_map(|(id, subject, signatory)| {
            let name = signatory.organisation.as_deref()?;
            let key = duplicate_organisation::key(name);
            Some(vec![key.into(), (*subject).into(), (*id).into()])
        })
        .collect();
    let head = "insert into organisation_names (name_hash, subject, signature)";
    rows::insert(connection, head, &rows, "").await?;
    Ok(())
}

/// The organisations that count under these names, oldest first, by declaration and folded name.
pub(in crate::store) async fn counted(
    connection: &mut AnyConnection,
    organisations: impl Iterator<Item = &str>,
) -> Result<HashMap<(i64, [u8; 16]), Vec<SameNameOrganisation>>, Error> {
    #[derive(sqlx::FromRow)]
    struct CountedOrganisation {
        subject: i64,
        name_hash: NameHash,
        organisation: Option<String>,
        #[sqlx(flatten)]
        verified: VerificationColumns,
    }
    let sql = "select n.subject, n.name_hash, s.organisation, s.verified_by, s.verified_domain, \
            s.verified_at \
        from organisation_names n join signatures s on s.id = n.signature \
        where n.name_hash in ({in}) order by s.confirmed_at, s.id";
    let hashes: Vec<[u8; 16]> = organisations.map(duplicate_organisation::key).collect();
    let mut counted: HashMap<_, Vec<SameNameOrganisation>> = HashMap::new();
    for one in rows::fetch_in::<CountedOrganisation>(connection, sql, None, hashes).await? {
        let of_name = counted.entry((one.subject, one.name_hash.0)).or_default();
        of_name.push(SameNameOrganisation {
            organisation: one.organisation.unwrap_or_default(),
            verification: one.verified.verification(),
        });
    }
    Ok(counted)
}
