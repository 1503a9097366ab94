//! Databases of either engine for the measurements: made, copied, filled and removed. Statements run
//! through Python's `sqlite3` and PostgreSQL's `psql`, so only the store depends on `sqlx`; which
//! tables there are is known to `seed/` alone.

mod loading;
mod postgres;

use std::{
    cell::Cell,
    fmt, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use serde_json::{Map, Value};
use tempfile::TempDir;
use undersigned::{
    domain::keys::{sealed::DataKey, source::KeySource},
    store::Store,
};

use crate::{machine, python};
use postgres::Cluster;

pub(crate) use loading::{Loading, NULL, bytes};

const SCRIPT: &str = include_str!("../scripts/database.py");
const FILE: &str = "bench.db";

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Engine::Sqlite => "SQLite",
            Engine::Postgres => "PostgreSQL",
        })
    }
}

/// A place for databases of one engine; removed when it is dropped.
pub(crate) struct Databases {
    cluster: Option<Cluster>,
    folder: TempDir,
    /// The same for all, so that a copy can be opened.
    key: DataKey,
    made: Cell<u32>,
}

/// One database, with a folder for the server that runs on it.
pub(crate) struct Database<'a> {
    all: &'a Databases,
    /// For `--database`.
    pub(crate) url: String,
    pub(crate) folder: PathBuf,
    name: String,
}

impl Databases {
    /// Prints where they are, because commits cost what the disk under them costs.
    pub(crate) fn start(engine: Engine) -> Result<Databases> {
        let folder = tempfile::tempdir()?;
        let cluster = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Cluster::start()?),
        };
        let place = cluster.as_ref().map_or(folder.path(), Cluster::folder);
        let kind = machine::file_system(place).unwrap_or("unknown".into());
        println!("\n{engine}, on the file system {kind}");
        if kind == "tmpfs" {
            println!("NOT DURABLE: a file system in memory syncs nothing; set TMPDIR to a disk");
        }
        Ok(Databases {
            cluster,
            folder,
            key: DataKey::random(),
            made: Cell::new(0),
        })
    }

    /// An empty database.
    pub(crate) fn create(&self) -> Result<Database<'_>> {
        self.add(None)
    }

    /// A copy of a database that nothing has open, synced to the disk.
    pub(crate) fn copy(&self, of: &Database<'_>) -> Result<Database<'_>> {
        self.add(Some(of))
    }

    fn add(&self, of: Option<&Database<'_>>) -> Result<Database<'_>> {
        let number = self.made.get();
        self.made.set(number + 1);
        let name = format!("bench_{number}");
        let folder = self.folder.path().join(&name);
        fs::create_dir(&folder)?;
        let url = match &self.cluster {
            None => {
                let file = folder.join(FILE);
                if let Some(of) = of {
                    copy_file(&of.folder, &file)?;
                }
                format!("sqlite:{}", file.display())
            }
            Some(cluster) => {
                cluster.create(&name, of.map(|of| of.name.as_str()))?;
                cluster.url(&name)
            }
        };
        Ok(Database {
            all: self,
            url,
            folder,
            name,
        })
    }
}

impl Database<'_> {
    /// Opens the store, which makes the schema of an empty database.
    pub(crate) async fn open(&self) -> Result<Store> {
        let key = KeySource::Given(self.all.key.clone());
        let store = Store::open(&self.url, &key).await;
        store.context("the database cannot be opened")
    }

    /// The server's options to run on it.
    pub(crate) fn options(&self) -> Vec<String> {
        let file = |name: &str| self.folder.join(name).display().to_string();
        let options = [
            ("--database", self.url.clone()),
            ("--data-key", self.all.key.reveal()),
            ("--erased-file", file("erased")),
            ("--mail-folder", file("mail")),
        ];
        let words = options.into_iter();
        words
            .flat_map(|(name, value)| [name.to_owned(), value])
            .collect()
    }

    /// The rows of a query, each by the names of its columns; nothing else may have it open.
    pub(crate) fn query(&self, sql: &str) -> Result<Vec<Map<String, Value>>> {
        let rows = match &self.all.cluster {
            None => python::run(SCRIPT, &["query", self.file()?, sql])?,
            Some(cluster) => {
                let sql = format!("select coalesce(json_agg(one), '[]') from ({sql}) one");
                cluster.psql(&self.name, &sql)?
            }
        };
        serde_json::from_str(&rows).context("rows are JSON")
    }

    /// Runs a statement; nothing else may have it open.
    pub(crate) fn execute(&self, sql: &str) -> Result<()> {
        match &self.all.cluster {
            None => python::run(SCRIPT, &["execute", self.file()?, sql])?,
            Some(cluster) => cluster.psql(&self.name, sql)?,
        };
        Ok(())
    }

    /// Begins to add rows to a table.
    pub(crate) fn load(&self, table: &str, columns: &[String]) -> Result<Loading> {
        let columns = columns.join(", ");
        match &self.all.cluster {
            None => {
                let mut python = Command::new("python3");
                python.args(["-c", SCRIPT, "load", self.file()?, table, &columns]);
                Loading::start(python)
            }
            Some(cluster) => Loading::start(cluster.loader(&self.name, table, &columns)?),
        }
    }

    /// Does once what would otherwise disturb the measurement: writes all to the disk, and on
    /// PostgreSQL what its autovacuum does within minutes after so many new rows.
    pub(crate) fn settle(&self) -> Result<()> {
        match &self.all.cluster {
            None => fs::File::open(self.file()?)?.sync_all()?,
            Some(cluster) => {
                cluster.psql(&self.name, "vacuum analyze")?;
                cluster.psql(&self.name, "checkpoint")?;
            }
        }
        Ok(())
    }

    pub(crate) fn megabytes(&self) -> Result<f64> {
        let bytes = match &self.all.cluster {
            None => fs::metadata(self.file()?)?.len() as f64,
            Some(cluster) => {
                let sql = "select pg_database_size(current_database())";
                cluster.psql(&self.name, sql)?.trim().parse()?
            }
        };
        Ok(bytes / 1e6)
    }

    pub(crate) fn is_shared(&self) -> bool {
        self.all.cluster.is_some()
    }

    /// Frees its room at once.
    pub(crate) fn remove(self) -> Result<()> {
        if let Some(cluster) = &self.all.cluster {
            cluster.drop_database(&self.name)?;
        }
        Ok(fs::remove_dir_all(&self.folder)?)
    }

    /// SQLite's file.
    fn file(&self) -> Result<&str> {
        self.url.strip_prefix("sqlite:").context("SQLite's URL")
    }
}

/// Copies a database file. Its write-ahead log must be empty, as it is after closing.
fn copy_file(from: &Path, to: &Path) -> Result<()> {
    let log = from.join(format!("{FILE}-wal"));
    let unwritten = fs::metadata(log).map_or(0, |file| file.len());
    ensure!(unwritten == 0, "a database is copied while it is open");
    fs::copy(from.join(FILE), to)?;
    Ok(fs::File::open(to)?.sync_all()?)
}
