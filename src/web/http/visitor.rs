//! The address of a visitor, as the network or a trusted proxy reports it.
//!
//! `Forwarded` (RFC 7239) is not read. A proxy rewrites the one header that it knows and passes on
//! the other as the visitor wrote it, so a server that trusted both would trust every visitor.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::atomic::{AtomicBool, Ordering},
};

use axum::{
    extract::ConnectInfo,
    http::{Extensions, HeaderMap, HeaderValue},
};
use ipnet::IpNet;

const X_FORWARDED_FOR: &str = "x-forwarded-for";
/// Entries of X-Forwarded-For that are read, from the right. No visitor is behind more of our
/// proxies, and a long forged header costs nothing.
const MAX_ENTRIES: usize = 32;

/// The networks of our own proxies.
#[derive(Debug, Default)]
pub struct Proxies {
    trusted: Vec<IpNet>,
    /// Whether the log already says that a proxy names visitors in a header we do not read.
    warned: AtomicBool,
}

impl Proxies {
    pub fn new(trusted: Vec<IpNet>) -> Proxies {
        Proxies {
            trusted,
            warned: AtomicBool::new(false),
        }
    }

    /// The visitor of a request.
    pub(in crate::web) fn visitor_of(
        &self,
        extensions: &Extensions,
        headers: &HeaderMap,
    ) -> IpAddr {
        let peer = extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        self.visitor(peer, headers)
    }

    /// The last address before our own proxies.
    ///
    /// A proxy appends the address of its client, so the list is read from the right, and only
    /// while the writer of an entry is trusted: entries further left were written by the visitor.
    /// An entry that cannot be parsed ends the reading, and the proxy that passed it on counts as
    /// the visitor.
    pub(in crate::web) fn visitor(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut visitor = peer.to_canonical();
        if !self.trusts(visitor) {
            return visitor;
        }
        self.warn_of_forwarded(headers);
        for entry in entries(headers).take(MAX_ENTRIES) {
            let Some(address) = address(entry) else {
                break;
            };
            visitor = address;
            if !self.trusts(visitor) {
                break;
            }
        }
        visitor
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted
            .iter()
            .any(|network| network.contains(&address))
    }

    /// All visitors behind such a proxy share one limit, so its operator must know.
    fn warn_of_forwarded(&self, headers: &HeaderMap) {
        let unread = headers.contains_key("forwarded") && !headers.contains_key(X_FORWARDED_FOR);
        if unread && !self.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "a trusted proxy sends Forwarded and no X-Forwarded-For: all its visitors seem to come \
                 from one address; have it send X-Forwarded-For"
            );
        }
    }
}

/// The entries of all X-Forwarded-For lines, last first. Several lines form one list (RFC 9110,
/// section 5.3), and empty elements do not count (section 5.6.1).
fn entries(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    // Header values can only be iterated forwards.
    let lines: Vec<&HeaderValue> = headers.get_all(X_FORWARDED_FOR).into_iter().collect();
    lines
        .into_iter()
        .rev()
        .flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','))
        .map(<[u8]>::trim_ascii)
        .filter(|entry| !entry.is_empty())
}

/// Parses an address as proxies write it: bare, with its port, in brackets, in quotes.
fn address(entry: &[u8]) -> Option<IpAddr> {
    let entry = std::str::from_utf8(entry).ok()?;
    let text = entry
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(entry);
    let bare = || text.parse::<IpAddr>().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|both| both.ip());
    let bracketed = || {
        let inside = text.strip_prefix('[')?.strip_suffix(']')?;
        inside.parse::<IpAddr>().ok().filter(IpAddr::is_ipv6)
    };
    let address = bare().or_else(with_port).or_else(bracketed)?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The visitor behind 10.0.0.1, whose network is trusted, as is one of IPv6.
    fn visitor(lines: &[&str]) -> String {
        visitor_of("10.0.0.1", lines)
    }

    fn visitor_of(peer: &str, lines: &[&str]) -> String {
        let trusted = ["10.0.0.0/8", "fd00::/8"].map(|text| text.parse().unwrap());
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(X_FORWARDED_FOR, HeaderValue::from_str(line).unwrap());
        }
        let proxies = Proxies::new(trusted.into());
        proxies.visitor(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn x_forwarded_for_is_read_only_from_a_trusted_proxy() {
        assert_eq!(visitor_of("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(
            visitor_of("::ffff:10.0.0.1", &["198.51.100.1"]),
            "198.51.100.1"
        );
        assert_eq!(visitor_of("fd00::1", &["2001:db8::7"]), "2001:db8::7");
        let no_proxies = Proxies::default();
        let mut headers = HeaderMap::new();
        headers.insert(X_FORWARDED_FOR, HeaderValue::from_static("198.51.100.1"));
        let peer = "203.0.113.9".parse().unwrap();
        assert_eq!(no_proxies.visitor(peer, &headers), peer);
    }

    #[test]
    fn x_forwarded_for_is_read_from_the_right_past_trusted_proxies() {
        for (lines, expected) in [
            (&["198.51.100.1"][..], "198.51.100.1"),
            (&["1.2.3.4, 198.51.100.1"], "198.51.100.1"),
            (&["198.51.100.1, 10.9.9.9"], "198.51.100.1"),
            (
                &["1.2.3.4,198.51.100.1 ,10.9.9.9, 10.8.8.8"],
                "198.51.100.1",
            ),
            (&["198.51.100.1, fd00::5"], "198.51.100.1"),
            // All proxies are ours: the furthest one counts.
            (&["10.7.7.7, 10.9.9.9"], "10.7.7.7"),
            (&[], "10.0.0.1"),
            (&[""], "10.0.0.1"),
        ] {
            assert_eq!(visitor(lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn an_unparsable_entry_ends_the_list_and_cannot_spoof_a_visitor() {
        for (lines, expected) in [
            // The visitor wrote the left part; the proxy appended the visitor's address.
            (&["203.0.113.77, x, 198.51.100.1"][..], "198.51.100.1"),
            (&["203.0.113.77, x"], "10.0.0.1"),
            (&["203.0.113.77, unknown, 10.9.9.9"], "10.9.9.9"),
            (&["203.0.113.77, _hidden"], "10.0.0.1"),
            (&["203.0.113.77, 1.2.3.4:port"], "10.0.0.1"),
            (&["203.0.113.77, 1.2.3.4.5"], "10.0.0.1"),
            (&["203.0.113.77, [1.2.3.4]"], "10.0.0.1"),
            (&["nonsense"], "10.0.0.1"),
        ] {
            assert_eq!(visitor(lines), expected, "{lines:?}");
        }
        let mut headers = HeaderMap::new();
        let latin = HeaderValue::from_bytes(b"203.0.113.77, \xe9").unwrap();
        headers.insert(X_FORWARDED_FOR, latin);
        let proxies = Proxies::new(vec!["10.0.0.0/8".parse().unwrap()]);
        let peer = "10.0.0.1".parse().unwrap();
        assert_eq!(proxies.visitor(peer, &headers), peer);
    }

    #[test]
    fn ports_brackets_and_quotes_are_parsed() {
        for (entry, expected) in [
            ("198.51.100.1:51234", "198.51.100.1"),
            ("[2001:db8::7]:51234", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("\"[2001:db8::7]:51234\"", "2001:db8::7"),
            ("2001:db8::7", "2001:db8::7"),
            ("::ffff:198.51.100.1", "198.51.100.1"),
            ("[::ffff:198.51.100.1]:443", "198.51.100.1"),
        ] {
            assert_eq!(visitor(&[entry]), expected, "{entry}");
            let behind = format!("203.0.113.77, {entry}, 10.9.9.9:80");
            assert_eq!(visitor(&[&behind]), expected, "{behind}");
        }
    }

    #[test]
    fn repeated_headers_are_one_list_and_empty_entries_are_ignored() {
        for lines in [
            &["203.0.113.77", "198.51.100.1"][..],
            &["203.0.113.77, x", "198.51.100.1, 10.9.9.9"],
            &["198.51.100.1", "10.9.9.9"],
            &["198.51.100.1,", ", 10.9.9.9,,"],
        ] {
            assert_eq!(visitor(lines), "198.51.100.1", "{lines:?}");
        }
    }

    #[test]
    fn a_long_list_is_read_only_to_the_first_untrusted_entry_or_the_limit() {
        let long = vec!["203.0.113.77"; 5_000].join(",");
        assert_eq!(visitor(&[&long, "198.51.100.1"]), "198.51.100.1");
        let ours = vec!["10.9.9.9"; MAX_ENTRIES].join(",");
        assert_eq!(visitor(&["203.0.113.77", &ours]), "10.9.9.9");
    }

    #[test]
    fn the_forwarded_header_is_ignored() {
        let mut headers = HeaderMap::new();
        headers.insert("forwarded", HeaderValue::from_static("for=203.0.113.77"));
        let proxies = Proxies::new(vec!["10.0.0.0/8".parse().unwrap()]);
        let peer = "10.0.0.1".parse().unwrap();
        assert_eq!(proxies.visitor(peer, &headers), peer);
        headers.insert(X_FORWARDED_FOR, HeaderValue::from_static("198.51.100.1"));
        assert_eq!(proxies.visitor(peer, &headers).to_string(), "198.51.100.1");
    }
}
