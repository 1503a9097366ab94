//! The demo of the release binary: the article of an allied site, the server, and the inbox.

use std::{path::Path, process::Stdio};

use anyhow::{Context, Result, ensure};
use http_body_util::{BodyExt as _, Full};
use hyper::{Request, StatusCode, header};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::{self, Duration, Instant},
};

use crate::load;

/// How long an email may take.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) struct Demo {
    /// Host and port of the server.
    server: String,
    /// Address of the article.
    pub(super) article: String,
    child: Child,
}

/// What a reader of the email needs.
pub(super) struct Email {
    pub(super) code: String,
    pub(super) link: String,
}

impl Demo {
    pub(super) async fn start(binary: &Path) -> Result<Demo> {
        let mut child = Command::new(binary)
            .args(["demo", "--listen", "127.0.0.1:0"])
            .args(["--ally-listen", "localhost:0", "--log", "warn"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("cannot start the demo")?;
        let output = child.stdout.take().context("the demo has an output")?;
        let mut lines = BufReader::new(output).lines();
        let (mut server, mut article) = (None, None);
        while article.is_none() {
            let line = lines.next_line().await?;
            let line = line.context("the demo ended before it was ready")?;
            if let Some(address) = line.strip_prefix("listening on http://") {
                server = Some(address.trim().to_owned());
            } else if let Some((_, address)) = line.split_once("an allied site") {
                article = Some(address.trim().to_owned());
            }
        }
        // Keeps reading its output, so that it never blocks on a full pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Demo {
            server: server.context("the demo says where it listens")?,
            article: article.context("the demo has an allied site")?,
            child,
        })
    }

    /// The newest email's name in the inbox, which changes with each.
    pub(super) async fn newest(&self) -> Result<String> {
        self.get("/dev/mail/newest").await
    }

    /// The email that comes after the one that was the newest before.
    pub(super) async fn email_after(&self, before: &str) -> Result<Email> {
        let until = Instant::now() + PATIENCE;
        let newest = loop {
            let newest = self.newest().await?;
            if newest != before {
                break newest;
            }
            ensure!(Instant::now() < until, "no email came");
            time::sleep(Duration::from_millis(50)).await;
        };
        let (_, name) = newest.split_once(' ').context("an email has a name")?;
        let page = self.get(&format!("/dev/mail/{name}")).await?;
        let (_, key) = page
            .split_once("<div class=\"key\">")
            .context("the inbox shows what its reader needs")?;
        let code = between(key, "<strong class=\"code\">", "<").context("it has a code")?;
        let link = between(key, "href=\"", "\"").context("it has a link")?;
        Ok(Email {
            code: code.chars().filter(char::is_ascii_digit).collect(),
            link: link.to_owned(),
        })
    }

    async fn get(&self, path: &str) -> Result<String> {
        let mut connection = load::connect(&self.server).await?;
        let request = Request::builder()
            .uri(path)
            .header(header::HOST, &self.server)
            .body(Full::default())?;
        let response = connection.send_request(request).await?;
        let status = response.status();
        ensure!(status == StatusCode::OK, "{path} answers {status}");
        let body = response.into_body().collect().await?.to_bytes();
        Ok(String::from_utf8(body.to_vec())?)
    }

    pub(super) async fn stop(mut self) -> Result<()> {
        self.child.kill().await.context("cannot end the demo")
    }
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(from)?;
    rest.split_once(to).map(|(found, _)| found)
}
