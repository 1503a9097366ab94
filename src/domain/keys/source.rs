//! Where the operator's key comes from. `store/keys/file.rs` reads it.

use std::path::PathBuf;

use super::sealed::DataKey;

/// Where the key comes from.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// Given by an option.
    Given(DataKey),
    /// From this file, which is created if the database has no key yet.
    File(PathBuf),
}
