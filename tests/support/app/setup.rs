//! How a server is started: its options, its data, its clock and its mail server.

use std::{
    path::Path,
    process::{Command, Output, Stdio},
    sync::{Arc, Mutex, mpsc::channel},
};

use tempfile::TempDir;

use super::{App, log::ServerLog, program};
use crate::support::{
    campaign::Campaign,
    clock::{self, Clock},
    database,
    network::smtp::Smtp,
    process, wait,
};

/// How to start the program; options that a test does not set have the operator's usual values.
pub(crate) struct Setup {
    /// Published before the start; none if the data of an earlier run is there.
    pub(super) campaign: Option<Campaign>,
    /// None: emails are written to the folder.
    pub(super) smtp: Option<Arc<Smtp>>,
    pub(super) database: Option<String>,
    pub(super) options: Vec<String>,
    pub(super) clock: Option<Clock>,
    pub(super) folder: Arc<TempDir>,
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
    pub(crate) fn distrusted_clock(self, offset: &str) -> Setup {
        let mut setup = self.clock(offset);
        if let Some(clock) = &mut setup.clock {
            clock.distrusted = true;
        }
        setup
    }

    /// Publishes the campaign, starts the server and waits until it listens.
    pub(crate) fn start(self) -> App {
        let database = self.database_url();
        if let Some(campaign) = &self.campaign {
            let published = program::publish(&database, self.folder.path(), campaign);
            assert!(published.status.success(), "publish: {published:?}");
        }

        let mut child = self.command(&database).spawn().expect("the program starts");
        let log = ServerLog::of_this_test();
        let (started, starts) = channel();
        let mut readers = vec![log.collect(child.stderr.take().expect("piped"))];
        let kept = log.clone();
        readers.push(process::each_line(
            child.stdout.take().expect("piped"),
            move |line| {
                if let Some(url) = line.strip_prefix("listening on ") {
                    // Only the first such line is waited for.
                    _ = started.send(url.to_owned());
                }
                kept.push(line);
            },
        ));
        let (ended_sender, ended) = channel();
        std::thread::spawn(move || {
            readers.into_iter().for_each(|reader| _ = reader.join());
            ended_sender.send(())
        });
        let url = match starts.recv_timeout(wait::DEADLINE) {
            Ok(url) => url,
            Err(error) => {
                // The server never started, so the test has nothing to stop.
                _ = child.kill();
                _ = child.wait();
                panic!("it did not listen ({error}): {:#?}", log.lines());
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
            clock.skip_distrust(&app.url, || app.log());
        }
        app
    }

    /// Runs a command of the program after this much time, as in `+8d`, while no server runs.
    pub(crate) fn run_command_at(&self, clock: &str, command: &[&str]) -> Output {
        let mut command_line = program::new();
        clock::set_offset(&mut command_line, clock);
        program::on_database(
            command_line,
            command,
            &self.database_url(),
            self.folder.path(),
        )
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
        let mut command = program::new();
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
            clock.apply_to(&mut command);
        }
        if let Some(smtp) = &self.smtp {
            command
                .args(["--smtp", &smtp.url, "--smtp-ca-file", &smtp.ca_file])
                .args(["--mail-from", "Reading Room <letters@readingroom.example>"]);
        }
        command
    }
}

/// Follows no redirects: where the server sends a visitor is part of its response.
fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(wait::DEADLINE)
        .build()
        .expect("a client without TLS can be built")
}
