//! The data key file, used when no option gives the key: readable by its owner only, created once
//! and never overwritten. `mod.rs` uses the key.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::domain::keys::sealed::DataKey;
use crate::domain::keys::source::KeySource;
use crate::store::Error;

impl KeySource {
    /// The key for a database that has none yet.
    pub(in crate::store) fn first(&self) -> Result<DataKey, Error> {
        match self {
            Self::Given(key) => Ok(key.clone()),
            Self::File(path) => read_or_make(path),
        }
    }

    /// The key with this id. A rotation that was interrupted at the very end left the right key
    /// beside the file; it is moved into place.
    pub(in crate::store) fn named(&self, key_id: &str) -> Result<DataKey, Error> {
        let found = match self {
            Self::Given(key) => Some(key.clone()),
            Self::File(path) => {
                let next = read(&next(path))?.filter(|key| key.id() == key_id);
                if next.is_some() {
                    put_in_place(path)?;
                }
                read(path)?
            }
        };
        match found {
            Some(key) if key.id() == key_id => Ok(key),
            found => Err(Error::Key(self.refusal(key_id, found.as_ref()))),
        }
    }

    /// The error for the operator, with what to do.
    fn refusal(&self, key_id: &str, found: Option<&DataKey>) -> String {
        let found = match (self, found) {
            (Self::Given(_), Some(key)) => format!("the given key is {}", key.id()),
            (Self::File(path), Some(key)) => format!("{} holds key {}", path.display(), key.id()),
            (Self::Given(_), None) => "no key is given".to_owned(),
            (Self::File(path), None) => format!("there is none at {}", path.display()),
        };
        let cure = match self {
            Self::Given(_) => "give that key by --data-key or --data-key-file".to_owned(),
            Self::File(path) => format!(
                "put that key's file back at {}, or give the key by --data-key or --data-key-file",
                path.display()
            ),
        };
        format!(
            "the database is sealed with key {key_id}, and {found}; {cure}. \
             Without it nobody can read the addresses in this database"
        )
    }
}

/// Where a rotation keeps the new key until everything is encrypted with it.
pub(in crate::store) fn next(path: &Path) -> PathBuf {
    with_ending(path, ".next")
}

/// Replaces the old key with the new one; the old one is kept beside it, for older backups.
pub(super) fn put_in_place(path: &Path) -> Result<(), Error> {
    if let Some(old) = read(path)? {
        let kept = with_ending(path, &format!(".{}", old.id()));
        fs::hard_link(path, &kept)
            .or_else(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => Ok(()),
                _ => Err(error),
            })
            .map_err(|error| fault(&kept, &error))?;
    }
    fs::rename(next(path), path).map_err(|error| fault(path, &error))?;
    sync_folder(path)
}

pub(in crate::store) fn read(path: &Path) -> Result<Option<DataKey>, Error> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fault(path, &error)),
    };
    match DataKey::parse(&text) {
        Some(key) => Ok(Some(key)),
        None => Err(Error::Key(format!(
            "{} does not hold a key: 32 bytes in base64, on a line of their own",
            path.display()
        ))),
    }
}

/// If two servers create the file at once, the second uses the first one's key.
pub(super) fn read_or_make(path: &Path) -> Result<DataKey, Error> {
    if let Some(key) = read(path)? {
        return Ok(key);
    }
    let key = DataKey::random();
    make(path, &key).map_err(|error| {
        Error::Key(format!(
            "the data key cannot be made at {}: {error}. Let this user write there, or make one \
             elsewhere by `openssl rand -base64 32 > PATH` and start with --data-key-file PATH",
            path.display()
        ))
    })?;
    sync_folder(path)?;
    match read(path)? {
        Some(kept) => {
            if kept.id() == key.id() {
                tracing::info!(
                    key = %key.id(),
                    file = %path.display(),
                    "made a data key: addresses and postcodes are sealed with it. Keep a copy of \
                     the file apart from the database: a backup of the database is worth nothing \
                     without it"
                );
            }
            Ok(kept)
        }
        None => Err(Error::Key(format!("{} is gone again", path.display()))),
    }
}

/// Written to a temporary file and then linked, so half a key is never read.
fn make(path: &Path, key: &DataKey) -> io::Result<()> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        let mut making = fs::DirBuilder::new();
        making.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut making, 0o700);
        making.create(folder)?;
    }
    let aside = with_ending(path, &format!(".{}", uuid::Uuid::new_v4()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&aside)?;
    let written = write!(
        file,
        "# The key of an Undersigned database. Keep a copy apart from the database's backups:\n\
         # without it nobody can read the addresses in them.\n{}\n",
        key.reveal()
    )
    .and_then(|()| file.sync_all());
    let linked = written.and_then(|()| match fs::hard_link(&aside, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    });
    fs::remove_file(&aside)?;
    linked
}

/// A file name survives a power cut only if its folder is synced too.
fn sync_folder(path: &Path) -> Result<(), Error> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| fault(folder, &error))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

fn fault(path: &Path, error: &io::Error) -> Error {
    Error::Key(format!("the data key at {}: {error}", path.display()))
}
