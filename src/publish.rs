//! `undersigned publish FILE…`: reads declarations and lists, and publishes them if none of the
//! files has a fault.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::domain::declaration::Published;
use crate::domain::declaration_file::{self, File};
use crate::store::{self, Store};

/// What kept the files from being published.
#[derive(Debug)]
pub enum Error {
    /// Nothing was published; a line for each fault, `file:line: what was expected`.
    Faulty(Vec<String>),
    /// The files before this one are published, and publishing all again does no harm.
    Store { file: PathBuf, error: store::Error },
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Faulty(faults) => {
                writeln!(formatter, "nothing was published")?;
                formatter.write_str(&faults.join("\n"))
            }
            Self::Store { file, error } => {
                write!(
                    formatter,
                    "{} could not be published: {error}",
                    file.display()
                )
            }
        }
    }
}

impl std::error::Error for Error {}

/// Checks every file, then publishes every file; a line for each says what it did.
pub async fn publish(store: &Store, paths: &[PathBuf], now_ms: i64) -> Result<Vec<String>, Error> {
    let files = read(paths).map_err(Error::Faulty)?;
    let mut lines = Vec::with_capacity(files.len());
    for (path, file) in files {
        let (kind, hash, published) = match &file {
            File::Declaration(file) => (
                "declaration",
                file.text_hash.as_str(),
                store.publish_declaration(file, now_ms).await,
            ),
            File::List(file) => ("list", "", store.publish_list(file, now_ms).await),
        };
        let published = published.map_err(|error| Error::Store {
            file: path.clone(),
            error,
        })?;
        let slug = file.slug();
        lines.push(format!(
            "{}: {kind} {slug}: {}",
            path.display(),
            said(published, hash)
        ));
    }
    Ok(lines)
}

fn said(published: Published, hash: &str) -> String {
    match published {
        Published::New if hash.is_empty() => "new".to_owned(),
        Published::New => format!("new, version 1, text {hash}"),
        Published::Changed { version } => {
            format!("text changed, now version {version}, text {hash}")
        }
        Published::Settings => "settings changed".to_owned(),
        Published::Unchanged => "unchanged".to_owned(),
    }
}

fn read(paths: &[PathBuf]) -> Result<Vec<(PathBuf, File)>, Vec<String>> {
    let mut files: Vec<(PathBuf, File)> = Vec::new();
    let mut faults = Vec::new();
    for path in paths {
        match read_one(path) {
            Err(more) => faults.extend(more),
            Ok(file) => match files.iter().find(|(_, other)| same_thing(other, &file)) {
                Some((other, _)) => faults.push(format!(
                    "{}:1: expected another slug than {}, which {} has",
                    path.display(),
                    file.slug(),
                    other.display()
                )),
                None => files.push((path.clone(), file)),
            },
        }
    }
    if faults.is_empty() {
        Ok(files)
    } else {
        Err(faults)
    }
}

fn read_one(path: &Path) -> Result<File, Vec<String>> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        vec![format!(
            "{}:1: expected a readable text file: {error}",
            path.display()
        )]
    })?;
    declaration_file::parse(&text).map_err(|faults| {
        let line = |fault: &crate::domain::front_matter::Fault| {
            format!("{}:{}: {}", path.display(), fault.line, fault.expected)
        };
        faults.iter().map(line).collect()
    })
}

fn same_thing(one: &File, other: &File) -> bool {
    let same_kind = matches!(
        (one, other),
        (File::Declaration(_), File::Declaration(_)) | (File::List(_), File::List(_))
    );
    same_kind && one.slug() == other.slug()
}
