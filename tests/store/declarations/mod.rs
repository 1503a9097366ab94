//! Declarations and lists: published, changed, renewed; pinned loaders.

pub(crate) mod pinning;
pub(crate) mod publishing;
pub(crate) mod renewing;
