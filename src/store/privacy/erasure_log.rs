//! The erasure log: a file outside the database that lists erased people, by keyed hash alone.
//! After an older backup is restored, everyone erased since is erased again before the first
//! visitor comes; `repeated_erasures.rs` does that.
//!
//! It copies the ledger's records of endings, and the suppressions; it is append-only.

use std::collections::{HashMap, HashSet};
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tokio::sync::Mutex;

use super::repeated_erasures::repeat_all;
use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::privacy::consent::ConsentEvent;
use crate::store::engine::db::Db;
use crate::store::{Error, Store};

/// Placeholder for an empty field.
const NONE: &str = "-";
/// The event of a suppressed address, which gets no more emails.
const SUPPRESSION: &str = "suppression";
const HEAD: &str = "# Who was erased from an Undersigned database, by keyed hash: read at each start, so that\n\
    # a backup that is put back does not bring them back. Keep it with the newest data, not with\n\
    # backups.\n";

/// The last ending in each chain that has any, by an index of these events.
const LAST_ENDS: &str = "select subject, max(number) as number from consents \
    where event in ('erased', 'disowned', 'rejected', 'unsubscribed') group by subject";
/// The endings in one chain after a record, by the same index.
const ENDS: &str = "select number, at, event, subject, person, attempt \
    from consents where event in ('erased', 'disowned', 'rejected', 'unsubscribed') \
        and subject = $1 and number > $2 order by number";

/// The file, and how far it covers the database.
pub(in crate::store) struct ErasureLog {
    path: PathBuf,
    known: Mutex<LogState>,
}

#[derive(Default)]
struct LogState {
    lines: HashSet<End>,
    /// By subject: ledger records up to this number are in the file.
    numbers: HashMap<i64, i64>,
    /// Suppressions up to this time are in the file.
    suppressed_at: i64,
}

/// An ending, as a line of the file.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum End {
    Recorded {
        at: i64,
        /// Erased, disowned, rejected or unsubscribed.
        event: ConsentEvent,
        subject: i64,
        person: KeyedHash,
        /// `None` for a list, or for the whole mailbox.
        attempt: Option<Id>,
    },
    Suppressed {
        at: i64,
        suppression: KeyedHash,
    },
}

/// An ending, as the ledger records it.
#[derive(sqlx::FromRow)]
struct EndRow {
    number: i64,
    at: i64,
    event: ConsentEvent,
    subject: i64,
    person: KeyedHash,
    attempt: Option<Id>,
}

/// A suppression, and when it began.
#[derive(sqlx::FromRow)]
struct SuppressionRow {
    suppressed_at: i64,
    suppression: KeyedHash,
}

impl From<EndRow> for End {
    fn from(row: EndRow) -> Self {
        Self::Recorded {
            at: row.at,
            event: row.event,
            subject: row.subject,
            person: row.person,
            attempt: row.attempt,
        }
    }
}

impl End {
    pub(super) const fn at(self) -> i64 {
        match self {
            Self::Recorded { at, .. } | Self::Suppressed { at, .. } => at,
        }
    }

    /// Time, event, subject, person and attempt.
    fn line(&self) -> String {
        match self {
            Self::Recorded {
                at,
                event,
                subject,
                person,
                attempt,
            } => {
                let attempt = attempt.map_or_else(|| NONE.to_owned(), |id| id.to_string());
                format!("{at} {} {subject} {person} {attempt}\n", event.as_str())
            }
            Self::Suppressed { at, suppression } => {
                format!("{at} {SUPPRESSION} {NONE} {suppression} {NONE}\n")
            }
        }
    }

    /// Comments and lines from later versions are skipped.
    fn parse(line: &str) -> Option<Self> {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let [at, event, subject, person, attempt] = parts[..] else {
            return None;
        };
        let (at, person) = (at.parse().ok()?, KeyedHash::parse(person)?);
        if event == SUPPRESSION {
            return Some(Self::Suppressed {
                at,
                suppression: person,
            });
        }
        let attempt = Some(attempt).filter(|attempt| *attempt != NONE);
        Some(Self::Recorded {
            at,
            event: ConsentEvent::parse(event)?,
            subject: subject.parse().ok()?,
            person,
            attempt: match attempt {
                Some(attempt) => Some(Id::parse(attempt)?),
                None => None,
            },
        })
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
        let mut known = LogState::default();
        known.read_on(db).await?;
        let mut unknown: Vec<End> = lines.difference(&known.lines).copied().collect();
        unknown.sort_by_key(|end| end.at());
        let ahead = unknown.iter().filter(|end| end.at() > now_ms).count();
        if ahead > 0 {
            tracing::warn!(
                ahead,
                "the list of erasures tells of times that are still to come: a clock ran ahead when \
                 they were written, or this one is behind"
            );
        }
        let again = repeat_all(db, &unknown, now_ms).await?;
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
        let mut known = self.known.lock().await;
        let mut read = LogState {
            lines: HashSet::new(),
            numbers: known.numbers.clone(),
            suppressed_at: known.suppressed_at,
        };
        read.read_on(db).await?;
        let mut new: Vec<End> = read.lines.difference(&known.lines).copied().collect();
        new.sort_by_key(|end| end.at());
        append(&self.path, &new)?;
        known.lines.extend(new);
        (known.numbers, known.suppressed_at) = (read.numbers, read.suppressed_at);
        Ok(())
    }
}

impl LogState {
    /// Adds what the database knows beyond these numbers.
    async fn read_on(&mut self, db: &Db) -> Result<(), Error> {
        #[derive(sqlx::FromRow)]
        struct LastEnd {
            subject: i64,
            number: i64,
        }
        let query = sqlx::query_as::<_, LastEnd>(LAST_ENDS);
        let mut has_disowned = false;
        for LastEnd { subject, number } in query.fetch_all(db.read()).await? {
            let known = self.numbers.entry(subject).or_default();
            if number <= *known {
                continue;
            }
            let query = sqlx::query_as::<_, EndRow>(ENDS).bind(subject);
            for row in query.bind(*known).fetch_all(db.read()).await? {
                *known = row.number;
                has_disowned |= row.event == ConsentEvent::Disowned;
                self.lines.insert(row.into());
            }
        }
        // An address is suppressed in the transaction that records why. Several suppressions may
        // share one timestamp.
        if has_disowned {
            let sql = "select suppressed_at, suppression from suppressions \
                where suppressed_at >= $1";
            let query = sqlx::query_as::<_, SuppressionRow>(sql).bind(self.suppressed_at);
            for row in query.fetch_all(db.read()).await? {
                self.suppressed_at = self.suppressed_at.max(row.suppressed_at);
                self.lines.insert(End::Suppressed {
                    at: row.suppressed_at,
                    suppression: row.suppression,
                });
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_round_trips_through_its_line_and_other_lines_are_skipped() {
        let person = KeyedHash::from_bytes([0xab; 16]);
        let ended = |attempt| End::Recorded {
            at: 17,
            event: ConsentEvent::Disowned,
            subject: 3,
            person,
            attempt,
        };
        let suppressed = End::Suppressed {
            at: 17,
            suppression: person,
        };
        for end in [ended(None), ended(Some(Id::new(17))), suppressed] {
            assert_eq!(End::parse(&end.line()), Some(end));
        }
        let line = ended(None).line();
        assert_eq!(line, format!("17 disowned 3 {person} -\n"));
        for other in [
            "# a comment of five words",
            &line.replace("disowned", "forgotten"),
            &line.replace(" 3 ", " signature/a "),
            &line.replace("ab", ""),
            &line.replace('-', "x"),
        ] {
            assert_eq!(End::parse(other), None, "{other}");
        }
    }
}
