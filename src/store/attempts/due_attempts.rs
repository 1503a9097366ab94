//! Which attempts are due for a reminder: the statements that look for them, and copy them.

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use crate::domain::mail::message::MessageKind;
use crate::domain::time::DAY_MS;
use crate::store::Error;
use crate::store::engine::columns::Flag;
use crate::store::engine::rows;
use crate::store::mail::subjects::EmailSubject;

/// The reminders, last one first: its number, and how long after the attempt it is sent.
const REMINDERS: [(i64, i64); 2] = [(2, 5 * DAY_MS), (1, 2 * DAY_MS)];
/// A server that was down for days does not send both at once.
const APART_MS: i64 = 2 * DAY_MS;
/// A reminder whose link expires tomorrow is no use.
pub(super) const LEAST_LIFE_MS: i64 = DAY_MS;

/// The attempts of one kind, and the SQL for reminding them.
pub(super) struct ReminderSource {
    pub(super) kind: ConfirmedKind,
    pub(super) email_kind: MessageKind,
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
pub(super) struct DueAttempt {
    pub(super) id: String,
    pub(super) name: Option<String>,
    /// Encrypted.
    pub(super) email: String,
    pub(super) lang: String,
    #[sqlx(flatten)]
    pub(super) subject: EmailSubject,
    pub(super) slug: String,
    pub(super) email_key: String,
    /// Which of the mailbox's signatories it belongs to, as a keyed hash.
    pub(super) signer: Option<String>,
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

static KINDS: [ReminderSource; 2] = [
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

/// One reminder for one kind of attempt.
#[derive(Clone, Copy)]
pub(super) struct Pass {
    pub(super) attempts: &'static ReminderSource,
    /// The reminder's number.
    pub(super) which: i64,
    /// How old the attempt has to be.
    pub(super) age_ms: i64,
}

/// An attempt that a run looks at.
#[derive(sqlx::FromRow)]
pub(super) struct SeenAttempt {
    pub(super) id: String,
    pub(super) expires_at: i64,
    /// Neither answered nor reminded, as far as its own row and its reminders say.
    #[sqlx(try_from = "Flag")]
    pub(super) is_open: bool,
}

impl Pass {
    /// The passes of a run, from 0 on.
    pub(super) fn number(number: usize) -> Option<Self> {
        let attempts = KINDS.get(number / REMINDERS.len())?;
        let (which, age_ms) = REMINDERS[number % REMINDERS.len()];
        Some(Self {
            attempts,
            which,
            age_ms,
        })
    }

    /// Attempts in the order in which they expire, from `$2` and `$3` up to those that are too young.
    pub(super) fn look(self) -> String {
        let Pass {
            attempts: ReminderSource { table, .. },
            which,
            age_ms,
        } = self;
        format!(
            "select p.id, p.expires_at, cast(case when p.reminder = 0 and p.token_hash is not null \
                and p.confirmed_at is null and p.created_at <= $1 - {age_ms} \
                and not exists (select 1 from {table} q where q.reminds = p.id \
                    and q.reminder >= {which}) then 1 else 0 end as bigint) as is_open \
             from {table} p where (p.expires_at, p.id) > ($2, $3) and p.expires_at <= $4 \
             order by p.expires_at, p.id limit $5"
        )
    }

    /// Which of these attempts are due. The newest unanswered attempt of each mailbox is; a signature
    /// by another person in the same mailbox does not count as an answer. An attempt whose own email
    /// was not sent gets no reminder.
    fn due(self) -> String {
        let Pass {
            attempts,
            which,
            age_ms,
        } = self;
        let ReminderSource {
            table,
            subject,
            join,
            answered,
            signer,
            of_another,
            ..
        } = attempts;
        format!(
            "select p.id, p.name, p.email, p.lang, {subject}, p.slug, p.email_key, \
                {signer} as signer from {table} p {join} \
             where p.id in ({{in}}) \
                and p.reminder = 0 and p.token_hash is not null and p.confirmed_at is null \
                and p.created_at <= $1 - {age_ms} and p.expires_at >= $1 + {LEAST_LIFE_MS} \
                and not ({answered}) \
                and not exists (select 1 from outbox o where o.attempt = p.id and o.status <> 'sent') \
                and not exists (select 1 from {table} q \
                    where q.email_key = p.email_key and q.slug = p.slug and q.token_hash is not null \
                        and not {of_another} and (q.confirmed_at is not null or q.reminder >= {which} \
                            or q.created_at > $1 - {APART_MS} \
                            or (q.reminder = 0 and (q.created_at > p.created_at \
                                or (q.created_at = p.created_at and q.id > p.id)))))"
        )
    }

    /// Copies attempts with a new link and code, to expire with the originals: what comes before and
    /// after the values.
    pub(super) fn copy(self) -> (String, String) {
        let ReminderSource { table, columns, .. } = self.attempts;
        let head = format!(
            "insert into {table} (id, {columns}, token_hash, code_at, asked_at, created_at, \
                reminder, reminds) \
             select made.column1, {columns}, made.column2, made.column4, made.column4, \
                made.column4, made.column5, made.column3 from ("
        );
        let tail = format!(") as made join {table} p on p.id = made.column3");
        (head, tail)
    }
}

/// Those of these attempts that are due for the pass's reminder.
pub(super) async fn due(
    connection: &mut AnyConnection,
    pass: Pass,
    ids: Vec<String>,
    now_ms: i64,
) -> Result<Vec<DueAttempt>, Error> {
    rows::fetch_in::<DueAttempt>(connection, &pass.due(), Some(now_ms.into()), ids).await
}

/// Every statement that looks for due attempts.
#[cfg(test)]
pub(in crate::store) fn statements() -> Vec<String> {
    let passes = (0..).map_while(Pass::number);
    passes.flat_map(|pass| [pass.look(), pass.due()]).collect()
}
