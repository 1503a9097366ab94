//! PostgreSQL backups: its own `pg_dump` copies a snapshot as SQL, and `psql` restores it in one
//! transaction. The copy ends with the statement that holds emails, so it also holds them when
//! restored by hand, and with a line whose absence reveals an incomplete copy.

use std::fs;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::process::{Output, Stdio};

use sqlx::any::AnyConnectOptions;
use sqlx::{AnyConnection, Connection as _};
use tokio::process::Command;
use url::Url;

use super::{Copied, HOLD, fault, refusal};
use crate::store::Error;

/// The last line but one of `pg_dump`'s output, and the last line of a whole copy.
const DUMPED: &str = "PostgreSQL database dump complete";
const WHOLE: &str = "-- A whole copy by `undersigned backup`.";
/// Enough bytes to contain those last lines.
const TAIL: i64 = 2_000;

/// The parts of a URL as environment variables for PostgreSQL's programs: as arguments, every user
/// of the machine could read the password.
const VARIABLES: [(&str, &str); 14] = [
    ("host", "PGHOST"),
    ("hostaddr", "PGHOSTADDR"),
    ("port", "PGPORT"),
    ("user", "PGUSER"),
    ("password", "PGPASSWORD"),
    ("dbname", "PGDATABASE"),
    ("sslmode", "PGSSLMODE"),
    ("ssl-mode", "PGSSLMODE"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("ssl-root-cert", "PGSSLROOTCERT"),
    ("ssl-ca", "PGSSLROOTCERT"),
    ("sslcert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
    ("options", "PGOPTIONS"),
];

/// What a database holds when it is copied or was restored.
#[derive(sqlx::FromRow)]
struct Contents {
    schema: String,
    #[sqlx(try_from = "i64")]
    held: u64,
    key_id: Option<String>,
}

pub(super) async fn dump(url: &str, aside: &Path) -> Result<Copied, Error> {
    let mut connection = connect(url).await?;
    // Counts the emails waiting just before the copy begins; any that arrive meanwhile are held in
    // it too.
    let sql = "select cast(current_schema() as text) as schema, \
        (select count(*) from emails where status = 'waiting') as held, \
        (select min(key_id) from data_keys where status <> 'next') as key_id";
    let query = sqlx::query_as::<_, Contents>(sql);
    let contents = query.fetch_one(&mut connection).await?;
    connection.close().await?;

    let mut program = of_database("pg_dump", url)?;
    program
        .args(["--format=plain", "--no-owner", "--no-privileges"])
        .args(["--encoding=UTF8", "--file"])
        .arg(aside);
    let dumped = run(program, "pg_dump", MISSING_DUMP).await?;
    if !dumped.status.success() || !ends_with(aside, DUMPED)? {
        return Err(refusal(format!(
            "pg_dump made no whole copy: {}",
            said(&dumped)
        )));
    }
    let emails = format!("{}.emails", quoted(&contents.schema));
    let hold = HOLD.replacen("emails", &emails, 1);
    let mut file = fs::OpenOptions::new()
        .append(true)
        .open(aside)
        .map_err(|error| fault(aside, &error))?;
    writeln!(file, "\n{hold};\n\n{WHOLE}").map_err(|error| fault(aside, &error))?;
    let bytes = file.metadata().map_err(|error| fault(aside, &error))?;
    Ok(Copied {
        bytes: bytes.len(),
        key_id: contents.key_id,
        held: contents.held,
    })
}

pub(super) async fn load(url: &str, from: &Path) -> Result<Copied, Error> {
    if !ends_with(from, WHOLE)? {
        return Err(refusal(format!(
            "{} is no whole copy by `undersigned backup` of a PostgreSQL database; what `pg_dump` \
             wrote by itself goes back by `psql` or `pg_restore`",
            from.display()
        )));
    }
    let mut connection = connect(url).await?;
    let tables = "select count(*) from pg_tables where schemaname = current_schema()";
    let tables: i64 = sqlx::query_scalar(tables)
        .fetch_one(&mut connection)
        .await?;
    if tables > 0 {
        return Err(refusal(
            "the database holds tables already, and nothing is written over them: make a new, \
             empty one (createdb), name it by --database, and try again"
                .into(),
        ));
    }
    let mut program = of_database("psql", url)?;
    program
        .args(["--no-psqlrc", "--quiet", "--single-transaction"])
        .args(["--set", "ON_ERROR_STOP=1", "--file"])
        .arg(from);
    let loaded = run(program, "psql", MISSING_PSQL).await?;
    if !loaded.status.success() {
        return Err(refusal(format!(
            "psql did not take the copy, and nothing of it is kept: {}",
            said(&loaded)
        )));
    }
    let sql = "select cast(current_schema() as text) as schema, \
        (select count(*) from emails where status = 'held') as held, \
        (select min(key_id) from data_keys where status <> 'next') as key_id";
    let query = sqlx::query_as::<_, Contents>(sql);
    let contents = query.fetch_one(&mut connection).await?;
    let bytes = fs::metadata(from).map_err(|error| fault(from, &error))?;
    let copied = Copied {
        bytes: bytes.len(),
        key_id: contents.key_id,
        held: contents.held,
    };
    connection.close().await?;
    Ok(copied)
}

const MISSING_DUMP: &str = "no copy was made: this needs PostgreSQL's own `pg_dump`, which is not \
    installed here. Install PostgreSQL's client programs (postgresql-client), or run where they are: \
    pg_dump --file=PATH URL. What is read back from such a file sends the emails that waited; \
    to hold them, run before the first start: update emails set status = 'held' where status = 'waiting'";
const MISSING_PSQL: &str = "nothing was restored: this needs PostgreSQL's own `psql`, which is not \
    installed here. Install PostgreSQL's client programs (postgresql-client), or run where they are: \
    psql --single-transaction --set ON_ERROR_STOP=1 --file=PATH URL";

async fn run(mut program: Command, name: &str, missing: &str) -> Result<Output, Error> {
    let running = program
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        // Stopping us stops the program too.
        .kill_on_drop(true)
        .spawn();
    match running {
        Ok(running) => running
            .wait_with_output()
            .await
            .map_err(|error| refusal(format!("{name}: {error}"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(refusal(missing.to_owned())),
        Err(error) => Err(refusal(format!("{name} does not start: {error}"))),
    }
}

/// The first error that a PostgreSQL program reports; what follows may quote personal data.
fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let first = text
        .lines()
        .find(|line| line.to_lowercase().contains("error"));
    first.map_or_else(|| output.status.to_string(), str::to_owned)
}

fn ends_with(path: &Path, line: &str) -> Result<bool, Error> {
    let tail = || -> io::Result<String> {
        let mut file = fs::File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::End(
            -TAIL.min(i64::try_from(length).unwrap_or(TAIL)),
        ))?;
        let mut tail = Vec::new();
        file.read_to_end(&mut tail)?;
        Ok(String::from_utf8_lossy(&tail).into_owned())
    };
    Ok(tail().map_err(|error| fault(path, &error))?.contains(line))
}

async fn connect(url: &str) -> Result<AnyConnection, Error> {
    sqlx::any::install_default_drivers();
    let options: AnyConnectOptions = url.parse()?;
    Ok(AnyConnection::connect_with(&options).await?)
}

/// A PostgreSQL program, set up for this database.
fn of_database(name: &str, url: &str) -> Result<Command, Error> {
    let mut program = Command::new(name);
    for (variable, value) in variables(url)? {
        program.env(variable, value);
    }
    Ok(program)
}

fn variables(url: &str) -> Result<Vec<(&'static str, String)>, Error> {
    let unreadable = || refusal("--database cannot be read as postgres://…".into());
    let url = Url::parse(url).map_err(|_| unreadable())?;
    let decoded = |text: &str| -> Result<String, Error> {
        let text = percent_encoding::percent_decode_str(text).decode_utf8();
        Ok(text.map_err(|_| unreadable())?.into_owned())
    };
    let mut variables = Vec::new();
    let mut say = |name, value: String| {
        if !value.is_empty() {
            variables.push((name, value));
        }
    };
    say("PGHOST", decoded(url.host_str().unwrap_or_default())?);
    say(
        "PGPORT",
        url.port().map(|port| port.to_string()).unwrap_or_default(),
    );
    say("PGUSER", decoded(url.username())?);
    say("PGPASSWORD", decoded(url.password().unwrap_or_default())?);
    say("PGDATABASE", decoded(url.path().trim_start_matches('/'))?);
    for (key, value) in url.query_pairs() {
        if let Some((_, name)) = VARIABLES.iter().find(|(known, _)| *known == key) {
            say(name, value.into_owned());
        }
    }
    Ok(variables)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postgres_url_becomes_environment_variables_and_later_ones_win() {
        for (url, expected) in [
            (
                "postgres://db.example/act",
                "PGHOST=db.example PGDATABASE=act",
            ),
            (
                "postgres://ada:p%40ss%2Fword@db.example:5433/act?sslmode=verify-full",
                "PGHOST=db.example PGPORT=5433 PGUSER=ada PGPASSWORD=p@ss/word PGDATABASE=act \
                 PGSSLMODE=verify-full",
            ),
            (
                "postgres://postgres@localhost/act?host=/run/postgresql",
                "PGHOST=localhost PGUSER=postgres PGDATABASE=act PGHOST=/run/postgresql",
            ),
        ] {
            let told = variables(url).expect("a URL");
            let told: Vec<String> = told
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            assert_eq!(told.join(" "), expected);
        }
    }
}
