//! Declarations and lists: publishing, changed texts, renewals; also pinned loaders.

pub(crate) mod pinning;
pub(crate) mod publishing;
pub(crate) mod renewing;
