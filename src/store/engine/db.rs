//! The two database engines: only this file, `dialect.rs`, `locks.rs`, `errors.rs` and `backup/` know that
//! there are two. It opens the database and begins writes; every other SQL statement is the same text for
//! both.
//!
//! SQLite runs one write at a time. On PostgreSQL writes run beside each other, also those of several
//! servers, and each locks what it relies on (`locks.rs`). On both engines, what a write has read under
//! its locks stays true until it commits.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::{Migration, Migrator};
use sqlx::{AnyPool, AssertSqlSafe, Executor, SqlSafeStr as _};

use super::locks;
use super::write_transaction::{WriteTransaction, record_commit};
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::store::Error;

/// In PostgreSQL's words.
static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// A visitor waits this long for an unreachable PostgreSQL before seeing an error.
const POSTGRES_TIMEOUT: Duration = Duration::from_secs(3);
/// SQLite is never unreachable, but one commit on a busy disk can take seconds, and every other write
/// waits for it. It is shorter than the 15 seconds of a request, and the same as `busy_timeout`.
const SQLITE_TIMEOUT: Duration = Duration::from_secs(10);
const READERS: u32 = 4;
/// Writes have connections of their own, because one may wait for another's lock: pages are read
/// meanwhile.
const POSTGRES_READERS: u32 = 8;
const POSTGRES_WRITERS: u32 = 8;

/// `secure_delete` overwrites deleted data, so a token that was sent remains in no file.
///
/// A signature changes pages all over the file. With SQLite's own 2 MB of cache most of them are
/// read again for each batch, so there are 64 MB, used as the file grows. With its own 4 MB of
/// write-ahead log, each batch copies its pages from the log into the file at once; with 64 MB
/// (16,384 pages) a page that changed a hundred times is copied once. A log that grew beyond that
/// while a reader held it back is cut when it starts anew.
const SQLITE_WRITER: &str = "pragma journal_mode = wal; pragma synchronous = full; \
    pragma busy_timeout = 10000; \
    pragma foreign_keys = on; pragma secure_delete = on; \
    pragma cache_size = -65536; pragma wal_autocheckpoint = 16384; \
    pragma journal_size_limit = 67108864;";
const SQLITE_FORGET: &str = "pragma busy_timeout = 250; pragma wal_checkpoint(truncate); \
    pragma busy_timeout = 10000";
/// Copies what the log holds into the file while others write.
const SQLITE_COPY_LOG: &str = "pragma wal_checkpoint(passive)";
const SQLITE_READER: &str = "pragma busy_timeout = 10000; pragma query_only = on;";

const SQLITE_BEGIN: &str = "begin immediate";
/// A server that stops in the middle of a write, with locks in hand, loses them after three seconds, and
/// those who wait for them wait a little longer than that. Both times are set in each transaction, since
/// behind a pooler a session is not ours. `read committed`, so that what is read after a lock was waited
/// for is what its holder left.
const POSTGRES_BEGIN: &str = "begin isolation level read committed; \
    set local idle_in_transaction_session_timeout = '3s'; set local lock_timeout = '4s'";
/// The times of two clocks that are less than this apart are taken for the same: asking takes time too.
const SAME_TIME_MS: i64 = 1_000;
const POSTGRES_NOW: &str = "select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";

/// Consents are append-only: triggers in the engines reject anything else.
const SQLITE_LEDGER: &str = "\
    create trigger if not exists consents_kept_as_written before update on consents \
        begin select raise(abort, 'consents are only added to'); end; \
    create trigger if not exists consents_kept before delete on consents \
        begin select raise(abort, 'consents are only added to'); end;";
/// Of servers that start at the same time, one makes them.
const POSTGRES_LEDGER: &str = "do $ledger$ begin \
    if exists (select 1 from pg_trigger where tgname = 'consents_kept' \
            and tgrelid = 'consents'::regclass) then return; end if; \
    lock table consents in share row exclusive mode; \
    if not exists (select 1 from pg_trigger where tgname = 'consents_kept' \
            and tgrelid = 'consents'::regclass) then \
        create or replace function consents_kept() returns trigger language plpgsql as \
            $body$ begin raise exception 'consents are only added to'; end $body$; \
        create trigger consents_kept before update or delete or truncate on consents \
            for each statement execute function consents_kept(); \
    end if; end $ledger$;";

/// The migrations in SQLite's words: tables that are kept in the order of their key, and bytes.
fn sqlite_migrations() -> Migrator {
    let migrations = MIGRATIONS.iter().map(|migration| {
        let sql = migration.sql.as_str();
        let sql = sql.replace("/*clustered*/", " without rowid");
        let sql = sql.replace(" bytea", " blob");
        Migration::new(
            migration.version,
            migration.description.clone(),
            migration.migration_type,
            AssertSqlSafe(sql).into_sql_str(),
            migration.no_tx,
        )
    });
    Migrator::with_migrations(migrations.collect())
}

pub(in crate::store) struct Db {
    write: AnyPool,
    read: AnyPool,
    begin: &'static str,
    /// Several servers may share this database.
    pub(in crate::store) is_shared: bool,
    /// The key that this server encrypts with, once it is known.
    key_id: OnceLock<String>,
    /// By how many milliseconds the clock of the database is ahead of this server's.
    clock_ahead_ms: AtomicI64,
}

impl Db {
    pub(in crate::store) async fn open(url: &str) -> Result<Self, Error> {
        sqlx::any::install_default_drivers();
        match url.split_once(':') {
            Some(("sqlite", path)) => Self::open_sqlite(path).await,
            Some(("postgres" | "postgresql", _)) => Self::open_postgres(url).await,
            _ => Err(Error::Internal(
                "expected sqlite:PATH or postgres://…".into(),
            )),
        }
    }

    async fn open_sqlite(path: &str) -> Result<Self, Error> {
        let path = path.strip_prefix("//").unwrap_or(path);
        create_private(path)?;
        let write = pool(1, SQLITE_WRITER, SQLITE_TIMEOUT)
            .test_before_acquire(false)
            .connect_with(sqlite_options(path, "rwc")?)
            .await?;
        assert_durable(&write).await?;
        let migrations = sqlite_migrations();
        migrations.run(&write).await.map_err(migration_error)?;
        write.execute(sqlx::raw_sql(SQLITE_LEDGER)).await?;
        let read = pool(READERS, SQLITE_READER, SQLITE_TIMEOUT)
            .test_before_acquire(false)
            .connect_with(sqlite_options(path, "rw")?)
            .await?;
        Ok(Self {
            write,
            read,
            begin: SQLITE_BEGIN,
            is_shared: false,
            key_id: OnceLock::new(),
            clock_ahead_ms: AtomicI64::new(0),
        })
    }

    async fn open_postgres(url: &str) -> Result<Self, Error> {
        let write = pool(POSTGRES_WRITERS, "", POSTGRES_TIMEOUT)
            .connect_with(options(url)?)
            .await?;
        MIGRATIONS.run(&write).await.map_err(migration_error)?;
        write.execute(sqlx::raw_sql(POSTGRES_LEDGER)).await?;
        let read = pool(POSTGRES_READERS, "", POSTGRES_TIMEOUT)
            .connect_with(options(url)?)
            .await?;
        Ok(Self {
            write,
            read,
            begin: POSTGRES_BEGIN,
            is_shared: true,
            key_id: OnceLock::new(),
            clock_ahead_ms: AtomicI64::new(0),
        })
    }

    /// Begins a write that relies on nothing that others may change meanwhile, but by a unique key or in
    /// the rows that it changes. Fails if the database is encrypted with a different key from ours,
    /// because what we wrote would then be unreadable.
    pub(in crate::store) async fn write(&self) -> Result<WriteTransaction, Error> {
        let mut transaction = self.begin().await?;
        self.check_key(&mut transaction).await?;
        Ok(transaction)
    }

    /// Begins a write about these people, declarations and lists, and locks them; see `locks.rs`. What it
    /// relies on is to be read after that.
    pub(in crate::store) async fn write_about(
        &self,
        persons: impl IntoIterator<Item = KeyedHash>,
        subjects: impl IntoIterator<Item = i64>,
    ) -> Result<WriteTransaction, Error> {
        let persons: Vec<KeyedHash> = persons.into_iter().collect();
        let subjects: Vec<i64> = subjects.into_iter().collect();
        let (persons, subjects) = (&persons, &subjects);
        // Nothing is written or relied on before the locks are held, so this is tried again alone.
        locks::retried(|| async move {
            let mut transaction = self.write().await?;
            locks::mailboxes(&mut transaction, persons.iter().copied()).await?;
            locks::subjects(&mut transaction, subjects.iter().copied()).await?;
            Ok(transaction)
        })
        .await
    }

    /// Begins a write while no other one runs: for what changes a declaration or a list for everybody, and
    /// for the key.
    pub(in crate::store) async fn write_alone(&self) -> Result<WriteTransaction, Error> {
        locks::retried(|| async {
            let mut transaction = self.begin().await?;
            locks::all(&mut transaction).await?;
            self.check_key(&mut transaction).await?;
            Ok(transaction)
        })
        .await
    }

    async fn begin(&self) -> Result<WriteTransaction, Error> {
        let transaction = self.write.begin_with(self.begin).await?;
        Ok(WriteTransaction::begun(transaction))
    }

    async fn check_key(&self, transaction: &mut WriteTransaction) -> Result<(), Error> {
        let Some(ours) = self.key_id.get() else {
            return Ok(());
        };
        if locks::other_keys(transaction, ours).await?.is_empty() {
            Ok(())
        } else {
            Err(Error::Unavailable(
                "the data key was rotated: start this server again, with the new key".into(),
            ))
        }
    }

    /// Compares this server's clock with that of the database, which leases go by: servers whose clocks
    /// differ then agree on when one ends. SQLite has no clock but the server's.
    pub(in crate::store) async fn compare_clocks(&self, now_ms: i64) -> Result<(), Error> {
        if self.is_shared {
            let query = sqlx::query_scalar(POSTGRES_NOW);
            let database_ms: i64 = query.fetch_one(&self.read).await?;
            let ahead_ms = database_ms - now_ms;
            let ahead_ms = if ahead_ms.abs() < SAME_TIME_MS {
                0
            } else {
                ahead_ms
            };
            self.clock_ahead_ms.store(ahead_ms, Ordering::Relaxed);
        }
        Ok(())
    }

    /// By how many milliseconds the clock of the database is ahead of this server's, as it was compared
    /// last.
    pub(in crate::store) fn clock_ahead_ms(&self) -> i64 {
        self.clock_ahead_ms.load(Ordering::Relaxed)
    }

    /// Sets this server's key: from now on, writes fail while another key is in use.
    pub(in crate::store) fn seal_with(&self, key_id: &str) {
        // Set once, at opening.
        _ = self.key_id.set(key_id.to_owned());
    }

    /// Rewrites the files so no overwritten value survives in free pages.
    pub(in crate::store) async fn forget_overwritten(
        &self,
        tables: &[&'static str],
    ) -> Result<(), Error> {
        let statements: Vec<String> = if self.is_shared {
            let full = tables.iter().map(|table| format!("vacuum full {table}"));
            full.collect()
        } else {
            ["vacuum", "pragma wal_checkpoint(truncate)"]
                .map(str::to_owned)
                .into()
        };
        for sql in statements {
            sqlx::raw_sql(AssertSqlSafe(sql))
                .execute(&self.write)
                .await?;
        }
        Ok(())
    }

    /// Run after a permanent deletion: SQLite's write-ahead log would otherwise hold the data until
    /// it is overwritten. PostgreSQL's autovacuum does the same in its own time.
    pub(in crate::store) async fn forget_deleted(&self) -> Result<(), Error> {
        if !self.is_shared {
            // First beside the writers, who would otherwise wait for it.
            sqlx::raw_sql(SQLITE_COPY_LOG).execute(&self.read).await?;
            // A busy reader defers this to the next call, which is not an error. No writes run
            // while it waits for a reader, so it gives up soon if one runs for long, such as a
            // backup.
            let begun = Instant::now();
            sqlx::raw_sql(SQLITE_FORGET).execute(&self.write).await?;
            record_commit("checkpoint", begun);
        }
        Ok(())
    }

    /// For single statements that only read.
    pub(in crate::store) fn read(&self) -> &AnyPool {
        &self.read
    }

    pub(in crate::store) async fn ping(&self) -> Result<(), Error> {
        sqlx::query("select count(*) from subjects where id = 0")
            .execute(&self.read)
            .await?;
        Ok(())
    }

    pub(in crate::store) async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

/// A new file is readable by its owner only: it holds addresses.
fn create_private(path: &str) -> Result<(), Error> {
    let mut file = std::fs::OpenOptions::new();
    file.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    match file.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(Error::Internal(
            format!("{path} cannot be created: {error}"),
        )),
        _ => Ok(()),
    }
}

const PATH: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?');

/// The path is encoded, since a file name may contain `?` and `#`.
pub(super) fn sqlite_options(path: &str, mode: &str) -> Result<AnyConnectOptions, Error> {
    let path = percent_encoding::utf8_percent_encode(path, PATH);
    options(&format!("sqlite:{path}?mode={mode}"))
}

/// The number of the newest migration that this binary contains.
pub(super) fn newest_migration() -> i64 {
    let versions = MIGRATIONS.iter().map(|migration| migration.version);
    versions.max().unwrap_or_default()
}

fn options(url: &str) -> Result<AnyConnectOptions, Error> {
    // Statements are not logged: their arguments are personal data.
    use sqlx::ConnectOptions as _;
    let options: AnyConnectOptions = url.parse()?;
    Ok(options.disable_statement_logging())
}

fn pool(connections: u32, setup: &'static str, timeout: Duration) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(timeout)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                if !setup.is_empty() {
                    connection.execute(sqlx::raw_sql(setup)).await?;
                }
                Ok(())
            })
        })
}

/// An acknowledged signature must survive a power cut: the write-ahead log, synced at each commit.
async fn assert_durable(pool: &AnyPool) -> Result<(), Error> {
    let mode: String = sqlx::query_scalar("pragma journal_mode")
        .fetch_one(pool)
        .await?;
    let synchronous: i64 = sqlx::query_scalar("pragma synchronous")
        .fetch_one(pool)
        .await?;
    if mode == "wal" && synchronous == 2 {
        return Ok(());
    }
    Err(Error::Internal(format!(
        "SQLite would not write durably here: journal_mode is {mode}, synchronous is {synchronous}"
    )))
}

fn migration_error(error: sqlx::migrate::MigrateError) -> Error {
    match error {
        sqlx::migrate::MigrateError::VersionMissing(_) => Error::Refused(
            "the database was made by a newer version of this program: start that one, or restore a \
             backup from before it"
                .into(),
        ),
        error => Error::Internal(format!("the database could not be migrated: {error}")),
    }
}
