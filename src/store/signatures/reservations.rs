//! Reservations on principles: an attempt holds them as JSON, a signature as rows that can be
//! counted.

use std::collections::HashMap;

use sqlx::AnyConnection;
use widgets::fields;

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

/// Turns the JSON in the attempts of new signatures into rows.
pub(in crate::store) async fn keep(
    connection: &mut AnyConnection,
    ids: Vec<String>,
) -> Result<(), Error> {
    #[derive(sqlx::FromRow)]
    struct ReservedAttempt {
        id: String,
        slug: String,
        #[sqlx(try_from = "Json")]
        reservations: Vec<Reservation>,
    }
    let sql = "select id, slug, reservations from pending_signatures \
        where reservations is not null and id in ({in})";
    let mut kept: Vec<Vec<Value>> = Vec::new();
    for reserved in rows::fetch_in::<ReservedAttempt>(connection, sql, None, ids).await? {
        for Reservation { principle, note } in reserved.reservations {
            let (id, slug) = (reserved.id.as_str().into(), reserved.slug.as_str().into());
            kept.push(vec![id, slug, i64::from(principle).into(), note.into()]);
        }
    }
    let head = "insert into reservations (signature, slug, principle, note)";
    rows::insert(connection, head, &kept, "").await?;
    Ok(())
}

/// The reservations of some signatures, by signature id and in the order of their principles.
pub(in crate::store) async fn of(
    connection: &mut AnyConnection,
    ids: Vec<String>,
) -> Result<HashMap<String, Vec<Reservation>>, Error> {
    #[derive(sqlx::FromRow)]
    struct ReservationRow {
        signature: String,
        #[sqlx(try_from = "i64")]
        principle: u32,
        note: String,
    }
    let mut found: HashMap<String, Vec<Reservation>> = HashMap::new();
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
