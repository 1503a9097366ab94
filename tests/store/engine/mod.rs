//! The database engine: rows read, concurrent writes.

pub(crate) mod query_cost;
pub(crate) mod writes;
