//! Exports everything kept about one person, across all declarations and lists, for the person who
//! must answer their request.

use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe};

use super::Privacy;
use super::{consents, signals};
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::email_key::EmailKey;
use crate::domain::signatures::verification::HoldReason;
use crate::domain::time;
use crate::store::accounts;
use crate::store::engine::columns::{Flag, Json};
use crate::store::engine::rows::Columns;
use crate::store::signatures::reservations;
use crate::store::{Error, open};

/// Where rows about a person are.
struct PersonPlace {
    /// Their name in the file.
    name: &'static str,
    table: &'static str,
    /// Which rows of the table, `r`. Answered attempts are reported as what they became.
    condition: &'static str,
    /// The columns of the time of their start and of their state.
    began: &'static str,
    since: &'static str,
    /// Columns that are not the same in all tables.
    columns: &'static str,
}

const SIGNATURES: [PersonPlace; 4] = [
    PersonPlace {
        name: "signatures",
        table: "signatures",
        condition: "1 = 1",
        began: "signed_at",
        since: "confirmed_at",
        // Its reservations are rows.
        columns: "r.kind, cast(null as text) as held, cast(null as text) as reservations",
    },
    PersonPlace {
        name: "withdrawn_signatures",
        table: "withdrawn_signatures",
        condition: "1 = 1",
        began: "signed_at",
        since: "withdrawn_at",
        columns: "r.kind, cast(null as text) as held, r.reservations",
    },
    PersonPlace {
        name: "unanswered_attempts_to_sign",
        table: "attempts",
        condition: "r.kind = 'signature' and r.state in ('pending', 'held')",
        began: "created_at",
        since: "expires_at",
        columns: "r.signatory as kind, r.held, r.reservations",
    },
    PersonPlace {
        name: "attempts_to_sign_taken_down",
        table: "attempts",
        condition: "r.kind = 'signature' and r.state = 'withdrawn'",
        began: "created_at",
        since: "expires_at",
        columns: "r.signatory as kind, r.held, r.reservations",
    },
];
const SUBSCRIPTIONS: [PersonPlace; 2] = [
    PersonPlace {
        name: "subscriptions",
        table: "subscriptions",
        condition: "1 = 1",
        began: "subscribed_at",
        since: "confirmed_at",
        columns: "r.topics",
    },
    PersonPlace {
        name: "unanswered_attempts_to_join",
        table: "attempts",
        condition: "r.kind = 'subscription' and r.state = 'pending'",
        began: "created_at",
        since: "expires_at",
        columns: "r.topics",
    },
];
/// The further columns of all signatures.
const SIGNATURE: &str = ", r.id, r.organisation, r.role, r.visibility, r.updates, r.text_lang, \
    r.version";

/// The columns that all these tables have; address and postcode are encrypted.
#[derive(sqlx::FromRow)]
struct PersonRow {
    slug: String,
    email: Option<String>,
    postcode: Option<String>,
    area: Option<String>,
    name: Option<String>,
    lang: String,
    site: String,
    page_url: String,
    source: String,
    /// How the email was answered, if it was.
    confirmed_by: Option<String>,
    began_at: i64,
    state_at: i64,
}

#[derive(sqlx::FromRow)]
struct PersonSignature {
    #[sqlx(flatten)]
    contact: PersonRow,
    id: Id,
    kind: String,
    organisation: Option<String>,
    role: Option<String>,
    visibility: String,
    #[sqlx(try_from = "Flag")]
    updates: bool,
    text_lang: String,
    version: i64,
    held: Option<HoldReason>,
    reservations: Option<Json>,
}

#[derive(sqlx::FromRow)]
struct PersonSubscription {
    #[sqlx(flatten)]
    contact: PersonRow,
    topics: String,
}

impl Privacy<'_> {
    /// Everything kept under the keyed hash of an address.
    pub async fn person(self, key: &EmailKey) -> Result<Value, Error> {
        let person = self.store.seal.person(key);
        let mut connection = self.store.db.read().acquire().await?;
        let mut kept = json!({});
        for place in &SIGNATURES {
            let mut signatures = Vec::new();
            for row in place.rows(&mut connection, SIGNATURE, person).await? {
                signatures.push(self.signature(&mut connection, row, place).await?);
            }
            kept[place.name] = signatures.into();
        }
        for place in &SUBSCRIPTIONS {
            let rows: Vec<PersonSubscription> = place.rows(&mut connection, "", person).await?;
            let rows = rows.into_iter();
            let subscriptions = rows.map(|row| self.subscription(&row, place));
            kept[place.name] = subscriptions.collect::<Result<Value, Error>>()?;
        }
        kept["signals"] = json!(signals::of_person(&mut connection, person).await?);
        kept["refused"] = refused(&mut connection, &self.store.seal, key).await?;
        let desk = accounts::erasures::of_person(&mut connection, &self.store.seal, person).await?;
        if !desk.is_null() {
            kept["organiser"] = desk;
        }
        kept["consents"] = json!(consents::of_person(&mut connection, person, None).await?);
        Ok(kept)
    }

    async fn signature(
        self,
        connection: &mut AnyConnection,
        row: PersonSignature,
        place: &PersonPlace,
    ) -> Result<Value, Error> {
        let mut value = self.contact(&row.contact, place)?;
        let reserved = match place.table {
            "signatures" => {
                let mut of = reservations::of(connection, vec![row.id]).await?;
                of.remove(&row.id).unwrap_or_default()
            }
            _ => reservations::read(row.reservations)?,
        };
        value["id"] = json!(row.id);
        value["reservations"] = json!(reserved);
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
    }

    fn subscription(self, row: &PersonSubscription, place: &PersonPlace) -> Result<Value, Error> {
        let mut value = self.contact(&row.contact, place)?;
        value["topics"] = serde_json::from_str(&row.topics).unwrap_or_default();
        Ok(value)
    }

    /// The values that everything kept about a person has.
    fn contact(self, row: &PersonRow, place: &PersonPlace) -> Result<Value, Error> {
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
            "area": row.area,
            "name": row.name,
            "lang": row.lang,
            "site": row.site,
            "page_url": row.page_url,
            "source": row.source,
        });
        value[place.began] = json!(time::rfc3339(row.began_at));
        value[place.since] = json!(time::rfc3339(row.state_at));
        if let Some(confirmed_by) = &row.confirmed_by {
            value["confirmed_by"] = json!(confirmed_by);
        }
        Ok(value)
    }
}

impl PersonPlace {
    /// The rows of a person, by declaration or list and by time.
    async fn rows<Row: Columns>(
        &self,
        connection: &mut AnyConnection,
        further: &str,
        person: KeyedHash,
    ) -> Result<Vec<Row>, Error> {
        let Self {
            table,
            condition,
            began,
            since,
            columns,
            ..
        } = self;
        let sql = format!(
            "select s.slug, r.email, r.postcode, r.area, r.name, r.lang, r.site, r.page_url, r.source, \
                 r.confirmed_by, r.{began} as began_at, r.{since} as state_at, {columns}{further} \
             from {table} r join subjects s on s.id = r.subject \
             where r.person = $1 and {condition} order by s.slug, r.{began}"
        );
        let query = sqlx::query_as::<_, Row>(AssertSqlSafe(sql)).bind(person);
        Ok(query.fetch_all(connection).await?)
    }
}

/// Whether the address is suppressed: always for everything, as `*`.
async fn refused(
    connection: &mut AnyConnection,
    seal: &Seal,
    key: &EmailKey,
) -> Result<Value, Error> {
    let suppression = seal.suppression(key);
    let in_force = super::suppressions::in_force(connection, [suppression]).await?;
    Ok(if in_force.contains(&suppression) {
        json!(["*"])
    } else {
        json!([])
    })
}
