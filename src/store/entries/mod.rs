//! What the organisers' desk lists, filters and counts: a narrow row for each signature and
//! subscription, and for each attempt that is or was held, and counts of them by day and site. Whatever
//! changes such a row's source changes its entry in the same transaction: [`add`] for new ones,
//! [`rewrite`] after a change, [`take`] before or after a deletion.
//!
//! An entry is written under the lock of its mailbox. The counts are shared, so each of these returns how
//! they change, and the caller writes that once the declaration or list is locked.

pub(super) mod daily_tallies;
pub(super) mod numbers;
pub(super) mod places;
mod recount;
pub(super) mod sites;

use std::collections::BTreeMap;

use sqlx::AnyConnection;

use super::engine::rows;
use super::{Error, Store};
use crate::domain::id::Id;
use daily_tallies::{DailyTally, TallyChanges};
use places::EntryPlace;

/// Entries, and the counts of them.
#[derive(Clone, Copy)]
pub struct Entries<'a> {
    store: &'a Store,
}

impl Store {
    /// What the organisers' desk lists and counts.
    pub fn entries(&self) -> Entries<'_> {
        Entries { store: self }
    }
}

/// Adds the entries of new rows in this place. Few statements for however many, because every
/// confirmation needs one; an entry that is there already stays.
pub(in crate::store) async fn add(
    connection: &mut AnyConnection,
    place: EntryPlace,
    ids: Vec<Id>,
) -> Result<TallyChanges, Error> {
    insert(connection, &place.entries(), ids).await
}

/// Makes the entries of these rows of a declaration or list what the rows are now, wherever they are.
pub(in crate::store) async fn rewrite(
    connection: &mut AnyConnection,
    subject: i64,
    ids: Vec<Id>,
) -> Result<TallyChanges, Error> {
    let taken = take(connection, subject, ids.iter().copied()).await?;
    let rows = EntryPlace::ALL.map(EntryPlace::entries);
    let added = insert(connection, &rows.join(" union all "), ids).await?;
    Ok(taken.and(added))
}

/// The same for rows of several declarations and lists.
pub(in crate::store) async fn rewrite_all(
    connection: &mut AnyConnection,
    ids: impl IntoIterator<Item = (i64, Id)>,
) -> Result<TallyChanges, Error> {
    let mut changes = TallyChanges::default();
    for (subject, ids) in by_subject(ids) {
        changes = changes.and(rewrite(connection, subject, ids).await?);
    }
    Ok(changes)
}

/// Takes out the entries of rows of a declaration or list that are deleted.
pub(in crate::store) async fn take(
    connection: &mut AnyConnection,
    subject: i64,
    ids: impl IntoIterator<Item = Id>,
) -> Result<TallyChanges, Error> {
    let sql = "delete from entries where subject = $1 and id in ({in}) \
        returning subject, day, site, state as measure";
    let first = Some(subject.into());
    let taken = rows::fetch_in::<DailyTally>(connection, sql, first, ids).await?;
    let mut changes = TallyChanges::default();
    changes.note(taken, -1);
    Ok(changes)
}

/// The same for rows of several declarations and lists.
pub(in crate::store) async fn take_all(
    connection: &mut AnyConnection,
    ids: impl IntoIterator<Item = (i64, Id)>,
) -> Result<TallyChanges, Error> {
    let mut changes = TallyChanges::default();
    for (subject, ids) in by_subject(ids) {
        changes = changes.and(take(connection, subject, ids).await?);
    }
    Ok(changes)
}

/// Forgets the areas of entries whose postcodes are erased.
pub(in crate::store) async fn forget_areas(
    connection: &mut AnyConnection,
    subject: i64,
    ids: impl IntoIterator<Item = Id>,
) -> Result<(), Error> {
    let sql = "update entries set area = null where subject = $1 and id in ({in})";
    rows::execute_in(connection, sql, Some(subject.into()), ids).await?;
    Ok(())
}

fn by_subject(ids: impl IntoIterator<Item = (i64, Id)>) -> BTreeMap<i64, Vec<Id>> {
    let mut by_subject: BTreeMap<i64, Vec<Id>> = BTreeMap::new();
    for (subject, id) in ids {
        by_subject.entry(subject).or_default().push(id);
    }
    by_subject
}

/// Inserts the entries that a statement of `places.rs` selects. Their sites were numbered when their
/// attempts were stored.
async fn insert(
    connection: &mut AnyConnection,
    rows: &str,
    ids: Vec<Id>,
) -> Result<TallyChanges, Error> {
    let sql = format!(
        "insert into entries (subject, id, day, site, lang, area, state, confirmed_by) \
         select r.subject, r.id, r.day, s.id, r.lang, r.area, r.state, r.confirmed_by \
         from ({rows}) as r cross join sites s where s.origin = r.site \
         on conflict (subject, id) do nothing returning subject, day, site, state as measure"
    );
    let added = rows::fetch_in::<DailyTally>(connection, &sql, None, ids).await?;
    let mut changes = TallyChanges::default();
    changes.note(added, 1);
    Ok(changes)
}
