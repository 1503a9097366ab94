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

use super::Store;

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
