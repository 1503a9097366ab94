//! Signatures: listing, searching, counting, holding, correcting, withdrawing and taking down.
//! Attempts that are not confirmed yet are in `attempts/`.

pub(super) mod duplicate_organisations;
pub(super) mod finding;
pub(super) mod held;
pub(super) mod lookalikes;
pub(super) mod manage_links;
pub(super) mod name_index;
pub(super) mod own;
pub(super) mod paper;
pub(super) mod reservations;
pub(super) mod signatories;
pub(super) mod taking_down;
pub(super) mod tallies;
pub(super) mod verifications;
pub(super) mod withdrawals;

use sqlx::Any;
use sqlx::pool::PoolConnection;
use widgets::wire::ConfirmedKind;

use super::declarations::subjects;
use super::{Error, Store};

/// Signatures, whatever their state.
#[derive(Clone, Copy)]
pub struct Signatures<'a> {
    store: &'a Store,
}

impl Store {
    /// Signatures, online and on paper.
    pub fn signatures(&self) -> Signatures<'_> {
        Signatures { store: self }
    }
}

impl Signatures<'_> {
    /// A connection for reading, and the number of the declaration that has or had this slug; 0,
    /// about which there is nothing, if there is none.
    async fn of_declaration(self, slug: &str) -> Result<(PoolConnection<Any>, i64), Error> {
        let mut connection = self.store.db.read().acquire().await?;
        let subject = subjects::find(&mut connection, ConfirmedKind::Signature, slug).await?;
        Ok((connection, subject.unwrap_or_default()))
    }
}
