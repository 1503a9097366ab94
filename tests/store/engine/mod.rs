//! The database engine: rows read, concurrent writes, databases of earlier versions.

pub(crate) mod reading;
pub(crate) mod upgrading;
pub(crate) mod writing;
