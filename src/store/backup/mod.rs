//! Copies of the whole database while servers work on it, and the way back onto an empty machine.
//! A copy is made beside its name and takes the name when it is whole, checked and synced, so half a
//! copy never looks like one. Emails that waited are held in it: the server that goes on has sent
//! them, and a restored database must not send them again by itself.
//!
//! The data key is not in a copy. `sqlite.rs` and `postgres.rs` say how each engine does it.

mod postgres;
mod sqlite;

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Error, KeySource};

/// In a copy, what waited to be sent.
const HOLD: &str = "update outbox set status = 'held', lease_until = 0 where status = 'waiting'";

/// A copy that was made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Copied {
    pub bytes: u64,
    /// The name of the key that opens it; none before the first start of a server.
    pub key_id: Option<String>,
    /// Emails that waited, and are held in the copy.
    pub held: u64,
}

/// A database that was put back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Restored {
    pub bytes: u64,
    pub key_id: Option<String>,
    pub held: u64,
    /// What to do first, where the key at hand does not open it.
    pub key_missing: Option<String>,
}

/// Copies the database at `url` to a new file at `to`, readable by its owner alone. Servers go on
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

/// Puts a copy in the place of a database that is not there yet (SQLite) or empty (PostgreSQL).
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

/// On an empty machine even the folder may be missing; what is in it is its owner's alone.
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

/// A file beside its future name; it is removed again unless it takes that name.
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
        // Before a byte of anybody's data is in it.
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

    /// Synced, then named, then the name synced: a power cut leaves the whole or nothing.
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
            // What cannot be removed is named so that nobody takes it for a copy.
            _ = fs::remove_file(&self.path);
        }
    }
}

fn refusal(words: String) -> Error {
    Error::Refused(words)
}

fn fault(path: &Path, error: &io::Error) -> Error {
    refusal(format!("{}: {error}", path.display()))
}
