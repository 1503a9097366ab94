//! The program under test, started and stopped as an operator does it.
//!
//! When a test ends, the server must stop within the deadline. Its log must contain no failure of
//! its own (unless the test caused it and said so) and no personal data.

pub(crate) mod log;
pub(crate) mod program;
mod setup;

use std::{
    fs,
    path::Path,
    process::{Child, ExitStatus, Output},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc::Receiver,
    },
    time::Duration,
};

use tempfile::TempDir;

use self::log::ServerLog;
use super::{
    campaign::Campaign, clock::Clock, database, network::smtp::Smtp, people::Person, wait,
};
pub(crate) use setup::Setup;

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
    log: ServerLog,
    private_words: Mutex<Vec<String>>,
    failures_expected: AtomicBool,
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
        let mut private = self
            .private_words
            .lock()
            .expect("no thread panics holding it");
        private.extend(words);
    }

    /// For a test that takes away something the server needs.
    pub(crate) fn expect_failures(&self) {
        self.failures_expected.store(true, Ordering::Relaxed);
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Lets time pass for a server whose clock was moved: all its clocks advance at once. Returns
    /// when the server has noticed, because a request that is under way meanwhile times out.
    pub(crate) fn advance(&self, by: Duration) {
        let clock = self.clock.as_ref().expect("a clock that was moved");
        clock.advance(by);
        clock.is_noticed_by(&self.url);
    }

    pub(crate) fn process_id(&self) -> u32 {
        self.child.as_ref().expect("it runs").id()
    }

    pub(crate) fn log(&self) -> Vec<String> {
        self.log.lines()
    }

    /// Waits until the log holds a matching line.
    pub(crate) async fn wait_for_log(&self, what: &str, says: impl Fn(&str) -> bool) {
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

    /// How many emails were written in the last week, sent or not.
    pub(crate) fn emails_written(&self) -> u64 {
        let path = self.database.strip_prefix("sqlite:").expect("SQLite");
        let each = "select coalesce(sum(length(recent)), 0) / 16 from mailboxes";
        database::number(Path::new(path), each).expect("the table is there")
    }

    /// Every row in the SQLite database.
    pub(crate) fn all_rows(&self) -> Vec<String> {
        let path = self.database.strip_prefix("sqlite:").expect("SQLite");
        database::dump(Path::new(path))
    }

    /// Publishes files while the server runs, as an organiser does.
    pub(crate) fn publish(&self, campaign: &Campaign) -> Output {
        program::publish(&self.database, self.folder.path(), campaign)
    }

    /// Publishes one file with this text, with these options for the command.
    pub(crate) fn publish_text(&self, text: &str, options: &[&str]) -> Output {
        let file = self.folder.path().join("text.md");
        fs::write(&file, text).expect("the temporary folder can be written");
        let file = file.display().to_string();
        let command = [&["publish"], options, &[&file]].concat();
        self.run_command(&command)
    }

    /// Runs another command of the program on the same database.
    pub(crate) fn run_command(&self, command: &[&str]) -> Output {
        program::on_database(program::new(), command, &self.database, self.folder())
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
    pub(crate) fn wait_for_stop(mut self) -> Setup {
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

    /// Sets up another server on the same data, beside this one.
    pub(crate) fn another_server(&self) -> Setup {
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
        program::signal("-TERM", self.process_id());
    }

    fn end(&mut self) -> Option<ExitStatus> {
        let mut child = self.child.take()?;
        program::signal("-TERM", child.id());
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
        let ended = self.ended.lock().expect("no thread panics holding it");
        ended.recv_timeout(wait::DEADLINE).is_ok()
    }

    fn check_log(&self) {
        if !self.failures_expected.load(Ordering::Relaxed) {
            self.log.has_no_failure();
        }
        let private = self
            .private_words
            .lock()
            .expect("no thread panics holding it");
        self.log.has_none_of(&private);
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Some(mut child) = self.child.take() else {
                return;
            };
            program::signal("-TERM", child.id());
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
