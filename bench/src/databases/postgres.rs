//! PostgreSQL for the measurements: a cluster of its own with the engine's default settings, on a
//! socket in a temporary folder, from the installed programs. It ends with the benchmark.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
};

use anyhow::{Context, Result, bail, ensure};

/// Runs "$@" until standard input ends, then stops it fast and removes its folder.
const HOLD: &str = r#""$@" & child=$!
while read -r _; do :; done; kill -INT "$child" 2>/dev/null; wait "$child"; rm -rf "$FOLDER""#;

pub(super) struct Cluster {
    folder: PathBuf,
    /// Runs while its standard input is open.
    running: Child,
}

impl Cluster {
    pub(super) fn start() -> Result<Cluster> {
        let named = tempfile::Builder::new().prefix("undersigned-pg-").tempdir();
        // The shell process removes it.
        let folder = named?.keep();
        let user = other_user()?;
        if let Some(user) = &user {
            run(Command::new("chown").arg(user).arg(&folder))?;
        }
        let data = folder.join("data");
        let mut initdb = as_user(user.as_deref(), &program("initdb")?)?;
        initdb.args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "-D",
        ]);
        run(initdb.arg(&data))?;
        let server = as_user(user.as_deref(), &program("postgres")?)?;
        let mut held = Command::new("sh");
        held.args(["-c", HOLD, "hold"])
            .arg(server.get_program())
            .args(server.get_args())
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&folder)
            .args(["-c", "listen_addresses="])
            .env("FOLDER", &folder)
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut running = held.spawn().context("sh runs")?;
        wait_until_ready(&mut running)?;
        Ok(Cluster { folder, running })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn url(&self, database: &str) -> String {
        let folder = self.folder.display();
        format!("postgres://postgres@localhost/{database}?host={folder}")
    }

    /// Makes a database, empty or like another one that nothing has open.
    pub(super) fn create(&self, name: &str, like: Option<&str>) -> Result<()> {
        let template = like.unwrap_or("template0");
        self.psql(
            "postgres",
            &format!("create database {name} template {template}"),
        )?;
        self.psql("postgres", "checkpoint")?;
        Ok(())
    }

    pub(super) fn drop_database(&self, name: &str) -> Result<()> {
        self.psql("postgres", &format!("drop database {name} with (force)"))?;
        Ok(())
    }

    /// Runs a statement; returns its output without headings.
    pub(super) fn psql(&self, database: &str, sql: &str) -> Result<String> {
        run(self.command(database)?.args(["-At", "-c", sql]))
    }

    /// The program that reads rows for a table.
    pub(super) fn loader(&self, database: &str, table: &str, columns: &str) -> Result<Command> {
        let mut psql = self.command(database)?;
        psql.args(["-c", &format!("copy {table} ({columns}) from stdin")]);
        Ok(psql)
    }

    fn command(&self, database: &str) -> Result<Command> {
        let mut psql = Command::new(program("psql")?);
        psql.args(["--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-d"]);
        psql.arg(self.url(database)).current_dir("/");
        Ok(psql)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.running.stdin.take());
        // Its folder is removed by then.
        _ = self.running.wait();
    }
}

/// Waits for the server's message, and reads on in the background, or its log would fill the pipe.
fn wait_until_ready(running: &mut Child) -> Result<()> {
    let log = running.stderr.take().context("its log is piped")?;
    let (mut log, mut line, mut said) = (BufReader::new(log), String::new(), String::new());
    while !line.contains("ready to accept connections") {
        said.push_str(&line);
        line.clear();
        if log.read_line(&mut line)? == 0 {
            bail!("PostgreSQL did not start: {said}");
        }
    }
    thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
    Ok(())
}

/// PostgreSQL refuses to run as root; in that case, run it as its own user, or as `nobody`.
fn other_user() -> Result<Option<String>> {
    if run(Command::new("id").arg("-u"))?.trim() != "0" {
        return Ok(None);
    }
    let exists = |user: &&str| run(Command::new("id").arg(user)).is_ok();
    let user = ["postgres", "nobody"].into_iter().find(exists);
    Ok(Some(
        user.context("a user to run PostgreSQL as")?.to_owned(),
    ))
}

fn as_user(user: Option<&str>, program: &Path) -> Result<Command> {
    let Some(user) = user else {
        return Ok(Command::new(program));
    };
    let group = run(Command::new("id").args(["-gn", user]))?;
    let mut command = Command::new("setpriv");
    command.args([
        "--reuid",
        user,
        "--regid",
        group.trim(),
        "--clear-groups",
        "--",
    ]);
    command.arg(program);
    Ok(command)
}

/// Finds a program where Debian installs PostgreSQL's, the newest first, or on the path.
fn program(name: &str) -> Result<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut folders: Vec<PathBuf> = versions
        .flatten()
        .map(|version| version.path().join("bin"))
        .collect();
    folders.sort();
    folders.reverse();
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&path));
    let mut files = folders.into_iter().map(|folder| folder.join(name));
    let found = files.find(|file| file.is_file());
    found.context("PostgreSQL is not installed: run `cargo xtask setup`, or choose --engine sqlite")
}

/// Runs a program to its end; returns its output.
fn run(command: &mut Command) -> Result<String> {
    let done = command.current_dir("/").stdin(Stdio::null()).output();
    let done = done.with_context(|| format!("{command:?}"))?;
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    ensure!(done.status.success(), "{command:?}: {said}");
    Ok(String::from_utf8(done.stdout)?)
}
