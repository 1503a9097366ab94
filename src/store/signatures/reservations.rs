//! Reservations on principles: an attempt holds them as JSON, a signature as rows that can be
//! counted.

use std::collections::HashMap;

use sqlx::{AnyConnection, Row};
use widgets::fields;

use crate::domain::signatures::Reservation;
use crate::store::Error;
use crate::store::declarations::corrupt;
use crate::store::engine::rows::{self, Value};

pub(in crate::store) const OF: &str = "select signature, principle, note from reservations \
    where signature in ({in}) order by signature, principle";

/// The value for the attempt's row; `None` without reservations.
pub(in crate::store) fn stored(checked: &[fields::Reservation]) -> Option<String> {
    let all = Reservation::all(checked);
    (!all.is_empty()).then(|| serde_json::json!(all).to_string())
}

/// Parses the value from an attempt's row.
pub(in crate::store) fn read(stored: Option<String>) -> Result<Vec<Reservation>, Error> {
    let Some(stored) = stored else {
        return Ok(Vec::new());
    };
    serde_json::from_str(&stored).map_err(|_| corrupt("reservations"))
}

/// Turns the JSON in the attempts of new signatures into rows.
pub(in crate::store) async fn keep(
    connection: &mut AnyConnection,
    ids: Vec<String>,
) -> Result<(), Error> {
    let sql = "select id, slug, reservations from pending_signatures \
        where reservations is not null and id in ({in})";
    let mut kept: Vec<Vec<Value>> = Vec::new();
    for row in rows::select_in(connection, sql, None, ids).await? {
        let (id, slug): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        for Reservation { principle, note } in read(row.try_get(2)?)? {
            let (id, slug) = (id.as_str().into(), slug.as_str().into());
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
    let mut found: HashMap<String, Vec<Reservation>> = HashMap::new();
    for row in rows::select_in(connection, OF, None, ids).await? {
        let principle: i64 = row.try_get(1)?;
        let reservation = Reservation {
            principle: u32::try_from(principle).map_err(|_| corrupt("principle"))?,
            note: row.try_get(2)?,
        };
        found.entry(row.try_get(0)?).or_default().push(reservation);
    }
    Ok(found)
}
