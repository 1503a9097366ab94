//! The database engine: rows read, concurrent writes, databases of newer versions.

pub(crate) mod query_cost;
pub(crate) mod schema;
pub(crate) mod writes;
