//! Reservations on principles: an attempt holds them as JSON, a signature as rows that can be
//! counted.

use std::collections::HashMap;

use sqlx::AnyConnection;
use widgets::fields;

use crate::domain::id::Id;
use crate::domain::signatures::Reservation;
use crate::store::Error;
use crate::store::declarations::corrupt;
use crate::store::engine::columns::{Corrupt, Json};
use crate::store::engine::rows::{self, Value};

pub(in crate::store) const OF: &str = "select signature, principle, note from reservations \
    where signature in ({in}) order by signature, principle";

/// The value for the attempt's row; `None` without reservations.
pub(in crate::store) fn stored(checked: &[fields::Reservation]) -> Option<String> {
    let all = Reservation::all(checked);
    (!all.is_empty()).then(|| serde_json::json!(all).to_string())
}

/// Parses the value from an attempt's row.
pub(in crate::store) fn read(stored: Option<Json>) -> Result<Vec<Reservation>, Error> {
    let read = stored.map_or(Ok(Vec::new()), Vec::try_from);
    read.map_err(|Corrupt| corrupt("reservations"))
}

/// Turns the JSON in the attempts of new signatures, whatever their state, into rows.
pub(in crate::store) async fn keep(
    connection: &mut AnyConnection,
    ids: Vec<Id>,
) -> Result<(), Error> {
    #[derive(sqlx::FromRow)]
    struct ReservedAttempt {
        id: Id,
        subject: i64,
        #[sqlx(try_from = "Json")]
        reservations: Vec<Reservation>,
    }
    let sql = "select id, subject, reservations from attempts \
        where reservations is not null and id in ({in})";
    let reserved = rows::fetch_in::<ReservedAttempt>(connection, sql, None, ids).await?;
    let reserved = reserved
        .into_iter()
        .map(|one| (one.id, one.subject, one.reservations));
    insert(connection, reserved).await
}

/// Writes the reservations of signatures, each with its declaration.
pub(super) async fn insert(
    connection: &mut AnyConnection,
    signatures: impl IntoIterator<Item = (Id, i64, Vec<Reservation>)>,
) -> Result<(), Error> {
    let mut kept: Vec<Vec<Value>> = Vec::new();
    for (id, subject, reservations) in signatures {
        kept.extend(reservations.into_iter().map(|one| {
            vec![
                id.into(),
                subject.into(),
                i64::from(one.principle).into(),
                one.note.into(),
            ]
        }));
    }
    let head = "insert into reservations (signature, subject, principle, note)";
    rows::insert(connection, head, &kept, "").await?;
    Ok(())
}

/// The reservations of some signatures, by signature id and in the order of their principles.
pub(in crate::store) async fn of(
    connection: &mut AnyConnection,
    ids: Vec<Id>,
) -> Result<HashMap<Id, Vec<Reservation>>, Error> {
    #[derive(sqlx::FromRow)]
    struct ReservationRow {
        signature: Id,
        #[sqlx(try_from = "i64")]
        principle: u32,
        note: String,
    }
    let mut found: HashMap<Id, Vec<Reservation>> = HashMap::new();
    for row in rows::fetch_in::<ReservationRow>(connection, OF, None, ids).await? {
        let ReservationRow {
            signature,
            principle,
            note,
        } = row;
        let of_signature = found.entry(signature).or_default();
        of_signature.push(Reservation { principle, note });
    }
    Ok(found)
}
