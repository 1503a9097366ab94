//! The tables, and the columns in which made-up rows differ from the specimen.

use anyhow::Result;
use undersigned::domain::{
    keys::keyed_hash::KeyedHash, mail::email_limits::LimitKey, signatures::name_search,
};

use super::{
    DAY_MS, MINUTE_MS,
    copies::add,
    people::{self, People, organisation, random},
};
use crate::databases::{Database, NULL, bytes};

/// How long an attempt can be confirmed.
const ATTEMPT_LIFE_MS: i64 = 7 * DAY_MS;
/// Any row of a table is a specimen.
const ANY: &str = "true";

/// Whether people have answered their emails.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum SeedState {
    Pending,
    Confirmed,
}

/// Attempts whose emails were written when they came, with the entries of these in their mailboxes.
pub(super) fn attempts(
    database: &Database<'_>,
    people: &People<'_>,
    answers: SeedState,
) -> Result<()> {
    let specimen = match answers {
        SeedState::Pending => "state = 'pending' and kind = 'signature'",
        SeedState::Confirmed => "state = 'confirmed' and kind = 'signature'",
    };
    let columns = [
        "id",
        "name",
        "email",
        "person",
        "signer",
        "request_key",
        "email_id",
        "created_at",
        "code_at",
        "asked_at",
        "known_at",
        "expires_at",
        "confirmed_at",
    ];
    let rows = people.numbers().map(|number| {
        let time = people.time(number);
        let came_at = || time.to_string();
        [
            people.id(number, "attempt"),
            people::name(number),
            people.sealed_email(number),
            hash(people.mailbox(number)),
            hash(people.signer(number, None)),
            people.id(number, "idempotency key"),
            people.id(number, "email"),
            came_at(),
            came_at(),
            came_at(),
            came_at(),
            (time + ATTEMPT_LIFE_MS).to_string(),
            match answers {
                SeedState::Pending => NULL.to_owned(),
                SeedState::Confirmed => (time + MINUTE_MS).to_string(),
            },
        ]
    });
    let indexes = people.crowd.indexes;
    add(database, ("attempts", specimen), columns, indexes, rows)?;
    mailboxes(database, people)
}

/// The mailboxes with one email each, sent or due when its person came.
fn mailboxes(database: &Database<'_>, people: &People<'_>) -> Result<()> {
    let columns = ["person", "recent", "last_at"];
    let rows = people.numbers().map(|number| {
        let time = people.time(number);
        let key = LimitKey::of(people.limited_by(number)).bytes();
        [
            hash(people.mailbox(number)),
            bytes(&[key, time.to_be_bytes()].concat()),
            time.to_string(),
        ]
    });
    let indexes = people.crowd.indexes;
    add(database, ("mailboxes", ANY), columns, indexes, rows)
}

/// The emails of attempts while they wait, due since then.
pub(super) fn waiting_emails(database: &Database<'_>, people: &People<'_>) -> Result<()> {
    let columns = [
        "id",
        "attempt",
        "mailbox",
        "limited_by",
        "next_try_at",
        "created_at",
        "due_at",
    ];
    let rows = people.numbers().map(|number| {
        let time = people.time(number).to_string();
        [
            people.id(number, "email"),
            people.id(number, "attempt"),
            hash(people.mailbox(number)),
            hash(people.limited_by(number)),
            time.clone(),
            time.clone(),
            time,
        ]
    });
    let specimen = "kind = 'confirm_signature' and status = 'waiting'";
    let indexes = people.crowd.indexes;
    add(database, ("emails", specimen), columns, indexes, rows)
}

pub(super) fn signatures(database: &Database<'_>, people: &People<'_>) -> Result<()> {
    let columns = [
        "id",
        "name",
        "email",
        "person",
        "signer",
        "kind",
        "organisation",
        "visibility",
        "listing",
        "signed_at",
        "confirmed_at",
    ];
    let rows = people.numbers().map(|number| {
        let (time, organisation) = (people.time(number), organisation(number));
        let signer = people.signer(number, organisation.as_deref());
        let kind = if organisation.is_some() {
            "organisation"
        } else {
            "person"
        };
        [
            people.id(number, "attempt"),
            people::name(number),
            people.sealed_email(number),
            hash(people.mailbox(number)),
            hash(signer),
            kind.to_owned(),
            organisation.unwrap_or(NULL.to_owned()),
            visibility(number).to_owned(),
            random(number, "listing").i64(..).to_string(),
            time.to_string(),
            (time + MINUTE_MS).to_string(),
        ]
    });
    let indexes = people.crowd.indexes;
    add(database, ("signatures", ANY), columns, indexes, rows)
}

fn hash(hash: KeyedHash) -> String {
    bytes(&hash.bytes())
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
    let columns = ["rank", "folded", "signature"];
    let rows = people.numbers().flat_map(|number| {
        let (organisation, shown) = (organisation(number), visibility(number));
        let rank = if organisation.is_some() { "0" } else { "1" };
        let organisation = organisation.filter(|_| shown != "hidden");
        let person = (shown == "full").then(|| people::name(number));
        let names = organisation.into_iter().chain(person);
        let mut entries: Vec<String> = names.flat_map(|name| name_search::entries(&name)).collect();
        entries.sort_unstable();
        entries.dedup();
        let id = people.id(number, "attempt");
        entries.into_iter().map(move |entry| {
            let folded = bytes(entry.as_bytes());
            [rank.to_owned(), folded, id.clone()]
        })
    });
    let indexes = people.crowd.indexes;
    add(database, ("signature_names", ANY), columns, indexes, rows)
}

/// Counts the new signatures; what is counted by language and kind follows from that
/// (`Signatures::recount`).
pub(super) fn count(database: &Database<'_>, rows: u64) -> Result<()> {
    database.execute(&format!("update declarations set count = count + {rows}"))
}

/// The entries of the rows of a table, and their counts by day and site. Otherwise the server would mend
/// them while it is measured.
pub(super) fn entries(
    database: &Database<'_>,
    (table, state, since): (&str, &str, &str),
) -> Result<()> {
    database.execute(&format!(
        "insert into sites (id, origin) select (select coalesce(max(id), 0) from sites) \
             + row_number() over (order by new.site), new.site \
         from (select distinct site from {table}) as new \
         where new.site not in (select origin from sites)"
    ))?;
    database.execute(&format!(
        "insert into entries (subject, id, day, site, lang, area, state, confirmed_by) \
         select r.subject, r.id, {since} / {DAY_MS}, s.id, r.lang, r.area, {state}, 2 \
         from {table} r join sites s on s.origin = r.site where true on conflict do nothing"
    ))?;
    database.execute("delete from daily_tallies where measure <> 0")?;
    database.execute(
        "insert into daily_tallies (subject, day, site, measure, count) \
         select subject, day, site, state, count(*) from entries \
         group by subject, day, site, state",
    )
}

/// People who left the list when they came, to be erased weeks later.
pub(super) fn unsubscribed(database: &Database<'_>, people: &People<'_>) -> Result<()> {
    let columns = [
        "id",
        "email",
        "person",
        "subscribed_at",
        "confirmed_at",
        "unsubscribed_at",
    ];
    let rows = people.numbers().map(|number| {
        let time = people.time(number);
        [
            people.id(number, "attempt"),
            people.sealed_email(number),
            hash(people.mailbox(number)),
            time.to_string(),
            time.to_string(),
            (time + MINUTE_MS).to_string(),
        ]
    });
    let indexes = people.crowd.indexes;
    add(database, ("subscriptions", ANY), columns, indexes, rows)
}
