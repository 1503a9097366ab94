//! The server under load: the release binary with its own database.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    process::{Child, Command},
};

pub(crate) const SLUG: &str = "bench";

/// As long as a real one, because the fragment's size depends on it.
pub(crate) const DECLARATION: &str = include_str!("campaign/declaration.md");
pub(crate) const LIST: &str = include_str!("campaign/list.md");

pub(crate) struct Server {
    child: Child,
    /// Host and port.
    pub(crate) address: String,
    /// From the start of the process to its first successful health check.
    pub(crate) started_in: Duration,
    log: PathBuf,
}

impl Server {
    /// Starts the server on the database in `folder`, which is created and filled if missing.
    pub(crate) async fn start(binary: &Path, folder: &Path) -> Result<Server> {
        let database = format!("sqlite:{}", folder.join("bench.db").display());
        let options = ["--database".to_owned(), database];
        let server = Self::serve(binary, folder, &options).await?;
        let files = [("declaration.md", DECLARATION), ("list.md", LIST)];
        let files = files.map(|(name, content)| (folder.join(name), content));
        if !files[0].0.exists() {
            for (file, content) in &files {
                fs::write(file, content)?;
            }
            let published = Command::new(binary)
                .arg("publish")
                .args(&options)
                .args(files.iter().map(|(file, _)| file))
                .current_dir(folder)
                .output()
                .await?;
            ensure!(
                published.status.success(),
                "publishing failed: {}",
                String::from_utf8_lossy(&published.stderr)
            );
        }
        Ok(server)
    }

    /// Starts the server with these options, on a database that has a campaign already.
    pub(crate) async fn serve(binary: &Path, folder: &Path, options: &[String]) -> Result<Server> {
        let log = folder.join("log");
        let begin = Instant::now();
        let mut child = Command::new(binary)
            .arg("serve")
            .args(options)
            .current_dir(folder)
            .args(["--listen", "127.0.0.1:0", "--write-limit", "0"])
            .stdout(Stdio::piped())
            .stderr(fs::File::create(&log)?)
            .kill_on_drop(true)
            .spawn()
            .context("cannot start the server")?;
        let mut line = String::new();
        // Borrowed rather than taken, so the pipe stays open for later output.
        let output = child.stdout.as_mut().context("the server has an output")?;
        BufReader::new(output).read_line(&mut line).await?;
        let address = line.trim().strip_prefix("listening on http://");
        let address = address
            .with_context(|| format!("the server's first line is {line:?}"))?
            .to_owned();
        ensure!(healthy(&address).await?, "the server is not well");
        Ok(Server {
            child,
            address,
            started_in: begin.elapsed(),
            log,
        })
    }

    /// To read its resource usage from the system.
    pub(crate) fn process_id(&self) -> Result<u32> {
        self.child.id().context("the server has ended")
    }

    /// How often its log contains this message.
    pub(crate) fn logged(&self, what: &str) -> Result<usize> {
        Ok(fs::read_to_string(&self.log)?.matches(what).count())
    }

    /// Kills it at once: the tests cover durability.
    pub(crate) async fn stop(mut self) -> Result<()> {
        self.child.kill().await.context("cannot end the server")
    }
}

async fn healthy(address: &str) -> Result<bool> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /healthz HTTP/1.0\r\nHost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer.split(' ').nth(1) == Some("200"))
}
