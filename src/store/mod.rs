//! All that is kept: the only folder that says `sqlx`. One method is one transaction and one
//! thing that happened; a method that causes a letter writes the outbox row itself.
//!
//! `db.rs` knows that there are two engines, `batch.rs` writes what waits in one transaction, and
//! there is a file for each noun. Times are arguments: nothing here reads a clock.

mod admissions;
mod attempt_rows;
mod attempts;
mod backup;
mod batch;
mod confirmations;
mod consents;
mod db;
mod declarations;
mod endings;
mod erasures;
mod exported_files;
mod finding_signatures;
mod heartbeats;
mod housekeeping;
mod idempotency;
mod key_file;
mod keys;
mod leavers;
mod lists;
mod loaders;
mod mail_trouble;
mod manage_links;
mod name_index;
mod namesakes;
mod outbox;
mod own_signatures;
mod paper;
mod people;
#[cfg(test)]
mod plans;
mod proofs;
mod queue;
mod recall;
mod refusals;
mod reminders;
mod renewals;
mod resending;
mod reservations;
mod retention;
mod rows;
mod sealed_columns;
mod shares;
mod shown_words;
mod signatories;
mod standing;
mod statistics;
mod subscribers;
mod subscriptions;
mod suspicions;
mod taking_down;
mod tallies;
mod unsubscribing;
mod versions;
mod waiting;
mod withdrawals;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use widgets::wire;

use crate::domain::attempt::{Attempt, Resend};
use crate::domain::proof::{IdempotencyKey, Proof};
use crate::domain::sealed::{DataKey, Purpose, Seal};
use crate::domain::signature::{NewSignature, Reservation};
use crate::domain::subscription::NewSubscription;
use crate::domain::token::Token;
use crate::domain::verification::Held;

pub use backup::{Copied, Restored, back_up, restore};
pub use consents::Chain;
pub use endings::Ending;
pub use erasures::{Holding, PersonErased, Whose};
pub use finding_signatures::{FoundSignature, Reached, State, Wanted};
pub use heartbeats::Stuck;
pub use key_file::KeySource;
pub use keys::Rotated;
pub use leavers::Leavers;
pub use mail_trouble::{MailTrouble, Retry};
pub use name_index::Found;
pub use namesakes::Namesake;
pub use outbox::{Depth, Fate, Waiting};
pub use own_signatures::Corrected;
pub use paper::{PaperImport, PaperLine};
pub use refusals::Refused;
pub use renewals::Renewal;
pub use retention::Contacts;
pub use signatories::Cursor;
pub use statistics::{Group, Statistics};
pub use subscribers::{Leaver, Subscriber};
pub use subscriptions::Subscribed;
pub use suspicions::Suspicious;
pub use taking_down::{Moved, TAKEN_DOWN_AT_ONCE};
pub use unsubscribing::Leaving;
pub use versions::Step;
pub use waiting::HeldSignature;

/// The store; clones share one database.
#[derive(Clone)]
pub struct Store {
    db: Arc<db::Db>,
    /// Through which addresses and postcodes go in and come out.
    seal: Arc<Seal>,
    batch: batch::Batch,
    /// Told after every commit that wrote a letter.
    letters: Arc<Notify>,
    /// What was erased, outside the database.
    recall: Arc<Option<recall::Recall>>,
}

/// Why the store could not do it. The causes hold no personal data, and never leave the server.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The database is away, full or overloaded; the same request may succeed later.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// Anything else is a fault of ours or of the data.
    #[error("the database refused: {0}")]
    Internal(String),
    /// The operator's key is not the database's, or cannot be had; said with what to do.
    #[error("{0}")]
    Key(String),
    /// What a command was asked to do would lose something, or cannot be done here; said with what
    /// to do.
    #[error("{0}")]
    Refused(String),
}

/// What became of a signing or subscribing attempt.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub enum AttemptOutcome {
    Accepted {
        id: String,
    },
    /// No such declaration or list.
    Unknown,
    /// The idempotency key was used with another body.
    KeyReused,
}

/// How an attempt stands, as far as its sender may know.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AttemptStatus {
    /// Its email is not answered yet, or it waits for the organisers.
    Pending,
    Confirmed,
    /// Unknown, too old, taken back, or withdrawn since.
    Gone,
}

/// What became of a confirmation.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub enum ConfirmOutcome {
    Confirmed(Confirmed),
    /// Not the attempt's code.
    Wrong,
    /// The code of another email to the same mailbox.
    OfAnother,
    /// Unknown, used up or too old.
    Expired,
    /// Its code was guessed at too often, and is worth nothing any more.
    Void,
    KeyReused,
}

/// What was confirmed, and where the visitor came from.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Confirmed {
    pub kind: wire::ConfirmedKind,
    pub slug: String,
    pub title: String,
    /// Confirmed signatures of the declaration; absent for a list.
    pub count: Option<u64>,
    /// What it waits for, if it does not count yet.
    #[serde(default)]
    pub held: Option<Held>,
    /// BCP 47: the language that the form was shown in.
    pub lang: String,
    pub site: String,
    pub page_url: String,
}

/// What became of a share.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub enum ShareOutcome {
    Counted,
    KeyReused,
}

/// What the page behind a mailed link shows before anything is confirmed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PendingView {
    pub kind: wire::ConfirmedKind,
    pub slug: String,
    /// BCP 47: the language that the form was shown in.
    pub lang: String,
    pub title: String,
    pub organisers: String,
    pub contact: String,
    pub name: Option<String>,
    pub organisation: Option<String>,
    pub visibility: wire::Visibility,
    pub site: String,
    pub page_url: String,
    /// The person has signed or joined already.
    pub confirmed: bool,
    /// This very letter was answered.
    pub answered: bool,
    /// Its letter is answered, and it waits all the same: for what, and until when.
    pub held: Option<(Held, i64)>,
    pub reservations: Vec<Reservation>,
}

impl PendingView {
    /// It was confirmed, and its person has withdrawn or left since.
    pub fn has_ended(&self) -> bool {
        self.answered && !self.confirmed && self.held.is_none()
    }
}

impl Store {
    /// Opens the database at `sqlite:PATH` or `postgres://…`, creating, migrating and, when an
    /// earlier version kept addresses in clear, sealing it.
    pub async fn open(url: &str, key: &KeySource) -> Result<Self, Error> {
        Self::open_recalling(url, key, None, 0).await
    }

    /// The same with a file that lists what was erased: what an older backup brought back is erased
    /// again first. `now_ms` bounds the times in that list.
    pub async fn open_recalling(
        url: &str,
        key: &KeySource,
        erased: Option<PathBuf>,
        now_ms: i64,
    ) -> Result<Self, Error> {
        let db = Arc::new(db::Db::open(url).await?);
        let seal = Arc::new(keys::open(&db, key).await?);
        db.seal_with(seal.key_id());
        let recall = match erased {
            Some(path) => Some(recall::Recall::open(&db, path, now_ms).await?),
            None => None,
        };
        let letters = Arc::new(Notify::new());
        let batch = batch::Batch::start(Arc::clone(&db), Arc::clone(&seal), Arc::clone(&letters));
        Ok(Self {
            db,
            seal,
            batch,
            letters,
            recall: Arc::new(recall),
        })
    }

    /// Seals a database with another key; without `to`, a new one in the place of the key file.
    /// Killed in the middle, it goes on when it is asked again.
    pub async fn rotate_key(
        url: &str,
        key: &KeySource,
        to: Option<DataKey>,
    ) -> Result<Rotated, Error> {
        let db = db::Db::open(url).await?;
        let rotated = keys::rotate(&db, key, to).await;
        db.close().await;
        rotated
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), Error> {
        self.db.ping().await
    }

    /// Writes what was accepted, then lets go of the database. Later writes are refused.
    pub async fn close(&self) {
        self.batch.close().await;
        self.db.close().await;
    }

    /// Wakes when a letter was written; the outbox waits on it.
    pub fn letters(&self) -> Arc<Notify> {
        Arc::clone(&self.letters)
    }

    /// The keys that the database is sealed and looked up with.
    pub fn seal(&self) -> &Seal {
        &self.seal
    }

    /// Keeps a signing attempt and writes its letter. The outcome is the same whether or not the
    /// person has signed before.
    pub async fn sign(
        &self,
        signature: NewSignature,
        key: Option<IdempotencyKey>,
        now_ms: i64,
    ) -> Result<AttemptOutcome, Error> {
        self.batch
            .attempt(Attempt::Signature(signature), key, now_ms)
            .await
    }

    /// Keeps a subscribing attempt and writes its letter.
    pub async fn subscribe(
        &self,
        subscription: NewSubscription,
        key: Option<IdempotencyKey>,
        now_ms: i64,
    ) -> Result<AttemptOutcome, Error> {
        self.batch
            .attempt(Attempt::Subscription(subscription), key, now_ms)
            .await
    }

    /// Asks for the email of an attempt once more, perhaps at a corrected address. The outcome does not
    /// tell whether one may go.
    pub async fn resend(
        &self,
        resend: Resend,
        key: Option<IdempotencyKey>,
        now_ms: i64,
    ) -> Result<AttemptOutcome, Error> {
        self.batch.resend(resend, key, now_ms).await
    }

    /// The token of the link in an attempt's first email.
    pub fn link(&self, attempt: &str) -> Token {
        self.seal.link(attempt, 0)
    }

    /// Turns an attempt into a signature or subscription, once however often it is asked.
    pub async fn confirm(
        &self,
        proof: Proof,
        key: Option<IdempotencyKey>,
        now_ms: i64,
    ) -> Result<ConfirmOutcome, Error> {
        self.batch.confirm(proof, key, now_ms).await
    }

    /// Counts a share; a declaration that does not exist counts as none.
    pub async fn add_share(
        &self,
        declaration: Option<&str>,
        network: &str,
        key: Option<IdempotencyKey>,
        now_ms: i64,
    ) -> Result<ShareOutcome, Error> {
        self.batch.share(declaration, network, key, now_ms).await
    }
}

/// A sealed value of the database, opened.
fn open(seal: &Seal, purpose: Purpose, sealed: &str) -> Result<String, Error> {
    seal.open(purpose, sealed)
        .map_err(|unreadable| Error::Internal(unreadable.to_string()))
}

impl fmt::Debug for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Store")
    }
}
