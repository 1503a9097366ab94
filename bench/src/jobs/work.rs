//! Each job: what is in the database before it, and the store's methods that it consists of
//! (`src/jobs/` in the server).

use anyhow::{Context, Result};
use undersigned::{
    domain::{id::Id, mail::email_key::EmailKey},
    store::{Delivery, ErasureScope, HousekeepingRun, MAIL_AT_ONCE, ReminderRun, Store},
};

use crate::{
    campaign::now_ms,
    seed::{self, Crowd, DAY_MS, Scene},
};

/// How many people are erased, and how often emails are claimed and marked.
const TIMES: u64 = 200;
/// The declaration's settings.
const AS_IT_IS: &[&str] = &[];
/// The declaration's contacts are erased long after it has closed, whatever today's date is.
const CLOSED: &[&str] = &["closes: 2030-12-31"];
const LONG_AFTER_MS: i64 = 1_940_000_000_000;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Work {
    Reminders,
    Housekeeping,
    Retention,
    Unsubscribed,
    Erasure,
    Emails,
}

pub(super) const ALL: [Work; 6] = [
    Work::Reminders,
    Work::Housekeeping,
    Work::Retention,
    Work::Unsubscribed,
    Work::Erasure,
    Work::Emails,
];

impl Work {
    pub(super) fn label(self) -> &'static str {
        match self {
            Work::Reminders => "reminders: nobody has answered",
            Work::Housekeeping => "housekeeping: all have expired",
            Work::Retention => "retention: contacts of all signatures",
            Work::Unsubscribed => "retention: all have left the list",
            Work::Erasure => "erasing 200 people, one by one",
            Work::Emails => "emails: as many at once as may be, 200 times",
        }
    }

    /// The declaration's settings, the rows and their ages.
    pub(super) fn preparation(self, rows: u64) -> (&'static [&'static str], Scene, Crowd) {
        let (settings, scene, from, until) = match self {
            Work::Reminders => (AS_IT_IS, Scene::Unanswered, 4, 3),
            Work::Housekeeping => (AS_IT_IS, Scene::Unanswered, 10, 9),
            Work::Retention => (CLOSED, Scene::Signed, 2, 1),
            Work::Unsubscribed => (AS_IT_IS, Scene::Unsubscribed, 60, 40),
            Work::Erasure => (AS_IT_IS, Scene::Signed, 2, 1),
            Work::Emails => (AS_IT_IS, Scene::WaitingEmails, 1, 0),
        };
        (settings, scene, Crowd::days_ago(rows, from, until))
    }

    pub(super) async fn run(self, store: &Store, rows: u64) -> Result<()> {
        let now_ms = now_ms();
        match self {
            Work::Reminders => {
                let mut run = ReminderRun::starting(now_ms);
                while store.attempts().remind_some(&mut run).await?.has_more {}
            }
            Work::Housekeeping => {
                let mut run = HousekeepingRun::starting(now_ms);
                while store.housekeep_some(&mut run).await?.has_more {}
            }
            Work::Retention => {
                let (due_at, now_ms) = (LONG_AFTER_MS - DAY_MS, LONG_AFTER_MS);
                store.privacy().erase_contacts(due_at, now_ms).await?;
            }
            Work::Unsubscribed => {
                store.lists().erase_unsubscribed(now_ms, now_ms).await?;
            }
            Work::Erasure => erase_people(store, rows, now_ms).await?,
            Work::Emails => {
                let mut steps = QueueSteps::default();
                for _ in 0..TIMES {
                    steps.next(store, MAIL_AT_ONCE).await?;
                }
            }
        }
        Ok(())
    }
}

/// Erases people from among all, as `undersigned person erase` does.
async fn erase_people(store: &Store, rows: u64, now_ms: i64) -> Result<()> {
    for at in 0..TIMES.min(rows) {
        let number = at * (rows / TIMES).max(1);
        let key = EmailKey::of_kept(&seed::email(number));
        let scope = ErasureScope::TheOnlyOne;
        let erased = store.privacy().erase_person(&key, &scope, false, now_ms);
        erased.await.with_context(|| format!("person {number}"))?;
    }
    Ok(())
}

/// Steps of the email queue, one after another, as the outbox takes them: each marks as sent what the
/// one before it claimed.
#[derive(Default)]
pub(super) struct QueueSteps {
    sent: Vec<(Id, Delivery)>,
}

impl QueueSteps {
    /// Claims up to `most` emails; returns how many there were.
    pub(super) async fn next(&mut self, store: &Store, most: usize) -> Result<usize> {
        let (room, now_ms) = (std::array::from_fn(|_| most), now_ms());
        let exchange = store.mail().exchange(&self.sent, room, now_ms, now_ms);
        let claimed = exchange.await?.into_iter();
        self.sent = claimed.map(|one| (one.id, Delivery::Sent)).collect();
        Ok(self.sent.len())
    }
}
