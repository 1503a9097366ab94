//! The numbers of sites, so that entries and counts stay narrow. A site is numbered in a short transaction
//! of its own, before the one that needs the number: so no write waits for a site with other locks in
//! hand, and a number that was given stays.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use sqlx::AnyConnection;

use crate::store::Error;
use crate::store::engine::db::Db;
use crate::store::engine::locks;
use crate::store::engine::rows::{self, Value};

/// The most numbers that a server remembers, some 100 bytes each: where every site may embed, a program
/// can name as many as it likes.
const REMEMBERED: usize = 10_000;

/// The numbers of sites, by origin, of which a server remembers those that it needed; none ever changes.
#[derive(Debug, Default)]
pub(in crate::store) struct SiteNumbers(Mutex<BTreeMap<String, i64>>);

impl SiteNumbers {
    /// The numbers of these origins; new ones are numbered. To be called outside of any transaction.
    pub(in crate::store) async fn of(
        &self,
        db: &Db,
        origins: BTreeSet<&str>,
    ) -> Result<BTreeMap<String, i64>, Error> {
        let (mut numbers, unknown) = self.remembered(origins);
        if !unknown.is_empty() {
            let found = find_or_number(db, unknown).await?;
            self.remember(&found);
            numbers.extend(found);
        }
        Ok(numbers)
    }

    /// The remembered numbers, and the origins without one.
    fn remembered(&self, origins: BTreeSet<&str>) -> (BTreeMap<String, i64>, BTreeSet<String>) {
        let remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut numbers, mut unknown) = (BTreeMap::new(), BTreeSet::new());
        for origin in origins {
            match remembered.get(origin) {
                Some(number) => _ = numbers.insert(origin.to_owned(), *number),
                None => _ = unknown.insert(origin.to_owned()),
            }
        }
        (numbers, unknown)
    }

    fn remember(&self, found: &BTreeMap<String, i64>) {
        let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.len() + found.len() > REMEMBERED {
            remembered.clear();
        }
        remembered.extend(
            found
                .iter()
                .map(|(origin, number)| (origin.clone(), *number)),
        );
    }
}

/// The numbers of these origins; new ones get the next numbers, in their order.
pub(super) async fn find_or_number(
    db: &Db,
    origins: BTreeSet<String>,
) -> Result<BTreeMap<String, i64>, Error> {
    let mut connection = db.read().acquire().await?;
    let found = find(&mut connection, &origins).await?;
    drop(connection);
    if found.len() == origins.len() {
        return Ok(found);
    }
    let mut transaction = db.write().await?;
    locks::sites(&mut transaction).await?;
    // Another server may have numbered them meanwhile.
    let found = find(&mut transaction, &origins).await?;
    let new = origins.iter().filter(|origin| !found.contains_key(*origin));
    let new: Vec<[Value; 2]> = (1..)
        .zip(new)
        .map(|(place, origin)| [Value::Int(place), origin.as_str().into()])
        .collect();
    let head = "insert into sites (id, origin) \
        select (select coalesce(max(id), 0) from sites) + made.column1, made.column2 from (";
    let tail = ") as made";
    rows::insert(&mut transaction, head, &new, tail).await?;
    let numbers = find(&mut transaction, &origins).await?;
    transaction.commit().await?;
    Ok(numbers)
}

async fn find(
    connection: &mut AnyConnection,
    origins: &BTreeSet<String>,
) -> Result<BTreeMap<String, i64>, Error> {
    #[derive(sqlx::FromRow)]
    struct SiteRow {
        id: i64,
        origin: String,
    }
    let sql = "select id, origin from sites where origin in ({in})";
    let found = rows::fetch_in::<SiteRow>(connection, sql, None, origins).await?;
    let found = found.into_iter().map(|site| (site.origin, site.id));
    Ok(found.collect())
}
