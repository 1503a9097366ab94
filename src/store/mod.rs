//! The database layer, and the only folder that names `sqlx`. Each method is one transaction for
//! one event; a method that causes an email queues it itself.
//!
//! `store/engine/db.rs` hides the two database engines, `store/engine/locks.rs` keeps writes apart that run at the
//! same time, `store/engine/batch.rs` writes queued jobs in one transaction, and
//! each noun has its own file. Times are arguments: nothing here reads a clock.

mod accounts;
mod attempts;
mod declarations;
mod engine;
mod entries;
mod keys;
mod lists;
mod mail;
mod privacy;
mod signatures;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use widgets::wire;

use crate::domain::id::Id;
use crate::domain::keys::sealed::{DataKey, Purpose, Seal};
use crate::domain::keys::source::KeySource;
use crate::domain::signatures::Reservation;
use crate::domain::signatures::verification::HoldReason;

pub use accounts::erasures::DeskErased;
pub use accounts::{
    AcceptOutcome, Accounts, ConsoleSignIn, DeskLink, FirstOwnerOutcome, InviteOutcome, NewAudit,
    RightsOutcome, SignInOutcome, StepUpBegun, StepUpOutcome,
};
pub use attempts::Attempts;
pub use attempts::reminders::ReminderRun;
pub use attempts::still_valid::AttemptSubject;
pub use declarations::Declarations;
pub use declarations::deletion::DeletionRun;
pub use declarations::endings::Ending;
pub use declarations::renaming::RenameObstacle;
pub use declarations::renewals::Renewal;
pub use declarations::shares::{Share, ShareCount};
pub use declarations::site_requests::SiteRequestOutcome;
pub use declarations::statistics::{Group, Statistics};
pub use declarations::versions::Step;
pub use engine::backup::{Copied, Restored, back_up, restore};
pub use engine::chunks::Chunk;
pub use engine::heartbeats::Stuck;
pub use engine::housekeeping::HousekeepingRun;
pub use entries::Entries;
pub use entries::numbers::{StateCounts, SubjectCounts};
pub use keys::Rotated;
pub use lists::Lists;
pub use lists::former_subscribers::{LeftCount, LeftCursor, UnsubscribedPerson};
pub use lists::subscribers::Subscriber;
pub use lists::unsubscribed::{Unsubscribed, UnsubscribedRun};
pub use lists::unsubscribing::Subscribed;
pub use mail::Mail;
pub use mail::contents::ClaimedMail;
pub use mail::deliveries::Delivery;
pub use mail::outbox::{ClaimRoom, MAIL_AT_ONCE, QueueDepth};
pub use mail::trouble::{MailTrouble, Retry};
pub use privacy::Privacy;
pub use privacy::consent_chains::Chain;
pub use privacy::erasures::{ErasureScope, Holding, PersonErased};
pub use privacy::exported_files::{ExportMaker, LastExport, ListedExport, NewExport};
pub use privacy::retention::{Contacts, ContactsRun};
pub use privacy::suppressions::Refused;
pub use signatures::Signatures;
pub use signatures::duplicate_organisations::SameNameOrganisation;
pub use signatures::finding::{FoundSignature, Reached, State, Wanted};
pub use signatures::held::HeldSignature;
pub use signatures::lookalikes::FlaggedSignature;
pub use signatures::name_index::Found;
pub use signatures::own::Corrected;
pub use signatures::paper::{PaperImport, PaperLine};
pub use signatures::signatories::{Cursor, ListedSignature};
pub use signatures::taking_down::{Moved, TAKEN_DOWN_AT_ONCE};

/// The store; clones share one database.
#[derive(Clone)]
pub struct Store {
    db: Arc<engine::db::Db>,
    /// Encrypts and decrypts addresses and postcodes.
    seal: Arc<Seal>,
    batch: engine::batch::Batch,
    /// Notified after every commit that wrote an email.
    queued_mail: Arc<Notify>,
    /// The erasure log, which is kept outside the database.
    erasure_log: Arc<Option<privacy::erasure_log::ErasureLog>>,
}

/// Why the store failed. The causes hold no personal data, and never leave the server.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The database is unreachable or overloaded; the same request may succeed later.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// Other writes at the same time prevented it each time it was tried; the same request may succeed
    /// later.
    #[error("other writes prevented this one: {0}")]
    Conflict(String),
    /// The disk is full; the same request may succeed once there is room.
    #[error("the disk is full: {0}")]
    Full(String),
    /// Anything else: a bug, or corrupt data.
    #[error("the database refused: {0}")]
    Internal(String),
    /// The operator's key does not match the database or cannot be read; the message says what to
    /// do.
    #[error("{0}")]
    Key(String),
    /// The command would lose data, or cannot run here; the message says what to do.
    #[error("{0}")]
    Refused(String),
}

/// The outcome of an attempt to sign or subscribe.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub enum AttemptOutcome {
    /// Stored, or answered before.
    Accepted { id: Id },
    /// No such declaration or list.
    Unknown,
    /// What it is about is off the web.
    OffTheWeb,
    /// The idempotency key was used with another body.
    KeyReused,
}

/// The status of an attempt, as far as its sender may know.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AttemptStatus {
    /// Its email has not been answered yet, or it is held for the organisers.
    Pending,
    Confirmed,
    /// Unknown, expired, cancelled, or withdrawn since.
    Gone,
}

/// The outcome of a confirmation.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub enum ConfirmOutcome {
    Confirmed(Confirmed),
    /// Not the attempt's code.
    Wrong,
    /// The code of another email to the same mailbox.
    OfAnother,
    /// Unknown, used up or expired.
    Expired,
    /// What it is about was unpublished meanwhile; it can be confirmed once that is published again.
    OffTheWeb,
    /// Too many wrong codes were tried, so the code no longer works.
    Void,
    KeyReused,
}

/// What was confirmed, and which page the visitor came from.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Confirmed {
    pub kind: wire::ConfirmedKind,
    /// The attempt. If it counts now, its signature or subscription has the same id.
    pub attempt: Id,
    pub slug: String,
    pub title: String,
    /// Confirmed signatures of the declaration; absent for a list.
    pub count: Option<u64>,
    /// Which of the declaration's signatures it became just now, counted from 1; absent if it counted
    /// before, is held, or is a subscription.
    pub place: Option<u64>,
    /// Why it is held, if it does not count yet.
    pub held: Option<HoldReason>,
    /// BCP 47: the language of the form.
    pub lang: String,
    pub site: String,
    pub page_url: String,
}

/// The outcome of counting a share.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub enum ShareOutcome {
    Counted,
    KeyReused,
}

/// What the page behind an emailed link shows before anything is confirmed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PendingView {
    pub kind: wire::ConfirmedKind,
    pub slug: String,
    /// BCP 47: the language of the form.
    pub lang: String,
    pub title: String,
    pub organisers: String,
    pub contact: String,
    pub name: Option<String>,
    pub organisation: Option<String>,
    pub visibility: wire::Visibility,
    pub site: String,
    pub page_url: String,
    /// The person has already signed or subscribed.
    pub confirmed: bool,
    /// This attempt was confirmed, by whichever of its emails.
    pub answered: bool,
    /// Its email was answered but it is still held: why, and until when.
    pub held: Option<(HoldReason, i64)>,
    pub reservations: Vec<Reservation>,
    /// What it is about is off the web.
    pub unpublished: bool,
    /// When the attempt is deleted, or its signature if it is still held.
    pub expires_at: i64,
}

impl PendingView {
    /// It was confirmed, and the person has since withdrawn or unsubscribed.
    pub fn has_ended(&self) -> bool {
        self.answered && !self.confirmed && self.held.is_none()
    }
}

impl Store {
    /// Opens the database at `sqlite:PATH` or `postgres://…`; creates its tables and its key if it is
    /// new. A database of a newer version is refused.
    pub async fn open(url: &str, key: &KeySource) -> Result<Self, Error> {
        Self::open_with_erasure_log(url, key, None, 0).await
    }

    /// The same with an erasure log: records that an older backup brought back are erased again
    /// first. `now_ms` bounds the times in the log.
    pub async fn open_with_erasure_log(
        url: &str,
        key: &KeySource,
        erased: Option<PathBuf>,
        now_ms: i64,
    ) -> Result<Self, Error> {
        let db = Arc::new(engine::db::Db::open(url).await?);
        let seal = Arc::new(keys::open(&db, key).await?);
        db.seal_with(seal.key_id());
        let erasure_log = match erased {
            Some(path) => Some(privacy::erasure_log::ErasureLog::open(&db, path, now_ms).await?),
            None => None,
        };
        let queued_mail = Arc::new(Notify::new());
        let batch = engine::batch::Batch::start(
            Arc::clone(&db),
            Arc::clone(&seal),
            Arc::clone(&queued_mail),
        );
        Ok(Self {
            db,
            seal,
            batch,
            queued_mail,
            erasure_log: Arc::new(erasure_log),
        })
    }

    /// Re-encrypts a database with another key; without `to`, with a new one that replaces the key
    /// file. If it is killed halfway, running it again resumes.
    pub async fn rotate_key(
        url: &str,
        key: &KeySource,
        to: Option<DataKey>,
    ) -> Result<Rotated, Error> {
        let db = engine::db::Db::open(url).await?;
        let rotated = keys::rotate(&db, key, to).await;
        db.close().await;
        rotated
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), Error> {
        self.db.ping().await
    }

    /// Compares this server's clock, which shows this time, with that of the database, by which the leases
    /// of emails are counted.
    pub async fn compare_clocks(&self, now_ms: i64) -> Result<(), Error> {
        self.db.compare_clocks(now_ms).await
    }

    /// Writes what was accepted, then closes the database. Later writes are rejected.
    pub async fn close(&self) {
        self.batch.close().await;
        self.db.close().await;
    }

    /// The keys for encryption and for keyed hashes.
    pub fn seal(&self) -> &Seal {
        &self.seal
    }
}

/// Decrypts a sealed value from the database.
fn open(seal: &Seal, purpose: Purpose, sealed: &str) -> Result<String, Error> {
    seal.open(purpose, sealed)
        .map_err(|unreadable| Error::Internal(unreadable.to_string()))
}

impl fmt::Debug for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Store")
    }
}
