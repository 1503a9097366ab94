//! The database engine: rows read, concurrent writes, several servers, databases of newer versions.

pub(crate) mod query_cost;
pub(crate) mod schema;
pub(crate) mod several_servers;
pub(crate) mod writes;
