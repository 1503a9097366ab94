//! The tests' mail server (`tests/smtp/server.py`) and the emails it received.

use std::{
    io::Write,
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        Arc, Mutex, OnceLock,
        mpsc::{Receiver, Sender, channel},
    },
};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::support::{email::Email, process, wait};

pub(crate) struct Smtp {
    _child: Child,
    commands: Mutex<ChildStdin>,
    done: Mutex<Receiver<()>>,
    received: Arc<Mutex<Vec<Email>>>,
    faults: Arc<Mutex<Vec<(String, String)>>>,
    /// Changes whenever an email or a fault is reported.
    changed: watch::Receiver<()>,
    /// Contains user and password, and requires STARTTLS.
    pub(crate) url: String,
    pub(crate) ca_file: String,
}

impl Smtp {
    /// The server shared by all tests of a target; tests tell their emails apart by address.
    pub(crate) fn shared() -> Arc<Smtp> {
        static SHARED: OnceLock<Arc<Smtp>> = OnceLock::new();
        SHARED.get_or_init(Smtp::start).clone()
    }

    /// A server of the test's own, which it can switch off.
    pub(crate) fn start() -> Arc<Smtp> {
        let mut child = Command::new(process::python())
            .arg(process::source("tests/smtp/server.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python starts the mail server");
        let commands = child.stdin.take().expect("its input is piped");
        let (lines, _) = process::lines(child.stdout.take().expect("its output is piped"));
        let first = wait::receive("the mail server's first line", &lines);
        let ready: Value = serde_json::from_str(&first).expect("it speaks JSON");

        let received = Arc::new(Mutex::new(Vec::new()));
        let faults = Arc::new(Mutex::new(Vec::new()));
        let (changes, changed) = watch::channel(());
        let (done_sender, done) = channel();
        let reports = Reports {
            received: received.clone(),
            faults: faults.clone(),
            changes,
            done: done_sender,
        };
        std::thread::spawn(move || lines.iter().for_each(|line| reports.take(&line)));
        Arc::new(Smtp {
            _child: child,
            commands: Mutex::new(commands),
            done: Mutex::new(done),
            received,
            faults,
            changed,
            url: format!(
                "smtp://{}:{}@localhost:{}?tls=required",
                encode(&ready["user"]),
                encode(&ready["password"]),
                ready["port"]
            ),
            ca_file: text(&ready["ca_file"]),
        })
    }

    /// Answers 550 to every email for this address.
    pub(crate) fn refuse(&self, address: &str) {
        self.obey(json!({"do": "fault", "to": address, "fault": "refuse"}));
    }

    /// Answers 451 the next `times`.
    pub(crate) fn defer(&self, address: &str, times: u32) {
        self.obey(json!({"do": "fault", "to": address, "fault": "defer", "times": times}));
    }

    /// Answers the next `times` RCPT commands for this address with these words.
    pub(crate) fn answer_rcpt(&self, address: &str, reply: &str, times: u32) {
        let fault =
            json!({"do": "fault", "to": address, "fault": "rcpt", "reply": reply, "times": times});
        self.obey(fault);
    }

    /// The same for an email's DATA.
    pub(crate) fn answer_data(&self, address: &str, reply: &str, times: u32) {
        let fault =
            json!({"do": "fault", "to": address, "fault": "data", "reply": reply, "times": times});
        self.obey(fault);
    }

    /// Answers every email with these words, for every recipient, until it accepts again.
    pub(crate) fn refuse_all(&self, reply: &str) {
        self.obey(json!({"do": "fault", "to": "*", "fault": "data", "reply": reply}));
    }

    /// Accepts everything again.
    pub(crate) fn mend(&self) {
        self.obey(json!({"do": "mend"}));
    }

    /// Reads the next email's bytes and never answers.
    pub(crate) fn stall_once(&self, address: &str) {
        self.obey(json!({"do": "fault", "to": address, "fault": "stall", "times": 1}));
    }

    /// Accepts the next email but cuts the connection before saying so.
    pub(crate) fn cut_once(&self, address: &str) {
        self.obey(json!({"do": "fault", "to": address, "fault": "cut", "times": 1}));
    }

    pub(crate) fn go_down(&self) {
        self.obey(json!({"do": "down"}));
    }

    pub(crate) fn come_up(&self) {
        self.obey(json!({"do": "up"}));
    }

    /// Waits for the first email to an address.
    pub(crate) async fn email_to(&self, address: &str) -> Email {
        self.emails_to(address, 1).await.remove(0)
    }

    /// Waits until an address has at least `count` emails; returns all, oldest first.
    pub(crate) async fn emails_to(&self, address: &str, count: usize) -> Vec<Email> {
        let what = format!("{count} email(s) to {address}");
        self.when(&what, || {
            Some(self.emails_so_far(address)).filter(|emails| emails.len() >= count)
        })
        .await
    }

    pub(crate) fn emails_so_far(&self, address: &str) -> Vec<Email> {
        let received = self
            .received
            .lock()
            .expect("no test panics while holding it");
        let mine = |email: &&Email| email.recipients.iter().any(|to| to == address);
        received.iter().filter(mine).cloned().collect()
    }

    /// Waits until the server has misbehaved `times` towards an address.
    pub(crate) async fn faults_met(&self, address: &str, times: usize) {
        let what = format!("{times} fault(s) for {address}");
        self.when(&what, || {
            (self.faults_so_far(address) >= times).then_some(())
        })
        .await;
    }

    pub(crate) fn faults_so_far(&self, address: &str) -> usize {
        let faults = self.faults.lock().expect("no test panics while holding it");
        faults.iter().filter(|(to, _)| to == address).count()
    }

    async fn when<T>(&self, what: &str, look: impl Fn() -> Option<T>) -> T {
        let mut changed = self.changed.clone();
        let search = async {
            loop {
                changed.mark_unchanged();
                if let Some(found) = look() {
                    return found;
                }
                changed.changed().await.expect("the mail server runs");
            }
        };
        match tokio::time::timeout(wait::DEADLINE, search).await {
            Ok(found) => found,
            Err(_) => panic!("waited {:?} in vain for {what}", wait::DEADLINE),
        }
    }

    fn obey(&self, command: Value) {
        let done = self.done.lock().expect("no test panics while holding it");
        let mut commands = self
            .commands
            .lock()
            .expect("no test panics while holding it");
        writeln!(commands, "{command}").expect("the mail server takes commands");
        wait::receive("the mail server to obey", &done);
    }
}

/// Where the reading thread puts the server's reports.
struct Reports {
    received: Arc<Mutex<Vec<Email>>>,
    faults: Arc<Mutex<Vec<(String, String)>>>,
    changes: watch::Sender<()>,
    done: Sender<()>,
}

impl Reports {
    fn take(&self, line: &str) {
        let event: Value = serde_json::from_str(line).expect("the mail server speaks JSON");
        match event["event"].as_str() {
            Some("email") => {
                let to = event["to"].as_array().expect("recipients are a list");
                self.received
                    .lock()
                    .expect("no thread panics holding it")
                    .push(Email {
                        recipients: to.iter().map(text).collect(),
                        sender: text(&event["from"]),
                        hello: text(&event["hello"]),
                        raw: text(&event["data"]),
                    });
            }
            Some("fault") => self
                .faults
                .lock()
                .expect("no thread panics holding it")
                .push((text(&event["to"]), text(&event["fault"]))),
            // The caller may have given up and no longer need the answer.
            Some("done") => _ = self.done.send(()),
            other => panic!("the mail server told {other:?}"),
        }
        self.changes.send_replace(());
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn encode(value: &Value) -> String {
    utf8_percent_encode(&text(value), NON_ALPHANUMERIC).to_string()
}
