//! Which attempts are due for a reminder: the statements that look for them.

use sqlx::AnyConnection;
use widgets::wire::ConfirmedKind;

use super::codes::CodeColumns;
use super::states::AttemptKind;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::mail::message::MessageKind;
use crate::domain::time::DAY_MS;
use crate::store::Error;
use crate::store::engine::columns::Flag;
use crate::store::engine::rows;

/// The reminders, last one first: its number, and how long after the attempt it is sent.
const REMINDERS: [(i64, i64); 2] = [(2, 5 * DAY_MS), (1, 2 * DAY_MS)];
/// A server that was down for days does not send both at once.
const APART_MS: i64 = 2 * DAY_MS;
/// A reminder whose link expires tomorrow is no use.
pub(super) const LEAST_LIFE_MS: i64 = DAY_MS;

/// One reminder for all attempts.
#[derive(Clone, Copy)]
pub(super) struct Pass {
    /// The reminder's number.
    pub(super) which: i64,
    /// How old the attempt has to be.
    pub(super) age_ms: i64,
}

/// An attempt that a run looks at.
#[derive(sqlx::FromRow)]
pub(super) struct SeenAttempt {
    pub(super) id: Id,
    /// Neither answered nor reminded, as far as its own row says.
    #[sqlx(try_from = "Flag")]
    pub(super) is_open: bool,
}

/// An attempt that is due for a reminder, with what its email needs.
#[derive(sqlx::FromRow)]
pub(super) struct DueAttempt {
    pub(super) id: Id,
    pub(super) kind: AttemptKind,
    pub(super) subject: i64,
    pub(super) person: KeyedHash,
    pub(super) signer: KeyedHash,
    #[sqlx(flatten)]
    pub(super) code: CodeColumns,
}

impl DueAttempt {
    pub(super) const fn email_kind(&self) -> MessageKind {
        match self.kind.0 {
            ConfirmedKind::Signature => MessageKind::RemindSignature,
            ConfirmedKind::Subscription => MessageKind::RemindSubscription,
        }
    }
}

/// Attempts in the order of their ids, which is that of their times, from `$1` up to `$2`.
const LOOK: &str = "select id, cast(case when state = 'pending' and email_id is not null \
        and reminders < $3 then 1 else 0 end as bigint) as is_open \
    from attempts where id > $1 and id < $2 order by id limit $4";

impl Pass {
    /// The passes of a run, from 0 on.
    pub(super) fn number(number: usize) -> Option<Self> {
        let (which, age_ms) = *REMINDERS.get(number)?;
        Some(Self { which, age_ms })
    }

    /// Which of these attempts are due at `$1`: not answered by the same signatory, who may have
    /// withdrawn or unsubscribed since, and the newest unanswered attempt of its mailbox. A signature by
    /// another person of the mailbox does not count as an answer, and an attempt whose own email was not
    /// sent gets no reminder.
    fn due(self) -> String {
        let Self { which, age_ms } = self;
        format!(
            "select p.id, p.kind, p.subject, p.person, p.signer, p.epoch, p.fresh_codes, p.code_at, \
                p.code_tries, p.asked_at, p.email_id, p.known_at \
             from attempts p join subjects j on j.id = p.subject and j.unpublished_at is null \
             where p.id in ({{in}}) and p.state = 'pending' and p.email_id is not null \
                and p.reminders < {which} and p.created_at <= $1 - {age_ms} \
                and p.expires_at >= $1 + {LEAST_LIFE_MS} \
                and not exists (select 1 from emails e where e.attempt = p.id) \
                and not exists (select 1 from signatures s where s.person = p.person \
                    and s.subject = p.subject and s.signer = p.signer) \
                and not exists (select 1 from withdrawn_signatures w where w.person = p.person \
                    and w.subject = p.subject and w.signer = p.signer) \
                and not exists (select 1 from subscriptions b where b.person = p.person \
                    and b.subject = p.subject) \
                and not exists (select 1 from attempts h where h.person = p.person \
                    and h.subject = p.subject and h.signer = p.signer and h.state = 'held') \
                and not exists (select 1 from attempts q where q.person = p.person \
                    and q.subject = p.subject and q.state in ('pending', 'held', 'confirmed') \
                    and q.email_id is not null \
                    and (q.signer = p.signer or not exists (select 1 from signatures o \
                        where o.person = q.person and o.subject = q.subject and o.signer = q.signer)) \
                    and (q.state = 'confirmed' or q.reminders >= {which} or q.id > p.id \
                        or q.created_at > $1 - {APART_MS} \
                        or (q.reminders > 0 and q.asked_at > $1 - {APART_MS})))"
        )
    }
}

/// Looks at some attempts after this one: those that are old enough.
pub(super) async fn look(
    connection: &mut AnyConnection,
    pass: Pass,
    after: Id,
    (now_ms, most): (i64, i64),
) -> Result<Vec<SeenAttempt>, Error> {
    // Those of that very millisecond too.
    let before = Id::lowest_at(now_ms - pass.age_ms + 1);
    let query = sqlx::query_as::<_, SeenAttempt>(LOOK)
        .bind(after)
        .bind(before)
        .bind(pass.which)
        .bind(most);
    Ok(query.fetch_all(connection).await?)
}

/// Those of these attempts that are due for the pass's reminder.
pub(super) async fn due(
    connection: &mut AnyConnection,
    pass: Pass,
    ids: Vec<Id>,
    now_ms: i64,
) -> Result<Vec<DueAttempt>, Error> {
    rows::fetch_in::<DueAttempt>(connection, &pass.due(), Some(now_ms.into()), ids).await
}

/// Every statement that looks for due attempts.
#[cfg(test)]
pub(in crate::store) fn statements() -> Vec<String> {
    let passes = (0..).map_while(Pass::number);
    let due = passes.map(Pass::due);
    std::iter::once(LOOK.to_owned()).chain(due).collect()
}
