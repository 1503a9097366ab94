//! Deletes attempts that have expired. Housekeeping finds them (`store/engine/housekeeping.rs`).

use sqlx::AnyConnection;

use crate::domain::id::Id;
use crate::store::Error;
use crate::store::engine::rows;
use crate::store::privacy::signals;

/// Deletes attempts that have expired by `$1`.
pub(in crate::store) const DELETE: &str = "delete from attempts \
    where expires_at <= $1 and id in ({in}) returning id";

/// Deletes those of these attempts that have expired; returns how many. How a signature was sent is
/// kept beyond its attempt.
pub(in crate::store) async fn delete(
    connection: &mut AnyConnection,
    now_ms: i64,
    keys: Vec<Vec<u8>>,
) -> Result<u64, Error> {
    let now = Some(now_ms.into());
    let deleted = rows::fetch_scalars_in::<Id>(connection, DELETE, now, keys).await?;
    signals::delete_of_expired(connection, &deleted).await?;
    Ok(deleted.len() as u64)
}
