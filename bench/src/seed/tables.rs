//! The tables, and the columns in which made-up rows differ from the specimen.

use anyhow::Result;
use undersigned::domain::{keys::sealed::Purpose, signatures::name_search};

use super::{
    DAY_MS, MINUTE_MS,
    copies::{add, add_copies},
    people::{self, People, organisation, random},
};
use crate::{
    databases::{Database, NULL, bytes},
    server::SLUG,
};

/// How long an attempt can be confirmed.
const ATTEMPT_LIFE_MS: i64 = 7 * DAY_MS;
/// The specimens' first email asks to confirm a signature.
const FIRST_EMAIL: &str = "select * from outbox order by created_at limit 1";

pub(super) fn attempts(
    database: &Database<'_>,
    people: &People<'_>,
    are_answered: bool,
) -> Result<()> {
    let columns = [
        "id",
        "name",
        "email",
        "email_key",
        "token_hash",
        "created_at",
        "code_at",
        "asked_at",
        "expires_at",
        "confirmed_at",
    ];
    let rows = people.numbers().map(|number| {
        let time = people.time(number);
        let answered_at = time + MINUTE_MS;
        [
            people.id(number),
            people::name(number),
            people.sealed_email(number, Purpose::Email),
            people.mailbox(number),
            people.link_hash(number),
            time.to_string(),
            time.to_string(),
            time.to_string(),
            (time + ATTEMPT_LIFE_MS).to_string(),
            if are_answered {
                answered_at.to_string()
            } else {
                NULL.to_owned()
            },
        ]
    });
    add(
        database,
        "pending_signatures",
        columns,
        people.crowd.order,
        rows,
    )
}

pub(super) fn manage_links(database: &Database<'_>, people: &People<'_>) -> Result<()> {
    let columns = ["token_hash", "attempt", "email_key", "signer", "created_at"];
    let rows = people.numbers().map(|number| {
        let mailbox = people.mailbox(number);
        let signer = people.hash(&mailbox, "signer");
        [
            people.link_hash(number),
            people.id(number),
            mailbox,
            signer,
            people.time(number).to_string(),
        ]
    });
    add(database, "manage_links", columns, people.crowd.order, rows)
}

/// The emails of attempts after they were sent: of each, only that fact is kept.
pub(super) fn sent_emails(database: &Database<'_>, people: &People<'_>) -> Result<()> {
    let columns = [
        "id",
        "attempt",
        "mailbox",
        "limited_by",
        "recipient",
        "payload",
        "status",
        "tries",
        "next_try_at",
        "created_at",
        "due_at",
        "done_at",
    ];
    let rows = people.numbers().map(|number| {
        let [id, mailbox, limited_by, time] = email_values(people, number);
        let done_at = people.time(number) + 1_000;
        let [empty, sent, once] = ["", "sent", "1"].map(str::to_owned);
        [
            id,
            people.id(number),
            mailbox,
            limited_by,
            empty.clone(),
            empty,
            sent,
            once,
            time.clone(),
            time.clone(),
            time,
            done_at.to_string(),
        ]
    });
    add_copies(
        database,
        ("outbox", FIRST_EMAIL),
        columns,
        people.crowd.order,
        rows,
    )
}

/// The emails of attempts while they wait, due since then.
pub(super) fn waiting_emails(database: &Database<'_>, people: &People<'_>) -> Result<()> {
    let columns = [
        "id",
        "attempt",
        "mailbox",
        "limited_by",
        "recipient",
        "next_try_at",
        "created_at",
        "due_at",
    ];
    let rows = people.numbers().map(|number| {
        let [id, mailbox, limited_by, time] = email_values(people, number);
        [
            id,
            people.id(number),
            mailbox,
            limited_by,
            people.sealed_email(number, Purpose::Recipient),
            time.clone(),
            time.clone(),
            time,
        ]
    });
    add_copies(
        database,
        ("outbox", FIRST_EMAIL),
        columns,
        people.crowd.order,
        rows,
    )
}

/// An email's id, mailbox, rate-limit key and time.
fn email_values(people: &People<'_>, number: u64) -> [String; 4] {
    let mailbox = people.mailbox(number);
    let limited_by = people.hash(&mailbox, "limit");
    // Another id than the attempt's, in the same order.
    let id = people.id(number).replace("-4", "-5");
    [id, mailbox, limited_by, people.time(number).to_string()]
}

pub(super) fn idempotency_keys(database: &Database<'_>, people: &People<'_>) -> Result<()> {
    let rows = people.numbers().map(|number| {
        let mut dice = random(number, "idempotency");
        let key = format!("{:032x}{:032x}", dice.u128(..), dice.u128(..));
        [key, people.time(number).to_string()]
    });
    let columns = ["key", "created_at"];
    add(
        database,
        "idempotency_keys",
        columns,
        people.crowd.order,
        rows,
    )
}

pub(super) fn signatures(database: &Database<'_>, people: &People<'_>) -> Result<()> {
    let columns = [
        "id",
        "name",
        "email",
        "email_key",
        "kind",
        "organisation",
        "visibility",
        "signed_at",
        "confirmed_at",
    ];
    let rows = people.numbers().map(|number| {
        let (time, organisation) = (people.time(number), organisation(number));
        let kind = if organisation.is_some() {
            "organisation"
        } else {
            "person"
        };
        [
            people.id(number),
            people::name(number),
            people.sealed_email(number, Purpose::Email),
            people.mailbox(number),
            kind.to_owned(),
            organisation.unwrap_or(NULL.to_owned()),
            visibility(number).to_owned(),
            time.to_string(),
            (time + MINUTE_MS).to_string(),
        ]
    });
    add(database, "signatures", columns, people.crowd.order, rows)
}

/// Every fifth is not shown in full.
fn visibility(number: u64) -> &'static str {
    match number % 15 {
        3 | 8 => "initials",
        13 => "hidden",
        _ => "full",
    }
}

/// The search index of the names that are shown.
pub(super) fn name_index(database: &Database<'_>, people: &People<'_>) -> Result<()> {
    let columns = ["slug", "rank", "folded", "signature"];
    let rows = people.numbers().flat_map(|number| {
        let (organisation, shown) = (organisation(number), visibility(number));
        let rank = if organisation.is_some() { "0" } else { "1" };
        let organisation = organisation.filter(|_| shown != "hidden");
        let person = (shown == "full").then(|| people::name(number));
        let names = organisation.into_iter().chain(person);
        let mut entries: Vec<String> = names.flat_map(|name| name_search::entries(&name)).collect();
        entries.sort_unstable();
        entries.dedup();
        let id = people.id(number);
        entries.into_iter().map(move |entry| {
            let folded = bytes(entry.as_bytes());
            [SLUG.to_owned(), rank.to_owned(), folded, id.clone()]
        })
    });
    add(
        database,
        "signature_names",
        columns,
        people.crowd.order,
        rows,
    )
}

/// Counts the new signatures; what is counted by language and kind follows from that
/// (`Signatures::recount`).
pub(super) fn count(database: &Database<'_>, rows: u64) -> Result<()> {
    database.execute(&format!(
        "update declarations set count = count + {rows} where slug = '{SLUG}'"
    ))
}

/// People who left the list when they came, to be erased weeks later.
pub(super) fn unsubscribed(database: &Database<'_>, people: &People<'_>) -> Result<()> {
    let columns = [
        "id",
        "email",
        "email_key",
        "subscribed_at",
        "confirmed_at",
        "unsubscribed_at",
    ];
    let rows = people.numbers().map(|number| {
        let time = people.time(number);
        [
            people.id(number),
            people.sealed_email(number, Purpose::Email),
            people.mailbox(number),
            time.to_string(),
            time.to_string(),
            (time + MINUTE_MS).to_string(),
        ]
    });
    add(database, "subscriptions", columns, people.crowd.order, rows)
}
