//! Hands emails to an SMTP server, or writes them to a folder. Only this module and its submodules
//! use `lettre`. `jobs/mail/mod.rs` decides which emails to send and when; `messages` writes their
//! text.

mod content;
pub mod messages;
mod reply;
mod smtp;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use lettre::Address;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder, MultiPart, SinglePart};
use secrecy::ExposeSecret as _;
use url::Url;

use crate::config::MailConfig;
use messages::Message;

/// How many emails may be in flight at once, each on a connection of its own. A server 50 ms away
/// takes some 250 ms for an email; common servers allow 50 connections from one client.
pub const PARALLEL: usize = 32;
/// For testing the server without sending an email.
const CHECK_TIMEOUT: Duration = Duration::from_secs(20);
/// Shorter than the outbox's lease, so that no other server tries the same email meanwhile.
pub const SEND_TIMEOUT: Duration = Duration::from_secs(45);

/// Sends emails, by SMTP or to a folder.
#[derive(Clone)]
pub struct Mailer {
    way: Way,
    sender: Mailbox,
    /// Right-hand side of Message-IDs.
    host: String,
}

#[derive(Clone)]
enum Way {
    Smtp(smtp::Server),
    Folder(PathBuf),
}

/// Why an email was not sent: the server's reply or a kind of fault, never an address.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SendError {
    /// May succeed later: the server says so.
    #[error("{0}")]
    Passing(String),
    /// The server did not answer, or the folder cannot be written.
    #[error("{0}")]
    Unreachable(String),
    /// The server refuses us, whatever the recipient: a quota, a sender that is not ours, a
    /// password. The email can be sent once that is corrected.
    #[error("{0}")]
    RefusesUs(String),
    /// There is no such recipient.
    #[error("{0}")]
    Recipient(String),
}

impl Mailer {
    /// Needs a Tokio runtime, since idle connections are closed in the background.
    pub fn from_config(config: &MailConfig, public_url: &str) -> anyhow::Result<Self> {
        let host = match Url::parse(public_url) {
            Ok(url) => url.host_str().unwrap_or("localhost").to_owned(),
            Err(_) => "localhost".to_owned(),
        };
        let sender = match &config.from {
            Some(from) => from
                .parse()
                .with_context(|| format!("--mail-from {from} is not an address"))?,
            None => Mailbox::new(None, Address::new("letters", "localhost")?),
        };
        let way = match &config.smtp {
            Some(url) => {
                let ca_file = config.smtp_ca_file.as_deref();
                Way::Smtp(smtp::Server::parse(url.expose_secret(), ca_file, &host)?)
            }
            None => Way::Folder(config.folder.clone()),
        };
        Ok(Self { way, sender, host })
    }

    /// Sends one email.
    pub async fn send(&self, message: &Message) -> Result<(), SendError> {
        let to: Address = message.to.parse().map_err(unusable)?;
        let bytes = self.compose(message, &to)?.formatted();
        match &self.way {
            Way::Smtp(server) => {
                let sending = server.send((&self.sender.email, &to), &bytes);
                match tokio::time::timeout(SEND_TIMEOUT, sending).await {
                    Ok(sent) => sent,
                    Err(_) => Err(SendError::Unreachable("timeout".into())),
                }
            }
            Way::Folder(folder) => keep(folder, message, bytes)
                .await
                .map_err(|error| SendError::Unreachable(format!("folder: {}", error.kind()))),
        }
    }

    /// Tries to reach the server, or to create the folder.
    pub async fn check(&self) -> anyhow::Result<()> {
        match &self.way {
            Way::Smtp(server) => {
                let tried = tokio::time::timeout(CHECK_TIMEOUT, server.check());
                tried.await.context("the SMTP server does not answer")?
            }
            Way::Folder(folder) => make(folder)
                .await
                .with_context(|| format!("{} cannot be created", folder.display())),
        }
    }

    /// The domain that our emails come from; receivers look up who may send for it.
    pub fn sender_domain(&self) -> &str {
        self.sender.email.domain()
    }

    /// The name we give the mail server in EHLO; `None` where emails go to a folder.
    pub fn own_name(&self) -> Option<String> {
        match &self.way {
            Way::Smtp(server) => Some(server.own_name()),
            Way::Folder(_) => None,
        }
    }

    fn compose(&self, message: &Message, to: &Address) -> Result<lettre::Message, SendError> {
        let from = Mailbox::new(Some(message.from_name.clone()), self.sender.email.clone());
        let builder = lettre::Message::builder()
            .message_id(Some(format!("<{}@{}>", message.id, self.host)))
            .date_now()
            .from(from)
            .to(Mailbox::new(None, to.clone()))
            .subject(message.subject.clone());
        let builder = match &message.reply_to {
            None => builder,
            Some(address) => {
                let address = address.parse().map_err(unusable)?;
                builder.reply_to(Mailbox::new(None, address))
            }
        };
        let builder = with_header(builder, "Auto-Submitted", "auto-generated");
        let builder = match &message.unsubscribe_url {
            None => builder,
            Some(url) => {
                let builder = with_header(builder, "List-Unsubscribe", &format!("<{url}>"));
                with_header(
                    builder,
                    "List-Unsubscribe-Post",
                    "List-Unsubscribe=One-Click",
                )
            }
        };
        builder
            .multipart(alternatives(message))
            .map_err(|_| SendError::Recipient("the message cannot be written".into()))
    }
}

fn unusable(_: lettre::address::AddressError) -> SendError {
    SendError::Recipient("the address cannot be written".into())
}

/// Both parts are quoted-printable: no line is too long for a relay, and a soft-wrapped link is
/// whole again when it is read.
fn alternatives(message: &Message) -> MultiPart {
    let part = |kind: ContentType, words: &str| {
        SinglePart::builder()
            .header(kind)
            .header(ContentTransferEncoding::QuotedPrintable)
            .body(words.to_owned())
    };
    MultiPart::alternative()
        .singlepart(part(ContentType::TEXT_PLAIN, &message.text))
        .singlepart(part(ContentType::TEXT_HTML, &message.html))
}

fn with_header(builder: MessageBuilder, name: &'static str, value: &str) -> MessageBuilder {
    builder.raw_header(HeaderValue::new(
        HeaderName::new_from_ascii_str(name),
        value.to_owned(),
    ))
}

/// Writes an email to the folder. The file name sorts by time, and an email sent twice is one file.
/// Only our user may read it: it holds an address and the link and code that confirm.
async fn keep(folder: &Path, message: &Message, bytes: Vec<u8>) -> std::io::Result<()> {
    let name = format!("{:013}-{}.eml", message.created_at, message.id);
    let (unfinished, path) = (folder.join(format!(".{name}.part")), folder.join(name));
    let missing = |error: &std::io::Error| error.kind() == std::io::ErrorKind::NotFound;
    match write(unfinished.clone(), path.clone(), bytes.clone()).await {
        Err(error) if missing(&error) => {
            make(folder).await?;
            write(unfinished, path, bytes).await
        }
        written => written,
    }
}

/// Writes a file under another name first, so that no half of it is ever read.
async fn write(unfinished: PathBuf, path: PathBuf, bytes: Vec<u8>) -> std::io::Result<()> {
    let written = tokio::task::spawn_blocking(move || {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        std::io::Write::write_all(&mut options.open(&unfinished)?, &bytes)?;
        std::fs::rename(&unfinished, path)
    });
    written.await.map_err(std::io::Error::other)?
}

/// Creates the folder. A folder that already exists keeps the permissions its operator gave it.
async fn make(folder: &Path) -> std::io::Result<()> {
    let mut making = tokio::fs::DirBuilder::new();
    making.recursive(true);
    #[cfg(unix)]
    making.mode(0o700);
    making.create(folder).await
}

#[cfg(test)]
mod tests;
