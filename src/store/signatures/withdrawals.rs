//! Moves signatures and attempts out of what counts, and back: a signature's whole row goes to a table
//! that is neither counted nor shown, and an attempt gets another state. `own.rs` (signatories) and
//! `taking_down.rs` (organisers) decide which ones and why.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, AssertSqlSafe};

use super::own::take_out;
use super::{name_index, reservations, tallies};
use crate::domain::id::Id;
use crate::store::Error;
use crate::store::declarations::corrupt;
use crate::store::engine::columns::{Corrupt, Json};
use crate::store::engine::rows::{self, Value};
use crate::store::entries;
use crate::store::entries::daily_tallies::TallyChanges;
use crate::store::entries::places::EntryPlace;
use crate::store::mail::queue;
use crate::store::privacy::signals;

/// Who withdraws a signature.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::store) enum WithdrawnBy<'a> {
    Signer,
    /// The reason that the signatory is given.
    Organisers {
        reason: &'a str,
    },
}

/// The columns that both tables of signatures have.
const COLUMNS: &str = "id, subject, person, signer, kind, name, email, postcode, area, organisation, \
    role, visibility, updates, lookalike, text_lang, version, lang, site, page_url, source, epoch, listing, \
    verified_by, verified_domain, verified_at, confirmed_by, confirmed_at, signed_at";

/// An earlier binding of a signature to a version.
#[derive(Debug, Deserialize, Serialize, sqlx::FromRow)]
struct Binding {
    from_version: i64,
    from_hash: String,
    to_version: i64,
    to_hash: String,
    kind: String,
    bound_at: i64,
}

/// What a withdrawn signature keeps of rows in other tables.
#[derive(sqlx::FromRow)]
struct WithdrawnDetails {
    subject: i64,
    reservations: Option<Json>,
    bindings: Option<Json>,
}

/// A signature or attempt whose entry changes.
#[derive(sqlx::FromRow)]
struct MovedRow {
    id: Id,
    subject: i64,
}

/// Moves signatures out of the table and the counts.
pub(super) async fn move_out(
    connection: &mut AnyConnection,
    ids: Vec<Id>,
    by: WithdrawnBy<'_>,
    now_ms: i64,
) -> Result<(), Error> {
    let mut noted = reservations::of(connection, ids.clone()).await?;
    let mut bound = bindings(connection, &ids).await?;
    let (by, reason) = match by {
        WithdrawnBy::Signer => ("signer", None),
        WithdrawnBy::Organisers { reason } => ("organisers", Some(reason.to_owned())),
    };
    let withdrawn = ids.iter().map(|id| {
        let noted = noted.remove(id);
        let bound = bound.remove(id);
        vec![
            Value::from(*id),
            now_ms.into(),
            by.into(),
            reason.clone().into(),
            noted.map(|all| serde_json::json!(all).to_string()).into(),
            bound.map(|all| serde_json::json!(all).to_string()).into(),
        ]
    });
    let withdrawn: Vec<Vec<Value>> = withdrawn.collect();
    let head = format!(
        "insert into withdrawn_signatures ({COLUMNS}, withdrawn_at, withdrawn_by, reason, \
             reservations, bindings) \
         select {COLUMNS}, made.column2, made.column3, made.column4, made.column5, made.column6 \
         from ("
    );
    let tail = ") as made cross join signatures s where s.id = made.column1";
    rows::insert(connection, &head, &withdrawn, tail).await?;
    take_out(connection, ids.clone()).await?;
    let changes = entries::add(connection, EntryPlace::Withdrawn, ids).await?;
    changes.write(connection).await
}

/// Deletes what the signatories of these new signatures had withdrawn before; returns how that changes the
/// counts by day. This relies on the lock of the mailbox alone.
pub(in crate::store) async fn delete_replaced(
    connection: &mut AnyConnection,
    ids: &[Id],
) -> Result<TallyChanges, Error> {
    let sql = "delete from withdrawn_signatures where id in (select w.id from signatures s \
        join withdrawn_signatures w on w.person = s.person and w.subject = s.subject \
            and w.signer = s.signer \
        where s.id in ({in})) returning id, subject";
    let deleted = rows::fetch_in::<MovedRow>(connection, sql, None, ids).await?;
    let deleted_ids: Vec<Id> = deleted.iter().map(|one| one.id).collect();
    signals::delete_of_withdrawn(connection, &deleted_ids).await?;
    let deleted = deleted.into_iter().map(|one| (one.subject, one.id));
    entries::take_all(connection, deleted).await
}

/// Moves a signature back unchanged, into this slot of its mailbox.
pub(super) async fn move_back(
    connection: &mut AnyConnection,
    id: Id,
    slot: i64,
) -> Result<(), Error> {
    let sql = "select subject, reservations, bindings from withdrawn_signatures where id = $1";
    let query = sqlx::query_as::<_, WithdrawnDetails>(sql).bind(id);
    let withdrawn = query.fetch_one(&mut *connection).await?;
    let noted = reservations::read(withdrawn.reservations)?;
    let bound = withdrawn.bindings.map_or(Ok(Vec::new()), Vec::try_from);
    let bound: Vec<Binding> = bound.map_err(|Corrupt| corrupt("bindings"))?;
    let sql = format!(
        "insert into signatures ({COLUMNS}, slot) select {COLUMNS}, cast($1 as bigint) \
         from withdrawn_signatures where id = $2"
    );
    sqlx::query(AssertSqlSafe(sql))
        .bind(slot)
        .bind(id)
        .execute(&mut *connection)
        .await?;
    sqlx::query("delete from withdrawn_signatures where id = $1")
        .bind(id)
        .execute(&mut *connection)
        .await?;
    let noted = [(id, withdrawn.subject, noted)];
    reservations::insert(connection, noted).await?;
    bind(connection, id, bound).await?;
    name_index::keep(connection, vec![id]).await?;
    tallies::put(connection, vec![id]).await?;
    let changes = entries::rewrite(connection, withdrawn.subject, vec![id]).await?;
    changes.write(connection).await?;
    sqlx::query("update declarations set count = count + 1 where subject = $1")
        .bind(withdrawn.subject)
        .execute(connection)
        .await?;
    Ok(())
}

/// The earlier bindings of some signatures, each in the order of versions.
async fn bindings(
    connection: &mut AnyConnection,
    ids: &[Id],
) -> Result<HashMap<Id, Vec<Binding>>, Error> {
    #[derive(sqlx::FromRow)]
    struct BindingRow {
        signature: Id,
        #[sqlx(flatten)]
        binding: Binding,
    }
    let sql = "select signature, from_version, from_hash, to_version, to_hash, kind, bound_at \
        from signature_bindings where signature in ({in}) order by signature, to_version";
    let mut found: HashMap<Id, Vec<Binding>> = HashMap::new();
    for row in rows::fetch_in::<BindingRow>(connection, sql, None, ids).await? {
        found.entry(row.signature).or_default().push(row.binding);
    }
    Ok(found)
}

async fn bind(connection: &mut AnyConnection, id: Id, bindings: Vec<Binding>) -> Result<(), Error> {
    let kept: Vec<Vec<Value>> = bindings
        .into_iter()
        .map(|one| {
            vec![
                id.into(),
                one.from_version.into(),
                one.from_hash.into(),
                one.to_version.into(),
                one.to_hash.into(),
                one.kind.into(),
                one.bound_at.into(),
            ]
        })
        .collect();
    let head = "insert into signature_bindings \
        (signature, from_version, from_hash, to_version, to_hash, kind, bound_at)";
    rows::insert(connection, head, &kept, "").await?;
    Ok(())
}

/// Withdraws attempts that do not count yet, so that they can no longer be confirmed or approved; the
/// emails about them are dropped.
pub(super) async fn move_attempts_out(
    connection: &mut AnyConnection,
    ids: Vec<Id>,
    reason: &str,
    now_ms: i64,
) -> Result<(), Error> {
    let withdrawn: Vec<[Value; 3]> = ids
        .iter()
        .map(|id| [(*id).into(), now_ms.into(), reason.into()])
        .collect();
    let head = "update attempts set state = 'withdrawn', withdrawn_at = made.column2, \
            reason = made.column3 \
        from (";
    let tail = ") as made where attempts.id = made.column1 \
        and attempts.state in ('pending', 'held')";
    rows::insert(connection, head, &withdrawn, tail).await?;
    rewrite_entries(connection, &ids).await?;
    queue::delete_of(connection, ids).await?;
    Ok(())
}

/// Gives withdrawn attempts the state back that they had; their links and codes keep their original
/// expiry.
pub(super) async fn move_attempts_back(
    connection: &mut AnyConnection,
    ids: Vec<Id>,
) -> Result<(), Error> {
    let sql = "update attempts set withdrawn_at = null, reason = null, \
            state = case when held is null then 'pending' else 'held' end \
        where state = 'withdrawn' and id in ({in})";
    rows::execute_in(connection, sql, None, &ids).await?;
    rewrite_entries(connection, &ids).await
}

/// Rewrites the entries of those of these attempts that are or were held.
async fn rewrite_entries(connection: &mut AnyConnection, ids: &[Id]) -> Result<(), Error> {
    let sql = "select id, subject from attempts where held is not null and id in ({in})";
    let held = rows::fetch_in::<MovedRow>(connection, sql, None, ids).await?;
    let held = held.into_iter().map(|one| (one.subject, one.id));
    let changes = entries::rewrite_all(connection, held).await?;
    changes.write(connection).await
}
