//! The subscribers of a list: subscribing once the email is answered, and erasing. `unsubscribing.rs`
//! ends subscriptions.

use std::collections::{HashMap, HashSet};

use sqlx::AnyConnection;

use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::keys::sealed::{Purpose, Seal};
use crate::domain::mail::message::{Facts, MessageKind};
use crate::store::attempts;
use crate::store::engine::columns::Flag;
use crate::store::engine::rows;
use crate::store::entries;
use crate::store::entries::daily_tallies::TallyChanges;
use crate::store::entries::places::EntryPlace;
use crate::store::mail::queue;
use crate::store::mail::subjects::EmailSubject;
use crate::store::privacy::consents;
use crate::store::{Error, open};

/// An attempt to subscribe that is being confirmed, with what the welcome email needs.
#[derive(sqlx::FromRow)]
struct NewSubscriber {
    id: Id,
    subject: i64,
    person: KeyedHash,
    /// Encrypted.
    email: String,
    name: Option<String>,
    lang: String,
    /// The person is on the list already.
    #[sqlx(try_from = "Flag")]
    active: bool,
    #[sqlx(flatten)]
    list: EmailSubject,
}

/// A subscription, which keeps the id of the attempt that first made it.
#[derive(sqlx::FromRow)]
struct SubscriptionRow {
    id: Id,
    subject: i64,
    person: KeyedHash,
}

/// What subscribing leaves to do.
pub(in crate::store) struct NewSubscriptions {
    /// Whether emails were queued.
    pub(in crate::store) welcomed: bool,
    /// To be written once the lists are locked.
    pub(in crate::store) by_day: TallyChanges,
}

/// Copies attempts that were just marked as confirmed into subscriptions. A person who had unsubscribed
/// is subscribed again, with their new details. New subscribers get a welcome email with an unsubscribe
/// link. This relies on the locks of the mailboxes alone.
pub(in crate::store) async fn confirm(
    connection: &mut AnyConnection,
    seal: &Seal,
    ids: Vec<Id>,
    now_ms: i64,
) -> Result<NewSubscriptions, Error> {
    let sql = "select a.id, a.subject, a.person, a.email, a.name, a.lang, \
            l.title, s.organisers, s.contact, \
            (select count(*) from subscriptions p where p.person = a.person \
                and p.subject = a.subject and p.unsubscribed_at is null) as active \
        from attempts a join subjects s on s.id = a.subject join lists l on l.subject = a.subject \
        where a.id in ({in}) order by a.id";
    let found = rows::fetch_in::<NewSubscriber>(connection, sql, None, ids).await?;
    // Of several attempts of a mailbox the newest counts: a row cannot be written twice at once.
    let newest: HashMap<(KeyedHash, i64), NewSubscriber> = found
        .into_iter()
        .map(|new| ((new.person, new.subject), new))
        .collect();
    let sql = "insert into subscriptions (id, subject, person, email, postcode, area, name, \
            topics, lang, site, page_url, source, subscribed_at, confirmed_by, confirmed_at) \
        select id, subject, person, email, postcode, area, name, topics, \
            lang, site, page_url, source, created_at, confirmed_by, confirmed_at \
        from attempts where id in ({in}) \
        on conflict (person, subject) do update set name = excluded.name, \
            email = excluded.email, postcode = excluded.postcode, area = excluded.area, \
            topics = excluded.topics, \
            lang = excluded.lang, site = excluded.site, page_url = excluded.page_url, \
            source = excluded.source, confirmed_by = excluded.confirmed_by, confirmed_at = excluded.confirmed_at, \
            unsubscribed_at = null returning id, subject, person";
    let copied: HashSet<Id> = newest.values().map(|new| new.id).collect();
    let subscribed = rows::fetch_in::<SubscriptionRow>(connection, sql, None, &copied).await?;
    // Those who come back keep the id of their first attempt.
    let (new, back): (Vec<&SubscriptionRow>, Vec<_>) =
        subscribed.iter().partition(|row| copied.contains(&row.id));
    let new = new.into_iter().map(|row| row.id).collect();
    let added = entries::add(connection, EntryPlace::Subscriptions, new).await?;
    let back = back.into_iter().map(|row| (row.subject, row.id));
    let rewritten = entries::rewrite_all(connection, back).await?;
    let kept = subscribed.iter().map(|row| row.id).collect();
    consents::keep_articles(connection, "subscriptions", kept).await?;
    let emails = welcome(seal, newest, subscribed, now_ms)?;
    let welcomed = !emails.is_empty();
    queue::insert(connection, emails).await?;
    Ok(NewSubscriptions {
        welcomed,
        by_day: added.and(rewritten),
    })
}

/// The welcome emails to those who were not on the list yet.
fn welcome(
    seal: &Seal,
    mut newest: HashMap<(KeyedHash, i64), NewSubscriber>,
    subscribed: Vec<SubscriptionRow>,
    now_ms: i64,
) -> Result<Vec<queue::Email>, Error> {
    let mut emails = Vec::new();
    for row in subscribed {
        let new = newest.remove(&(row.person, row.subject));
        let Some(new) = new.filter(|new| !new.active) else {
            continue;
        };
        let facts = Facts {
            name: new.name,
            ..new
                .list
                .facts(new.lang, seal.unsubscribe_link(row.id).reveal())
        };
        let email = open(seal, Purpose::Email, &new.email)?;
        emails.push(queue::composed(
            seal,
            MessageKind::Welcome,
            Some(new.id),
            row.subject,
            &email,
            &facts,
            now_ms,
        ));
    }
    Ok(emails)
}

/// Which of a mailbox's attempts are erased with its subscription.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::store) enum AttemptScope {
    All,
    /// Only those that were answered.
    Answered,
}

/// Erases a mailbox's subscription, the attempts it came from, and their waiting emails.
pub(in crate::store) async fn erase(
    connection: &mut AnyConnection,
    subject: i64,
    person: KeyedHash,
    scope: AttemptScope,
) -> Result<(), Error> {
    let sql = match scope {
        AttemptScope::All => {
            "select id from attempts where person = $1 and subject = $2 \
            union select id from subscriptions where person = $1 and subject = $2"
        }
        AttemptScope::Answered => {
            "select id from attempts where person = $1 and subject = $2 and state = 'confirmed' \
            union select id from subscriptions where person = $1 and subject = $2"
        }
    };
    let ids: Vec<Id> = sqlx::query_scalar(sql)
        .bind(person)
        .bind(subject)
        .fetch_all(&mut *connection)
        .await?;
    let changes = entries::take(connection, subject, ids.iter().copied()).await?;
    changes.write(connection).await?;
    attempts::delete(connection, ids).await?;
    sqlx::query("delete from subscriptions where person = $1 and subject = $2")
        .bind(person)
        .bind(subject)
        .execute(connection)
        .await?;
    Ok(())
}
