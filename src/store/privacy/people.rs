//! Exports everything kept about one person, across all declarations and lists, for the person who
//! must answer their request.

use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe};

use super::Privacy;
use super::consents;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::email_key::EmailKey;
use crate::domain::signatures::verification::HoldReason;
use crate::domain::time;
use crate::store::engine::columns::{Count, Flag, Json};
use crate::store::engine::rows::Columns;
use crate::store::signatures::reservations;
use crate::store::{Error, open};

/// Tables of signatures: name in the file, table, and the columns of the time of its state and of
/// its start.
const SIGNATURES: [(&str, &str, &str, &str); 4] = [
    ("signatures", "signatures", "confirmed_at", "signed_at"),
    (
        "withdrawn_signatures",
        "withdrawn_signatures",
        "withdrawn_at",
        "signed_at",
    ),
    (
        "unanswered_attempts_to_sign",
        "pending_signatures",
        "expires_at",
        "created_at",
    ),
    (
        "attempts_to_sign_taken_down",
        "withdrawn_attempts",
        "expires_at",
        "created_at",
    ),
];
const SUBSCRIPTIONS: [(&str, &str, &str, &str); 2] = [
    (
        "subscriptions",
        "subscriptions",
        "confirmed_at",
        "subscribed_at",
    ),
    (
        "unanswered_attempts_to_join",
        "pending_subscriptions",
        "expires_at",
        "created_at",
    ),
];

/// The columns that all these tables have; address and postcode are encrypted.
#[derive(sqlx::FromRow)]
struct PersonRow {
    slug: String,
    email: Option<String>,
    postcode: Option<String>,
    lang: String,
    site: String,
    page_url: String,
    began_at: i64,
    state_at: i64,
}

#[derive(sqlx::FromRow)]
struct PersonSignature {
    #[sqlx(flatten)]
    contact: PersonRow,
    name: String,
    kind: String,
    organisation: Option<String>,
    role: Option<String>,
    visibility: String,
    #[sqlx(try_from = "Flag")]
    updates: bool,
    text_lang: String,
    version: i64,
    held: Option<HoldReason>,
    id: String,
    reservations: Option<Json>,
}

#[derive(sqlx::FromRow)]
struct PersonSubscription {
    #[sqlx(flatten)]
    contact: PersonRow,
    name: Option<String>,
    topics: String,
}

impl Privacy<'_> {
    /// Everything kept under the keyed hash of an address.
    pub async fn person(self, key: &EmailKey) -> Result<Value, Error> {
        let person = self.store.seal.person(key);
        let mut connection = self.store.db.read().acquire().await?;
        let mut kept = json!({});
        for (name, table, since, began) in SIGNATURES {
            let sql = format!(
                "select slug, email, postcode, lang, site, page_url, {began} as began_at, \
                     {since} as state_at, name, kind, organisation, role, visibility, updates, \
                     text_lang, version, {}, id, {} \
                 from {table} where email_key = $1 {} order by slug, {began}",
                match table {
                    "pending_signatures" | "withdrawn_attempts" => "held",
                    _ => "cast(null as text) as held",
                },
                // A confirmed signature has its reservations as rows.
                match table {
                    "signatures" => "cast(null as text) as reservations",
                    _ => "reservations",
                },
                unanswered(table)
            );
            let signature = |row: PersonSignature| -> Result<Value, Error> {
                let mut value = self.contact(&row.contact, (began, since))?;
                value["id"] = json!(row.id);
                value["reservations"] = json!(reservations::read(row.reservations)?);
                value["name"] = json!(row.name);
                value["kind"] = json!(row.kind);
                value["organisation"] = json!(row.organisation);
                value["role"] = json!(row.role);
                value["public"] = json!(row.visibility);
                value["updates"] = json!(row.updates);
                value["text_lang"] = json!(row.text_lang);
                value["version"] = json!(row.version);
                if let Some(held) = row.held {
                    value["waits_for_organisers"] = json!(held);
                }
                Ok(value)
            };
            kept[name] = rows(&mut connection, sql, &person, signature).await?;
            if table == "signatures" {
                fill_in_reservations(&mut connection, &mut kept[name]).await?;
            }
        }
        for (name, table, since, began) in SUBSCRIPTIONS {
            let sql = format!(
                "select slug, email, postcode, lang, site, page_url, {began} as began_at, \
                     {since} as state_at, name, topics \
                 from {table} where email_key = $1 {} order by slug, {began}",
                unanswered(table)
            );
            let subscription = |row: PersonSubscription| -> Result<Value, Error> {
                let mut value = self.contact(&row.contact, (began, since))?;
                value["name"] = json!(row.name);
                value["topics"] = serde_json::from_str(&row.topics).unwrap_or_default();
                Ok(value)
            };
            kept[name] = rows(&mut connection, sql, &person, subscription).await?;
        }
        kept["refused"] = refused(&mut connection, &self.store.seal, key).await?;
        kept["consents"] = json!(consents::of_person(&mut connection, &person, None).await?);
        Ok(kept)
    }

    /// The values that everything kept about a person has.
    fn contact(self, row: &PersonRow, (began, state): (&str, &str)) -> Result<Value, Error> {
        let opened = |sealed: &Option<String>, purpose| {
            let sealed = sealed.as_deref().filter(|sealed| !sealed.is_empty());
            sealed
                .map(|one| open(&self.store.seal, purpose, one))
                .transpose()
        };
        let mut value = json!({
            "slug": row.slug,
            "email": opened(&row.email, Purpose::Email)?,
            "postcode": opened(&row.postcode, Purpose::Postcode)?,
            "lang": row.lang,
            "site": row.site,
            "page_url": row.page_url,
        });
        value[began] = json!(time::rfc3339(row.began_at));
        value[state] = json!(time::rfc3339(row.state_at));
        Ok(value)
    }
}

async fn fill_in_reservations(
    connection: &mut AnyConnection,
    signatures: &mut Value,
) -> Result<(), Error> {
    let id = |one: &Value| one["id"].as_str().unwrap_or_default().to_owned();
    let signatures = signatures.as_array_mut().into_iter().flatten();
    let signatures: Vec<&mut Value> = signatures.collect();
    let ids = signatures.iter().map(|one| id(one)).collect();
    let mut of = reservations::of(connection, ids).await?;
    for one in signatures {
        let theirs = of.remove(&id(one)).unwrap_or_default();
        one["reservations"] = json!(theirs);
    }
    Ok(())
}

/// Answered attempts are reported as what they became.
fn unanswered(table: &str) -> &'static str {
    if table.starts_with("pending_") {
        "and confirmed_at is null"
    } else {
        ""
    }
}

async fn rows<Row: Columns>(
    connection: &mut AnyConnection,
    sql: String,
    person: &str,
    value: impl Fn(Row) -> Result<Value, Error>,
) -> Result<Value, Error> {
    let query = sqlx::query_as::<_, Row>(AssertSqlSafe(sql)).bind(person.to_owned());
    let rows = query.fetch_all(connection).await?;
    rows.into_iter().map(value).collect()
}

/// Whether the address is suppressed: always for everything, as `*`.
async fn refused(
    connection: &mut AnyConnection,
    seal: &Seal,
    key: &EmailKey,
) -> Result<Value, Error> {
    let sql = "select count(*) from suppressions \
        where suppression_hash = $1 and lifted_at is null";
    let query = sqlx::query_scalar(sql).bind(seal.suppression(key));
    let Count(found) = query.fetch_one(connection).await?;
    Ok(if found > 0 { json!(["*"]) } else { json!([]) })
}
