//! The erasure log: a file outside the database that lists erased people, by keyed hash alone.
//! After an older backup is restored, everyone erased since is erased again before the first
//! visitor comes.
//!
//! It copies the ledger's records of endings, and the suppressions; it is append-only.

use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sqlx::{AnyConnection, AssertSqlSafe};
use tokio::sync::Mutex;

use super::consents;
use crate::domain::privacy::consent::{ConsentEvent, Record};
use crate::store::engine::db::Db;
use crate::store::engine::rows;
use crate::store::engine::rows::Value;
use crate::store::lists::subscriptions::{self, AttemptScope};
use crate::store::signatures::own;
use crate::store::{Error, Store};

/// Placeholder for an empty field.
const NONE: &str = "-";
/// The keyed hash of a suppressed address, which gets no more emails.
const SUPPRESSION: &str = "suppression";
const HEAD: &str = "# Who was erased from an Undersigned database, by keyed hash: read at each start, so that\n\
    # a backup that is put back does not bring them back. Keep it with the newest data, not with\n\
    # backups.\n";
const ENDS: &str = "select at, event, about, person, signature, number from consents \
    where event in ('erased', 'disowned', 'rejected', 'unsubscribed') and number > $1 \
    order by number";

/// The file, and how far it covers the database.
pub(in crate::store) struct ErasureLog {
    path: PathBuf,
    known: Mutex<LogState>,
}

#[derive(Default)]
struct LogState {
    lines: HashSet<End>,
    /// Ledger records up to this number are in the file.
    number: i64,
    /// Suppressions up to this time are in the file.
    suppressed_at: i64,
}

/// An ending, as a line of the file.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct End {
    at: i64,
    event: String,
    about: String,
    person: String,
    signature: String,
}

/// An ending, as the ledger records it.
#[derive(sqlx::FromRow)]
struct EndRow {
    at: i64,
    event: String,
    about: String,
    person: String,
    signature: String,
    number: i64,
}

impl From<EndRow> for End {
    fn from(row: EndRow) -> Self {
        let signature = Some(row.signature).filter(|one| !one.is_empty());
        Self {
            at: row.at,
            event: row.event,
            about: row.about,
            person: row.person,
            signature: signature.unwrap_or_else(|| NONE.to_owned()),
        }
    }
}

impl End {
    fn line(&self) -> String {
        let Self {
            at,
            event,
            about,
            person,
            signature,
        } = self;
        format!("{at} {event} {about} {person} {signature}\n")
    }

    /// Comments and lines from later versions are skipped.
    fn parse(line: &str) -> Option<Self> {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let [at, event, about, person, signature] = parts[..] else {
            return None;
        };
        Some(Self {
            at: at.parse().ok()?,
            event: event.to_owned(),
            about: about.to_owned(),
            person: person.to_owned(),
            signature: signature.to_owned(),
        })
    }

    fn record(&self) -> Record {
        let whole = self.signature == NONE;
        Record {
            event: self.event.clone(),
            signature: if whole {
                String::new()
            } else {
                self.signature.clone()
            },
            ..Record::of(
                &self.person,
                self.about.clone(),
                ConsentEvent::Erased,
                self.at,
            )
        }
    }
}

impl ErasureLog {
    /// Repeats every erasure in the file that the database does not know, and appends what the file
    /// lacks.
    ///
    /// A line's time may lie in the future if the clock ran ahead when it was written. It is
    /// applied to what exists now, and recorded as done even if that was nothing; otherwise it
    /// would end everything that the person signs until then.
    pub(in crate::store) async fn open(db: &Db, path: PathBuf, now_ms: i64) -> Result<Self, Error> {
        // It is better to serve visitors without the file than not to start.
        let text = read(&path).unwrap_or_else(|error| {
            tracing::warn!(%error, "an older backup would bring back who was erased since");
            String::new()
        });
        let lines: HashSet<End> = text.lines().filter_map(End::parse).collect();
        let query = sqlx::query_as::<_, EndRow>(ENDS).bind(0_i64);
        let known = query.fetch_all(db.read()).await?.into_iter();
        let known: HashSet<End> = known.map(End::from).collect();
        let mut unknown: Vec<&End> = lines.difference(&known).collect();
        unknown.sort_by_key(|end| end.at);
        let ahead = unknown.iter().filter(|end| end.at > now_ms).count();
        if ahead > 0 {
            tracing::warn!(
                ahead,
                "the list of erasures tells of times that are still to come: a clock ran ahead when \
                 they were written, or this one is behind"
            );
        }
        let mut again = 0;
        for end in unknown {
            let by_now = End {
                at: end.at.min(now_ms),
                ..end.clone()
            };
            let mut transaction = db.write().await?;
            let repeated = repeat(&mut transaction, &by_now).await?;
            if end.event != SUPPRESSION {
                consents::add(&mut transaction, vec![end.record()]).await?;
            } else if !repeated {
                continue;
            }
            transaction.commit().await?;
            again += u32::from(repeated);
        }
        if again > 0 {
            tracing::info!(
                again,
                "erased again what this database held although it was erased: it is older than \
                 the list of erasures"
            );
            db.forget_deleted().await?;
        }
        let known = Mutex::new(LogState {
            lines,
            ..LogState::default()
        });
        let erasure_log = Self { path, known };
        erasure_log.try_to_remember(db).await;
        Ok(erasure_log)
    }

    /// A failed write to the file does not undo the ending; the next call retries.
    async fn try_to_remember(&self, db: &Db) {
        if let Err(error) = self.remember(db).await {
            tracing::warn!(%error, "what was erased is not in the list of erasures yet");
        }
    }

    /// Appends what has ended since the last call.
    async fn remember(&self, db: &Db) -> Result<(), Error> {
        #[derive(sqlx::FromRow)]
        struct Suppressed {
            suppressed_at: i64,
            #[sqlx(rename = "suppression_hash")]
            suppression: String,
        }
        let mut known = self.known.lock().await;
        let mut new = Vec::new();
        let (mut number, mut suppressed_at) = (known.number, known.suppressed_at);
        let query = sqlx::query_as::<_, EndRow>(ENDS).bind(number);
        for row in query.fetch_all(db.read()).await? {
            number = row.number;
            new.push(End::from(row));
        }
        // Several suppressions may share one timestamp.
        let sql = "select suppressed_at, suppression_hash from suppressions \
            where suppressed_at >= $1 order by suppressed_at";
        let query = sqlx::query_as::<_, Suppressed>(sql).bind(suppressed_at);
        for suppressed in query.fetch_all(db.read()).await? {
            suppressed_at = suppressed.suppressed_at;
            new.push(End {
                at: suppressed_at,
                event: SUPPRESSION.to_owned(),
                about: NONE.to_owned(),
                person: suppressed.suppression,
                signature: NONE.to_owned(),
            });
        }
        new.retain(|end| !known.lines.contains(end));
        append(&self.path, &new)?;
        known.lines.extend(new);
        (known.number, known.suppressed_at) = (number, suppressed_at);
        Ok(())
    }
}

impl Store {
    /// Called after anything ended.
    pub(in crate::store) async fn remember_ends(&self) {
        if let Some(erasure_log) = &*self.erasure_log {
            erasure_log.try_to_remember(&self.db).await;
        }
    }
}

/// Repeats an ending from before the database was restored; returns whether it changed anything.
async fn repeat(connection: &mut AnyConnection, end: &End) -> Result<bool, Error> {
    let about = end.about.split_once('/');
    match (end.event.as_str(), about) {
        (SUPPRESSION, _) => suppress(connection, end).await,
        ("unsubscribed", Some(("subscription", slug))) => {
            let sql = "update subscriptions set unsubscribed_at = $1 where email_key = $2 \
                and slug = $3 and confirmed_at <= $1 and unsubscribed_at is null";
            changed(connection, sql, end, slug).await
        }
        ("disowned", Some(("subscription", slug))) => {
            let sql = "delete from pending_subscriptions where created_at <= $1 \
                and email_key = $2 and slug = $3 and confirmed_at is null";
            changed(connection, sql, end, slug).await
        }
        ("erased", Some(("subscription", slug))) => {
            let sql = "select id from subscriptions \
                    where subscribed_at <= $1 and email_key = $2 and slug = $3 \
                union all select id from pending_subscriptions \
                    where created_at <= $1 and email_key = $2 and slug = $3";
            let found = found(connection, sql, end, slug).await?;
            if !found.is_empty() {
                subscriptions::erase(connection, slug, &end.person, AttemptScope::All).await?;
            }
            Ok(!found.is_empty())
        }
        (_, Some(("signature", slug))) => erase_signatures(connection, end, slug).await,
        _ => Ok(false),
    }
}

async fn suppress(connection: &mut AnyConnection, end: &End) -> Result<bool, Error> {
    let suppression = vec![vec![Value::from(end.person.as_str()), end.at.into()]];
    let head = "insert into suppressions (suppression_hash, suppressed_at)";
    let added = rows::insert(connection, head, &suppression, "on conflict do nothing").await?;
    Ok(added > 0)
}

/// Erases one signature, or all of the mailbox's that are older than the ending.
async fn erase_signatures(
    connection: &mut AnyConnection,
    end: &End,
    slug: &str,
) -> Result<bool, Error> {
    let mut any = false;
    for (table, began) in [
        ("signatures", "signed_at"),
        ("withdrawn_signatures", "signed_at"),
        ("pending_signatures", "created_at"),
        ("withdrawn_attempts", "created_at"),
    ] {
        let sql =
            format!("select id from {table} where {began} <= $1 and email_key = $2 and slug = $3");
        let this = |id: &String| end.signature == NONE || end.signature == *id;
        let ids = found(connection, &sql, end, slug).await?;
        for id in ids.into_iter().filter(this) {
            any = true;
            // Disowning an attempt in this name says nothing about the person who did sign with
            // that name.
            let attempted = matches!(table, "pending_signatures" | "withdrawn_attempts");
            if attempted && end.signature != NONE {
                drop_attempt(connection, &id).await?;
            } else {
                own::erase(connection, slug, &id, &end.person).await?;
            }
        }
    }
    Ok(any)
}

async fn drop_attempt(connection: &mut AnyConnection, id: &str) -> Result<(), Error> {
    for sql in [
        "delete from outbox where attempt = $1",
        "delete from manage_links where attempt = $1",
        "delete from pending_signatures where id = $1",
        "delete from withdrawn_attempts where id = $1",
    ] {
        let query = sqlx::query(sql).bind(id.to_owned());
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

async fn found(
    connection: &mut AnyConnection,
    sql: &str,
    end: &End,
    slug: &str,
) -> Result<Vec<String>, Error> {
    let query = sqlx::query_scalar(AssertSqlSafe(sql.to_owned()))
        .bind(end.at)
        .bind(end.person.clone())
        .bind(slug.to_owned());
    Ok(query.fetch_all(connection).await?)
}

async fn changed(
    connection: &mut AnyConnection,
    sql: &'static str,
    end: &End,
    slug: &str,
) -> Result<bool, Error> {
    let query = sqlx::query(sql)
        .bind(end.at)
        .bind(end.person.clone())
        .bind(slug.to_owned());
    Ok(query.execute(connection).await?.rows_affected() > 0)
}

fn read(path: &Path) -> Result<String, Error> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(fault(path, &error)),
    }
}

/// Appends whole lines in one write, so that several servers may share the file.
fn append(path: &Path, new: &[End]) -> Result<(), Error> {
    if new.is_empty() {
        return Ok(());
    }
    if let Some(folder) = path.parent().filter(|one| !one.as_os_str().is_empty()) {
        let mut making = fs::DirBuilder::new();
        making.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut making, 0o700);
        making.create(folder).map_err(|error| fault(path, &error))?;
    }
    let head = if path.exists() { "" } else { HEAD };
    let lines: String = new.iter().map(End::line).collect();
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(format!("{head}{lines}").as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| fault(path, &error))
}

fn fault(path: &Path, error: &io::Error) -> Error {
    Error::Internal(format!(
        "the list of erasures at {}: {error}",
        path.display()
    ))
}
