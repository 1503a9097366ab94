//! Data protection: consents, erasure, suppressions, retention, signals, and the export of a person's
//! data.

pub(super) mod consent_chains;
pub(super) mod consent_wordings;
pub(super) mod consents;
pub(super) mod erasure_log;
pub(super) mod erasures;
pub(super) mod exported_files;
pub(super) mod holders;
mod later_consents;
pub(super) mod people;
mod repeated_erasures;
pub(super) mod retention;
pub(super) mod signals;
pub(super) mod suppressions;

use super::Store;

/// Data protection: consents, erasure, suppressions, retention and exports.
#[derive(Clone, Copy)]
pub struct Privacy<'a> {
    store: &'a Store,
}

impl Store {
    /// Data protection.
    pub fn privacy(&self) -> Privacy<'_> {
        Privacy { store: self }
    }
}
