//! PostgreSQL for the tests: the server in `UNDERSIGNED_TEST_POSTGRES`, or a private cluster on a
//! socket in a temporary folder, started once from the installed binaries and removed with the
//! tests. Without either, the tests fail and say what to install.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::process;

/// Runs "$@" until standard input ends, then stops it fast and removes its folder.
const HOLD: &str = r#""$@" & child=$!
while read -r _; do :; done; kill -INT "$child" 2>/dev/null; wait "$child"; rm -rf "$FOLDER""#;

const MISSING: &str = "PostgreSQL is not installed: run `cargo xtask setup`, or set \
    UNDERSIGNED_TEST_POSTGRES to the URL of a server where databases may be made";

pub(crate) struct Cluster {
    /// The URL before and after the database's name.
    url: (String, String),
    createdb: PathBuf,
    /// The private cluster runs while its standard input is open.
    _alive: Option<Child>,
}

static MADE: AtomicU32 = AtomicU32::new(0);

impl Cluster {
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| match std::env::var("UNDERSIGNED_TEST_POSTGRES") {
            Ok(url) => Self::named(&url),
            Err(_) => Self::private(),
        })
    }

    /// The URL of a new, empty database.
    pub(crate) fn new_database(&self) -> String {
        let number = MADE.fetch_add(1, Ordering::SeqCst);
        let name = format!("undersigned_{}_{number}", std::process::id());
        let (before, after) = &self.url;
        let made = Command::new(&self.createdb)
            .arg(format!("--maintenance-db={before}postgres{after}"))
            .arg(&name)
            .output()
            .expect("createdb runs");
        let said = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "createdb {name}: {said}");
        format!("{before}{name}{after}")
    }

    /// Runs a statement in one of its databases that no server would run.
    #[allow(dead_code, reason = "not every suite changes a database from outside")]
    pub(crate) fn tell(&self, url: &str, sql: &str) {
        let psql = self.createdb.with_file_name("psql");
        run(Command::new(psql).args(["-v", "ON_ERROR_STOP=1", "-c", sql, url]));
    }

    /// What a query answers in one of its databases, as text.
    #[allow(dead_code, reason = "not every suite asks a database from outside")]
    pub(crate) fn ask(&self, url: &str, sql: &str) -> String {
        let psql = self.createdb.with_file_name("psql");
        let answer = output(Command::new(psql).args(["-At", "-c", sql, url]));
        answer.trim().to_owned()
    }

    /// Runs a statement in a transaction that is kept open, with its locks, until it is dropped.
    #[allow(dead_code, reason = "not every suite locks rows from outside")]
    pub(crate) fn hold(&self, url: &str, sql: &str) -> OpenTransaction {
        let psql = self.createdb.with_file_name("psql");
        let mut child = Command::new(psql)
            .args(["-qAt", "-v", "ON_ERROR_STOP=1", url])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("psql runs");
        let mut input = child.stdin.take().expect("piped");
        let (lines, _reader) = process::lines(child.stdout.take().expect("piped"));
        writeln!(input, "begin; {sql}; select 'held';").expect("psql reads");
        let open = OpenTransaction {
            child,
            input: Some(input),
        };
        while let Ok(line) = lines.recv_timeout(Duration::from_secs(60)) {
            if line == "held" {
                return open;
            }
        }
        panic!("not held: {sql}");
    }

    fn named(url: &str) -> Self {
        let (url, after) = url
            .split_once('?')
            .map_or((url, String::new()), |(url, more)| {
                (url, format!("?{more}"))
            });
        let (before, _) = url
            .rsplit_once('/')
            .expect("a URL such as postgres://host/postgres");
        Self {
            url: (format!("{before}/"), after),
            createdb: program("createdb"),
            _alive: None,
        }
    }

    fn private() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("undersigned-pg-")
            .tempdir()
            .expect("a temporary folder");
        // The shell process removes it, since nothing is dropped when a test process ends.
        let folder = folder.keep();
        let user = other_user();
        if let Some(user) = &user {
            run(Command::new("chown").arg(user).arg(&folder));
        }
        let data = folder.join("data");
        let mut initdb = as_user(user.as_deref(), &program("initdb"));
        initdb
            .args([
                "--username=postgres",
                "--auth=trust",
                "--no-sync",
                "--encoding=UTF8",
                "-D",
            ])
            .arg(&data);
        run(&mut initdb);
        let alive = serve(&folder, &data, user.as_deref());
        Self {
            url: (
                "postgres://postgres@localhost/".to_owned(),
                format!("?host={}", folder.display()),
            ),
            createdb: program("createdb"),
            _alive: Some(alive),
        }
    }
}

/// A transaction of another program, until it is dropped.
#[allow(dead_code, reason = "not every suite locks rows from outside")]
pub(crate) struct OpenTransaction {
    child: Child,
    input: Option<ChildStdin>,
}

impl Drop for OpenTransaction {
    fn drop(&mut self) {
        // It rolls back when its input ends.
        drop(self.input.take());
        self.child.wait().expect("it is our child");
    }
}

fn serve(folder: &Path, data: &Path, user: Option<&str>) -> Child {
    let server = as_user(user, &program("postgres"));
    let mut held = Command::new("sh");
    held.args(["-c", HOLD, "hold"])
        .arg(server.get_program())
        .args(server.get_args())
        .arg("-D")
        .arg(data)
        .arg("-k")
        .arg(folder)
        .args([
            "-c",
            "listen_addresses=",
            "-c",
            "fsync=off",
            "-c",
            "max_connections=400",
        ])
        .env("FOLDER", folder)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut child = held.spawn().expect("sh runs");
    let (lines, _reader) = process::lines(child.stderr.take().expect("piped"));
    let mut said = Vec::new();
    while let Ok(line) = lines.recv_timeout(Duration::from_secs(60)) {
        if line.contains("ready to accept connections") {
            return child;
        }
        said.push(line);
    }
    let ended = child.kill().and_then(|()| child.wait());
    panic!("PostgreSQL did not start: {said:#?}, {ended:?}");
}

/// PostgreSQL refuses to run as root; in that case, run it as its own user, or as `nobody`.
fn other_user() -> Option<String> {
    let id = output(Command::new("id").arg("-u"));
    let exists = |user: &&str| {
        Command::new("id")
            .arg(user)
            .output()
            .is_ok_and(|id| id.status.success())
    };
    (id.trim() == "0").then(|| {
        let user = ["postgres", "nobody"].into_iter().find(exists);
        user.expect("a user to run PostgreSQL as").to_owned()
    })
}

fn as_user(user: Option<&str>, program: &Path) -> Command {
    let Some(user) = user else {
        return Command::new(program);
    };
    let group = output(Command::new("id").args(["-gn", user]));
    let mut command = Command::new("setpriv");
    command
        .args([
            "--reuid",
            user,
            "--regid",
            group.trim(),
            "--clear-groups",
            "--",
        ])
        .arg(program);
    command
}

/// Finds a program on the path or where Debian installs PostgreSQL's; the newest wins.
fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    versions.sort();
    folders.splice(0..0, versions.into_iter().rev());
    let found = folders
        .into_iter()
        .map(|folder| folder.join(name))
        .find(|file| file.is_file());
    found.expect(MISSING)
}

fn run(command: &mut Command) {
    let done = command.current_dir("/").output().expect("the program runs");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{command:?}: {said}");
}

fn output(command: &mut Command) -> String {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut text = String::new();
    let mut stdout = child.stdout.take().expect("piped");
    stdout.read_to_string(&mut text).expect("text");
    child.wait().expect("it ends");
    text
}
