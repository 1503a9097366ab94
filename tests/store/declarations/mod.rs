//! Declarations and lists: publishing, changed texts, renewals; also pinned loaders.

pub(crate) mod pinned_loaders;
pub(crate) mod publication;
pub(crate) mod renaming;
pub(crate) mod renewals;
pub(crate) mod sources;
