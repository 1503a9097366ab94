//! Sends reminders for unanswered emails: one after two days, one after five, and no more. A
//! reminder is an attempt in its own right, a copy with its own link and code, so confirming and
//! disowning need no special case; it expires with the attempt that it copies.

use sqlx::{AnyConnection, AssertSqlSafe};
use widgets::wire::ConfirmedKind;

use super::Attempts;
use crate::domain::keys::sealed::Purpose;
use crate::domain::keys::token::Token;
use crate::domain::mail::message::{self, Facts, MessageKind};
use crate::domain::time::DAY_MS;
use crate::store::mail::queue::{self, EmailCause};
use crate::store::mail::subjects::EmailSubject;
use crate::store::signatures::manage_links::{self, NewLink};
use crate::store::{Error, open};

/// The reminders, last one first: its number, and how long after the attempt it is sent.
const REMINDERS: [(i64, i64); 2] = [(2, 5 * DAY_MS), (1, 2 * DAY_MS)];
/// A server that was down for days does not send both at once.
const APART_MS: i64 = 2 * DAY_MS;
/// A reminder whose link expires tomorrow is no use.
const LEAST_LIFE_MS: i64 = DAY_MS;
/// In small batches, so that signing does not have to wait.
const BATCH: i64 = 100;

/// The attempts of one kind, and the SQL for reminding them.
struct ReminderSource {
    kind: ConfirmedKind,
    email_kind: MessageKind,
    table: &'static str,
    /// The columns that a copy takes over.
    columns: &'static str,
    /// The email's columns about its subject: title, organisers, contact.
    subject: &'static str,
    join: &'static str,
    /// True if its signatory has already signed, withdrawn or unsubscribed, or is held.
    answered: &'static str,
    /// Which of a mailbox's signatories it belongs to.
    signer: &'static str,
    /// True of another attempt `q` of the mailbox if it belongs to another person, who has signed.
    of_another: &'static str,
}

/// An attempt that is due for a reminder, with what its email needs.
#[derive(sqlx::FromRow)]
struct DueAttempt {
    id: String,
    name: Option<String>,
    /// Encrypted.
    email: String,
    lang: String,
    #[sqlx(flatten)]
    subject: EmailSubject,
    slug: String,
    email_key: String,
    /// Which of the mailbox's signatories it belongs to, as a keyed hash.
    signer: Option<String>,
}

/// Which of a mailbox's signatories a row belongs to, according to the manage links in its emails;
/// null if there are none.
macro_rules! signer {
    ($row:literal) => {
        concat!(
            "(select max(m.signer) from manage_links m where m.attempt = ",
            $row,
            ".id)"
        )
    };
}

/// Whether a row belongs to the signatory of the attempt `p`; true when the links do not say.
macro_rules! same {
    ($row:literal) => {
        concat!(
            "coalesce(",
            signer!($row),
            ", ",
            signer!("p"),
            ", '') = coalesce(",
            signer!("p"),
            ", '')"
        )
    };
}

const KINDS: [ReminderSource; 2] = [
    ReminderSource {
        kind: ConfirmedKind::Signature,
        email_kind: MessageKind::RemindSignature,
        table: "pending_signatures",
        columns: "slug, text_lang, version, kind, name, email, email_key, postcode, organisation, \
            role, visibility, updates, reservations, lookalike, lang, site, page_url, expires_at, \
            wording_hash, updates_wording_hash",
        subject: "t.title, d.organisers, d.contact",
        join: "join declarations d on d.slug = p.slug and d.unpublished_at is null \
            join declaration_texts t on t.slug = p.slug and t.lang = p.text_lang",
        answered: concat!(
            "exists (select 1 from signatures s \
                where s.email_key = p.email_key and s.slug = p.slug and ",
            same!("s"),
            ") or exists (select 1 from withdrawn_signatures w \
                where w.email_key = p.email_key and w.slug = p.slug and ",
            same!("w"),
            ") or exists (select 1 from pending_signatures h \
                where h.email_key = p.email_key and h.slug = p.slug and h.held is not null and ",
            same!("h"),
            ")"
        ),
        signer: signer!("p"),
        of_another: concat!(
            "(not ",
            same!("q"),
            " and exists (select 1 from signatures o where o.email_key = q.email_key \
                and o.slug = q.slug and ",
            signer!("o"),
            " = ",
            signer!("q"),
            "))"
        ),
    },
    ReminderSource {
        kind: ConfirmedKind::Subscription,
        email_kind: MessageKind::RemindSubscription,
        table: "pending_subscriptions",
        columns: "slug, name, email, email_key, postcode, topics, lang, site, page_url, \
            expires_at, wording_hash",
        subject: "l.title, l.organisers, l.contact",
        join: "join lists l on l.slug = p.slug and l.unpublished_at is null",
        answered: "exists (select 1 from subscriptions s \
            where s.email_key = p.email_key and s.slug = p.slug)",
        signer: "cast(null as text)",
        of_another: "1 = 0",
    },
];

impl Attempts<'_> {
    /// Writes the reminders that are due; returns how many.
    pub async fn remind(self, now_ms: i64) -> Result<u64, Error> {
        let mut written = 0;
        for attempts in &KINDS {
            for (which, age_ms) in REMINDERS {
                // The query for the next batch no longer finds the attempts of this one.
                loop {
                    let emails = self.remind_some(attempts, which, age_ms, now_ms).await?;
                    written += emails;
                    if emails < BATCH.unsigned_abs() {
                        break;
                    }
                }
            }
        }
        Ok(written)
    }

    async fn remind_some(
        self,
        attempts: &ReminderSource,
        which: i64,
        age_ms: i64,
        now_ms: i64,
    ) -> Result<u64, Error> {
        let mut transaction = self.store.db.write().await?;
        let due = due(&mut transaction, attempts, which, age_ms, now_ms).await?;
        let (mut links, mut emails) = (Vec::new(), Vec::new());
        for of in due {
            let id = uuid::Uuid::new_v4().to_string();
            let (token, code) = (
                self.store.seal.link(&id, 0),
                self.store.seal.code(&id, 0, 0),
            );
            let number = (which, now_ms);
            copy(&mut transaction, attempts, &of.id, &id, &token, number).await?;
            let facts = Facts {
                name: of.name,
                code: Some(code.reveal().to_owned()),
                ..of.subject.facts(of.lang, token.reveal())
            };
            // A subscription belongs to the whole mailbox.
            let mailbox = || self.store.seal.signer(&of.email_key, "");
            let signer = of.signer.unwrap_or_else(mailbox);
            if attempts.kind == ConfirmedKind::Signature {
                let link = NewLink {
                    token: &token,
                    slug: &of.slug,
                    attempt: &id,
                    person: &of.email_key,
                    lang: &facts.lang,
                    signer: signer.clone(),
                };
                links.push(link.row(now_ms));
            }
            let email = open(&self.store.seal, Purpose::Email, &of.email)?;
            let whose = EmailCause::Asked {
                about: &message::about(attempts.kind, &of.slug),
                signer: &signer,
            };
            emails.push(queue::row(
                &self.store.seal,
                (&id, attempts.email_kind),
                (&email, whose),
                &facts,
                now_ms,
            ));
        }
        manage_links::insert(&mut transaction, &links).await?;
        let written = emails.len() as u64;
        queue::insert(&mut transaction, emails).await?;
        transaction.commit().await?;
        if written > 0 {
            self.store.queued_mail.notify_one();
        }
        Ok(written)
    }
}

/// The newest unanswered attempt of each mailbox that is due for a reminder; a signature by another
/// person in the same mailbox does not count as an answer. An attempt whose own email was not sent
/// gets no reminder.
async fn due(
    connection: &mut AnyConnection,
    attempts: &ReminderSource,
    which: i64,
    age_ms: i64,
    now_ms: i64,
) -> Result<Vec<DueAttempt>, Error> {
    let ReminderSource {
        table,
        subject,
        join,
        answered,
        signer,
        of_another,
        ..
    } = attempts;
    let sql = format!(
        "select p.id, p.name, p.email, p.lang, {subject}, p.slug, p.email_key, \
            {signer} as signer from {table} p {join} \
         where p.reminder = 0 and p.token_hash is not null and p.confirmed_at is null \
            and p.created_at <= $1 and p.expires_at >= $2 \
            and not ({answered}) \
            and not exists (select 1 from outbox o where o.attempt = p.id and o.status <> 'sent') \
            and not exists (select 1 from {table} q \
                where q.email_key = p.email_key and q.slug = p.slug and q.token_hash is not null \
                    and not {of_another} and (q.confirmed_at is not null or q.reminder >= $3 or q.created_at > $4 \
                        or (q.reminder = 0 and (q.created_at > p.created_at \
                            or (q.created_at = p.created_at and q.id > p.id))))) \
         order by p.created_at, p.id limit $5"
    );
    Ok(sqlx::query_as::<_, DueAttempt>(AssertSqlSafe(sql))
        .bind(now_ms - age_ms)
        .bind(now_ms + LEAST_LIFE_MS)
        .bind(which)
        .bind(now_ms - APART_MS)
        .bind(BATCH)
        .fetch_all(connection)
        .await?)
}

/// Copies the attempt with a new link and code, to expire with the original.
async fn copy(
    connection: &mut AnyConnection,
    attempts: &ReminderSource,
    of: &str,
    id: &str,
    token: &Token,
    (which, now_ms): (i64, i64),
) -> Result<(), Error> {
    let ReminderSource { table, columns, .. } = attempts;
    let sql = format!(
        "insert into {table} (id, {columns}, token_hash, code_at, asked_at, created_at, reminder, reminds) \
         select cast($1 as text), {columns}, cast($2 as text), cast($3 as bigint), \
            cast($3 as bigint), cast($3 as bigint), cast($4 as bigint), id from {table} where id = $5"
    );
    sqlx::query(AssertSqlSafe(sql))
        .bind(id.to_owned())
        .bind(token.hash())
        .bind(now_ms)
        .bind(which)
        .bind(of.to_owned())
        .execute(connection)
        .await?;
    Ok(())
}
