//! Decides which origins are ours: the public one, others that the operator names, and this
//! machine.
//!
//! It is not enough that `Origin` and `Host` agree. The owner of a domain can point it at our
//! address while browsers have one of their pages open (DNS rebinding); that page can then send us
//! requests as if it were ours.

use axum::http::{HeaderMap, header};
use url::{Host, Url};

use crate::config::PublicUrl;

/// The origins at which browsers reach us.
#[derive(Clone, Debug)]
pub struct OwnOrigins(Vec<String>);

impl OwnOrigins {
    pub fn new(public: &PublicUrl, others: &[PublicUrl]) -> OwnOrigins {
        let all = std::iter::once(public).chain(others);
        OwnOrigins(all.map(|url| url.as_str().to_owned()).collect())
    }

    /// Whether the operator named this origin.
    pub(in crate::web) fn names(&self, origin: &str) -> bool {
        self.0.iter().any(|ours| ours == origin)
    }

    /// Whether a request's origin is ours: a named one, or this machine's own if the request was
    /// sent to it, because no other name can pose as a loopback name or address.
    pub(in crate::web) fn holds(&self, origin: &str, headers: &HeaderMap) -> bool {
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        let came_here = authority.is_some() && authority == host(headers);
        self.names(origin) || came_here && authority.is_some_and(is_this_machine)
    }

    /// Whether the request was sent to a host name that may belong to a stranger. IP addresses
    /// cannot, and names without a dot, which proxies use for the servers behind them, are not in
    /// public DNS.
    pub(in crate::web) fn may_be_anothers(&self, headers: &HeaderMap) -> bool {
        let asked = host(headers).and_then(name);
        let Some(asked) = asked.filter(|name| name.contains('.')) else {
            return false;
        };
        let ours = self.0.iter().filter_map(|ours| ours.split_once("://"));
        let mut ours = ours.filter_map(|(_, authority)| name(authority));
        !ours.any(|ours| ours == asked) && !is_this_machine(&asked)
    }
}

fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::HOST)?.to_str().ok()
}

/// The host name in an authority; `None` for an IP address.
fn name(authority: &str) -> Option<String> {
    match Url::parse(&format!("http://{authority}")).ok()?.host()? {
        Host::Domain(name) => Some(name.to_owned()),
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

fn is_this_machine(authority: &str) -> bool {
    let url = PublicUrl::parse(&format!("http://{authority}"));
    url.is_some_and(|url| url.is_loopback())
}

#[cfg(test)]
pub(in crate::web) mod tests {
    use axum::http::HeaderValue;

    use super::*;

    /// Our origins, with only this public URL.
    pub(in crate::web) fn at(public: &str) -> OwnOrigins {
        OwnOrigins::new(&PublicUrl::parse(public).expect("a public URL"), &[])
    }

    fn asked_at(host: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static(host));
        headers
    }

    #[test]
    fn only_configured_and_loopback_origins_are_our_own() {
        let other = PublicUrl::parse("http://act.internal:8080").expect("a URL");
        let public = PublicUrl::parse("https://act.example").expect("a URL");
        let ours = OwnOrigins::new(&public, &[other]);
        for (origin, host, held) in [
            ("https://act.example", "act.example", true),
            ("https://act.example", "10.0.0.5:8080", true),
            ("http://act.internal:8080", "act.internal:8080", true),
            ("http://localhost:8080", "localhost:8080", true),
            ("http://127.0.0.1:8080", "127.0.0.1:8080", true),
            ("http://[::1]:8080", "[::1]:8080", true),
            ("http://localhost:3000", "localhost:8080", false),
            ("https://evil.example", "evil.example", false),
            (
                "http://localhost.evil.example",
                "localhost.evil.example",
                false,
            ),
            ("http://10.0.0.5:8080", "10.0.0.5:8080", false),
            ("http://act.example", "act.example", false),
            ("null", "null", false),
        ] {
            assert_eq!(ours.holds(origin, &asked_at(host)), held, "{origin} {host}");
        }
    }

    #[test]
    fn a_public_host_name_may_belong_to_someone_else() {
        let ours = at("https://act.example");
        for (host, may) in [
            ("act.example", false),
            ("ACT.example:443", false),
            ("127.0.0.1:8080", false),
            ("[2001:db8::1]:8080", false),
            ("undersigned:8080", false),
            ("act.localhost", false),
            ("evil.example", true),
            ("act.example.evil.example:8080", true),
            ("evil.example.", true),
        ] {
            assert_eq!(ours.may_be_anothers(&asked_at(host)), may, "{host}");
        }
        assert!(!ours.may_be_anothers(&HeaderMap::new()));
    }
}
