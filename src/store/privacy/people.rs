//! Exports everything kept about one person, across all declarations and lists, for the person who
//! must answer their request.

use serde_json::{Value, json};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::consents;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::email_key::EmailKey;
use crate::domain::time;
use crate::store::signatures::reservations;
use crate::store::{Error, Store, open};

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

impl Store {
    /// Everything kept under the keyed hash of an address.
    pub async fn person(&self, key: &EmailKey) -> Result<Value, Error> {
        let person = self.seal.person(key);
        let mut connection = self.db.read().acquire().await?;
        let mut kept = json!({});
        for (name, table, standing, began) in SIGNATURES {
            let sql = format!(
                "select slug, email, postcode, lang, site, page_url, {began}, {standing}, name, \
                     kind, organisation, role, visibility, updates, text_lang, version, {}, \
                     id, {} \
                 from {table} where email_key = $1 {} order by slug, {began}",
                match table {
                    "pending_signatures" | "withdrawn_attempts" => "held",
                    _ => "cast(null as text)",
                },
                // A confirmed signature has its reservations as rows.
                match table {
                    "signatures" => "cast(null as text)",
                    _ => "reservations",
                },
                unanswered(table)
            );
            let signature = |row: &AnyRow| -> Result<Value, Error> {
                let mut value = self.contact(row, (began, standing))?;
                value["id"] = json!(row.try_get::<String, _>(17)?);
                value["reservations"] = json!(reservations::read(row.try_get(18)?)?);
                value["name"] = json!(row.try_get::<String, _>(8)?);
                value["kind"] = json!(row.try_get::<String, _>(9)?);
                value["organisation"] = json!(row.try_get::<Option<String>, _>(10)?);
                value["role"] = json!(row.try_get::<Option<String>, _>(11)?);
                value["public"] = json!(row.try_get::<String, _>(12)?);
                value["updates"] = json!(row.try_get::<i64, _>(13)? != 0);
                value["text_lang"] = json!(row.try_get::<String, _>(14)?);
                value["version"] = json!(row.try_get::<i64, _>(15)?);
                if let Some(held) = row.try_get::<Option<String>, _>(16)? {
                    value["waits_for_organisers"] = json!(held);
                }
                Ok(value)
            };
            kept[name] = rows(&mut connection, sql, &person, signature).await?;
            if table == "signatures" {
                fill_in_reservations(&mut connection, &mut kept[name]).await?;
            }
        }
        for (name, table, standing, began) in SUBSCRIPTIONS {
            let sql = format!(
                "select slug, email, postcode, lang, site, page_url, {began}, {standing}, name, \
                     topics from {table} where email_key = $1 {} order by slug, {began}",
                unanswered(table)
            );
            let subscription = |row: &AnyRow| -> Result<Value, Error> {
                let mut value = self.contact(row, (began, standing))?;
                value["name"] = json!(row.try_get::<Option<String>, _>(8)?);
                let topics: String = row.try_get(9)?;
                value["topics"] = serde_json::from_str(&topics).unwrap_or_default();
                Ok(value)
            };
            kept[name] = rows(&mut connection, sql, &person, subscription).await?;
        }
        kept["refused"] = refused(&mut connection, &self.seal, key).await?;
        kept["consents"] = json!(consents::of_person(&mut connection, &person, None).await?);
        Ok(kept)
    }

    /// The columns that all these tables begin with.
    fn contact(&self, row: &AnyRow, (began, standing): (&str, &str)) -> Result<Value, Error> {
        let opened = |column: usize, purpose| -> Result<Option<String>, Error> {
            let sealed: Option<String> = row.try_get(column)?;
            let sealed = sealed.filter(|sealed| !sealed.is_empty());
            sealed
                .map(|one| open(&self.seal, purpose, &one))
                .transpose()
        };
        let mut value = json!({
            "slug": row.try_get::<String, _>(0)?,
            "email": opened(1, Purpose::Email)?,
            "postcode": opened(2, Purpose::Postcode)?,
            "lang": row.try_get::<String, _>(3)?,
            "site": row.try_get::<String, _>(4)?,
            "page_url": row.try_get::<String, _>(5)?,
        });
        value[began] = json!(time::rfc3339(row.try_get(6)?));
        value[standing] = json!(time::rfc3339(row.try_get(7)?));
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

async fn rows(
    connection: &mut AnyConnection,
    sql: String,
    person: &str,
    value: impl Fn(&AnyRow) -> Result<Value, Error>,
) -> Result<Value, Error> {
    let query = sqlx::query(AssertSqlSafe(sql)).bind(person.to_owned());
    let rows = query.fetch_all(connection).await?;
    rows.iter().map(value).collect()
}

/// Whether the address is suppressed: always for everything, as `*`.
async fn refused(
    connection: &mut AnyConnection,
    seal: &Seal,
    key: &EmailKey,
) -> Result<Value, Error> {
    let sql = "select count(*) from refusals where refusal_hash = $1 and ended_at is null";
    let query = sqlx::query(sql).bind(seal.suppression(key));
    let found: i64 = query.fetch_one(connection).await?.try_get(0)?;
    Ok(match found > 0 {
        true => json!(["*"]),
        false => json!([]),
    })
}
