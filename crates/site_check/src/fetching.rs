//! Fetches a page whose address came from a visitor: a few seconds, a few redirects, a megabyte, no
//! cookies, and each hop checked again. [`Failure`] tells the results apart; nothing is judged
//! here.

use std::{error::Error as _, net::IpAddr, time::Duration};

use http_body_util::{BodyExt as _, Empty};
use hyper::{HeaderMap, Request, Response, StatusCode, Uri, body::Incoming, header};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::{
    client::legacy::{Client, Error as ClientError, connect::HttpConnector},
    rt::TokioExecutor,
};
use ipnet::IpNet;
use tower::Service as _;
use tower_http::decompression::{Decompression, DecompressionBody};
use url::{Host, Url};

use super::address::{Resolver, Unresolved};

const PATIENCE: Duration = Duration::from_secs(5);
const MAX_REDIRECTS: usize = 3;
/// After decompression: more than enough for a page.
const MAX_BYTES: usize = 1024 * 1024;
/// For a file with a line or two.
const MAX_TEXT_BYTES: usize = 16 * 1024;
const MAX_ADDRESS_CHARS: usize = 2_000;

/// Our user agent, for the site's log.
const AGENT: &str = concat!(
    "Undersigned/",
    env!("CARGO_PKG_VERSION"),
    " (asked for by a visitor of this server)"
);

/// Why there is nothing to judge.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Failure {
    /// What was typed is not the address of a web page.
    NoAddress,
    /// A port that websites do not use.
    Port(u16),
    /// The address, or one it redirects to, is in a private network.
    Private {
        host: String,
        redirected: bool,
    },
    TooManyRedirects,
    UnknownName {
        host: String,
    },
    Unreachable {
        host: String,
    },
    /// No secure connection could be made.
    Insecure {
        host: String,
    },
    Slow {
        host: String,
    },
    /// The response was not HTTP, or broke off.
    Broken,
    Status(u16),
    /// Not an HTML page; holds its content type.
    NotAPage(String),
    /// Too many pages are being tested.
    Busy,
}

/// The response.
pub(super) struct Fetched {
    pub(super) address: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
    /// Whether the body was longer.
    pub(super) cut: bool,
}

/// Parses what an editor typed; `ally.example/news` works like the full address.
pub(super) fn read_address(typed: &str) -> Result<Url, Failure> {
    let typed = typed.trim();
    if typed.is_empty() || typed.len() > MAX_ADDRESS_CHARS {
        return Err(Failure::NoAddress);
    }
    let parsed = if typed.contains("://") {
        Url::parse(typed)
    } else {
        Url::parse(&format!("https://{typed}"))
    };
    let mut url = parsed.map_err(|_| Failure::NoAddress)?;
    url.set_fragment(None);
    is_of_the_web(&url).then_some(url).ok_or(Failure::NoAddress)
}

fn is_of_the_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|host| !host.is_empty())
        && url.username().is_empty()
        && url.password().is_none()
}

/// Fetches a page, following redirects.
pub(super) async fn fetch(asked: Url, allowed_networks: &[IpNet]) -> Result<Fetched, Failure> {
    let host = host_of(&asked);
    let fetching = async {
        let (address, response) = follow(asked, allowed_networks, |_| true).await?;
        read(address, response).await
    };
    tokio::time::timeout(PATIENCE, fetching)
        .await
        .unwrap_or(Err(Failure::Slow { host }))
}

/// Fetches a short text of any type. Follows a redirect only to an address that `is_meant` allows,
/// and never from https to http.
pub(super) async fn fetch_text(
    asked: Url,
    allowed_networks: &[IpNet],
    is_meant: impl Fn(&Url) -> bool,
) -> Result<String, Failure> {
    let host = host_of(&asked);
    let fetching = async {
        let (_, response) = follow(asked, allowed_networks, is_meant).await?;
        let status = response.status();
        if !status.is_success() {
            return Err(Failure::Status(status.as_u16()));
        }
        let (bytes, _) = read_bytes(response.into_body(), MAX_TEXT_BYTES).await?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    tokio::time::timeout(PATIENCE, fetching)
        .await
        .unwrap_or(Err(Failure::Slow { host }))
}

async fn follow(
    asked: Url,
    allowed_networks: &[IpNet],
    is_meant: impl Fn(&Url) -> bool,
) -> Result<(Url, Response<Body>), Failure> {
    let mut address = asked;
    for hop in 0..=MAX_REDIRECTS {
        let response = ask(&address, allowed_networks, hop > 0).await?;
        let Some(next) = redirected_to(&address, &response) else {
            return Ok((address, response));
        };
        if !is_of_the_web(&next) || !is_meant(&next) {
            return Err(Failure::Broken);
        }
        address = next;
    }
    Err(Failure::TooManyRedirects)
}

type Body = DecompressionBody<Incoming>;

/// One request, to a checked address.
async fn ask(
    address: &Url,
    allowed_networks: &[IpNet],
    redirected: bool,
) -> Result<Response<Body>, Failure> {
    let port = address.port_or_known_default().unwrap_or_default();
    let resolver = Resolver {
        allowed_networks: allowed_networks.to_vec(),
        allowed_only: !matches!(port, 80 | 443),
    };
    if resolver.allowed_only && allowed_networks.is_empty() {
        return Err(Failure::Port(port));
    }
    let literal = match address.host() {
        Some(Host::Ipv4(literal)) => Some(IpAddr::V4(literal)),
        Some(Host::Ipv6(literal)) => Some(IpAddr::V6(literal)),
        _ => None,
    };
    // The connector does not call a resolver for a literal IP address.
    if literal.is_some_and(|literal| !resolver.admits(literal)) {
        let host = host_of(address);
        return Err(Failure::Private { host, redirected });
    }
    let mut connector = HttpConnector::new_with_resolver(resolver);
    connector.enforce_http(false);
    let connector = HttpsConnectorBuilder::new()
        .with_native_roots()
        .map_err(|_| Failure::Insecure {
            host: host_of(address),
        })?
        .https_or_http()
        .enable_http1()
        .wrap_connector(connector);
    let client = Client::builder(TokioExecutor::new())
        .pool_max_idle_per_host(0)
        .build(connector);
    let uri: Uri = address.as_str().parse().map_err(|_| Failure::NoAddress)?;
    let request = Request::get(uri)
        .header(header::USER_AGENT, AGENT)
        .header(
            header::ACCEPT,
            "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
        )
        .header(header::ACCEPT_LANGUAGE, "en,*;q=0.5")
        .body(Empty::<&'static [u8]>::new())
        .map_err(|_| Failure::NoAddress)?;
    let answered = Decompression::new(client).call(request).await;
    answered.map_err(|error| explain(&error, address, redirected))
}

/// What a failed request means, by the first of its causes that says.
fn explain(error: &ClientError, address: &Url, redirected: bool) -> Failure {
    let host = host_of(address);
    let mut cause = error.source();
    while let Some(error) = cause {
        match error.downcast_ref::<Unresolved>() {
            Some(Unresolved::Unknown) => return Failure::UnknownName { host },
            Some(Unresolved::Private) => return Failure::Private { host, redirected },
            None => {}
        }
        if let Some(error) = error.downcast_ref::<std::io::Error>() {
            use std::io::ErrorKind as Kind;
            if matches!(
                error.kind(),
                Kind::ConnectionRefused
                    | Kind::HostUnreachable
                    | Kind::NetworkUnreachable
                    | Kind::TimedOut
                    | Kind::AddrNotAvailable
            ) {
                return Failure::Unreachable { host };
            }
        }
        cause = error.source();
    }
    if error.is_connect() && address.scheme() == "https" {
        return Failure::Insecure { host };
    }
    Failure::Broken
}

fn redirected_to(address: &Url, response: &Response<Body>) -> Option<Url> {
    if !response.status().is_redirection() || response.status() == StatusCode::NOT_MODIFIED {
        return None;
    }
    let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
    let mut next = address.join(location).ok()?;
    next.set_fragment(None);
    Some(next)
}

async fn read(address: Url, response: Response<Body>) -> Result<Fetched, Failure> {
    let (parts, body) = response.into_parts();
    if !parts.status.is_success() {
        return Err(Failure::Status(parts.status.as_u16()));
    }
    let kind = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if !matches!(kind.as_str(), "" | "text/html" | "application/xhtml+xml") {
        return Err(Failure::NotAPage(kind));
    }
    let (bytes, cut) = read_bytes(body, MAX_BYTES).await?;
    Ok(Fetched {
        address,
        headers: parts.headers,
        // What we search for is ASCII in every encoding still used on the web.
        body: String::from_utf8_lossy(&bytes).into_owned(),
        cut,
    })
}

/// The beginning of a body, and whether there was more.
async fn read_bytes(mut body: Body, most: usize) -> Result<(Vec<u8>, bool), Failure> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Failure::Broken)?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        let room = most - bytes.len();
        bytes.extend_from_slice(&data[..data.len().min(room)]);
        if data.len() > room {
            return Ok((bytes, true));
        }
    }
    Ok((bytes, false))
}

fn host_of(address: &Url) -> String {
    address.host_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_url_is_normalised_and_unsupported_ones_are_rejected() {
        let read = |typed: &str| read_address(typed).map(|url| url.to_string());
        let whole = Ok("https://ally.example/news".to_owned());
        assert_eq!(read(" https://Ally.example/news#sign "), whole);
        assert_eq!(read("ally.example/news"), whole);
        for wrong in [
            "",
            "  ",
            "ftp://ally.example/",
            "file:///etc/passwd",
            "javascript://x",
            "https://user:secret@ally.example/",
            "https://",
            "not an address",
        ] {
            assert_eq!(read(wrong), Err(Failure::NoAddress), "{wrong}");
        }
    }

    #[tokio::test]
    async fn disguised_private_addresses_and_odd_ports_are_blocked() {
        for disguised in [
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:169.254.169.254]/",
            "http://localhost/",
        ] {
            let failed = fetch(read_address(disguised).unwrap(), &[]).await;
            assert!(
                matches!(failed, Err(Failure::Private { .. })),
                "{disguised}: {:?}",
                failed.err()
            );
        }
        let odd = fetch(read_address("https://ally.example:8443/").unwrap(), &[]).await;
        assert_eq!(odd.err(), Some(Failure::Port(8443)));
    }
}
