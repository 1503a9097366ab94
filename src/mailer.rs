//! Hands letters to an SMTP server, or puts them into a folder: the only file that says `lettre`.
//! Which letters and when is for `outbox.rs`; what they say, for `letters`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder, MultiPart, SinglePart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret as _;
use url::Url;

use crate::config::MailConfig;
use crate::letters::Letter;

/// How many letters may be on their way at once; the pool of connections is as large.
pub const PARALLEL: usize = 8;
/// For connecting; what follows is bounded by `LETTER_TIMEOUT`, since lettre has no limit there.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(20);
/// Shorter than the outbox's lease, so that nobody else tries meanwhile.
const LETTER_TIMEOUT: Duration = Duration::from_secs(45);

/// The way letters leave.
#[derive(Clone)]
pub struct Mailer {
    way: Way,
    sender: Mailbox,
    /// Right-hand side of Message-IDs.
    host: String,
}

#[derive(Clone)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

/// Why a letter did not leave. The words are a reply code or a class of fault, never an address.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SendError {
    /// May succeed later: the server is away, busy, or refuses us rather than the letter.
    #[error("{0}")]
    Transient(String),
    /// This letter will never be taken.
    #[error("{0}")]
    Permanent(String),
}

impl Mailer {
    /// Needs a runtime, since the pool of connections is tended in the background.
    pub fn from_config(config: &MailConfig, public_url: &str) -> anyhow::Result<Self> {
        let host = Url::parse(public_url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned));
        let host = host.unwrap_or_else(|| "localhost".to_owned());
        let sender = match &config.from {
            Some(from) => from
                .parse()
                .with_context(|| format!("--mail-from {from} is no address"))?,
            None => Mailbox::new(None, Address::new("letters", "localhost")?),
        };
        let way = match &config.smtp {
            Some(url) => Way::Smtp(smtp(url.expose_secret(), config.smtp_ca_file.as_deref())?),
            None => Way::Folder(config.folder.clone()),
        };
        Ok(Self { way, sender, host })
    }

    /// Sends one letter, or says why not.
    pub async fn send(&self, letter: &Letter) -> Result<(), SendError> {
        let message = self.message(letter)?;
        match &self.way {
            Way::Smtp(transport) => {
                match tokio::time::timeout(LETTER_TIMEOUT, transport.send(message)).await {
                    Ok(Ok(_)) => Ok(()),
                    Ok(Err(error)) => Err(classified(&error)),
                    Err(_) => Err(SendError::Transient("timeout".into())),
                }
            }
            Way::Folder(folder) => keep(folder, letter, &message.formatted())
                .await
                .map_err(|error| SendError::Transient(format!("folder: {}", error.kind()))),
        }
    }

    /// Tries to reach the server, or the folder.
    pub async fn check(&self) -> anyhow::Result<()> {
        match &self.way {
            Way::Smtp(transport) => {
                let tried = tokio::time::timeout(COMMAND_TIMEOUT, transport.test_connection());
                let answers = tried.await.context("the SMTP server does not answer")??;
                ensure!(answers, "the SMTP server does not answer");
                Ok(())
            }
            Way::Folder(folder) => tokio::fs::create_dir_all(folder)
                .await
                .with_context(|| format!("{} cannot be made", folder.display())),
        }
    }

    fn message(&self, letter: &Letter) -> Result<Message, SendError> {
        let unusable = |_| SendError::Permanent("address".into());
        let from = Mailbox::new(Some(letter.from_name.clone()), self.sender.email.clone());
        let builder = Message::builder()
            .message_id(Some(format!("<{}@{}>", letter.id, self.host)))
            .date_now()
            .from(from)
            .reply_to(Mailbox::new(
                None,
                letter.reply_to.parse().map_err(unusable)?,
            ))
            .to(Mailbox::new(None, letter.to.parse().map_err(unusable)?))
            .subject(letter.subject.clone());
        let builder = with_header(builder, "Auto-Submitted", "auto-generated");
        let builder = match &letter.unsubscribe_url {
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
            .multipart(alternatives(letter))
            .map_err(|_| SendError::Permanent("message".into()))
    }
}

/// Both parts are quoted-printable: no line is too long for a relay, and a soft-wrapped link is
/// whole again when it is read.
fn alternatives(letter: &Letter) -> MultiPart {
    let part = |kind: ContentType, words: &str| {
        SinglePart::builder()
            .header(kind)
            .header(ContentTransferEncoding::QuotedPrintable)
            .body(words.to_owned())
    };
    MultiPart::alternative()
        .singlepart(part(ContentType::TEXT_PLAIN, &letter.text))
        .singlepart(part(ContentType::TEXT_HTML, &letter.html))
}

fn with_header(builder: MessageBuilder, name: &'static str, value: &str) -> MessageBuilder {
    builder.raw_header(HeaderValue::new(
        HeaderName::new_from_ascii_str(name),
        value.to_owned(),
    ))
}

fn smtp(url: &str, ca_file: Option<&Path>) -> anyhow::Result<AsyncSmtpTransport<Tokio1Executor>> {
    // The parser's error would repeat the password.
    let url = Url::parse(url).map_err(|_| anyhow::anyhow!("--smtp is no URL"))?;
    let host = url.host_str().context("--smtp names no host")?;
    let wanted = url
        .query_pairs()
        .find(|(name, _)| name == "tls")
        .map(|(_, value)| value);
    let tls = || tls_parameters(host, ca_file);
    let (tls, port) = match (url.scheme(), wanted.as_deref()) {
        ("smtps", _) => (Tls::Wrapper(tls()?), 465),
        ("smtp", None | Some("required")) => (Tls::Required(tls()?), 587),
        ("smtp", Some("opportunistic")) => (Tls::Opportunistic(tls()?), 25),
        ("smtp", Some("none")) => (Tls::None, 25),
        _ => bail!(
            "--smtp must begin with smtp:// or smtps://, and tls be required, opportunistic or none"
        ),
    };
    let pool = PoolConfig::new()
        .max_size(PARALLEL as u32)
        .idle_timeout(Duration::from_secs(30));
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
        .port(url.port().unwrap_or(port))
        .tls(tls)
        .timeout(Some(COMMAND_TIMEOUT))
        .pool_config(pool);
    if !url.username().is_empty() {
        let decoded = |text: &str| {
            percent_encoding::percent_decode_str(text)
                .decode_utf8_lossy()
                .into_owned()
        };
        let password = url.password().unwrap_or_default();
        builder = builder.credentials(Credentials::new(decoded(url.username()), decoded(password)));
    }
    Ok(builder.build())
}

fn tls_parameters(host: &str, ca_file: Option<&Path>) -> anyhow::Result<TlsParameters> {
    let mut parameters = TlsParameters::builder(host.to_owned());
    if let Some(path) = ca_file {
        let pem =
            std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let certificate = Certificate::from_pem(&pem)
            .with_context(|| format!("{} is no certificate in PEM", path.display()))?;
        parameters = parameters.add_root_certificate(certificate);
    }
    parameters.build().context("TLS cannot be set up")
}

/// Replies to AUTH refuse us, not the letter: it goes when the password is mended.
fn classified(error: &lettre::transport::smtp::Error) -> SendError {
    let Some(code) = error.status().map(|code| code.to_string()) else {
        let class = if error.is_timeout() {
            "timeout"
        } else if error.is_tls() {
            "tls"
        } else {
            "connection"
        };
        return SendError::Transient(class.into());
    };
    let refuses_us = matches!(code.as_str(), "530" | "534" | "535" | "538");
    if error.is_permanent() && !refuses_us {
        SendError::Permanent(code)
    } else {
        SendError::Transient(code)
    }
}

/// The name sorts by time; a letter sent twice is one file.
async fn keep(folder: &Path, letter: &Letter, message: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let name = format!("{:013}-{}.eml", letter.created_at, letter.id);
    let unfinished = folder.join(format!(".{name}.part"));
    tokio::fs::write(&unfinished, message).await?;
    tokio::fs::rename(&unfinished, folder.join(name)).await
}

#[cfg(test)]
mod tests;
