//! Which origins are ours: the public one, those that the operator names besides, and this machine.
//!
//! That `Origin` and `Host` agree says nothing. Whoever owns a name may make it lead to our address for the
//! browsers that have a page of theirs open (DNS rebinding); that page then asks us as if it were of ours.

use axum::http::{HeaderMap, header};
use url::{Host, Url};

use crate::config::PublicUrl;

/// The origins by which browsers reach us.
#[derive(Clone, Debug)]
pub struct OwnOrigins(Vec<String>);

impl OwnOrigins {
    pub fn new(public: &PublicUrl, others: &[PublicUrl]) -> OwnOrigins {
        let all = std::iter::once(public).chain(others);
        OwnOrigins(all.map(|url| url.as_str().to_owned()).collect())
    }

    /// Whether it is one that the operator named.
    pub(in crate::web) fn names(&self, origin: &str) -> bool {
        self.0.iter().any(|ours| ours == origin)
    }

    /// Whether a request's origin is ours: a named one, or this machine's own if the visitor came by that,
    /// which no name can be made to stand for.
    pub(in crate::web) fn holds(&self, origin: &str, headers: &HeaderMap) -> bool {
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        let came_here = authority.is_some() && authority == host(headers);
        self.names(origin) || came_here && authority.is_some_and(is_this_machine)
    }

    /// Whether the visitor came by a name that may be a stranger's. Addresses are no names, and bare ones,
    /// by which proxies know the servers behind them, are not in the public's DNS.
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

/// The name in an authority; none for an address.
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

    /// Ours at this one address.
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
