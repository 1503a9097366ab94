//! The database engine: rows read, concurrent writes, databases of earlier versions.

pub(crate) mod migrations;
pub(crate) mod query_cost;
pub(crate) mod writes;
