//! The SMTP client: connections, kept open for the next email, and how refusals are judged.
//!
//! It sends command by command instead of using lettre's own transport, which does not report the
//! command that a server refused. Only the command shows whether the refusal is about the recipient
//! (`reply.rs`).

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use url::{Host, Url};

use super::SendError;
use super::content::Content;
use super::reply::{self, Stage};

/// For connecting only; the mailer's own timeout bounds the rest.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// An idle connection is closed after this long; servers close theirs after minutes.
const KEPT_OPEN: Duration = Duration::from_secs(30);

/// The SMTP server that accepts our emails.
#[derive(Clone)]
pub(super) struct Server(Arc<SmtpServer>);

struct SmtpServer {
    host: String,
    port: u16,
    encryption: Encryption,
    credentials: Option<Credentials>,
    /// The name we give in EHLO.
    name: ClientId,
    idle: Mutex<Idle>,
}

/// Connections that wait for the next email, the one used last at the end.
#[derive(Default)]
struct Idle {
    connections: Vec<(Instant, AsyncSmtpConnection)>,
    /// A task closes those that wait for too long.
    is_watched: bool,
}

enum Encryption {
    /// TLS from the first byte.
    Wrapped(TlsParameters),
    /// STARTTLS; without it nothing is sent.
    Required(TlsParameters),
    Opportunistic(TlsParameters),
    None,
}

impl Server {
    /// Reads `--smtp`; `own_host` is the host of the public URL.
    pub(super) fn parse(url: &str, ca_file: Option<&Path>, own_host: &str) -> anyhow::Result<Self> {
        // The parser's error would repeat the password.
        let url = Url::parse(url).map_err(|_| anyhow::anyhow!("--smtp is not a URL"))?;
        let host = url.host_str().context("--smtp has no host")?.to_owned();
        let wanted = url
            .query_pairs()
            .find(|(name, _)| name == "tls")
            .map(|(_, value)| value);
        let tls = || tls_parameters(&host, ca_file);
        let (encryption, port) = match (url.scheme(), wanted.as_deref()) {
            ("smtps", _) => (Encryption::Wrapped(tls()?), 465),
            ("smtp", None | Some("required")) => (Encryption::Required(tls()?), 587),
            ("smtp", Some("opportunistic")) => (Encryption::Opportunistic(tls()?), 25),
            ("smtp", Some("none")) => (Encryption::None, 25),
            _ => bail!(
                "--smtp must begin with smtp:// or smtps://, and tls must be required, opportunistic or none"
            ),
        };
        let decoded = |text: &str| {
            percent_encoding::percent_decode_str(text)
                .decode_utf8_lossy()
                .into_owned()
        };
        let credentials = (!url.username().is_empty()).then(|| {
            let password = url.password().unwrap_or_default();
            Credentials::new(decoded(url.username()), decoded(password))
        });
        Ok(Self(Arc::new(SmtpServer {
            port: url.port().unwrap_or(port),
            host,
            encryption,
            credentials,
            name: own_name(own_host),
            idle: Mutex::default(),
        })))
    }

    /// The name we give in EHLO.
    pub(super) fn own_name(&self) -> String {
        self.0.name.to_string()
    }

    /// Sends one message. Dropping the future also drops the connection.
    pub(super) async fn send(
        &self,
        (from, to): (&Address, &Address),
        message: &[u8],
    ) -> Result<(), SendError> {
        let judge = |undelivered: Undelivered| undelivered.judged(to.as_ref());
        // A server may have closed an idle connection; asking it first would cost every email a
        // round trip. Nothing was sent on it yet, so a new one is safe.
        if let Some(connection) = self.take_idle() {
            match self.send_on(connection, (from, to), message).await {
                Err(Undelivered::Refused(Stage::Before, error)) if is_closed(&error) => {}
                sent => return sent.map_err(judge),
            }
        }
        let connection = match self.connect().await {
            Ok(connection) => connection,
            Err(error) => return Err(judge(Undelivered::Refused(Stage::Before, error))),
        };
        let sent = self.send_on(connection, (from, to), message).await;
        sent.map_err(judge)
    }

    /// Keeps the connection for the next email if it still works.
    async fn send_on(
        &self,
        mut connection: AsyncSmtpConnection,
        between: (&Address, &Address),
        message: &[u8],
    ) -> Result<(), Undelivered> {
        let delivered = deliver(&mut connection, between, message).await;
        if let Err(Undelivered::Refused(..)) = &delivered {
            connection.abort().await;
        } else {
            self.keep(connection);
        }
        delivered
    }

    /// Connects and signs in as for an email, but sends none.
    pub(super) async fn check(&self) -> anyhow::Result<()> {
        let mut connection = self.connect().await?;
        connection.quit().await?;
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, lettre::transport::smtp::Error> {
        let SmtpServer {
            host,
            port,
            encryption,
            credentials,
            name,
            ..
        } = &*self.0;
        let wrapped = match encryption {
            Encryption::Wrapped(tls) => Some(tls.clone()),
            _ => None,
        };
        let server = (host.as_str(), *port);
        let timeout = Some(CONNECT_TIMEOUT);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, timeout, name, wrapped, None).await?;
        match encryption {
            Encryption::Required(tls) => connection.starttls(tls.clone(), name).await?,
            Encryption::Opportunistic(tls) if connection.can_starttls() => {
                connection.starttls(tls.clone(), name).await?;
            }
            _ => {}
        }
        if let Some(credentials) = credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }

    fn take_idle(&self) -> Option<AsyncSmtpConnection> {
        let (since, connection) = self.idle().connections.pop()?;
        (since.elapsed() < KEPT_OPEN).then_some(connection)
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle();
        idle.connections.push((Instant::now(), connection));
        if !std::mem::replace(&mut idle.is_watched, true) {
            let server = self.clone();
            tokio::spawn(async move { server.close_idle().await });
        }
    }

    /// Closes connections that have waited for too long, until none is left.
    async fn close_idle(&self) {
        loop {
            tokio::time::sleep(KEPT_OPEN).await;
            let mut idle = self.idle();
            idle.connections
                .retain(|(since, _)| since.elapsed() < KEPT_OPEN);
            if idle.connections.is_empty() {
                idle.is_watched = false;
                return;
            }
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Idle> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the server closed the connection before it read a command; 421 announces that (RFC 5321,
/// 3.8).
fn is_closed(error: &lettre::transport::smtp::Error) -> bool {
    match error.status() {
        Some(status) => status.to_string() == "421",
        None => !error.is_timeout(),
    }
}

enum Undelivered {
    Refused(Stage, lettre::transport::smtp::Error),
    NeedsUtf8,
}

impl Undelivered {
    fn judged(self, to: &str) -> SendError {
        match self {
            Self::Refused(stage, error) => judged(stage, &error, to),
            Self::NeedsUtf8 => SendError::Passing(
                "the mail server takes no address with letters beyond ASCII (SMTPUTF8)".into(),
            ),
        }
    }
}

async fn deliver(
    connection: &mut AsyncSmtpConnection,
    (from, to): (&Address, &Address),
    message: &[u8],
) -> Result<(), Undelivered> {
    let refused = |stage| move |error| Undelivered::Refused(stage, error);
    let mut options = Vec::new();
    // Messages are pure ASCII (quoted-printable, encoded words); only addresses may not be.
    if !(from.as_ref() as &str).is_ascii() || !(to.as_ref() as &str).is_ascii() {
        if !connection
            .server_info()
            .supports_feature(Extension::SmtpUtfEight)
        {
            return Err(Undelivered::NeedsUtf8);
        }
        options.push(MailParameter::SmtpUtfEight);
    }
    let mail = Mail::new(Some(from.clone()), options);
    connection
        .command(mail)
        .await
        .map_err(refused(Stage::Before))?;
    let rcpt = Rcpt::new(to.clone(), Vec::new());
    connection
        .command(rcpt)
        .await
        .map_err(refused(Stage::Recipient))?;
    connection
        .command(Data)
        .await
        .map_err(refused(Stage::Message))?;
    connection
        .command(Content(message))
        .await
        .map_err(refused(Stage::Message))?;
    Ok(())
}

/// Decides whether an error is retried, and keeps the server's reply.
fn judged(stage: Stage, error: &lettre::transport::smtp::Error, to: &str) -> SendError {
    let Some(status) = error.status() else {
        let class = if error.is_timeout() {
            "timeout"
        } else if error.is_tls() {
            "TLS could not be negotiated"
        } else {
            "no connection"
        };
        return SendError::Unreachable(class.into());
    };
    let words = std::error::Error::source(error)
        .map(ToString::to_string)
        .unwrap_or_default();
    let code = status.to_string();
    let reply = format!("{code} {}", reply::without_address(&words, to));
    let said = reply.trim_end().to_owned();
    if !error.is_permanent() {
        return SendError::Passing(said);
    }
    if reply::is_about_recipient(stage, code.parse().unwrap_or(500), &words) {
        SendError::Recipient(said)
    } else {
        SendError::RefusesUs(said)
    }
}

/// The name for EHLO: the public host name, which receivers look up (RFC 5321, 4.1.4), or an
/// address literal. A name without a dot means nothing beyond this machine, so the system's host
/// name replaces it.
fn own_name(host: &str) -> ClientId {
    match Host::parse(host) {
        Ok(Host::Ipv4(address)) => ClientId::Ipv4(address),
        Ok(Host::Ipv6(address)) => ClientId::Ipv6(address),
        Ok(Host::Domain(name)) if name.contains('.') => ClientId::Domain(name),
        _ => ClientId::default(),
    }
}

fn tls_parameters(host: &str, ca_file: Option<&Path>) -> anyhow::Result<TlsParameters> {
    let mut parameters = TlsParameters::builder(host.to_owned());
    if let Some(path) = ca_file {
        let pem =
            std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let certificate = Certificate::from_pem(&pem)
            .with_context(|| format!("{} is not a PEM certificate", path.display()))?;
        parameters = parameters.add_root_certificate(certificate);
    }
    parameters.build().context("TLS cannot be set up")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ehlo_name_is_the_public_host() {
        for (host, said) in [
            ("act.example", "act.example"),
            ("127.0.0.1", "[127.0.0.1]"),
            ("[::1]", "[IPv6:::1]"),
        ] {
            assert_eq!(own_name(host).to_string(), said);
        }
        assert_ne!(own_name("localhost").to_string(), "localhost");
    }

    #[test]
    fn an_invalid_smtp_url_is_rejected_without_leaking_its_password() {
        for (url, right) in [
            ("smtps://user:secret@mail.example", true),
            ("smtp://mail.example:2525?tls=opportunistic", true),
            ("smtp://user:secret@mail.example?tls=maybe", false),
            ("http://user:secret@mail.example", false),
            ("smtp:user:secret", false),
        ] {
            match Server::parse(url, None, "act.example") {
                Ok(_) => assert!(right, "{url}"),
                Err(error) => {
                    assert!(!right, "{url}: {error}");
                    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
                }
            }
        }
    }
}
