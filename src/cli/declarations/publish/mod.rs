//! `undersigned publish FILE…`: reads declarations and lists, and publishes them if no file has a
//! fault.

mod files;
mod revisions;

use std::fmt;
use std::path::PathBuf;

use crate::cli::{counted::counted, with_store};
use crate::config::Config;
use crate::domain::declarations::file::File;
use crate::domain::declarations::{Published, RevisionKind};
use crate::store::{self, Store};
use crate::{app, clock};
use files::read_to_publish;
use revisions::pass;

/// Why the files were not published.
#[derive(Debug)]
enum Error {
    /// Nothing was published. One line for each fault: `file:line: what was expected`.
    Faulty(Vec<String>),
    /// The files before this one are published; publishing all again does no harm.
    Store { file: PathBuf, error: store::Error },
    /// It was deleted, and addresses, emails and records still name it, so its slug is not reused.
    Deleted { file: PathBuf, slug: String },
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Faulty(faults) => {
                writeln!(formatter, "nothing was published")?;
                formatter.write_str(&faults.join("\n"))
            }
            Self::Deleted { file, slug } => write!(
                formatter,
                "{} could not be published: {slug} was deleted, and its slug cannot be used again; \
                 choose another",
                file.display()
            ),
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

pub(in crate::cli) async fn run(
    config: &Config,
    files: &[PathBuf],
    revision: Option<RevisionKind>,
    yes: bool,
) -> anyhow::Result<()> {
    let lines = with_store(config, async |store| {
        // Emails cannot be recalled, so the command first says how many there would be.
        if revision == Some(RevisionKind::Change) && !yes {
            return Ok(asks(store, files).await?);
        }
        Ok(publish(store, files, revision, clock::now_ms()).await?)
    });
    lines.await?.iter().try_for_each(|line| app::announce(line))
}

/// Checks every file, then publishes every file. Returns a line for each that says what was done.
/// `revision` is what to do with signatures under earlier versions of a text; without it they stay
/// with their version.
async fn publish(
    store: &Store,
    paths: &[PathBuf],
    revision: Option<RevisionKind>,
    now_ms: i64,
) -> Result<Vec<String>, Error> {
    let files = read_to_publish(store, paths).await?;
    let mut lines = Vec::with_capacity(files.len());
    for (path, file) in files {
        let (kind, hash, published) = match &file {
            File::Declaration(file) => (
                "declaration",
                file.text_hash.as_str(),
                store.declarations().publish(file, now_ms).await,
            ),
            File::List(file) => ("list", "", store.lists().publish(file, now_ms).await),
        };
        let published = published.map_err(|error| Error::Store {
            file: path.clone(),
            error,
        })?;
        if published == Published::Deleted {
            return Err(Error::Deleted {
                file: path,
                slug: file.slug().to_owned(),
            });
        }
        let passed = match &file {
            File::Declaration(file) => pass(store, file, published, revision, now_ms).await,
            File::List(_) => Ok(String::new()),
        };
        let passed = passed.map_err(|error| Error::Store {
            file: path.clone(),
            error,
        })?;
        let (slug, lang) = (file.slug(), language(&file));
        lines.push(format!(
            "{}: {kind} {slug}{lang}: {}{passed}",
            path.display(),
            said(published, hash)
        ));
    }
    Ok(lines)
}

/// Checks every file, and says how many people would be emailed if they were published with
/// --change. Publishes nothing.
async fn asks(store: &Store, paths: &[PathBuf]) -> Result<Vec<String>, Error> {
    let files = read_to_publish(store, paths).await?;
    let mut lines = Vec::with_capacity(files.len() + 1);
    for (path, file) in files {
        let File::Declaration(declaration) = &file else {
            continue;
        };
        let asked = store.declarations().count_to_renew(
            &declaration.slug,
            &declaration.lang,
            &declaration.text_hash,
        );
        let asked = asked.await.map_err(|error| Error::Store {
            file: path.clone(),
            error,
        })?;
        let people = match asked {
            0 => "nobody".to_owned(),
            some => counted(some, "person", "people"),
        };
        lines.push(format!(
            "{}: declaration {}{}: {people} would get an email that asks to renew",
            path.display(),
            file.slug(),
            language(&file)
        ));
    }
    lines.push("nothing was published and nobody was emailed: add --yes to do both".to_owned());
    Ok(lines)
}

/// The language of a declaration, which may have several.
fn language(file: &File) -> String {
    match file {
        File::Declaration(file) => format!(" ({})", file.lang),
        File::List(_) => String::new(),
    }
}

fn said(published: Published, hash: &str) -> String {
    match published {
        Published::New if hash.is_empty() => "new".to_owned(),
        Published::New => format!("new, version 1, text {hash}"),
        Published::Language => format!("new language, version 1, text {hash}"),
        Published::Changed { version } => {
            format!("text changed, now version {version}, text {hash}")
        }
        Published::Settings => "settings changed".to_owned(),
        Published::Unchanged => "unchanged".to_owned(),
        Published::Back => "back on the web".to_owned(),
        Published::Deleted => "deleted".to_owned(),
    }
}
