//! Deletes attempts that have expired. Housekeeping finds them (`store/engine/housekeeping.rs`). How a
//! signature was sent is kept beyond its attempt.

use sqlx::AnyConnection;

use crate::domain::id::Id;
use crate::store::Error;
use crate::store::engine::rows;
use crate::store::entries;
use crate::store::privacy::signals;

/// Deletes attempts that have expired by `$1` and were never held.
pub(in crate::store) const DELETE: &str = "delete from attempts \
    where expires_at <= $1 and held is null and id in ({in}) returning id";
/// Deletes attempts that have expired by `$1` and were held until then, or until they were taken down.
pub(in crate::store) const DELETE_HELD: &str = "delete from attempts \
    where expires_at <= $1 and held is not null and id in ({in}) returning id, subject";

/// Deletes those of these attempts that have expired and were never held; returns how many.
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

/// Deletes those of these attempts that have expired and were held, and their entries; returns how many.
/// Their mailboxes and declarations are locked.
pub(in crate::store) async fn delete_held(
    connection: &mut AnyConnection,
    now_ms: i64,
    keys: Vec<Vec<u8>>,
) -> Result<u64, Error> {
    #[derive(sqlx::FromRow)]
    struct HeldAttempt {
        id: Id,
        subject: i64,
    }
    let now = Some(now_ms.into());
    let deleted = rows::fetch_in::<HeldAttempt>(connection, DELETE_HELD, now, keys).await?;
    let ids: Vec<Id> = deleted.iter().map(|one| one.id).collect();
    signals::delete_of_expired(connection, &ids).await?;
    let held = deleted.iter().map(|one| (one.subject, one.id));
    let changes = entries::take_all(connection, held).await?;
    changes.write(connection).await?;
    Ok(deleted.len() as u64)
}
