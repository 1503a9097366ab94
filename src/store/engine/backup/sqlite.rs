//! SQLite backups: `VACUUM INTO` copies a snapshot of the database in one read transaction, while
//! other processes write. (The `.backup` command of the `sqlite3` shell restarts at each write by
//! another process, so beside a busy server it never ends, and what it leaves when stopped opens
//! like a database.)

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use sqlx::any::AnyConnectOptions;
use sqlx::{AnyConnection, Connection as _};

use super::super::db;
use super::{Copied, HOLD, fault, refusal};
use crate::store::Error;

/// What every SQLite database begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// Files left beside a database that was not closed.
const ENDINGS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

pub(super) async fn copy(path: &str, aside: &Path) -> Result<Copied, Error> {
    if !Path::new(path).exists() {
        return Err(refusal(format!("there is no database at {path}")));
    }
    // Not in a transaction and not with `query_only`: `VACUUM INTO` works with neither.
    let mut source = connect(path, "rw").await?;
    let into = sqlx::query("vacuum into $1").bind(name(aside)?.to_owned());
    let copied = into.execute(&mut source).await;
    source.close().await?;
    copied?;
    checked(aside).await
}

/// Rejects an existing database, which would be lost, and a left-over log, which would be applied
/// to the restored one.
pub(super) fn nothing_there(to: &Path) -> Result<(), Error> {
    for ending in ENDINGS {
        let file = beside(to, ending)?;
        if Path::new(&file).exists() {
            return Err(refusal(format!(
                "{file} is there, and nothing is written over it: stop every server of this \
                 database, move it away with what lies beside it ({0}-wal, {0}-shm), and try again",
                to.display()
            )));
        }
    }
    Ok(())
}

pub(super) async fn bring_back(from: &Path, aside: &Path) -> Result<Copied, Error> {
    let log = beside(from, "-wal")?;
    if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        return Err(refusal(format!(
            "{log} holds what {} lacks: it is the file of a running or stopped server and not a \
             copy; make one from it with `undersigned backup`",
            from.display()
        )));
    }
    let (source, target) = (from.to_owned(), aside.to_owned());
    let copying = tokio::task::spawn_blocking(move || stream(&source, &target));
    let copied = copying
        .await
        .map_err(|error| Error::Internal(format!("copying ended badly: {error}")))?;
    copied.map_err(|error| fault(from, &error))?;
    checked(aside).await
}

fn stream(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = fs::File::open(from)?;
    let mut begins = [0; MAGIC.len()];
    let whole = source.read_exact(&mut begins).is_ok() && begins == *MAGIC;
    if !whole {
        return Err(io::Error::other("it is no copy of a SQLite database"));
    }
    let mut source = fs::File::open(from)?;
    let mut target = fs::OpenOptions::new().write(true).open(to)?;
    io::copy(&mut source, &mut target)?;
    Ok(())
}

/// Holds the waiting emails in a copy and reads all of it once.
async fn checked(aside: &Path) -> Result<Copied, Error> {
    let mut copy = connect(name(aside)?, "rw").await?;
    let looked = look_through(&mut copy).await;
    copy.close().await?;
    let (key_id, held) = looked.map_err(|error| match error {
        Error::Refused(_) => error,
        other => refusal(format!(
            "it is no whole copy of a database of ours: {other}"
        )),
    })?;
    let bytes = fs::metadata(aside).map_err(|error| fault(aside, &error))?;
    Ok(Copied {
        bytes: bytes.len(),
        key_id,
        held,
    })
}

async fn look_through(copy: &mut AnyConnection) -> Result<(Option<String>, u64), Error> {
    let damage: Vec<String> = sqlx::query_scalar("pragma integrity_check")
        .fetch_all(&mut *copy)
        .await?;
    if damage != ["ok"] {
        // SQLite names tables and pages here, never their contents.
        let first = damage.first().map_or("no answer", String::as_str);
        return Err(refusal(format!("the copy is damaged: {first}")));
    }
    let made_by = sqlx::query_scalar("select max(version) from _sqlx_migrations");
    let made_by: i64 = made_by.fetch_one(&mut *copy).await?;
    if made_by > db::newest_migration() {
        return Err(refusal(
            "it was made by a newer version of this program; restore it with that one".into(),
        ));
    }
    let held = sqlx::query(HOLD).execute(&mut *copy).await?.rows_affected();
    let keys = sqlx::query_scalar("select key_id from data_keys where status <> 'next'");
    let key_id = keys.fetch_optional(&mut *copy).await?;
    Ok((key_id, held))
}

async fn connect(path: &str, mode: &str) -> Result<AnyConnection, Error> {
    sqlx::any::install_default_drivers();
    let options: AnyConnectOptions = db::sqlite_options(path, mode)?;
    Ok(AnyConnection::connect_with(&options).await?)
}

fn name(path: &Path) -> Result<&str, Error> {
    let name = path.to_str();
    name.ok_or_else(|| refusal(format!("{} is not written in UTF-8", path.display())))
}

fn beside(path: &Path, ending: &str) -> Result<String, Error> {
    Ok(format!("{}{ending}", name(path)?))
}
