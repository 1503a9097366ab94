//! Moves signatures and attempts out of what counts, and back: whole rows, to tables that are
//! neither counted nor shown. `own.rs` (signatories) and `taking_down.rs` (organisers)
//! decide which rows and why.

use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, AssertSqlSafe, Column as _, Row};

use super::own::take_out;
use super::{name_index, reservations, tallies};
use crate::domain::signatures::Reservation;
use crate::store::Error;
use crate::store::declarations::corrupt;
use crate::store::engine::columns::{Corrupt, Json};
use crate::store::engine::rows::{self, Value};

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
const COLUMNS: &str = "id, slug, text_lang, version, kind, name, email, email_key, postcode, \
    organisation, role, visibility, updates, lookalike, verified_by, verified_domain, verified_at, \
    lang, site, page_url, signed_at, confirmed_at";

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
    reservations: Option<Json>,
    bindings: Option<Json>,
}

/// Moves a signature out of the table and the count.
pub(super) async fn move_out(
    connection: &mut AnyConnection,
    slug: &str,
    id: &str,
    by: WithdrawnBy<'_>,
    now_ms: i64,
) -> Result<(), Error> {
    let mut noted = reservations::of(connection, vec![id.to_owned()]).await?;
    let noted = noted.remove(id).filter(|all| !all.is_empty());
    let bound = bindings(connection, id).await?;
    let bound = Some(bound).filter(|all| !all.is_empty());
    let (by, reason) = match by {
        WithdrawnBy::Signer => ("signer", None),
        WithdrawnBy::Organisers { reason } => ("organisers", Some(reason.to_owned())),
    };
    let sql = format!(
        "insert into withdrawn_signatures ({COLUMNS}, withdrawn_at, withdrawn_by, reason, \
             reservations, bindings) \
         select {COLUMNS}, cast($1 as bigint), cast($2 as text), cast($3 as text), \
             cast($4 as text), cast($5 as text) from signatures where id = $6"
    );
    sqlx::query(AssertSqlSafe(sql))
        .bind(now_ms)
        .bind(by)
        .bind(reason)
        .bind(noted.map(|all| serde_json::json!(all).to_string()))
        .bind(bound.map(|all| serde_json::json!(all).to_string()))
        .bind(id.to_owned())
        .execute(&mut *connection)
        .await?;
    take_out(connection, slug, id).await
}

/// Moves a signature back unchanged, into this slot of its mailbox.
pub(super) async fn move_back(
    connection: &mut AnyConnection,
    slug: &str,
    id: &str,
    slot: i64,
) -> Result<(), Error> {
    let sql = "select reservations, bindings from withdrawn_signatures where id = $1";
    let query = sqlx::query_as::<_, WithdrawnDetails>(sql).bind(id.to_owned());
    let withdrawn = query.fetch_one(&mut *connection).await?;
    let noted = reservations::read(withdrawn.reservations)?;
    let bound = withdrawn.bindings.map_or(Ok(Vec::new()), Vec::try_from);
    let bound: Vec<Binding> = bound.map_err(|Corrupt| corrupt("bindings"))?;
    let sql = format!(
        "insert into signatures ({COLUMNS}, mailbox_slot) select {COLUMNS}, cast($1 as bigint) \
         from withdrawn_signatures where id = $2"
    );
    sqlx::query(AssertSqlSafe(sql))
        .bind(slot)
        .bind(id.to_owned())
        .execute(&mut *connection)
        .await?;
    sqlx::query("delete from withdrawn_signatures where id = $1")
        .bind(id.to_owned())
        .execute(&mut *connection)
        .await?;
    reserve(connection, slug, id, noted).await?;
    bind(connection, id, bound).await?;
    name_index::keep(connection, vec![id.to_owned()]).await?;
    tallies::put(connection, vec![id.to_owned()]).await?;
    sqlx::query("update declarations set count = count + 1 where slug = $1")
        .bind(slug.to_owned())
        .execute(connection)
        .await?;
    Ok(())
}

async fn bindings(connection: &mut AnyConnection, id: &str) -> Result<Vec<Binding>, Error> {
    let sql = "select from_version, from_hash, to_version, to_hash, kind, bound_at \
        from signature_bindings where signature = $1 order by to_version";
    let query = sqlx::query_as::<_, Binding>(sql).bind(id.to_owned());
    Ok(query.fetch_all(connection).await?)
}

async fn bind(
    connection: &mut AnyConnection,
    id: &str,
    bindings: Vec<Binding>,
) -> Result<(), Error> {
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

async fn reserve(
    connection: &mut AnyConnection,
    slug: &str,
    id: &str,
    reservations: Vec<Reservation>,
) -> Result<(), Error> {
    let kept: Vec<Vec<Value>> = reservations
        .into_iter()
        .map(|Reservation { principle, note }| {
            vec![
                id.into(),
                slug.into(),
                i64::from(principle).into(),
                note.into(),
            ]
        })
        .collect();
    let head = "insert into reservations (signature, slug, principle, note)";
    rows::insert(connection, head, &kept, "").await?;
    Ok(())
}

/// Moves an attempt out, so that it can no longer be confirmed; its unsent emails are dropped.
pub(super) async fn move_attempt_out(
    connection: &mut AnyConnection,
    id: &str,
    reason: &str,
    now_ms: i64,
) -> Result<(), Error> {
    let columns = columns(connection, "pending_signatures", id).await?;
    let sql = format!(
        "insert into withdrawn_attempts ({columns}, withdrawn_at, reason) \
         select {columns}, cast($1 as bigint), cast($2 as text) \
         from pending_signatures where id = $3"
    );
    sqlx::query(AssertSqlSafe(sql))
        .bind(now_ms)
        .bind(reason.to_owned())
        .bind(id.to_owned())
        .execute(&mut *connection)
        .await?;
    for sql in [
        "delete from outbox where status = 'waiting' and attempt = $1",
        "delete from pending_signatures where id = $1",
    ] {
        let query = sqlx::query(sql).bind(id.to_owned());
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// Moves an attempt back unchanged; its link and code keep their original expiry.
pub(super) async fn move_attempt_back(
    connection: &mut AnyConnection,
    id: &str,
) -> Result<(), Error> {
    let columns = columns(connection, "withdrawn_attempts", id).await?;
    let sql = format!(
        "insert into pending_signatures ({columns}) select {columns} \
         from withdrawn_attempts where id = $1"
    );
    for sql in [
        sql,
        "delete from withdrawn_attempts where id = $1".to_owned(),
    ] {
        let query = sqlx::query(AssertSqlSafe(sql)).bind(id.to_owned());
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// An attempt's columns, read from its row, so a new column is never left behind.
async fn columns(
    connection: &mut AnyConnection,
    table: &'static str,
    id: &str,
) -> Result<String, Error> {
    let sql = format!("select * from {table} where id = $1");
    let query = sqlx::query(AssertSqlSafe(sql)).bind(id.to_owned());
    let row = query.fetch_one(connection).await?;
    let names = row.columns().iter().map(|column| column.name());
    let names = names.filter(|name| !matches!(*name, "withdrawn_at" | "reason"));
    Ok(names.collect::<Vec<_>>().join(", "))
}
