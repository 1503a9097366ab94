//! The program under test, started and stopped as an operator does it.
//!
//! When a test ends, the server must stop within the deadline. Its log must contain no failure of
//! its own (unless the test caused it and said so) and no personal data.

use std::{
    fs,
    path::Path,
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, channel},
    },
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

use super::{
    campaign::Campaign,
    clock::{self, Clock},
    database,
    network::smtp::Smtp,
    people::Person,
    tether, wait,
};

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_undersigned");

/// How to start the program; options that a test does not set have the operator's usual values.
pub(crate) struct Setup {
    /// Published before the start; none if the data of an earlier run is there.
    campaign: Option<Campaign>,
    /// None: emails are written to the folder.
    smtp: Option<Arc<Smtp>>,
    database: Option<String>,
    options: Vec<String>,
    clock: Option<Clock>,
    folder: Arc<TempDir>,
}

impl Setup {
    pub(crate) fn campaign(mut self, campaign: Campaign) -> Setup {
        self.campaign = Some(campaign);
        self
    }

    /// Uses a mail server of the test's own, which the test may switch off.
    pub(crate) fn smtp(mut self, smtp: &Arc<Smtp>) -> Setup {
        self.smtp = Some(smtp.clone());
        self
    }

    pub(crate) fn without_smtp(mut self) -> Setup {
        self.smtp = None;
        self
    }

    pub(crate) fn database(mut self, url: &str) -> Setup {
        self.database = Some(url.to_owned());
        self
    }

    /// Uses a database that was filled before: nothing is published into it.
    pub(crate) fn again(mut self, url: &str) -> Setup {
        self.campaign = None;
        self.database(url)
    }

    pub(crate) fn option(mut self, name: &str, value: &str) -> Setup {
        self.options.extend([name.to_owned(), value.to_owned()]);
        self
    }

    /// Moves the program's clock, such as `+8d`; the mail server's and the tests' clocks stay. A
    /// server whose clock is more than a day ahead does not trust it for an hour; that hour is
    /// skipped too.
    pub(crate) fn clock(mut self, offset: &str) -> Setup {
        self.clock = Some(Clock::ahead(self.folder.path(), offset));
        self
    }

    /// The same, within the hour in which the clock is not trusted.
    pub(crate) fn doubted_clock(self, offset: &str) -> Setup {
        let mut setup = self.clock(offset);
        if let Some(clock) = &mut setup.clock {
            clock.doubted = true;
        }
        setup
    }

    /// Publishes the campaign, starts the server and waits until it listens.
    pub(crate) fn start(self) -> App {
        let database = self.database_url();
        if let Some(campaign) = &self.campaign {
            let published = publish(&database, self.folder.path(), campaign);
            assert!(published.status.success(), "publish: {published:?}");
        }

        let mut child = self.command(&database).spawn().expect("the program starts");
        let log = Arc::new(Mutex::new(Vec::new()));
        let (started, starts) = channel();
        let mut readers = vec![tether::each_line(
            child.stderr.take().expect("piped"),
            keep(log.clone()),
        )];
        let keep_line = keep(log.clone());
        readers.push(tether::each_line(
            child.stdout.take().expect("piped"),
            move |line| {
                if let Some(url) = line.strip_prefix("listening on ") {
                    // Only the first such line is waited for.
                    _ = started.send(url.to_owned());
                }
                keep_line(line);
            },
        ));
        let (ended_teller, ended) = channel();
        std::thread::spawn(move || {
            readers.into_iter().for_each(|reader| _ = reader.join());
            ended_teller.send(())
        });
        let url = match starts.recv_timeout(wait::DEADLINE) {
            Ok(url) => url,
            Err(error) => {
                // The server never started, so the test has nothing to stop.
                _ = child.kill();
                _ = child.wait();
                panic!("it did not listen ({error}): {:#?}", log.lock());
            }
        };
        let app = App {
            url,
            clock: self.clock,
            smtp: self.smtp.unwrap_or_else(Smtp::shared),
            client: client(),
            database,
            folder: self.folder,
            child: Some(child),
            ended: Mutex::new(ended),
            log,
            private_words: Mutex::default(),
            failures_expected: false.into(),
        };
        if let Some(clock) = &app.clock {
            clock.let_doubt_pass(&app.url, || app.log());
        }
        app
    }

    /// Runs a command of the program after this much time, as in `+8d`, while no server runs.
    pub(crate) fn tell_at(&self, clock: &str, command: &[&str]) -> Output {
        let mut program = Command::new(PROGRAM);
        clock::move_it(&mut program, clock);
        tell(program, command, &self.database_url(), self.folder.path())
    }

    /// Every row in the SQLite database.
    pub(crate) fn all_rows(&self) -> Vec<String> {
        database::dump(Path::new(&self.database_url()["sqlite:".len()..]))
    }

    pub(crate) fn database_url(&self) -> String {
        let file = self.folder.path().join("undersigned.db");
        self.database
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", file.display()))
    }

    fn command(&self, database: &str) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--database", database])
            .args(["--log-format", "json"])
            .args(&self.options)
            .current_dir(self.folder.path())
            .env("XDG_STATE_HOME", self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if !self.options.iter().any(|option| option == "--write-limit") {
            command.args(["--write-limit", "0"]);
        }
        if let Some(clock) = &self.clock {
            clock.tell(&mut command);
        }
        if let Some(smtp) = &self.smtp {
            command
                .args(["--smtp", &smtp.url, "--smtp-ca-file", &smtp.ca_file])
                .args(["--mail-from", "Reading Room <letters@readingroom.example>"]);
        }
        command
    }
}

/// A running server.
pub(crate) struct App {
    /// Its origin.
    pub(crate) url: String,
    pub(crate) smtp: Arc<Smtp>,
    pub(crate) client: reqwest::Client,
    pub(crate) database: String,
    folder: Arc<TempDir>,
    clock: Option<Clock>,
    child: Option<Child>,
    ended: Mutex<Receiver<()>>,
    log: Arc<Mutex<Vec<String>>>,
    private_words: Mutex<Vec<String>>,
    failures_expected: std::sync::atomic::AtomicBool,
}

impl App {
    pub(crate) fn setup() -> Setup {
        Setup {
            campaign: Some(Campaign::default()),
            smtp: Some(Smtp::shared()),
            database: None,
            options: Vec::new(),
            clock: None,
            folder: Arc::new(
                TempDir::with_prefix("undersigned-test.").expect("a temporary folder"),
            ),
        }
    }

    /// Starts it with SQLite, the shared mail server and the tests' campaign.
    pub(crate) fn start() -> App {
        App::setup().start()
    }

    /// A person whose data must not be in the log when the test ends.
    pub(crate) fn person(&self, name: &str) -> Person {
        let person = Person::named(name);
        self.keep_private(person.private_words());
        person
    }

    pub(crate) fn keep_private(&self, words: Vec<String>) {
        let mut private = self.private_words.lock().expect("nobody panics holding it");
        private.extend(words);
    }

    /// For a test that takes away something the server needs.
    pub(crate) fn expect_failures(&self) {
        self.failures_expected
            .store(true, std::sync::atomic::Ordering::Relaxed);
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Lets time pass for a server whose clock was moved: all its clocks advance at once.
    pub(crate) fn advance(&self, by: Duration) {
        let clock = self.clock.as_ref().expect("a clock that was moved");
        clock.advance(by);
    }

    pub(crate) fn process_id(&self) -> u32 {
        self.child.as_ref().expect("it runs").id()
    }

    pub(crate) fn log(&self) -> Vec<String> {
        self.log.lock().expect("nobody panics holding it").clone()
    }

    /// Waits until the log holds a matching line.
    pub(crate) async fn log_tells(&self, what: &str, says: impl Fn(&str) -> bool) {
        let what = format!("{what} in the log");
        wait::until(&what, async || {
            self.log().iter().any(|line| says(line)).then_some(())
        })
        .await;
    }

    /// The number of rows in a table of the SQLite database.
    pub(crate) fn rows(&self, table: &str) -> u64 {
        self.rows_where(table, "true")
    }

    pub(crate) fn rows_where(&self, table: &str, condition: &str) -> u64 {
        let path = self.database.strip_prefix("sqlite:").expect("SQLite");
        database::rows(Path::new(path), table, condition).expect("the table is there")
    }

    /// Every row in the SQLite database.
    pub(crate) fn all_rows(&self) -> Vec<String> {
        let path = self.database.strip_prefix("sqlite:").expect("SQLite");
        database::dump(Path::new(path))
    }

    /// Publishes files while the server runs, as an organiser does.
    pub(crate) fn publish(&self, campaign: &Campaign) -> Output {
        publish(&self.database, self.folder.path(), campaign)
    }

    /// Publishes one file with this text, with these options for the command.
    pub(crate) fn publish_text(&self, text: &str, options: &[&str]) -> Output {
        let file = self.folder.path().join("text.md");
        fs::write(&file, text).expect("the temporary folder can be written");
        Command::new(PROGRAM)
            .args(["publish", "--database", &self.database])
            .args(options)
            .arg(file)
            .env("XDG_STATE_HOME", self.folder.path())
            .stdin(Stdio::null())
            .output()
            .expect("the program starts")
    }

    /// Runs another command of the program on the same database.
    pub(crate) fn tell(&self, command: &[&str]) -> Output {
        tell(
            Command::new(PROGRAM),
            command,
            &self.database,
            self.folder(),
        )
    }

    /// Sends SIGTERM, waits for the end and checks the log.
    pub(crate) fn stop(mut self) -> ExitStatus {
        self.end().expect("it runs until it is stopped")
    }

    /// Stops the server and returns what another start on the same data needs.
    pub(crate) fn stop_for_restart(mut self) -> Setup {
        let status = self.end().expect("it runs until it is stopped");
        assert!(status.success(), "a graceful stop: {status}");
        self.same_data()
    }

    /// Waits for a server that was asked to stop.
    pub(crate) fn after_its_stop(mut self) -> Setup {
        let mut child = self.child.take().expect("it runs");
        assert!(self.has_ended(), "it does not stop");
        let status = child.wait().expect("it is our child");
        assert!(status.success(), "a graceful stop: {status}");
        self.check_log();
        self.same_data()
    }

    /// Cuts the power: no signal handler runs.
    pub(crate) fn kill(mut self) -> Setup {
        let mut child = self.child.take().expect("it runs");
        child.kill().expect("it can be killed");
        child.wait().expect("it is our child");
        self.same_data()
    }

    fn same_data(&self) -> Setup {
        Setup {
            campaign: None,
            database: Some(self.database.clone()),
            folder: self.folder.clone(),
            ..App::setup().smtp(&self.smtp)
        }
    }

    pub(crate) fn ask_to_stop(&self) {
        signal("-TERM", self.process_id());
    }

    fn end(&mut self) -> Option<ExitStatus> {
        let mut child = self.child.take()?;
        signal("-TERM", child.id());
        if !self.has_ended() {
            _ = child.kill();
            _ = child.wait();
            panic!("it did not stop within {:?}", wait::DEADLINE);
        }
        let status = child.wait().expect("it is our child");
        self.check_log();
        Some(status)
    }

    /// Whether it has closed its output, which it does at its very end.
    fn has_ended(&self) -> bool {
        let ended = self.ended.lock().expect("nobody panics holding it");
        ended.recv_timeout(wait::DEADLINE).is_ok()
    }

    fn check_log(&self) {
        let log = self.log();
        if !self
            .failures_expected
            .load(std::sync::atomic::Ordering::Relaxed)
        {
            let failures: Vec<_> = log.iter().filter(|line| tells_of_failure(line)).collect();
            assert!(failures.is_empty(), "the server failed: {failures:#?}");
        }
        let private = self.private_words.lock().expect("nobody panics holding it");
        for line in &log {
            let leaked = private.iter().find(|word| line.contains(word.as_str()));
            assert_eq!(leaked, None, "personal data in the log: {line}");
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Some(mut child) = self.child.take() else {
                return;
            };
            signal("-TERM", child.id());
            if !self.has_ended() {
                _ = child.kill();
            }
            _ = child.wait();
            println!("--- log of the server ---\n{}", self.log().join("\n"));
        } else {
            self.end();
        }
    }
}

/// Starts the program with these arguments, for a test that kills it.
pub(crate) fn start(arguments: &[&str], folder: &Path) -> Child {
    Command::new(PROGRAM)
        .args(arguments)
        .current_dir(folder)
        .env("XDG_STATE_HOME", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// Runs the program to its end with these arguments, isolated from this machine's environment.
pub(crate) fn run(arguments: &[&str], folder: &Path) -> Output {
    Command::new(PROGRAM)
        .args(arguments)
        .current_dir(folder)
        .env("XDG_STATE_HOME", folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn tell(mut program: Command, command: &[&str], database: &str, folder: &Path) -> Output {
    program
        .args(command)
        .args(["--database", database])
        .env("XDG_STATE_HOME", folder)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn publish(database: &str, folder: &Path, campaign: &Campaign) -> Output {
    Command::new(PROGRAM)
        .args(["publish", "--database", database])
        .args(campaign.write(folder))
        .env("XDG_STATE_HOME", folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

/// Follows no redirects: where the server sends a visitor is part of its response.
fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(wait::DEADLINE)
        .build()
        .expect("a client without TLS can be built")
}

fn keep(log: Arc<Mutex<Vec<String>>>) -> impl Fn(String) + Send + 'static {
    move |line| log.lock().expect("nobody panics holding it").push(line)
}

fn signal(name: &str, process: u32) {
    let status = Command::new("kill")
        .args([name, &process.to_string()])
        .status()
        .expect("kill is part of every Unix");
    assert!(status.success(), "process {process} ended before {name}");
}

/// A panic, an error, or a response of 500 and above.
fn tells_of_failure(line: &str) -> bool {
    let Ok(event) = serde_json::from_str::<Value>(line) else {
        return line.contains("panicked");
    };
    let status = |fields: &Value| {
        let value = &fields["status"];
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    };
    let failed = |fields: &Value| status(fields).is_some_and(|status| status >= 500);
    event["level"] == "ERROR"
        || failed(&event)
        || failed(&event["fields"])
        || failed(&event["span"])
}
