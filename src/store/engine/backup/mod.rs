//! Backs up the whole database while servers use it, and restores it on an empty machine. A copy is
//! written under a temporary name and renamed once it is complete, checked and synced, so half a
//! copy never looks like a whole one. Waiting emails are held in the copy: the running server sends
//! them, so a restored database must not send them again of its own accord.
//!
//! A copy does not contain the data key. `sqlite.rs` and `postgres.rs` hold each engine's method.

mod postgres;
mod sqlite;

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::domain::keys::source::KeySource;
use crate::store::Error;

/// Holds a copy's waiting emails.
const HOLD: &str = "update emails set status = 'held', lease_until = null where status = 'waiting'";

/// The result of a backup.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Copied {
    pub bytes: u64,
    /// The id of the key that decrypts it; `None` before a server's first start.
    pub key_id: Option<String>,
    /// Waiting emails that are held in the copy.
    pub held: u64,
}

/// The result of a restore.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Restored {
    pub bytes: u64,
    pub key_id: Option<String>,
    pub held: u64,
    /// What to do first, if the available key does not decrypt it.
    pub key_missing: Option<String>,
}

/// Copies the database at `url` to a new file at `to`, readable by its owner only. Servers keep
/// reading and writing meanwhile.
pub async fn back_up(url: &str, to: &Path) -> Result<Copied, Error> {
    let aside = Aside::beside(to)?;
    let copied = match path_of(url) {
        Some(path) => sqlite::copy(path, &aside.path).await?,
        None => postgres::dump(url, &aside.path).await?,
    };
    aside.take_place(to)?;
    Ok(copied)
}

/// Restores a copy to a database that does not exist yet (SQLite) or is empty (PostgreSQL).
pub async fn restore(url: &str, key: &KeySource, from: &Path) -> Result<Restored, Error> {
    let copied = match path_of(url) {
        Some(path) => {
            let to = Path::new(path);
            sqlite::nothing_there(to)?;
            make_folder_of(to)?;
            let aside = Aside::beside(to)?;
            let copied = sqlite::bring_back(from, &aside.path).await?;
            aside.take_place(to)?;
            copied
        }
        None => postgres::load(url, from).await?,
    };
    let key_missing = match &copied.key_id {
        Some(key_id) => key.named(key_id).err().map(|error| error.to_string()),
        None => None,
    };
    Ok(Restored {
        bytes: copied.bytes,
        key_id: copied.key_id,
        held: copied.held,
        key_missing,
    })
}

/// The file of a SQLite database, as `Db::open` reads it.
fn path_of(url: &str) -> Option<&str> {
    let path = url.strip_prefix("sqlite:")?;
    Some(path.strip_prefix("//").unwrap_or(path))
}

/// On an empty machine even the folder may be missing; a new one is accessible to its owner only.
fn make_folder_of(to: &Path) -> Result<(), Error> {
    let Some(folder) = to.parent().filter(|one| !one.as_os_str().is_empty()) else {
        return Ok(());
    };
    let mut making = fs::DirBuilder::new();
    making.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut making, 0o700);
    making.create(folder).map_err(|error| fault(folder, &error))
}

/// A temporary file beside its final name; removed unless it takes that name.
struct Aside {
    path: PathBuf,
    took_place: bool,
}

impl Aside {
    fn beside(to: &Path) -> Result<Self, Error> {
        if to.exists() {
            return Err(refusal(format!(
                "{} is there already, and nothing is written over it: give another name, or move \
                 it away",
                to.display()
            )));
        }
        if to.file_name().is_none() || to.to_str().is_none() {
            return Err(refusal(format!(
                "{} is no name that a file can have",
                to.display()
            )));
        }
        let mut name = OsString::from(to);
        name.push(".partial");
        let path = PathBuf::from(name);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        // Set before any personal data is in the file.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(_) => Ok(Self {
                path,
                took_place: false,
            }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(refusal(format!(
                "{} is there: another run is writing it, or one was cut short. When none is \
                 running, delete it and try again",
                path.display()
            ))),
            Err(error) => Err(fault(&path, &error)),
        }
    }

    /// Syncs the file, renames it, then syncs the folder: a power cut leaves all of it or nothing.
    fn take_place(mut self, to: &Path) -> Result<(), Error> {
        let synced = fs::File::open(&self.path).and_then(|file| file.sync_all());
        synced.map_err(|error| fault(&self.path, &error))?;
        fs::rename(&self.path, to).map_err(|error| fault(to, &error))?;
        self.took_place = true;
        let folder = match to.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        fs::File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| fault(folder, &error))
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if !self.took_place {
            // If it cannot be removed, its name shows that it is not a finished copy.
            _ = fs::remove_file(&self.path);
        }
    }
}

fn refusal(message: String) -> Error {
    Error::Refused(message)
}

fn fault(path: &Path, error: &io::Error) -> Error {
    refusal(format!("{}: {error}", path.display()))
}
