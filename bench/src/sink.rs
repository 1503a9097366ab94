//! A mail server on this machine that keeps nothing: it accepts every email and counts it, or
//! refuses every sender, which makes the server under load pause its sending.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Result, bail};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::{Instant, sleep},
};

/// A paused server tries one email a minute, so a queue is quiet or paused after this long.
const QUIET: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum SinkReply {
    Accept,
    /// Permanently, and because of the sender: the server then pauses for all recipients.
    RefuseSender,
}

/// Runs until it is dropped.
pub(crate) struct Sink {
    /// For `--smtp`.
    pub(crate) url: String,
    seen: Arc<AtomicU64>,
    listening: JoinHandle<()>,
}

impl Sink {
    pub(crate) async fn start(reply: SinkReply) -> Result<Sink> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("smtp://{}?tls=none", listener.local_addr()?);
        let seen = Arc::new(AtomicU64::new(0));
        let counting = seen.clone();
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let seen = counting.clone();
                // A client that breaks off tries again.
                tokio::spawn(async move { converse(stream, reply, &seen).await });
            }
        });
        Ok(Sink {
            url,
            seen,
            listening,
        })
    }

    /// How many emails it accepted or refused so far.
    pub(crate) fn seen(&self) -> u64 {
        self.seen.load(Ordering::Relaxed)
    }

    /// Waits until emails have come and then no more do.
    pub(crate) async fn quiet(&self) -> Result<()> {
        let begun = Instant::now();
        let (mut count, mut since) = (self.seen(), Instant::now());
        while begun.elapsed() < PATIENCE {
            sleep(QUIET / 20).await;
            let now = self.seen();
            if now != count {
                (count, since) = (now, Instant::now());
            } else if count > 0 && since.elapsed() >= QUIET {
                return Ok(());
            }
        }
        bail!("the server does not pause its emails, although every one is refused")
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// Speaks as much SMTP as a client needs.
async fn converse(stream: TcpStream, reply: SinkReply, seen: &AtomicU64) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (from, mut to) = stream.into_split();
    let (mut from, mut line) = (BufReader::new(from), Vec::new());
    to.write_all(b"220 sink.example ESMTP\r\n").await?;
    loop {
        line.clear();
        if from.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match (&*verb, reply) {
            (b"EHLO", _) => b"250-sink.example\r\n250 8BITMIME\r\n",
            (b"MAIL", SinkReply::RefuseSender) => {
                seen.fetch_add(1, Ordering::Relaxed);
                b"550 5.7.1 no emails during this measurement\r\n"
            }
            (b"DATA", _) => {
                to.write_all(b"354 go on\r\n").await?;
                while line != b".\r\n" {
                    line.clear();
                    if from.read_until(b'\n', &mut line).await? == 0 {
                        return Ok(());
                    }
                }
                seen.fetch_add(1, Ordering::Relaxed);
                b"250 2.0.0 accepted\r\n"
            }
            (b"QUIT", _) => {
                to.write_all(b"221 2.0.0 bye\r\n").await?;
                return Ok(());
            }
            _ => b"250 2.0.0 ok\r\n",
        };
        to.write_all(answer).await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_email_is_accepted_and_counted_or_its_sender_refused() {
        for (reply, last, seen) in [
            (SinkReply::Accept, "250", 1),
            (SinkReply::RefuseSender, "550", 1),
        ] {
            let sink = Sink::start(reply).await.unwrap();
            let address = sink.url.strip_prefix("smtp://").unwrap();
            let address = address.strip_suffix("?tls=none").unwrap();
            let (from, mut to) = TcpStream::connect(address).await.unwrap().into_split();
            let mut lines = BufReader::new(from).lines();
            let mut answers = Vec::new();
            answers.push(lines.next_line().await.unwrap().unwrap());
            let mut said = vec!["EHLO bench.example", "MAIL FROM:<a@b.example>"];
            if reply == SinkReply::Accept {
                said.extend(["RCPT TO:<c@d.example>", "DATA", "Subject: x\r\n\r\ny\r\n."]);
            }
            for line in said {
                to.write_all(format!("{line}\r\n").as_bytes())
                    .await
                    .unwrap();
                loop {
                    let answer = lines.next_line().await.unwrap().unwrap();
                    let goes_on = answer.as_bytes()[3] == b'-';
                    answers.push(answer);
                    if !goes_on {
                        break;
                    }
                }
            }
            assert!(answers.last().unwrap().starts_with(last), "{answers:?}");
            assert_eq!(sink.seen(), seen);
        }
    }
}
